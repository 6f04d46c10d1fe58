"""Words of the index that are spelled almost like another one. Only public documents are counted."""

import tantivy
from tantivy import Occur, Query

from search import readers
from search.engines.analysis import distance
from search.engines.tantivy.schema import PLAIN
from search.engines.tantivy.terms import typed_words

SHORTEST, LONGEST = 3, 40
# Words with fewer letters may differ in one, others in two.
TWO_EDITS = 6
# How many candidates are counted.
MOST_COUNTED = 30
# In an index of so many documents a word that stands in only one of them may be misspelt itself.
LARGE = 500
# Beginnings that sound the same; the first letter is right otherwise, but for an "h", which is not heard.
SOUNDS = ("bv", "szc", "gj", "kqc", "iy")
VOWELS = "aeiou"


def near_words(schema: tantivy.Schema, searcher: tantivy.Searcher, word: str, limit: int) -> list[str]:
    """Return words of public documents at most one or two letters from ``word``, the most frequent first."""
    typed = typed_words(word)
    if len(typed) != 1 or not SHORTEST <= len(typed[0]) <= LONGEST:
        return []
    near = _candidates(searcher, typed[0])
    public = Query.term_query(schema, "readers", readers.PUBLIC)
    least = 1 if searcher.num_docs < LARGE else 2
    counts = {}
    for candidate in near:
        stands = Query.boolean_query([(Occur.Should, Query.term_query(schema, field, candidate)) for field in PLAIN])
        counts[candidate] = searcher.search(Query.boolean_query([(Occur.Must, stands), (Occur.Must, public)]), 1).count
    often = [candidate for candidate in near if counts[candidate] >= least]
    return sorted(often, key=lambda candidate: (-counts[candidate], candidate))[:limit]


def _candidates(searcher: tantivy.Searcher, word: str) -> list[str]:
    """Return the likeliest neighbours of a word among all words of the index: the nearest, then the most frequent."""
    edits = 1 if len(word) < TWO_EDITS else 2
    beginnings = {word[0], *(letter for sounds in SOUNDS if word[0] in sounds for letter in sounds)}
    if word[0] in VOWELS:
        beginnings.add(f"h{word[0]}")
    elif word[0] == "h":
        beginnings.add(word[1])
    rows: dict[str, int] = {}
    for beginning in beginnings:
        for field in PLAIN:
            for other, count in searcher.terms_with_prefix(field, beginning):
                if abs(len(other) - len(word)) <= edits:
                    rows[other] = max(rows.get(other, 0), count)
    far = {other: distance(word, other, edits) for other in rows}
    near = [other for other in rows if far[other] <= edits]
    return sorted(near, key=lambda other: (far[other], -rows[other]))[:MOST_COUNTED]
