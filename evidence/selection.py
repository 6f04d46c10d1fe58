"""What a reader has chosen in a list: read from the address, written to addresses, applied to a population."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from evidence import facets
from evidence.population import Choice

SORTS = ("complete", "newest", "oldest", "title", "reach")
# How well the typed words fit: the usual order where there are any.
BEST = "relevance"
VIEWS = ("list", "compact")
SIZES = (10, 20, 50)
MAX_WORDS = 200


@dataclass(frozen=True)
class Selection:
    """Filters, words and order of a list. ``unknown`` holds (parameter, value) pairs that mean nothing here."""

    choice: Choice = field(default_factory=dict)
    words: str = ""
    sort: str = SORTS[0]
    view: str = VIEWS[0]
    size: int = SIZES[0]
    unknown: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_query(cls, query: QueryDict, dimensions: Iterable[facets.Dimension] = facets.DIMENSIONS) -> Self:
        """Return the selection that an address states; what it does not understand is kept in ``unknown`` and not applied."""
        choice: Choice = {}
        unknown: list[tuple[str, str]] = []
        for dimension in dimensions:
            codes: list[str] = []
            for value in query.getlist(dimension.key):
                code = facets.canonical(dimension, value)
                if code is None:
                    unknown.extend([(dimension.key, value)] if value else [])
                elif code not in codes:
                    codes.append(code)
            if codes:
                choice[dimension.key] = tuple(codes)
        words = query.get("q", "").strip()[:MAX_WORDS]
        display = {}
        for key, allowed in (("sort", sorts_for(words)), ("view", VIEWS), ("size", tuple(map(str, SIZES)))):
            value = query.get(key) or allowed[0]
            display[key] = value if value in allowed else allowed[0]
            if value not in allowed:
                unknown.append((key, value))
        return cls(
            choice=choice,
            words=words,
            sort=display["sort"],
            view=display["view"],
            size=int(display["size"]),
            unknown=tuple(unknown),
        )

    @classmethod
    def of(cls, **codes: str) -> Self:
        """Return the selection of one code in each named dimension: ``Selection.of(context="rural")``."""
        return cls(choice={key: (code,) for key, code in codes.items()})

    def with_code(self, key: str, code: str) -> Self:
        """Return this selection with one more code chosen."""
        codes = self.choice.get(key, ())
        return replace(self, choice={**self.choice, key: (*codes, code)} if code not in codes else self.choice)

    def without_code(self, key: str, code: str) -> Self:
        """Return this selection with one code dropped."""
        codes = tuple(each for each in self.choice.get(key, ()) if each != code)
        choice = {each: value for each, value in self.choice.items() if each != key}
        return replace(self, choice={**choice, key: codes} if codes else choice)

    def without(self, key: str) -> Self:
        """Return this selection with a whole dimension dropped, or the words where ``key`` is "q"."""
        if key == "q":
            return replace(self, words="", sort=SORTS[0] if self.sort == BEST else self.sort)
        return replace(self, choice={each: value for each, value in self.choice.items() if each != key})

    def pairs(self, **extra: str | int) -> list[tuple[str, str]]:
        """Return the (parameter, value) pairs that state this selection, without what is default anyway."""
        found = [("q", self.words)] if self.words else []
        for dimension in facets.BY_KEY.values():
            found.extend((dimension.key, code) for code in self.choice.get(dimension.key, ()))
        found.extend([("sort", self.sort)] if self.sort != sorts_for(self.words)[0] else [])
        found.extend([("view", self.view)] if self.view != VIEWS[0] else [])
        found.extend([("size", str(self.size))] if self.size != SIZES[0] else [])
        return found + [(key, str(value)) for key, value in extra.items() if value not in ("", None)]

    def query(self, **extra: str | int) -> str:
        """Return the query string with its question mark, or an empty string: ``?country=MX&page=2``."""
        pairs = self.pairs(**extra)
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing narrows the list."""
        return not self.choice and not self.words


def sorts_for(words: str) -> tuple[str, ...]:
    """Return the orders of a list that these words narrow, the usual one first."""
    return (BEST, *SORTS) if words else SORTS


def moved_query(query: QueryDict) -> str | None:
    """Return the query string with codes of merged terms replaced by their heirs' and all else kept; None without any."""
    moved = False
    pairs: list[tuple[str, str]] = []
    for key, values in query.lists():
        for value in values:
            dimension = facets.BY_KEY.get(key)
            heir = facets.canonical(dimension, value) if dimension and dimension.vocabulary else value
            moved = moved or heir not in (None, value)
            pairs.append((key, heir or value))
    return urlencode(list(dict.fromkeys(pairs))) if moved else None
