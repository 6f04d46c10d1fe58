"""Narrowing a list of one kind by typed words: the library, the directory, the networks."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from search import patience
from search.engines.choose import engine
from search.services.finding import question_for
from search.types import EngineUnavailableError, Question
from search.understanding import Understood, edits_for, understand

logger = logging.getLogger(__name__)

# A page of results that Elasticsearch gives in one piece (index.max_result_window) ends here.
MOST = 10_000


@patience.one_answer()
def numbers_that_fit(
    kind: str, text: str, user, language: str, where: Mapping[str, tuple[str, ...]] | None = None
) -> list[str] | None:
    """Return the numbers of at most `MOST` finds of one kind, the best first, for a list that shows them by its own rule.

    ``where`` narrows to documents that carry one of the codes of each facet, as {"room": ("plaza",)}.

    Only where nothing has the words as they are, the last one may be the beginning of a word, and all may be misspelt: a list
    in an order of its own would mix near misses into what was meant. None where no engine answers, or where the text has no
    word that an engine could look for.
    """
    if understand(text).is_empty:
        return None
    try:
        answer = engine().ask(_question(kind, understand(text), user, language, where))
        if not answer.hits:
            answer = engine().ask(_question(kind, _kinder(text), user, language, where))
    except EngineUnavailableError as problem:
        logger.warning("The search engine does not answer: %s", problem)
        return None
    return [hit.number for hit in answer.hits]


def _kinder(text: str) -> Understood:
    understood = understand(text, is_typing=True)
    clauses = (
        clause if clause.phrase else replace(clause, edits=edits_for(clause.text)) for clause in understood.clauses
    )
    return replace(understood, clauses=tuple(clauses))


def _question(
    kind: str, understood: Understood, user, language: str, where: Mapping[str, tuple[str, ...]] | None
) -> Question:
    question = question_for(understood, user=user, language=language, size=MOST)
    return replace(question, filters={"type": (kind,), **(where or {})})
