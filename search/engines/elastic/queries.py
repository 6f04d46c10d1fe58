"""A question as Elasticsearch understands it. What counts how much is told in `search.weights`."""

import zlib
from collections.abc import Iterable
from dataclasses import replace

from elasticsearch.dsl import Q, Search, aggs
from elasticsearch.dsl.query import Query

from alliance.core.reference import fold
from search import weights
from search.engines.analysis import is_silent
from search.engines.elastic.mapping import LANGUAGES, PARTS, prepared, roots, sendable
from search.types import Clause, Helper, Question
from search.word_forms import words_of

# Elasticsearch counts and sorts as far as this; nobody turns five hundred pages.
WINDOW = 10_000
MOST_VALUES = 1_000
# What one terms query takes.
MOST_TERMS = 60_000
# Beyond these a text is not a question any more, and its query would be refused as too large.
MOST_CLAUSES = 24
# Looking for other spellings takes longest; in a text of more words than these nobody misses the misspelt ones.
MOST_MISSPELT = 12
LONGEST_CLAUSE = 200
# Words of the question that stand so near each other are met together, in whatever order.
NEAR = 8
MOST_SPELLINGS = 20

WEIGHT_OF = {"title": weights.TITLE, "lead": weights.LEAD, "body": weights.BODY}
TYPED = (f"typed_title^{weights.TITLE}", f"names^{weights.NAMES}", f"typed_text^{weights.BODY}")
ROOTS = (f"root_title^{weights.TITLE}", f"root_text^{weights.BODY}")
ORDERS = {
    "newest": [{"dated": {"order": "desc", "missing": "_last"}}, "key"],
    "oldest": [{"dated": {"order": "asc", "missing": "_last"}}, "key"],
}
RELEVANCE = ["_score", *ORDERS["newest"]]


def asked(search: Search, question: Question) -> Search:
    """Return the search for what fits the question, with its facets, sorted and cut to its page."""
    found = _page(search.query(_worth(_fitting(question), question)), question)
    return _counted(found.sort(*ORDERS.get(question.sort, RELEVANCE)), question)


def alike(search: Search, index: str, key: str, question: Question) -> Search:
    """Return the search for what speaks of the same things as the document with ``key``."""
    resembling = Q(
        "more_like_this",
        fields=[f"{language}.{part}" for language in LANGUAGES for part in PARTS] + ["names"],
        like=[{"_index": index, "_id": key}],
        min_term_freq=1,
        min_doc_freq=2,
        max_query_terms=40,
        minimum_should_match="20%",
    )
    itself = Q("term", key=key)
    query = Q("bool", must=[resembling], should=_leanings(question), must_not=[itself])
    found = search.query(_worth(query, question)).sort(*RELEVANCE)
    return _counted(_page(found, question), question)


def _page(search: Search, question: Question) -> Search:
    start, size = max(question.start, 0), max(question.size, 0)
    if start >= WINDOW:
        start = size = 0
    # the same question asks the same copy, whose scores do not differ from page to page
    copy = f"asked-{zlib.crc32(repr(question.clauses).encode('utf-8', 'replace'))}"
    return (
        search[start : min(start + size, WINDOW)]
        .source(False)
        .extra(track_total_hits=True, track_scores=True)
        .params(preference=copy, allow_partial_search_results=False)
    )


def _worth(query: Query, question: Question) -> Query:
    """Return the query for what its readers may see, each find multiplied by its own worth."""
    uncounted = [facet for facet in question.filters if facet not in question.facets]
    seen = Q(
        "bool",
        must=[query],
        filter=[
            among("readers", question.readers),
            *(_carrying(facet, question.filters[facet]) for facet in uncounted),
        ],
        must_not=[among("key", question.hidden)] if question.hidden else [],
    )
    quality = {"field_value_factor": {"field": "quality", "missing": 1.0}}
    return Q("function_score", query=seen, functions=[quality], boost_mode="multiply")


def _counted(search: Search, question: Question) -> Search:
    """Count each facet under the filters of the others; what is listed meets them all."""
    chosen = {facet: _carrying(facet, codes) for facet, codes in question.filters.items() if facet in question.facets}
    for facet in question.facets:
        if not facet.isidentifier():
            continue
        others = [carrying for other, carrying in chosen.items() if other != facet]
        values = aggs.Terms(field=f"codes.{facet}", size=MOST_VALUES)
        search.aggs.bucket(facet, aggs.Filter(Q("bool", filter=others) if others else Q("match_all"))).bucket(
            "values", values
        )
    return search.post_filter(Q("bool", filter=list(chosen.values()))) if chosen else search


def among(field: str, values: Iterable[str]) -> Query:
    """Return the query for documents with any of the values, however many they are."""
    listed = sorted(map(sendable, values))
    lots = [listed[at : at + MOST_TERMS] for at in range(0, len(listed), MOST_TERMS)] or [[]]
    queries = [Q("terms", **{field: lot}) for lot in lots]
    return queries[0] if len(queries) == 1 else Q("bool", should=queries)


def _carrying(facet: str, codes: Iterable[str]) -> Query:
    return among(f"codes.{facet}", codes) if facet.isidentifier() else Q("match_none")


