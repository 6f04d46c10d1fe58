"""Counting without SQL: each population (the living library, a frozen edition) as one bitmap per code.

A bitmap is a Python integer whose bit *i* says whether record *i* carries the code. "Or" inside a dimension and "and" between
dimensions are integer operations, a count is ``int.bit_count()``: a page with a hundred facet counts needs no query, and a
figure and the list behind it come from the same bits, so they cannot disagree. At 100,000 records a bitmap is 12.5 kB and the
whole index a few megabytes (docs/decisions/0005).

Rows come from `CountedRow` tables. A process reads only rows whose ``change`` number is newer than what it has.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

from django.db.models import Count, Max, QuerySet

from alliance.core.cache import content_version
from evidence.facets import DIMENSIONS, Dimension
from evidence.models import CountedRow, EditionRecord, LibraryRow

Choice = dict[str, tuple[str, ...]]
"""Chosen codes by dimension key: several codes of one key are "or", several keys "and"."""

CHUNK = 5000


@dataclass
class Population:
    """Bitmaps of one set of records, with the sums that its reach figures need."""

    ids: list[int] = field(default_factory=list)
    position: dict[int, int] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    bits: dict[str, int] = field(default_factory=dict)
    students: list[int | None] = field(default_factory=list)
    teachers: list[int | None] = field(default_factory=list)
    everyone: int = 0
    last_change: int = 0

    def copy(self) -> Self:
        """Return a population that can be changed without anybody noticing."""
        return Population(
            list(self.ids),
            dict(self.position),
            list(self.codes),
            dict(self.bits),
            list(self.students),
            list(self.teachers),
            self.everyone,
            self.last_change,
        )

    def put(self, rows: list[tuple[int, str, int | None, int | None, bool]]) -> None:
        """Take in ``(id, codes, students, teachers, counted)`` rows; a row that is not counted any more loses its bits."""
        added: dict[str, bytearray] = {}
        size = (len(self.ids) + len(rows)) // 8 + 1
        gone = 0
        for pk, codes, students, teachers, counted in rows:
            at = self.position.get(pk)
            if at is None:
                at = self.position[pk] = len(self.ids)
                self.ids.append(pk)
                self.codes.append("")
                self.students.append(None)
                self.teachers.append(None)
            else:
                gone |= 1 << at
            self.codes[at] = codes if counted else ""
            self.students[at], self.teachers[at] = (students, teachers) if counted else (None, None)
            if counted:
                byte, mask = at >> 3, 1 << (at & 7)
                for code in ("", *codes.split()):
                    added.setdefault(code, bytearray(size))[byte] |= mask
        if gone:
            self.everyone &= ~gone
            self.bits = {code: bits & ~gone for code, bits in self.bits.items()}
        self.everyone |= int.from_bytes(added.pop("", bytearray()), "little")
        for code, patch in added.items():
            self.bits[code] = self.bits.get(code, 0) | int.from_bytes(patch, "little")

    def matching(self, choice: Choice, *, leaving_out: str = "") -> int:
        """Return the bitmap of records that meet ``choice``, with the dimension ``leaving_out`` not applied."""
        result = self.everyone
        for key, codes in choice.items():
            if key == leaving_out or not codes:
                continue
            any_of = 0
            for code in codes:
                any_of |= self.bits.get(f"{key}:{code}", 0)
            result &= any_of
        return result

    def count(self, choice: Choice) -> int:
        """Return how many records meet ``choice``."""
        return self.matching(choice).bit_count()

    def counts(self, dimension: Dimension, within: int) -> dict[str, int]:
        """Return code -> number of records of ``within`` that carry it, for every code that any record carries."""
        prefix = f"{dimension.key}:"
        return {
            code.removeprefix(prefix): (bits & within).bit_count()
            for code, bits in self.bits.items()
            if code.startswith(prefix)
        }

    def facet_counts(self, choice: Choice, within: int | None = None) -> dict[str, dict[str, int]]:
        """Return for each dimension the counts that a reader gets by clicking a value.

        The dimension's own choice is left out, since its values add to each other; ``within`` narrows by words.
        """
        narrowed = self.everyone if within is None else within
        found = {}
        for dimension in DIMENSIONS:
            base = self.matching(choice, leaving_out=dimension.key) & narrowed
            found[dimension.key] = self.counts(dimension, base)
        return found

    def crossed(self, rows: Dimension, columns: Dimension, within: int) -> dict[tuple[str, str], int]:
        """Return (row code, column code) -> number of records of ``within`` that carry both."""
        left = {
            code.split(":", 1)[1]: bits & within for code, bits in self.bits.items() if code.startswith(f"{rows.key}:")
        }
        right = {code.split(":", 1)[1]: bits for code, bits in self.bits.items() if code.startswith(f"{columns.key}:")}
        return {(a, b): (x & y).bit_count() for a, x in left.items() for b, y in right.items()}

    def carrying(self, dimension: Dimension, within: int) -> int:
        """Return how many records of ``within`` carry any value of ``dimension``: the base n of its shares."""
        any_of = 0
        for code, bits in self.bits.items():
            if code.startswith(f"{dimension.key}:"):
                any_of |= bits
        return (any_of & within).bit_count()

    def reach(self, who: str, within: int) -> tuple[int, int]:
        """Return (total, number of records that state it) of "students" or "teachers" over ``within``; zeros are not statements."""
        values = self.students if who == "students" else self.teachers
        stated = [value for at, value in enumerate(values) if value and within >> at & 1]
        return sum(stated), len(stated)

    def members(self, within: int) -> list[int]:
        """Return the ids of the records of ``within``, oldest row first."""
        return [self.ids[at] for at in positions(within)]

    def bitmap(self, ids: Iterable[int]) -> int:
        """Return the bitmap of those of ``ids`` that are in the population."""
        buffer = bytearray(len(self.ids) // 8 + 1)
        for pk in ids:
            at = self.position.get(pk)
            if at is not None:
                buffer[at >> 3] |= 1 << (at & 7)
        return int.from_bytes(buffer, "little") & self.everyone


def positions(bits: int) -> Iterator[int]:
    """Yield the positions of the set bits of ``bits``, lowest first."""
    for byte_at, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        rest = byte
        while rest:
            low = rest & -rest
            yield byte_at * 8 + low.bit_length() - 1
            rest ^= low


class Keeper:
    """Holds one population in this process and brings it up to date when the content version moves."""

    def __init__(self, rows: QuerySet[CountedRow]):
        self.rows = rows
        self.version = ""
        self.population = Population()
        self.lock = threading.Lock()

    def current(self) -> Population:
        """Return the population as of the current content version. It is never changed afterwards, only replaced."""
        version = content_version()
        if self.version != version:
            with self.lock:
                if self.version != version:
                    self.population = self.newer()
                    self.version = version
        return self.population

    def newer(self) -> Population:
        """Return a copy with the rows changed since; a fresh one where rows were deleted."""
        population = self.population.copy()
        total, newest = self.rows.aggregate(total=Count("pk"), newest=Max("change")).values()
        if (newest or 0) > population.last_change:
            self.read(population)
        if len(population.ids) != total:
            population = Population()
            self.read(population)
        population.last_change = newest or 0
        return population

    def read(self, population: Population) -> None:
        """Put every row with a change number above the population's into it."""
        rows = self.rows.filter(change__gt=population.last_change).order_by("pk")
        columns = rows.values_list("pk", "codes", "students_reached", "teachers_reached", "is_counted")
        population.put(list(columns.iterator(chunk_size=CHUNK)))


_keepers: dict[str, Keeper] = {}


def library() -> Population:
    """Return the published practices."""
    return _keepers.setdefault("library", Keeper(LibraryRow.objects.all())).current()


def edition(pk: int) -> Population:
    """Return the records of the edition with this primary key."""
    return _keepers.setdefault(f"edition:{pk}", Keeper(EditionRecord.objects.filter(edition_id=pk))).current()


def forget() -> None:
    """Drop what this process holds; the next question reads the tables again."""
    _keepers.clear()
