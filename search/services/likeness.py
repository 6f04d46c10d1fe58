"""Likeness: what speaks of the same things."""

from search.engines.choose import engine
from search.readers import readers_of
from search.results import Find
from search.services.indexing import waiting_keys
from search.services.showing import finds_of
from search.types import EngineUnavailableError, Question


def similar(key: str, *, user, language: str, kinds: tuple[str, ...] = (), limit: int = 4) -> list[Find]:
    """Return finds like the one with ``key`` ("practice:12") that ``user`` may see; none where no engine answers."""
    question = Question(
        readers=readers_of(user),
        language=language,
        filters={"type": kinds} if kinds else {},
        hidden=waiting_keys(),
        size=limit,
    )
    try:
        answer = engine().similar(key, question)
    except EngineUnavailableError:
        return []
    return finds_of(answer.hits, user=user, language=language, sought=frozenset())