def _leanings(question: Question) -> list[Query]:
    return [
        Q("constant_score", filter=_carrying(facet, codes), boost=weights.LEANING)
        for facet, codes in question.leanings.items()
    ]


def _fitting(question: Question) -> Query:
    clauses = _few(question.clauses)
    excluded = [_excluded(clause) for clause in _few(question.excluded)]
    if not clauses:
        return Q("bool", must=[Q("match_all")], should=_leanings(question), must_not=excluded)
    phrases = [clause for clause in clauses if clause.phrase]
    typed = [clause for clause in clauses if not clause.phrase]
    loose = _telling(typed, question.language, is_all=not phrases)
    must = [_phrase(clause) for clause in phrases]
    # Words that say nothing are met by every document.
    needed = (question.needed or len(typed)) - (len(typed) - len(loose))
    needed = max(1, min(needed, len(loose)))
    if len(loose) > MOST_MISSPELT:
        loose = [replace(clause, edits=0) for clause in loose]
    words = Q("bool", should=[_word(clause, question.language) for clause in loose], minimum_should_match=needed)
    if loose:
        must.append(words)
    together = [_together(loose, question.language)] if len(loose) > 1 else []
    return Q("bool", must=must, should=[*together, *_leanings(question)], must_not=excluded)


def _few(clauses: Iterable[Clause]) -> list[Clause]:
    return list(dict.fromkeys(clauses))[:MOST_CLAUSES]


def _telling(loose: list[Clause], language: str, *, is_all: bool) -> list[Clause]:
    """Return the words without those that say nothing, unless these are all there is."""
    telling = [clause for clause in loose if not is_silent(map(fold, words_of(clause.text)), language)]
    return telling or (loose if is_all else [])


def _stemmed(language: str) -> list[str]:
    """Return the fields of all languages and the names, weighted for a reader of ``language``."""
    fields = [
        f"{other}.{part}^{WEIGHT_OF[part] * _weight_of(other, language)}" for other in LANGUAGES for part in PARTS
    ]
    return [*fields, f"names^{weights.NAMES}"]


def _weight_of(other: str, language: str) -> float:
    return weights.READERS_LANGUAGE if other == language else weights.OTHER_LANGUAGE


def _match(text: str, fields: Iterable[str], boost: float = 1.0, kind: str = "best_fields", **how) -> Query:
    """Return the query for all of the text in any one of the fields: the best counts, the others a little."""
    return Q(
        "multi_match",
        query=prepared(text)[:LONGEST_CLAUSE],
        fields=list(fields),
        type=kind,
        boost=boost,
        tie_breaker=weights.TIE_BREAKER,
        **how,
    )


def _word(clause: Clause, language: str) -> Query:
    """Return the query for one word, met in any of the ways that `search.weights` tells."""
    ways = [
        _match(clause.text, _stemmed(language), weights.STEMMED, operator="and"),
        _match(roots(prepared(clause.text)[:LONGEST_CLAUSE]), ROOTS, weights.RELATED, operator="and"),
    ]
    if clause.edits:
        ways.append(
            _match(
                clause.text,
                TYPED,
                weights.MISSPELT,
                operator="and",
                fuzziness=min(clause.edits, 2),
                max_expansions=MOST_SPELLINGS,
            )
        )
    if clause.is_beginning:
        ways.append(_beginning(clause.text))
    ways.extend(_helped(helper, clause.share) for helper in clause.helpers)
    ways.extend(
        Q("constant_score", filter=_carrying(facet, [code]), boost=weights.CODE * clause.share)
        for facet, code in clause.codes
    )
    best = Q("dis_max", queries=ways, tie_breaker=weights.TIE_BREAKER)
    as_typed = _match(clause.text, TYPED, weights.AS_TYPED, operator="and")
    met = Q("bool", should=[best, as_typed], minimum_should_match=1)
    return Q("bool", must=[met], should=[Q("match_all", boost=weights.MET)])


def _beginning(text: str) -> Query:
    ways = [_match(text, [field], weights.BEGINNING, "bool_prefix", operator="and") for field in TYPED]
    return Q("dis_max", queries=ways, tie_breaker=weights.TIE_BREAKER)


def _helped(helper: Helper, share: float) -> Query:
    languages = [helper.language] if helper.language in LANGUAGES else LANGUAGES
    fields = [f"{language}.{part}^{WEIGHT_OF[part]}" for language in languages for part in PARTS]
    return _match(helper.text, [*fields, f"names^{weights.NAMES}"], helper.weight * share, "phrase")


def _phrase(clause: Clause) -> Query:
    return _match(clause.text, TYPED, kind="phrase")


def _excluded(clause: Clause) -> Query:
    if clause.phrase:
        return _phrase(clause)
    fields = [f"{language}.{part}" for language in LANGUAGES for part in PARTS]
    return _match(clause.text, [*fields, *TYPED], operator="and")


def _together(loose: Iterable[Clause], language: str) -> Query:
    """Return what raises documents that have all words near each other, in a title or a lead."""
    counts = {"title": weights.PHRASE_IN_TITLE, "lead": weights.PHRASE_IN_LEAD}
    fields = [f"{other}.{part}^{counts[part] * _weight_of(other, language)}" for other in LANGUAGES for part in counts]
    return _match(" ".join(clause.text for clause in loose), fields, kind="phrase", slop=NEAR)
