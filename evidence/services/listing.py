"""The practices of a selection, counted and in order: which they are comes from memory, their words from the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, islice
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from alliance.core import wordsearch
from alliance.core.cache import content_version
from alliance.core.models import Origin, site_language
from alliance.core.reference import fold
from evidence import facets, population
from evidence.models import LibraryRow, Practice, PracticeText
from evidence.population import Population
from evidence.selection import BEST, SORTS, Selection
from evidence.services import ordering

_BITS = bytes.maketrans(b"01", b"\0\1")
_FACTS = ("pk", "slug", "locality", "start_year", "end_year", "students_reached", "teachers_reached", "licence")


@dataclass(frozen=True)
class Line:
    """A practice as a list shows it: its facts, its texts in the reader's language and the original's, its codes."""

    facts: Any
    texts: list[PracticeText]
    codes: dict[str, list[str]]


class Listing:
    """What a selection finds in the library. Reads nothing until asked; each answer is worked out once.

    What is kept under `version` must not come from the search, whose index follows a little later: with ``asks_search`` off
    the database alone looks for words.
    """

    def __init__(self, selection: Selection, *, asks_search: bool = True):
        self.selection = selection
        self.asks_search = asks_search
        # Read before the library, so that what is kept under it is never older than it says.
        self.version = content_version()
        self.library: Population = population.library()

    @cached_property
    def best(self) -> list[int] | None:
        """The practices that fit the typed words, the best first; None where the search cannot tell."""
        if not (self.asks_search and self.selection.words):
            return None
        words, language = self.selection.words, site_language()
        numbers = wordsearch.numbers("practice", words, user=AnonymousUser(), language=language)
        return None if numbers is None else [int(number) for number in numbers]

    @property
    def is_reduced(self) -> bool:
        """Whether the database alone looked for the typed words, because the search does not answer."""
        return self.asks_search and wordsearch.is_reduced(self.selection.words, self.best)

    @cached_property
    def within(self) -> int:
        """The practices that fit the typed words; all of them where there are none."""
        words = dict.fromkeys(fold(self.selection.words).split())
        if not words:
            return self.library.everyone
        if self.best is not None:
            return self.library.bitmap(self.best)
        rows = LibraryRow.objects.filter(is_counted=True)
        for word in words:
            rows = rows.filter(words__contains=word)
        return self.library.bitmap(rows.values_list("pk", flat=True))

    @cached_property
    def found(self) -> int:
        """The practices that meet the whole selection, as a bitmap."""
        return self.library.matching(self.selection.choice) & self.within

    @property
    def total(self) -> int:
        """How many practices meet the selection."""
        return self.found.bit_count()

    def counts(self) -> dict[str, dict[str, int]]:
        """Return for each dimension code -> how many practices there are once it is clicked."""
        return self.library.facet_counts(self.selection.choice, self.within)

    def without(self, key: str) -> int:
        """Return how many practices there are once a dimension is dropped, or the words where ``key`` is "q"."""
        within = self.library.everyone if key == "q" else self.within
        return (self.library.matching(self.selection.choice, leaving_out=key) & within).bit_count()

    def ids(self, language: str, start: int = 0, stop: int | None = None) -> list[int]:
        """Return the primary keys of the practices from ``start`` to ``stop`` in the selection's order."""
        if self.selection.sort == BEST and self.best is not None:
            places = ((pk, self.library.position.get(pk)) for pk in self.best)
            return list(islice((pk for pk, at in places if at is not None and self.found >> at & 1), start, stop))
        sort = SORTS[0] if self.selection.sort == BEST else self.selection.sort
        order = ordering.order(self.library, sort, language)
        chosen = f"{self.found:b}".zfill(len(self.library.ids))[::-1].encode().translate(_BITS)
        at_these = islice(compress(order, map(chosen.__getitem__, order)), start, stop)
        return [self.library.ids[at] for at in at_these]

    def visible(self, ids: list[int], *, user) -> list[int]:
        """Return those of ``ids`` that ``user`` may see, in this order; the database decides, not the memory."""
        seen = set(Practice.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
        return [pk for pk in ids if pk in seen]

    def lines(self, ids: list[int], *, user, language: str) -> list[Line]:
        """Return those of ``ids`` that ``user`` may see, as `visible` does, with what a list shows of them."""
        if not ids:
            return []
        rows = Practice.objects.visible_to(user).filter(pk__in=ids).values_list(*_FACTS, named=True)
        facts = {row.pk: row for row in rows}
        texts: dict[int, list[PracticeText]] = {}
        for text in PracticeText.objects.filter(Q(language=language) | Q(origin=Origin.ORIGINAL), practice__in=facts):
            texts.setdefault(text.practice_id, []).append(text)
        return [Line(facts[pk], texts.get(pk, []), self.codes(pk)) for pk in ids if pk in facts]

    def codes(self, pk: int) -> dict[str, list[str]]:
        """Return the codes of a practice of the library by dimension."""
        found: dict[str, list[str]] = {dimension.key: [] for dimension in facets.DIMENSIONS}
        for word in self.library.codes[self.library.position[pk]].split():
            key, _colon, code = word.partition(":")
            found[key].append(code)
        return found


def in_chunks(ids: list[int], size: int) -> Iterator[list[int]]:
    """Yield ``ids`` in lists of ``size``."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
