"""Sentences over figures, made from the data, that a reader can check against the rows below them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from alliance.core import formatting


class Counted(Protocol):
    """A row of a figure, as far as a sentence speaks of it."""

    code: str
    label: str
    count: int
    share: str


@dataclass(frozen=True)
class Finding:
    """A sentence and the codes of the rows that it speaks of. Without a sentence there is nothing safe to say."""

    sentence: str = ""
    codes: tuple[str, ...] = ()


NOTHING = Finding()


def finding(key: str, rows: Sequence[Counted], total: int, not_stated: int) -> Finding:
    """Return what the rows of the dimension ``key`` show: of ``total`` records, ``not_stated`` say nothing about it."""
    carried = sorted((row for row in rows if row.count), key=lambda row: -row.count)
    if not carried:
        return NOTHING
    if key in _BY_CODE:
        return _BY_CODE[key](carried, total, not_stated)
    if key in _MOST:
        return _most(carried, _MOST[key]())
    return NOTHING


def _most(rows: Sequence[Counted], sentence: str) -> Finding:
    """Name the most frequent value; two that share the first place are both named, of more nothing is said."""
    leading = [row for row in rows if row.count == rows[0].count]
    if len(leading) == 1:
        return Finding(sentence % {"label": leading[0].label, "share": leading[0].share}, (leading[0].code,))
    if len(leading) == 2:
        first, second = leading
        words = {"first": first.label, "second": second.label, "share": first.share}
        return Finding(_("Named most: %(first)s and %(second)s, %(share)s each") % words, (first.code, second.code))
    return NOTHING


# Called late, since the words depend on the reader's language.
_MOST: dict[str, Callable[[], str]] = {
    "technology": lambda: _("Most used: %(label)s, in %(share)s"),
    "purpose": lambda: _("Most common purpose: %(label)s, in %(share)s"),
    "level": lambda: _("Most common level: %(label)s, in %(share)s"),
    "target": lambda: _("Group named most: %(label)s, in %(share)s"),
    "organisation": lambda: _("Most common kind of organisation: %(label)s, in %(share)s"),
    "language": lambda: _("Most common original language: %(label)s, in %(share)s"),
}


def _countries(rows: Sequence[Counted], total: int, not_stated: int) -> Finding:
    """Say how much the two first countries have together, where it is clear which two they are."""
    if len(rows) < 2 or (len(rows) > 2 and rows[1].count == rows[2].count):
        return NOTHING
    first, second = rows[:2]
    words = {
        "first": first.label,
        "second": second.label,
        "share": formatting.percent_of(first.count + second.count, total),
    }
    return Finding(_("%(first)s and %(second)s have %(share)s of all") % words, (first.code, second.code))


def _contexts(rows: Sequence[Counted], total: int, not_stated: int) -> Finding:
    rural = next((row for row in rows if row.code == "rural"), None)
    if rural is None:
        return NOTHING
    return Finding(_("%(share)s are in rural areas only") % {"share": rural.share}, (rural.code,))


def _beneficiaries(rows: Sequence[Counted], total: int, not_stated: int) -> Finding:
    teachers = next((row for row in rows if row.code == "teachers"), None)
    if teachers is None:
        return NOTHING
    return Finding(_("Teachers benefit in %(share)s") % {"share": teachers.share}, (teachers.code,))


def _years(rows: Sequence[Counted], total: int, not_stated: int) -> Finding:
    """Say the latest year from which on at least half of the dated records began."""
    dated, began = total - not_stated, 0
    for row in sorted(rows, key=lambda row: row.code, reverse=True):
        began += row.count
        if began * 2 >= dated:
            words = {"year": row.code, "share": formatting.percent_of(began, dated)}
            return Finding(_("%(share)s of those with a date began in %(year)s or later") % words)
    return NOTHING


def _stages(rows: Sequence[Counted], total: int, not_stated: int) -> Finding:
    counts = {row.code: row.count for row in rows}
    mentions = counts.get("special_mention", 0)
    selected = counts.get("selected", 0) + mentions
    if not selected:
        return NOTHING
    words = {"selected": formatting.number(selected), "mentions": formatting.number(mentions)}
    return Finding(
        _("Selected: %(selected)s, of them with a special mention: %(mentions)s") % words,
        ("selected", "special_mention"),
    )


_BY_CODE: dict[str, Callable[[Sequence[Counted], int, int], Finding]] = {
    "country": _countries,
    "context": _contexts,
    "beneficiary": _beneficiaries,
    "year": _years,
    "stage": _stages,
}
