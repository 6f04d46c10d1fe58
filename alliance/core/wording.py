"""Which words of a record a reader gets: those in the language they want, else the original's, field by field."""

from dataclasses import dataclass
from typing import Self

from alliance.core.models import Origin, RecordText

OUTDATED = "outdated"


@dataclass(frozen=True)
class Said:
    """Words of one field with the language they are in. Empty words mean that no source says anything."""

    words: str
    language: str

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class Wording:
    """The words of a record for a reader. ``row`` carries the title; a field that it lacks comes from ``original``."""

    wanted: str
    row: RecordText | None
    original: RecordText | None
    rows: tuple[RecordText, ...]

    @classmethod
    def of(cls, rows: list[RecordText], wanted: str) -> Self:
        """Return the wording of a record's text rows for a reader of ``wanted``."""
        original = next((row for row in rows if row.origin == Origin.ORIGINAL), None)
        row = next((row for row in rows if row.language == wanted), None)
        return cls(wanted, row or original or next(iter(rows), None), original, tuple(rows))

    def say(self, field: str) -> Said:
        """Return what the record says in ``field``."""
        for row in (self.row, self.original):
            if row is not None and (words := getattr(row, field).strip()):
                return Said(words, row.language)
        return Said("", self.language)

    @property
    def language(self) -> str:
        """The language of the title, and of most of the rest."""
        return self.row.language if self.row else self.wanted

    @property
    def original_language(self) -> str:
        """The language that the facts' names were written in, as a place's; empty where no row is the original."""
        return self.original.language if self.original else ""

    @property
    def origin(self) -> str:
        """How the row came about: "original", "human", "machine" or "outdated"."""
        return self.origin_of(self.row) if self.row else Origin.ORIGINAL

    def origin_of(self, row: RecordText) -> str:
        """Return how ``row`` came about; a translation older than its original is "outdated", whoever made it."""
        return OUTDATED if row.is_outdated(self.original) else row.origin

    @property
    def others(self) -> list[RecordText]:
        """The other rows, the original first."""
        others = [row for row in self.rows if row is not self.row]
        return sorted(others, key=lambda row: (row is not self.original, row.language))
