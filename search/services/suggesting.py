"""Suggesting while somebody types."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from alliance.core.models import site_language
from search import patience
from search.engines.choose import engine
from search.facets import FACETS, facet_of
from search.kinds import kind_of
from search.results import Suggested
from search.services.finding import question_for
from search.services.showing import seen_of
from search.types import EngineUnavailableError
from search.understanding import Understood, understand

SHORTEST = 2
MOST_FILTERS = 2


@patience.one_answer()
def suggest(text: str, *, user, language: str, limit: int = 8) -> list[Suggested]:
    """Return what ``text`` may be the beginning of: filters that it names, then finds that ``user`` may see, the likeliest first.

    Nothing for less than two letters, and nothing where no engine answers.
    """
    if len(text.strip()) < SHORTEST:
        return []
    understood = understand(text, is_typing=True)
    if not understood.clauses:
        return []
    try:
        answer = engine().ask(question_for(understood, user=user, language=language, size=limit))
    except EngineUnavailableError:
        return []
    filters = list(_filters(understood, language))[:MOST_FILTERS]
    seen = seen_of(answer.hits, user=user, language=language)
    return [
        *filters,
        *(
            Suggested(
                hit.kind, str(kind_of(hit.kind).label), shown.title, shown.url, shown.language, shown.slug, hit.score
            )
            for hit, shown in seen[: limit - len(filters)]
        ),
    ]


def _filters(understood: Understood, language: str) -> Iterator[Suggested]:
    """Yield what the words name that is also a filter, as a question that is answered with one click."""
    for named in understood.named:
        if named.facet not in FACETS:
            continue
        values = facet_of(named.facet, {named.code: 1}, (), language=language).values
        if values:
            pairs = [("q", named.rest)] if named.rest else []
            address = f"/{site_language()}/search/?{urlencode([*pairs, (named.facet, named.code)])}"
            label = str(FACETS[named.facet][0])
            title = f"{named.rest} · {values[0].label}" if named.rest else values[0].label
            yield Suggested("filter", _("Filter: %(name)s") % {"name": label}, title, address, language)
