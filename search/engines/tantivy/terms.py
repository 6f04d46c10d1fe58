"""Words, phrases and codes as queries of the library; None for what no document has, so that it costs nothing."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import tantivy
from tantivy import Occur, Query

from search import weights
from search.engines.analysis import LANGUAGES, cleaned, spellings
from search.engines.tantivy.schema import ANALYSERS, NAMES, PARTS, PLAIN, PLAIN_TITLE, TYPED

# Words of one clause, and its characters, that are looked at.
MOST_WORDS, LONGEST_CLAUSE = 24, 400

WEIGHT_OF = {
    **{
        f"{part}_{language}": weight
        for language in LANGUAGES
        for part, weight in zip(PARTS, (weights.TITLE, weights.LEAD, weights.BODY), strict=True)
    },
    PLAIN_TITLE: weights.TITLE,
    NAMES: weights.NAMES,
    "plain_text": weights.BODY,
}
_LETTERS = re.compile(r"[^\W_]")
Words = tuple[tuple[int, str], ...]


@lru_cache(maxsize=4096)
def typed_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text that was typed."""
    return tuple(TYPED.analyze(cleaned(text[:LONGEST_CLAUSE])))[:MOST_WORDS]


def has_letters(text: str) -> bool:
    """Return whether there is anything to look for."""
    return bool(_LETTERS.search(text[:LONGEST_CLAUSE]))


@lru_cache(maxsize=4096)
def stemmed_words(text: str, language: str) -> Words:
    """Return the stems of a text with their places, without stop words."""
    tokens = ANALYSERS[language].pre_tokenize(cleaned(text[:LONGEST_CLAUSE])).tokens[:MOST_WORDS]
    return tuple((token.position - tokens[0].position, token.text) for token in tokens)


@lru_cache(maxsize=4096)
def stems(text: str, language: str) -> tuple[Words, ...]:
    """Return the rows of stems that a clause may be met by: several for one word, one for words that are joined."""
    typed = typed_words(text)
    if len(typed) != 1:
        row = stemmed_words(text, language)
        return (row,) if row else ()
    word = cleaned(text[:LONGEST_CLAUSE]).strip()
    rows = (stemmed_words(spelling, language) for spelling in spellings(word, language))
    return tuple(dict.fromkeys(row for row in rows if row))


class Terms:
    """The words that an index has."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher):
        self.schema = schema
        self.searcher = searcher

    def met(self, field: str, words: Words, weight: float = 1.0) -> Query | None:
        """Return the query for the words in a field, at their places; weighted as the field is."""
        if not words or not all(self.searcher.doc_freq(field, word) for _place, word in words):
            return None
        if len(words) == 1:
            query = Query.term_query(self.schema, field, words[0][1])
        else:
            query = Query.phrase_query(self.schema, field, list(words))
        return Query.boost_query(query, WEIGHT_OF[field] * weight)

    def plain(self, words: tuple[str, ...], weight: float = 1.0) -> list[Query]:
        """Return the queries for folded words in this order, in each of the unstemmed fields."""
        row = tuple(enumerate(words))
        return [query for field in PLAIN if (query := self.met(field, row, weight))]

    def stemmed(self, text: str, weights_of: dict[str, float], parts: Iterable[str] = PARTS) -> Iterator[Query]:
        """Yield the queries for all forms of a clause, in the fields of each language with its weight."""
        for language, weight in weights_of.items():
            for row in stems(text, language):
                for part in parts:
                    if query := self.met(f"{part}_{language}", row, weight):
                        yield query

    def carrying(self, field: str, values: Iterable[str]) -> Query | None:
        """Return the query for documents with any of the values, which adds nothing to the score."""
        known = [value for value in values if self.searcher.doc_freq(field, value)]
        if not known:
            return None
        if len(known) == 1:
            # Of a set the library writes down every document before it looks at the first one.
            carrying = Query.term_query(self.schema, field, known[0], index_option="basic")
        else:
            carrying = Query.term_set_query(self.schema, field, known)
        return Query.const_score_query(carrying, 0.0)


def any_of(queries: Iterable[Query | None]) -> Query | None:
    """Return the query of which the best way counts and the others a little; None where there is no way."""
    ways = [query for query in queries if query]
    if len(ways) < 2:
        return ways[0] if ways else None
    return Query.disjunction_max_query(ways, weights.TIE_BREAKER)


def all_of(queries: Iterable[Query | None]) -> Query | None:
    """Return the query that needs all; None where one cannot be met."""
    needed = list(queries)
    if not all(needed):
        return None
    return Query.boolean_query([(Occur.Must, query) for query in needed]) if len(needed) > 1 else needed[0]
