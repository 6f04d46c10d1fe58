"""The ways in which finds are narrowed, with their labels. The codes are those of the library and of the published data."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliance.core import reference
from alliance.core.models import Vocabulary
from search.kinds import all_kinds
from search.results import Facet, Value

MOST_VALUES = 60


def _vocabulary(name: str) -> Callable[[str], Mapping[str, str]]:
    return lambda language: reference.labels(name, language)


# Facet -> its label, and code -> label in a language; a year is its own label.
FACETS: Mapping[str, tuple[Promise, Callable[[str], Mapping[str, str]] | None]] = {
    "country": (_("Country"), reference.country_names),
    "topic": (_("Topic"), _vocabulary(Vocabulary.TOPIC)),
    "level": (_("Level"), _vocabulary(Vocabulary.LEVEL)),
    "technology": (_("Technology"), _vocabulary(Vocabulary.TECHNOLOGY)),
    "purpose": (_("Purpose"), _vocabulary(Vocabulary.PURPOSE)),
    "target": (_("Group"), _vocabulary(Vocabulary.TARGET_GROUP)),
    "context": (_("Context"), _vocabulary(Vocabulary.CONTEXT)),
    "language": (_("Original language"), _vocabulary(Vocabulary.CONTENT_LANGUAGE)),
    "year": (_("Year"), None),
}


def facet_of(key: str, counts: Mapping[str, int], chosen: Sequence[str], *, language: str) -> Facet:
    """Return a facet with the values that have finds, the most frequent first, and those that are chosen.

    A code that no list knows any more has no label and is left out; years come newest first.
    """
    label, labels_in = FACETS[key]
    labels = labels_in(language) if labels_in else {code: code for code in (*counts, *chosen) if code.isdigit()}
    codes = [code for code in labels if counts.get(code) or code in chosen]
    if labels_in is None:
        codes.sort(reverse=True)
    else:
        codes.sort(key=lambda code: -counts.get(code, 0))
    values = [Value(code, labels[code], counts.get(code, 0), code in chosen) for code in codes[:MOST_VALUES]]
    return Facet(key, str(label), tuple(values))


def sections_of(counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[Value, ...]:
    """Return the kinds that have finds or are chosen, in their own order."""
    return tuple(
        Value(kind.name, str(kind.plural), counts.get(kind.name, 0), kind.name in chosen)
        for kind in all_kinds()
        if counts.get(kind.name) or kind.name in chosen
    )
