"""What became of a country's record: who saved which version when, and what changed between two."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import ForeignKey
from wagtail.models import Revision, TaskState

from alliance.core.models import Record
from alliance.core.word_changes import Part, compared
from members.country_records import Kind, Label, changed, label_of, plain, rows_model, values_of
from members.services.country_drafts import history


@dataclass(frozen=True)
class Entry:
    """One saved version. ``marks`` are "live", "latest" and "sent"."""

    key: int
    at: datetime
    who: str
    marks: frozenset[str]
    before: int | None


@dataclass(frozen=True)
class Change:
    """What changed in one field."""

    label: Label
    parts: list[Part]


@dataclass(frozen=True)
class Pair:
    """Two versions compared."""

    older: Revision
    newer: Revision
    changes: list[Change]


class Names:
    """Names what facts point at, each once."""

    def __init__(self, kind: Kind):
        self.kind = kind
        self._look_up = cache(self._named)

    def __call__(self, field: str, value: str) -> str:
        return self._look_up(field, value) if value else ""

    def _named(self, field: str, value: str) -> str:
        rows_name, _dot, name = field.rpartition(".")
        rows = next((rows for rows in self.kind.rows if rows.name == rows_name), None)
        column = (rows_model(self.kind.model, rows) if rows else self.kind.model)._meta.get_field(name)
        if not isinstance(column, ForeignKey):
            return value
        row = column.related_model._default_manager.filter(pk=value).first()
        return str(row) if row else value


def entries_of(kind: Kind, record: Record) -> list[Entry]:
    """Return the saved versions, the newest first. Two queries."""
    revisions = history(record)
    sent = set(
        TaskState.objects.filter(revision__in=[each.pk for each in revisions]).values_list("revision", flat=True)
    )
    found = []
    for at, revision in enumerate(revisions):
        marks = {
            "live": revision.pk == record.live_revision_id,
            "latest": revision.pk == record.latest_revision_id,
            "sent": revision.pk in sent,
        }
        before = revisions[at + 1].pk if at + 1 < len(revisions) else None
        who = str(revision.user) if revision.user else ""
        kept = frozenset(name for name, holds in marks.items() if holds)
        found.append(Entry(revision.pk, revision.created_at, who, kept, before))
    return found


def changes_between(kind: Kind, record: Record, older: str, newer: str) -> Pair | None:
    """Return what changed between two versions of ``record``; None where one of the keys is none of its versions."""
    if not (older.isdecimal() and newer.isdecimal() and len(older) < 19 and len(newer) < 19):
        return None
    pair = {each.pk: each for each in record.revisions.filter(pk__in=[older, newer]).select_related("user")}
    if len(pair) != len({int(older), int(newer)}):
        return None
    first, last = pair[int(older)], pair[int(newer)]
    before, after = values_of(kind, first.as_object()), values_of(kind, last.as_object())
    named = Names(kind)
    changes = [
        Change(
            label_of(kind, key),
            compared(plain(kind, key, before.get(key), named), plain(kind, key, after.get(key), named)),
        )
        for key in changed(before, after)
    ]
    return Pair(first, last, changes)
