"""Showing what was found: the words of the database at this moment, for this reader."""

from collections.abc import Callable, Sequence

from django.utils.safestring import SafeString

from search.highlighting import marked, snippet
from search.kinds import Shown, kind_of
from search.results import Find
from search.types import Hit
from search.understanding import Understood, understand
from search.weights import RELATED_IDEA
from search.word_forms import root, roots_of, words_of


def sought_of(understood: Understood) -> frozenset[str]:
    """Return the roots that are marked in finds: of the words looked for, and of what the glossary knows them by."""
    helpers = (helper for clause in understood.clauses for helper in clause.helpers)
    helped = (helper.text for helper in helpers if helper.weight > RELATED_IDEA)
    single = {roots[0] for text in helped if len(roots := roots_of(text)) == 1}
    return frozenset({root(word) for text in understood.words for word in words_of(text)} | single)


def excerpts(text: str) -> Callable[[str], SafeString]:
    """Return what gives the part of plain words in which ``text`` is first met, marked; the beginning where it is not."""
    sought = sought_of(understand(text))
    return lambda found: snippet(found, str, sought)


def finds_of(hits: Sequence[Hit], *, user, language: str, sought: frozenset[str]) -> list[Find]:
    """Return the hits that ``user`` may see at this moment, in their order, with the words of the database, marked."""
    return [find_of(hit, shown, sought) for hit, shown in seen_of(hits, user=user, language=language)]


def seen_of(hits: Sequence[Hit], *, user, language: str) -> list[tuple[Hit, Shown]]:
    """Return the hits that ``user`` may see at this moment, in their order, each with what the database says of it.

    One set of queries per kind among them. What the index still has and the database no longer shows is dropped.
    """
    by_kind: dict[str, list[str]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit.number)
    shown: dict[str, Shown] = {}
    for name, numbers in by_kind.items():
        kind = kind_of(name)
        if kind is not None:
            shown |= {f"{name}:{number}": each for number, each in kind.shown(numbers, user, language).items()}
    return [(hit, shown[hit.key]) for hit in hits if hit.key in shown]


def find_of(hit: Hit, shown: Shown, sought: frozenset[str]) -> Find:
    """Return a find with what is sought marked in its words."""
    return Find(
        key=hit.key,
        kind=hit.kind,
        slug=shown.slug,
        title=shown.title,
        title_html=marked(shown.title, sought),
        snippet_html=snippet(shown.lead, shown.body, sought),
        url=shown.url,
        language=shown.language,
        facts=shown.facts,
        score=hit.score,
    )
