"""How often words are asked for and finds opened: counted in memory, written down now and then.

Asking costs no query for it. Every `FLUSH_SECONDS` the process adds what it has counted to the tables, after an answer has
been sent; what it has not written when it ends is lost, which a count of this kind can bear. Words that could be somebody's
address, number or key are not kept, and neither is who asked.
"""

import logging
import re
import threading
import time
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from search.models import AskedWords, Click, as_asked

log = logging.getLogger(__name__)

FLUSH_SECONDS = 30
MOST_WAITING = 500
KEEP_DAYS = 180
MOST_A_DAY = 2_000
_PERSONAL = re.compile(r"@|\d[\d .()-]{5,}\d|https?:|(?=\S*\d)\S{20,}")

# (words, language or key) -> [times, found or place]
_Counts = dict[tuple[str, str], list[int]]
_asked: _Counts = {}
_clicked: _Counts = {}
_due: float | None = None
_lock = threading.Lock()


def note_asked(text: str, language: str, found: int) -> None:
    """Count that somebody asked for the words, with how much was found."""
    _note(_asked, text, language, found)


def note_clicked(text: str, key: str, rank: int) -> None:
    """Count that somebody opened a find that stood at this place for the words."""
    _note(_clicked, text, key, rank)


def _note(counts: _Counts, text: str, other: str, number: int) -> None:
    global _due  # noqa: PLW0603 - the one memory of the process
    words = as_asked(text)
    if not words or _PERSONAL.search(text):
        return
    with _lock:
        if (words, other) in counts or len(counts) < MOST_WAITING:
            row = counts.setdefault((words, other), [0, 0])
            row[0] += 1
            row[1] = number
        if _due is None:
            _due = time.monotonic() + FLUSH_SECONDS


def is_due() -> bool:
    """Whether something has waited long enough to be written down."""
    return _due is not None and _due <= time.monotonic()


def flush() -> None:
    """What was counted stands in the tables. It is lost where the database cannot be written to."""
    global _asked, _clicked, _due
    with _lock:
        asked, clicked = _asked, _clicked
        _asked, _clicked, _due = {}, {}, None
    today = timezone.localdate()
    try:
        with transaction.atomic():
            _write(AskedWords, "language", "found", asked, today)
            _write(Click, "key", "rank", clicked, today)
    except DatabaseError:
        log.warning("What was asked for could not be written down", exc_info=True)


def _write(model: type[models.Model], other: str, last: str, counts: Mapping, today: date) -> None:
    """Add the counts to the day's rows; beyond `MOST_A_DAY` only those that are there already grow."""
    if not counts:
        return
    rows = model.objects.filter(day=today)
    words = {words for words, _other in counts}
    known = {(row.words, getattr(row, other)): row for row in rows.filter(words__in=words).select_for_update()}
    for name, row in known.items():
        if name in counts:
            row.times += counts[name][0]
            setattr(row, last, counts[name][1])
    model.objects.bulk_update(known.values(), ["times", last])
    room = max(0, MOST_A_DAY - rows.count())
    new = [
        model(day=today, times=times, words=words, **{other: value, last: number})
        for (words, value), (times, number) in counts.items()
        if (words, value) not in known
    ]
    model.objects.bulk_create(new[:room], ignore_conflicts=True)


def drop_old() -> int:
    """Counts of more than `KEEP_DAYS` ago are gone; returns how many."""
    last = timezone.localdate() - timedelta(days=KEEP_DAYS)
    rows = (model.objects.filter(day__lt=last) for model in (AskedWords, Click))
    return sum(found.delete()[0] for found in rows)


def forget() -> None:
    """Drop what this process has counted and not written."""
    global _asked, _clicked, _due
    with _lock:
        _asked, _clicked, _due = {}, {}, None
