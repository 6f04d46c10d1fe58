"""Counting without SQL: each population (the living library, a frozen edition) as one bitmap per code.

A bitmap is a Python integer whose bit *i* says whether record *i* carries the code. "Or" inside a dimension and "and" between
dimensions are integer operations, a count is ``int.bit_count()``: a page with a hundred facet counts needs no query, and a
figure and the list behind it come from the same bits, so they cannot disagree. Sums of reach are counts as well: one bitmap
per binary digit of the number. At 100,000 records a bitmap is 12.5 kB (docs/decisions/0005-counting-with-bitmaps.md).

Rows come from `CountedRow` tables. A process reads only rows whose ``change`` number is newer than what it has.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Self

from django.db.models import Count, F, Max, QuerySet

from alliance.core.cache import content_version
from evidence.facets import DIMENSIONS, Dimension
from evidence.models import CountedRow, Edition, EditionRecord, LibraryRow

Choice = dict[str, tuple[str, ...]]
"""Chosen codes by dimension key: several codes of one key are "or", several keys "and"."""

Row = tuple[int, str, int | None, int | None, bool]
"""(id, codes, students, teachers, counted) of a `CountedRow`."""

CHUNK = 10_000
REACHED = ("students", "teachers")


@dataclass
class Population:
    """Bitmaps of one set of records. Whoever gets one from `library` or `edition` must not change it."""

    ids: list[int] = field(default_factory=list)
    position: dict[int, int] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    bits: dict[str, int] = field(default_factory=dict)
    digits: dict[tuple[str, int], int] = field(default_factory=dict)
    everyone: int = 0
    last_change: int = 0
    # The same in all that were copied from one another: a record has the same position in all of them.
    born: object = field(default_factory=object)

    def copy(self) -> Self:
        """Return a population that can be changed without anybody noticing."""
        return Population(
            list(self.ids),
            dict(self.position),
            list(self.codes),
            dict(self.bits),
            dict(self.digits),
            self.everyone,
            self.last_change,
            self.born,
        )

    def put(self, rows: Iterable[Row]) -> None:
        """Take in new and changed rows, each id once; a row that is not counted any more loses its bits."""
        carriers: dict[str, list[int]] = defaultdict(list)
        digits: dict[tuple[str, int], list[int]] = defaultdict(list)
        counted_at: list[int] = []
        known_at: list[int] = []
        for pk, codes, students, teachers, counted in rows:
            at = self.position.get(pk)
            if at is None:
                at = self.position[pk] = len(self.ids)
                self.ids.append(pk)
                self.codes.append(codes if counted else "")
            else:
                known_at.append(at)
                self.codes[at] = codes if counted else ""
            if not counted:
                continue
            counted_at.append(at)
            for code in codes.split():
                carriers[code].append(at)
            for who, value in zip(REACHED, (students, teachers), strict=True):
                if value:
                    carriers[f"reach:{who}"].append(at)
                    for place in positions(value):
                        digits[who, place].append(at)
        size = len(self.ids)
        if known_at:
            others = ~_bitmap(known_at, size)
            self.everyone &= others
            self.bits = {code: kept for code, bits in self.bits.items() if (kept := bits & others)}
            self.digits = {digit: kept for digit, bits in self.digits.items() if (kept := bits & others)}
        self.everyone |= _bitmap(counted_at, size)
        for code, added in carriers.items():
            self.bits[code] = self.bits.get(code, 0) | _bitmap(added, size)
        for digit, added in digits.items():
            self.digits[digit] = self.digits.get(digit, 0) | _bitmap(added, size)
        self.__dict__.pop("by_dimension", None)

    @cached_property
    def by_dimension(self) -> dict[str, dict[str, int]]:
        """Dimension key -> code -> bitmap, for every code that any record carries."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for word, bits in self.bits.items():
            key, _, code = word.partition(":")
            found[key][code] = bits
        return dict(found)

    def values(self, dimension: Dimension) -> dict[str, int]:
        """Return code -> bitmap of one dimension."""
        return self.by_dimension.get(dimension.key, {})

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
        return {code: (bits & within).bit_count() for code, bits in self.values(dimension).items()}

    def facet_counts(
        self, choice: Choice, within: int | None = None, dimensions: Iterable[Dimension] = DIMENSIONS
    ) -> dict[str, dict[str, int]]:
        """Return for each dimension the counts that a reader gets by clicking a value.

        The dimension's own choice is left out, since its values add to each other; ``within`` narrows by words.
        """
        narrowed = self.everyone if within is None else within
        found = {}
        for dimension in dimensions:
            base = self.matching(choice, leaving_out=dimension.key) & narrowed
            found[dimension.key] = self.counts(dimension, base)
        return found

    def crossed(self, rows: Dimension, columns: Dimension, within: int) -> dict[tuple[str, str], int]:
        """Return (row code, column code) -> number of records of ``within`` that carry both."""
        right = self.values(columns)
        found = {}
        for a, bits in self.values(rows).items():
            left = bits & within
            for b, other in right.items():
                found[a, b] = (left & other).bit_count()
        return found

    def carrying(self, dimension: Dimension, within: int) -> int:
        """Return how many records of ``within`` carry any value of ``dimension``; about the others nothing is stated."""
        any_of = 0
        for bits in self.values(dimension).values():
            any_of |= bits
        return (any_of & within).bit_count()

    def reach(self, who: str, within: int) -> tuple[int, int]:
        """Return (total, number of records that state it) of "students" or "teachers" over ``within``; zeros are not statements."""
        total = 0
        for (whose, place), bits in self.digits.items():
            if whose == who:
                total += (bits & within).bit_count() << place
        return total, (self.bits.get(f"reach:{who}", 0) & within).bit_count()

    def members(self, within: int) -> list[int]:
        """Return the ids of the records of ``within``, oldest row first."""
        return [self.ids[at] for at in positions(within)]

    def bitmap(self, ids: Iterable[int]) -> int:
        """Return the bitmap of those of ``ids`` that are in the population."""
        found = (at for pk in ids if (at := self.position.get(pk)) is not None)
        return _bitmap(found, len(self.ids)) & self.everyone


