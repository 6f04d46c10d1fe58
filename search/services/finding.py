"""Finding: one question in, one page of finds out."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from search import patience
from search.engines.choose import engine
from search.facets import FACETS, facet_of, sections_of
from search.kinds import aside_kinds, kind_of, main_kinds
from search.readers import readers_of
from search.results import Recognised, Results
from search.services import fallback, spelling
from search.services.indexing import waiting_keys
from search.services.picking import picks_for
from search.services.showing import finds_of, sought_of
from search.types import Answer, EngineUnavailableError, Hit, Question
from search.understanding import Understood, cleaned, edits_for, understand
from search.weights import needed_of

logger = logging.getLogger(__name__)

SIZE = 20
LARGEST_PAGE = 500
MOST_ASIDE = 5
# With fewer finds than these the words are also looked for misspelt, and not all of them need to be met.
FEW = 5


@dataclass(frozen=True)
class Asked:
    """An answer with the question that led to it, and how much the words exactly as typed would have found."""

    question: Question
    answer: Answer
    exactly: int


@patience.one_answer()
def search(
    text: str,
    *,
    user,
    language: str,
    filters: Mapping[str, Sequence[str]] | None = None,
    sort: str = "relevance",
    page: int = 1,
    size: int = SIZE,
) -> Results:
    """Return what ``user`` may see of what fits ``text``, whatever the text is.

    ``filters``: facet -> codes, as {"type": ["practice"], "country": ["CL"]}; unknown facets and codes find nothing.
    ``sort``: "relevance", "newest" or "oldest". Pages count from 1.
    """
    text = cleaned(text)
    understood = understand(text)
    chosen = {key: tuple(codes) for key, codes in (filters or {}).items() if codes}
    page = max(1, min(page, LARGEST_PAGE))
    question = _question(understood, user=user, language=language, filters=chosen, sort=sort)
    question = replace(
        question,
        filters={"type": main_kinds(), **chosen},
        facets=("type", *FACETS),
        start=(page - 1) * size,
        size=size,
    )
    try:
        asked = ask(question)
    except EngineUnavailableError as problem:
        logger.warning("The search engine does not answer: %s", problem)
        return fallback.search(text, understood, user=user, language=language, filters=chosen, page=page, size=size)
    sought = sought_of(understood)
    aside = _aside(asked) if page == 1 and not chosen and text else ()
    return Results(
        text=text,
        finds=tuple(finds_of(asked.answer.hits, user=user, language=language, sought=sought)),
        total=asked.answer.total,
        sections=sections_of(asked.answer.counts.get("type", {}), chosen.get("type", ())),
        facets=tuple(
            facet_of(key, asked.answer.counts.get(key, {}), chosen.get(key, ()), language=language) for key in FACETS
        ),
        recognised=_recognised(understood, chosen, language=language),
        suggestion=spelling.better(text, understood, asked.exactly, question) if page == 1 else None,
        is_reduced=False,
        picks=tuple(picks_for(text, user=user, language=language)) if page == 1 and not chosen else (),
        aside=tuple(finds_of(aside, user=user, language=language, sought=sought)),
    )


def _aside(asked: Asked) -> tuple[Hit, ...]:
    """Return the first finds of the kinds that stand aside. No question where the counts know of none."""
    kinds = tuple(kind for kind in aside_kinds() if asked.answer.counts.get("type", {}).get(kind))
    if not kinds:
        return ()
    question = replace(asked.question, filters={"type": kinds}, facets=(), start=0, size=MOST_ASIDE)
    try:
        return engine().ask(question).hits
    except EngineUnavailableError:
        return ()


def ask(question: Question) -> Asked:
    """Ask the engine, and ask more kindly if it finds little: words may be misspelt, and some may be missing.

    Raises `EngineUnavailableError`.
    """
    answer = engine().ask(question)
    if answer.total >= FEW or not question.clauses:
        return Asked(question, answer, answer.total)
    kinder = tuple(
        clause if clause.phrase else replace(clause, edits=edits_for(clause.text)) for clause in question.clauses
    )
    loose = sum(not clause.phrase for clause in kinder)
    kind = replace(question, clauses=kinder, needed=max(1, loose // 2))
    try:
        wider = engine().ask(kind)
    except EngineUnavailableError:
        if not answer.total:
            raise
        # What was found first is worth more than to begin again in the database.
        return Asked(question, answer, answer.total)
    return Asked(*((kind, wider) if wider.total > answer.total else (question, answer)), answer.total)


def _question(
    understood: Understood, *, user, language: str, filters: Mapping[str, tuple[str, ...]], sort: str
) -> Question:
    loose = sum(not clause.phrase for clause in understood.clauses)
    return Question(
        readers=readers_of(user),
        language=language,
        clauses=understood.clauses,
        needed=needed_of(loose),
        excluded=understood.excluded,
        filters=filters,
        leanings={"type": understood.kinds} if understood.kinds else {},
        hidden=waiting_keys(),
        sort=sort if sort in {"newest", "oldest"} else "relevance" if understood.clauses else "newest",
    )


def question_for(understood: Understood, *, user, language: str, size: int) -> Question:
    """Return the plain question for what was understood: of everything that is found together, without facets, the best first."""
    filters = {"type": main_kinds()}
    return replace(_question(understood, user=user, language=language, filters=filters, sort="relevance"), size=size)


def _recognised(
    understood: Understood, chosen: Mapping[str, tuple[str, ...]], *, language: str
) -> tuple[Recognised, ...]:
    """Return the filters that the words name and that are not chosen yet."""
    found = []
    for named in understood.named:
        label = _label(named.facet, named.code, language)
        if label and named.code not in chosen.get(named.facet, ()):
            found.append(Recognised(named.facet, named.code, label, named.rest))
    return tuple(found)


def _label(facet: str, code: str, language: str) -> str:
    if facet == "type":
        kind = kind_of(code)
        return str(kind.plural) if kind else ""
    return facet_of(facet, {code: 1}, (), language=language).values[0].label if facet in FACETS else ""
