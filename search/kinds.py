"""The kinds of things that can be found. Each app's kind is registered at start; search knows what they have in common.

Kinds of the apps below stand in `search.sources`; those of the app above register themselves (`alliance.site.found`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from search.types import Document


@dataclass(frozen=True)
class Shown:
    """What the database says of a find at this moment, for this reader. Nothing of a find is shown that is not in here."""

    title: str
    url: str
    language: str
    """Of the words: where it is not the reader's, the page says so."""
    lead: str = ""
    body: str = ""
    """Plain text in which words are marked when neither title nor lead has them."""
    facts: tuple[str, ...] = ()
    """Short words beside the title: country, year, place."""
    slug: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of find, as "practice". Its ``name`` is part of addresses and of the JSON and never changes."""

    name: str
    label: Promise
    plural: Promise
    numbers: Callable[[], Iterable[str]]
    """Every number that belongs in the index now."""
    documents: Callable[[Sequence[str]], list[Document]]
    """The documents of these numbers, in a number of queries that does not grow; what nobody may find is left out."""
    shown: Callable[[Sequence[str], object, str], dict[str, Shown]]
    """(numbers, user, language) -> what that user may see of them, by `visible_to`, in a constant number of queries."""
    in_database: Callable[[Sequence[str], object, str, int], list[str]]
    """(folded words, user, language, limit) -> numbers of what has all words in title or lead, for when no engine answers."""
    is_aside: bool = False
    """Found beside everything else: in a section of its own behind the others, neither counted nor mixed with them."""
    concerned: dict[str, Callable[[object], Iterable[str]]] = field(default_factory=dict)
    """Model label -> the numbers of this kind that a saved or deleted row of it concerns.

    Of a table between two others, as "evidence.Practice_terms", the row that is handed over is its owner, the practice.
    """


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Have search find things of this kind too. The order of registering is the order of sections."""
    _kinds[kind.name] = kind
    return kind


def all_kinds() -> list[Kind]:
    """Return every kind, in the order of the sections of the page: those aside at the end."""
    return sorted(_kinds.values(), key=lambda kind: kind.is_aside)


def main_kinds() -> tuple[str, ...]:
    """Return the names of the kinds that are found together."""
    return tuple(kind.name for kind in all_kinds() if not kind.is_aside)


def aside_kinds() -> tuple[str, ...]:
    """Return the names of the kinds that are found beside the others."""
    return tuple(kind.name for kind in all_kinds() if kind.is_aside)


def kind_of(name: str) -> Kind | None:
    """Return the kind of that name, or None."""
    return _kinds.get(name)
