"""A practice as it was published, and what changed between two versions, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from alliance.core.formatting import language_name, long_date
from alliance.core.markup import plain
from alliance.core.models import Country, Institution, Origin, Term, Vocabulary
from alliance.core.word_changes import Part, compared
from evidence.enums import Licence, Lineage
from evidence.models import MANY_TERM_VOCABULARIES, Practice, PracticeText, PracticeVersion
from evidence.presenters import headings

# Facts that point at another row -> the model they point at.
_POINTERS = {
    "country": Country,
    "institution": Institution,
    "context": Term,
    "evidence_kind": Term,
    "continuity_state": Term,
}
_PLAIN_FACTS = (
    "locality",
    "start_year",
    "end_year",
    "students_reached",
    "teachers_reached",
    "cost_amount",
    "cost_currency",
    "cost_year",
    "licence",
    "mapping",
    "checked_date",
)


@dataclass(frozen=True)
class Change:
    """What changed in one field. ``language`` is that of the words, or empty for facts."""

    field: str
    language: str
    parts: tuple[Part, ...]


def as_published(version: PracticeVersion, practice: Practice) -> Practice:
    """Return ``practice`` as it stood in ``version``, unsaved; what was deleted since is left out."""
    old = version.as_practice()
    if old.country_id is None:
        old.country = practice.country
    # Its address is today's; where it points at the same rows, they need not be read again.
    old.slug = practice.slug
    for name in _POINTERS:
        if getattr(old, f"{name}_id") == getattr(practice, f"{name}_id"):
            setattr(old, name, getattr(practice, name))
    old.version_number = version.number
    old.version_date = version.published_at
    old.first_published_at = practice.first_published_at
    return old


def changes(older: dict, newer: dict) -> list[Change]:
    """Return what differs between two contents (`PracticeVersion.content`): facts first, then words by language."""
    named = _Names((older, newer))
    found = [
        Change(label, "", parts)
        for label, before, after in zip(_fact_labels(), named.facts(older), named.facts(newer), strict=True)
        if (parts := tuple(_entries(before, after)))
    ]
    old_rows, new_rows = _rows(older), _rows(newer)
    for language in sorted(
        old_rows.keys() | new_rows.keys(), key=lambda code: _originals_first(code, old_rows, new_rows)
    ):
        found.extend(_text_changes(language, old_rows.get(language), new_rows.get(language)))
    return found


def _entries(before: list[str], after: list[str]) -> list[Part]:
    """Return the entries that went and those that came, each whole: a number half changed is hard to read."""
    gone = [entry for entry in before if entry not in after]
    new = [entry for entry in after if entry not in before]
    if not gone and not new:
        return []
    if not before or not after:
        gone, new = gone or [_("not stated")], new or [_("not stated")]
    parts = [*(Part("del", entry) for entry in gone), *(Part("ins", entry) for entry in new)]
    return [each for part in parts for each in (part, Part("same", " "))][:-1]


def _rows(content: dict) -> dict[str, dict]:
    return {row["language"]: row for row in content.get("texts", ())}


def _originals_first(language: str, *contents: dict[str, dict]) -> tuple[bool, str]:
    original = any(rows.get(language, {}).get("origin") == Origin.ORIGINAL for rows in contents)
    return (not original, language)


def _text_changes(language: str, old: dict | None, new: dict | None) -> list[Change]:
    """Return what changed in one language; a whole text that came or went is told in one line."""
    labels = _word_labels()
    name = language_name(language)
    if old is None or new is None:
        kind, row = ("ins", new) if old is None else ("del", old)
        words = f"{name} ({Origin(row['origin']).label})"
        return [Change(_("Text"), language, (Part(kind, words),))]
    found = []
    if old["origin"] != new["origin"]:
        parts = _entries([str(Origin(old["origin"]).label)], [str(Origin(new["origin"]).label)])
        found.append(Change(_("Where the words come from"), language, tuple(parts)))
    for field in PracticeText.WORDS:
        before, after = plain(old.get(field) or ""), plain(new.get(field) or "")
        if before != after:
            found.append(Change(labels[field], language, tuple(compared(before, after))))
    return found


def _word_labels() -> dict[str, str]:
    """Return the label of each word field."""
    return {"title": _("Title"), **headings(), "cost": _("Cost")}


def _fact_labels() -> list[str]:
    """Return the labels of what `_Names.facts` returns, in its order."""
    own = [capfirst(Practice._meta.get_field(name).verbose_name) for name in (*_POINTERS, *_PLAIN_FACTS)]
    terms = [str(Vocabulary(vocabulary).label) for vocabulary in MANY_TERM_VOCABULARIES]
    return [*own, *terms, _("Sources"), _("Where it comes from and who took it up")]


class _Names:
    """The names of all rows that some contents point at, each kind read at once."""

    def __init__(self, contents: Iterable[dict]):
        wanted: dict[type, set] = {Term: set(), Country: set(), Institution: set(), Practice: set()}
        for content in contents:
            wanted[Term].update(content.get("terms", ()))
            for name, model in _POINTERS.items():
                wanted[model].add(content.get(name))
            wanted[Practice].update(row.get("other") for row in content.get("lineage", ()))
        self.rows = {model: model.objects.in_bulk(pks - {None}) for model, pks in wanted.items()}

    def name(self, model: type, pk: int | None) -> str:
        """Return the name of a row; one that is gone is known by its number only."""
        if pk is None:
            return ""
        row = self.rows[model].get(pk)
        return str(row) if row else _("deleted entry %(number)s") % {"number": pk}

    def facts(self, content: dict) -> list[list[str]]:
        """Return the entries of every fact as words, in a fixed order."""
        pointers = [self.name(model, content.get(name)) for name, model in _POINTERS.items()]
        values = [_said(name, content.get(name)) for name in _PLAIN_FACTS]
        single = [[value] if value else [] for value in (*pointers, *values)]
        terms = [self.terms(content, vocabulary) for vocabulary in MANY_TERM_VOCABULARIES]
        return [*single, *terms, self.sources(content), self.lineage(content)]

    def terms(self, content: dict, vocabulary: str) -> list[str]:
        """Return the labels of the terms of one vocabulary, in its editors' order."""
        rows = [self.rows[Term][pk] for pk in content.get("terms", ()) if pk in self.rows[Term]]
        mine = [term for term in rows if term.vocabulary == vocabulary]
        return [str(term) for term in sorted(mine, key=lambda term: (term.sort_order, term.code))]

    def sources(self, content: dict) -> list[str]:
        """Return the sources: title, address and date of publication."""
        rows = content.get("sources", ())
        return [" ".join(filter(None, (row.get("title"), row["url"], row.get("published")))) for row in rows]

    def lineage(self, content: dict) -> list[str]:
        """Return the lineage, one relation an entry."""
        return [
            _("%(name)s: %(value)s")
            % {
                "name": Lineage(row["relation"]).label,
                "value": self.name(Practice, row.get("other")) or row.get("name", ""),
            }
            for row in content.get("lineage", ())
        ]


def _said(name: str, value) -> str:
    if value in (None, ""):
        return ""
    if name == "licence":
        return Licence(value).label
    if name == "checked_date":
        return long_date(Practice._meta.get_field(name).to_python(value))
    return str(value)
