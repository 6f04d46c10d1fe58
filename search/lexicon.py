"""What the alliance's words mean: the glossary's concepts, the vocabularies' codes, countries and kinds, found by their roots.

Made once per state of the content; the rows are the editors' own, so a term that they add works within a second.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation

from alliance.core import reference
from alliance.core.cache import content_version
from alliance.core.models import Country, Vocabulary
from search.kinds import all_kinds
from search.models import Concept, Synonym
from search.types import Helper
from search.weights import ACRONYM, RELATED_IDEA, SYNONYM, TRANSLATION
from search.word_forms import roots_of

LONGEST_ENTRY = 6
MOST_HELPERS = 24
LONGEST_ACRONYM = 6
LANGUAGES = [code for code, _name in settings.LANGUAGES]

# The vocabularies whose labels say what a record is about. What the others say ("in progress") people do not search for.
FACETS: Mapping[str, str] = {
    "topic": Vocabulary.TOPIC,
    "technology": Vocabulary.TECHNOLOGY,
    "level": Vocabulary.LEVEL,
    "purpose": Vocabulary.PURPOSE,
    "target": Vocabulary.TARGET_GROUP,
    "context": Vocabulary.CONTEXT,
}


@dataclass(frozen=True)
class Meaning:
    """What a span of words stands for. ``facet`` and ``code`` are empty for what is only another word."""

    facet: str = ""
    code: str = ""
    helpers: tuple[Helper, ...] = ()


@dataclass
class Lexicon:
    """Spans of roots -> what they mean. Longer spans win over the shorter ones inside them."""

    entries: dict[tuple[str, ...], list[Meaning]] = field(default_factory=lambda: defaultdict(list))

    def add(self, words: str, meaning: Meaning) -> None:
        """Have the words, in any of their forms, mean this too."""
        roots = roots_of(words)
        if roots and len(roots) <= LONGEST_ENTRY and meaning not in self.entries[roots]:
            self.entries[roots].append(meaning)

    def spans(self, roots: Sequence[str]) -> list[tuple[int, int, list[Meaning]]]:
        """Return (start, end, meanings) of what is known in a row of roots, the longest first from the left; none overlap."""
        found, at = [], 0
        while at < len(roots):
            for end in range(min(len(roots), at + LONGEST_ENTRY), at, -1):
                meanings = self.entries.get(tuple(roots[at:end]))
                if meanings:
                    found.append((at, end, meanings))
                    at = end - 1
                    break
            at += 1
        return found


_memo: tuple[str, Lexicon] | None = None
_instead: ContextVar[Lexicon | None] = ContextVar("lexicon_instead", default=None)


def lexicon() -> Lexicon:
    """Return the lexicon of the present content. No query while nothing was published."""
    global _memo  # noqa: PLW0603 - the one process-wide memo, replaced whole
    if (instead := _instead.get()) is not None:
        return instead
    version = content_version()
    if _memo is None or _memo[0] != version:
        _memo = (version, _read())
    return _memo[1]


def forget() -> None:
    """Drop what this process holds."""
    global _memo  # noqa: PLW0603 - as above
    _memo = None


@contextmanager
def without(row: Concept | Synonym) -> Iterator[None]:
    """Inside, words mean what they would mean if this row were not there: so editors see what it does."""
    token = _instead.set(_read(leaving_out=row))
    try:
        yield
    finally:
        _instead.reset(token)


def _read(leaving_out: Concept | Synonym | None = None) -> Lexicon:
    found = Lexicon()
    for concept in Concept.objects.with_words().prefetch_related("related__terms"):
        if concept != leaving_out:
            related = [words for other in concept.related.all() for words in _usual_words(other)]
            add_concept(found, concept.words_by_language(), related)
    for synonym in Synonym.objects.all():
        if synonym != leaving_out:
            add_concept(found, synonym.words_by_language())
    for facet, vocabulary in FACETS.items():
        for language in LANGUAGES:
            for code, label in reference.labels(vocabulary, language).items():
                found.add(label, Meaning(facet, code))
    _add_countries(found)
    _add_kinds(found)
    return found


def _usual_words(concept: Concept) -> list[tuple[str, str]]:
    return [(language, words[0]) for language, words in concept.words_by_language().items()]


def add_concept(found: Lexicon, terms: Mapping[str, Sequence[str]], related: Iterable[tuple[str, str]] = ()) -> None:
    """Add language -> its words for one idea, the usual one first. Each of them is helped by all the others.

    The usual words of other languages are translations; all further ones are synonyms and help less, but for acronyms.
    ``related``: (language, word) of ideas that interest the same people, which help least.
    """
    helpers = [
        Helper(word, language, ACRONYM if _is_acronym(word) else TRANSLATION if place == 0 else SYNONYM)
        for language, words in terms.items()
        for place, word in enumerate(words)
    ]
    helpers += [Helper(word, language, RELATED_IDEA) for language, word in related]
    helpers.sort(key=lambda helper: -helper.weight)
    for words in terms.values():
        for word in words:
            found.add(word, Meaning(helpers=_without(helpers, word)[:MOST_HELPERS]))


def _is_acronym(word: str) -> bool:
    return word.isupper() and word.isalpha() and len(word) <= LONGEST_ACRONYM


def _without(helpers: Iterable[Helper], word: str) -> tuple[Helper, ...]:
    """Return the helpers that are not just another form of the word itself, each root once."""
    seen = {roots_of(word)}
    kept = []
    for helper in helpers:
        key = roots_of(helper.text)
        if key not in seen:
            seen.add(key)
            kept.append(helper)
    return tuple(kept)


def _add_countries(found: Lexicon) -> None:
    aliases = dict(Country.objects.filter(live=True).values_list("code", "aliases"))
    for code, facts in reference.countries().items():
        names = {*facts.names.values(), *filter(None, (part.strip() for part in aliases.get(code, "").split(",")))}
        for name in names:
            found.add(name, Meaning("country", code))


def _add_kinds(found: Lexicon) -> None:
    for kind in all_kinds():
        if kind.is_aside:
            continue
        for language in LANGUAGES:
            with translation.override(language):
                for label in (str(kind.label), str(kind.plural)):
                    found.add(label, Meaning("type", kind.name))
