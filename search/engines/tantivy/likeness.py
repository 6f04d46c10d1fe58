"""What speaks of the same things: documents that share the telling words and the codes of one."""

import json
from collections import Counter
from math import log

from tantivy import Occur, Query

from search.engines.analysis import LANGUAGES
from search.engines.tantivy.schema import ANALYSERS, PARTS
from search.engines.tantivy.terms import Terms, any_of

# The most telling words of each language, and the part of them that another document must share.
MOST_WORDS, SHARED = 14, 0.25
# What a code in common counts, beside words that are weighted with their fields.
CODE = 2.0


def resembling(terms: Terms, key: str, language: str) -> Query | None:
    """Return the query for documents like the one with ``key``; None for an unknown one, or one without telling words."""
    searcher = terms.searcher
    found = searcher.search(Query.term_query(terms.schema, "key", key), 1).hits
    if not found:
        return None
    told = json.loads(searcher.doc(found[0][1])["told"][0])
    spoken = [each for each in LANGUAGES if each in told["words"]]
    # Words of two languages at once would count everything twice.
    spoken = [language] if language in spoken else spoken
    ways = any_of(_sharing(terms, told["words"][each], each) for each in spoken)
    codes = [
        (Occur.Should, Query.boost_query(Query.term_query(terms.schema, "codes", code), CODE)) for code in told["codes"]
    ]
    return Query.boolean_query([(Occur.Must, ways), *codes]) if ways else None


def _sharing(terms: Terms, text: str, language: str) -> Query | None:
    total = terms.searcher.num_docs
    counts = Counter(ANALYSERS[language].analyze(text))
    telling = {}
    for word, count in counts.items():
        rows = sum(terms.searcher.doc_freq(f"{part}_{language}", word) for part in PARTS)
        if rows > 1:
            telling[word] = (1 + log(count)) * log(1 + total / rows)
    words = sorted(telling, key=lambda word: (-telling[word], word))[:MOST_WORDS]
    shared = [(Occur.Should, any_of(terms.met(f"{part}_{language}", ((0, word),)) for part in PARTS)) for word in words]
    return Query.boolean_query(shared, max(1, int(len(shared) * SHARED))) if shared else None