def _bitmap(at: Iterable[int], size: int) -> int:
    """Return the integer with these bits set, all below ``size``."""
    buffer = bytearray(size // 8 + 1)
    for position in at:
        buffer[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(buffer, "little")


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
        """Return the population with the rows changed since; a fresh one where rows were deleted."""
        total, newest = self.rows.aggregate(total=Count("pk"), newest=Max("change")).values()
        population = self.population
        if (newest or 0) > population.last_change:
            population = population.copy()
            self.read(population)
        if len(population.ids) != total:
            population = Population()
            self.read(population)
        if population is not self.population:
            population.last_change = newest or 0
        return population

    def read(self, population: Population) -> None:
        """Put every row with a change number above the population's into it."""
        rows = self.rows.filter(change__gt=population.last_change).order_by("pk")
        columns = rows.values_list("pk", "codes", "students_reached", "teachers_reached", "is_counted")
        unread = columns.iterator(chunk_size=CHUNK)
        while part := list(islice(unread, CHUNK)):
            population.put(part)


_keepers: dict[str, Keeper] = {}
_editions: tuple[str, tuple[Edition, ...]] = ("", ())


def library() -> Population:
    """Return the published practices."""
    return _keepers.setdefault("library", Keeper(LibraryRow.objects.all())).current()


def editions() -> tuple[Edition, ...]:
    """Return the frozen editions that everybody may see, the newest first. No query until something is published."""
    global _editions  # noqa: PLW0603 - replaced whole, so a reader in another thread sees old or new
    version = content_version()
    if _editions[0] != version:
        newest_first = (F("frozen_date").desc(nulls_last=True), "pk")
        _editions = (version, tuple(Edition.objects.visible_to(None).order_by(*newest_first)))
    return _editions[1]


def edition(pk: int) -> Population:
    """Return the records of the edition with this primary key."""
    return _keepers.setdefault(f"edition:{pk}", Keeper(EditionRecord.objects.filter(edition_id=pk))).current()


def forget() -> None:
    """Drop what this process holds; the next question reads the tables again."""
    global _editions  # noqa: PLW0603 - as in `editions`
    _editions = ("", ())
    _keepers.clear()
