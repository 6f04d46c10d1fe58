"""Likeness: what speaks of the same things."""

from search.engines.choose import engine
from search.kinds import main_kinds
from search.readers import PUBLIC, readers_of
from search.results import Find
from search.services.indexing import waiting_keys
from search.services.showing import finds_of
from search.types import EngineUnavailableError, Question


def numbers_alike(kind: str, number: str, user, language: str, limit: int) -> list[str]:
    """Return the numbers of public finds of the same kind that are like this one, for a caller that shows them by its own rule.

    No query: what has changed since it was indexed is the caller's to leave out. None where no engine answers.
    """
    if not number:
        return []
    question = Question(readers=frozenset({PUBLIC}), language=language, filters={"type": (kind,)}, size=limit)
    try:
        return [hit.number for hit in engine().similar(f"{kind}:{number}", question).hits]
    except EngineUnavailableError:
        return []


def similar(key: str, *, user, language: str, kinds: tuple[str, ...] = (), limit: int = 4) -> list[Find]:
    """Return finds like the one with ``key`` ("practice:12") that ``user`` may see; none where no engine answers."""
    question = Question(
        readers=readers_of(user),
        language=language,
        filters={"type": kinds or main_kinds()},
        hidden=waiting_keys(),
        size=limit,
    )
    try:
        answer = engine().similar(key, question)
    except EngineUnavailableError:
        return []
    return finds_of(answer.hits, user=user, language=language, sought=frozenset())
