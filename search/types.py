"""What search speaks of: documents that are indexed, questions that are asked, answers that come back.

Engines take and return these and nothing else, so that a change of engine changes no other room of the house.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property


@dataclass(frozen=True)
class Words:
    """What a document says in one language, as plain text without markup."""

    title: str = ""
    lead: str = ""
    body: str = ""


@dataclass(frozen=True)
class Document:
    """One record, or one page with all its translations, as it is indexed."""

    key: str
    """Kind and number, as "practice:12"; of pages their translation key: "news:1c0f…"."""
    kind: str
    slug: str
    words: Mapping[str, Words]
    """By language of the site. A language that only repeats another's words is left out."""
    names: str = ""
    """Names that are the same in every language: places, people, institutions, acronyms."""
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet -> codes, as {"country": ("CL",), "level": ("primary",), "language": ("es",)}."""
    readers: tuple[str, ...] = ("public",)
    """Who may see it, as `search.readers` names them; a reader with any one of these may."""
    dated: date | None = None
    quality: float = 1.0
    """What the document's own worth multiplies its score with (`search.weights`), about 0.7 to 1.3."""

    @property
    def number(self) -> str:
        """What follows the kind in the key: a primary key or a translation key."""
        return self.key.partition(":")[2]

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits that differ whenever anything in the document does."""
        said = json.dumps(asdict(self), sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.blake2b(said.encode(errors="surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Helper:
    """Other words for the same thing, which count less than the words typed. Several words must stand in order."""

    text: str
    language: str
    weight: float


@dataclass(frozen=True)
class Clause:
    """One word that was typed, or several in quotes, which must then stand in this order."""

    text: str
    phrase: bool = False
    is_beginning: bool = False
    """Still being typed: whatever begins so will do."""
    edits: int = 0
    """How many letters may be wrong, for the unstemmed field."""
    helpers: tuple[Helper, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    """Facet and code that mean the same: a document that carries one meets the clause, with the weight `weights.CODE`."""
    share: float = 1.0
    """What the clause counts among the others: where several words are one idea, each has its part of the helpers and codes."""


@dataclass(frozen=True)
class Question:
    """What is asked of an engine. It must never show a document whose readers do not meet ``readers``."""

    readers: frozenset[str]
    language: str
    clauses: tuple[Clause, ...] = ()
    """None: everything matches, in the order of ``sort``."""
    needed: int = 0
    """How many of the clauses that are no phrases a document must meet, 0 for all; phrases are always needed."""
    excluded: tuple[Clause, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet -> codes of which a document must carry one. The kind is the facet "type"."""
    leanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet -> codes that were recognised in the words: they raise the score and exclude nothing."""
    hidden: frozenset[str] = frozenset()
    """Keys that must neither be found nor counted: what changed and is not indexed anew yet."""
    facets: tuple[str, ...] = ()
    """To be counted, each under the filters of all other facets but not its own."""
    sort: str = "relevance"
    """Or "newest", "oldest"; documents without a date come last either way."""
    start: int = 0
    size: int = 20


@dataclass(frozen=True)
class Hit:
    """A document that was found. Its score compares only with those of the same answer."""

    key: str
    score: float

    @property
    def kind(self) -> str:
        """The kind of the document."""
        return self.key.partition(":")[0]

    @property
    def number(self) -> str:
        """What follows the kind in the key."""
        return self.key.partition(":")[2]


@dataclass(frozen=True)
class Answer:
    """What an engine says: one page of hits, how many there are in all, and the counts of the facets asked for."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Health:
    """How an index is: the documents in it, and whether it was made with the present version of mapping and analysis."""

    documents: int
    is_current: bool
    detail: str = ""


class EngineUnavailableError(Exception):
    """The engine does not answer in time, or cannot be read. Callers fall back to the database."""
