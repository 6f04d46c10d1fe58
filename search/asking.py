"""What an address asks of the search: words, filters, order, page. Read from addresses and written to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from alliance.core import reference
from alliance.core.models import Vocabulary
from search.facets import FACETS
from search.kinds import kind_of

SORTS = ("relevance", "newest", "oldest")
TYPE = "type"
LONGEST_TEXT = 400
LAST_PAGE = 500
MOST_CODES = 60
_VOCABULARIES = {
    "topic": Vocabulary.TOPIC,
    "level": Vocabulary.LEVEL,
    "technology": Vocabulary.TECHNOLOGY,
    "purpose": Vocabulary.PURPOSE,
    "target": Vocabulary.TARGET_GROUP,
    "context": Vocabulary.CONTEXT,
    "language": Vocabulary.CONTENT_LANGUAGE,
}


def canonical(facet: str, code: str) -> str | None:
    """Return the code in use for ``code`` (merged terms lead to their heir), or None where the facet has no such value."""
    if facet == TYPE:
        return code if kind_of(code) else None
    if facet == "country":
        return code.upper() if code.upper() in reference.country_names() else None
    if facet == "year":
        return code if code.isascii() and code.isdigit() and len(code) == 4 else None
    return reference.canonical_code(_VOCABULARIES[facet], code)


@dataclass(frozen=True)
class Asked:
    """One question of a reader. ``unknown`` holds (parameter, value) pairs that mean nothing here."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = SORTS[0]
    page: int = 1
    unknown: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Return what an address asks; what it does not understand is kept in ``unknown`` and not applied."""
        filters: dict[str, tuple[str, ...]] = {}
        unknown: list[tuple[str, str]] = []
        for facet in (TYPE, *FACETS):
            codes: list[str] = []
            for value in filter(None, query.getlist(facet)[:MOST_CODES]):
                code = canonical(facet, value)
                if code is None:
                    unknown.append((facet, value))
                elif code not in codes:
                    codes.append(code)
            if codes:
                filters[facet] = tuple(codes)
        sort = query.get("sort") or SORTS[0]
        if sort not in SORTS:
            unknown.append(("sort", sort))
            sort = SORTS[0]
        number = query.get("page") or "1"
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
        if not page:
            unknown.append(("page", number))
        text = " ".join(query.get("q", "").split())[:LONGEST_TEXT]
        return cls(text, filters, sort, page or 1, tuple(unknown))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not self.text and not self.filters

    def with_code(self, facet: str, code: str, text: str | None = None) -> Self:
        """Return this question with one more filter, and with other words where they are given; from its first page."""
        codes = self.filters.get(facet, ())
        filters = {**self.filters, facet: codes if code in codes else (*codes, code)}
        return replace(self, filters=filters, text=self.text if text is None else text, page=1)

    def only(self, facet: str, code: str) -> Self:
        """Return this question with a facet narrowed to one value; from its first page."""
        return replace(self, filters={**self.filters, facet: (code,)}, page=1)

    def without(self, facet: str, code: str | None = None) -> Self:
        """Return this question without a filter, or without one value of it; from its first page."""
        kept = tuple(each for each in self.filters.get(facet, ()) if code is not None and each != code)
        others = {each: codes for each, codes in self.filters.items() if each != facet}
        return replace(self, filters={**others, facet: kept} if kept else others, page=1)

    def saying(self, text: str) -> Self:
        """Return this question in other words; from its first page."""
        return replace(self, text=text, page=1)

    def unfiltered(self) -> Self:
        """Return the words alone, in this order; from the first page."""
        return replace(self, filters={}, page=1)

    def pairs(self, *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        """Return the (parameter, value) pairs that state this question, without the page and without what is default."""
        found = [("q", self.text)] if self.text else []
        found += [(facet, code) for facet in (TYPE, *FACETS) for code in self.filters.get(facet, ())]
        found += [("sort", self.sort)] if self.sort != SORTS[0] else []
        return [pair for pair in found if pair[0] not in without]

    def query(self) -> str:
        """Return the query string with its question mark, or nothing: ``?q=radio&country=CL``."""
        pairs = self.pairs()
        return f"?{urlencode(pairs)}" if pairs else ""
