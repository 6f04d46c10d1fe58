"""What the public interface returns: ready to be shown, and seen by this reader's right."""

from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Find:
    """One find, as the reader may see it now. Marked words are in ``<mark>``; everything else is escaped."""

    key: str
    kind: str
    slug: str
    title: str
    title_html: SafeString
    snippet_html: SafeString
    url: str
    language: str
    facts: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Value:
    """One value of a facet, with how many finds there would be under it."""

    code: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One way to narrow the finds. Values with finds only, the most frequent first; chosen ones always."""

    key: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Recognised:
    """Something in the words that is also a filter: "Chile" is a country. Offered, never applied unasked."""

    facet: str
    code: str
    label: str
    rest: str
    """The words without those that were recognised."""


@dataclass(frozen=True)
class Results:
    """The answer to one question."""

    text: str
    finds: tuple[Find, ...]
    total: int
    sections: tuple[Value, ...]
    """The kinds with their counts under all filters but the kind's own."""
    facets: tuple[Facet, ...]
    recognised: tuple[Recognised, ...]
    suggestion: str | None
    """Better spelled words that find something, where the typed ones find little."""
    is_reduced: bool
    """The engine does not answer; the database searched titles and leads only, and there are no facets."""
    picks: tuple[Find, ...] = ()
    """What editors put first for these words."""
    aside: tuple[Find, ...] = ()
    """The first finds of the kinds that stand aside (`search.kinds.Kind.is_aside`); not in ``total``."""


@dataclass(frozen=True)
class Suggested:
    """One line under the box while somebody types."""

    kind: str
    """A kind's name, or "filter"."""
    label: str
    title: str
    url: str
    language: str
    slug: str = ""
    score: float = 0.0
