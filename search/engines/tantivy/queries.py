"""A question as the library understands it. What counts how much is told in `search.weights`."""

from collections.abc import Iterable, Mapping
from math import log

import tantivy
from tantivy import Occur, Query

from search import weights
from search.engines.analysis import LANGUAGES, cleaned, is_silent
from search.engines.tantivy.schema import NAMES, PARTS, PLAIN, PLAIN_TITLE, token
from search.engines.tantivy.terms import (
    WEIGHT_OF,
    Terms,
    all_of,
    any_of,
    has_letters,
    stemmed_words,
    stems,
    typed_words,
)
from search.types import Clause, Helper, Question

# Beyond these a text is not a question any more.
MOST_CLAUSES, MOST_HELPERS = 32, 24
# The library scores misspelt words and beginnings with a constant; this is about what a middling word scores.
MIDDLING = 3.0
# Shorter beginnings are looked for in titles and names only: they begin words of nearly every text.
SHORTEST_IN_TEXT = 3
# Of two wrong letters: half of what one counts.
SECOND_EDIT = 0.5


class Asked:
    """One question to one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, question: Question):
        self.terms = Terms(schema, searcher)
        self.question = question
        reader = question.language
        self._languages = {
            language: weights.READERS_LANGUAGE if language == reader else weights.OTHER_LANGUAGE
            for language in LANGUAGES
        }
        phrases = [clause for clause in question.clauses if clause.phrase][:MOST_CLAUSES]
        loose = [clause for clause in question.clauses if not clause.phrase]
        telling = [clause for clause in loose if not self._is_silent(clause)][:MOST_CLAUSES]
        if not telling and not phrases:
            telling = [clause for clause in loose if has_letters(clause.text)][:MOST_CLAUSES]
        # What says nothing counts as met.
        needed = (question.needed or len(loose)) - (len(loose) - len(telling))
        self._words = self._fitting(phrases, telling, max(1, min(needed, len(telling))))
        self._together = self._met_together(telling) if len(telling) > 1 else []
        self._filters = {
            facet: self.terms.carrying("codes", [token(facet, code) for code in codes])
            for facet, codes in question.filters.items()
        }
        self._readers = self.terms.carrying("readers", map(cleaned, question.readers))

    def found(self) -> Query | None:
        """Return the query for what is listed; None where nothing can be."""
        needed = [self._words, self._readers, *self._filters.values()]
        leanings = [
            Query.const_score_query(query, weights.LEANING)
            for facet, codes in self.question.leanings.items()
            if (query := self.terms.carrying("codes", [token(facet, code) for code in codes]))
        ]
        return self._seen(needed, [*self._together, *leanings])

    def counted(self, facet: str | None = None) -> Query | None:
        """Return the query for what is counted: under all filters but that of ``facet``."""
        filters = (query for name, query in self._filters.items() if name != facet)
        return self._seen([self._words, self._readers, *filters])

    def alike(self, resembling: Query | None, key: str) -> Query | None:
        """Return the query for what resembles a document, is not the document itself and may be listed."""
        itself = Query.term_query(self.terms.schema, "key", key)
        return self._seen([resembling, self._readers, *self._filters.values()], without=[itself])

    def _seen(
        self, needed: list[Query | None], raising: Iterable[Query] = (), without: Iterable[Query] = ()
    ) -> Query | None:
        if not all(needed):
            return None
        hidden = self.terms.carrying("key", map(cleaned, self.question.hidden))
        excluded = [query for clause in self.question.excluded[:MOST_CLAUSES] if (query := self._excluded(clause))]
        return Query.boolean_query(
            [
                *((Occur.Must, query) for query in needed),
                *((Occur.Should, query) for query in raising),
                *((Occur.MustNot, query) for query in (*excluded, *without, hidden) if query),
            ]
        )

    def _is_silent(self, clause: Clause) -> bool:
        words = typed_words(clause.text)
        return is_silent(words, self.question.language) if words else not has_letters(clause.text)

    def _fitting(self, phrases: list[Clause], loose: list[Clause], needed: int) -> Query | None:
        if not self.question.clauses:
            return Query.const_score_query(Query.all_query(), 1.0)
        if not phrases and not loose:
            return None
        must = [any_of(self.terms.plain(typed_words(clause.text))) for clause in phrases]
        if loose:
            met = [query for clause in loose if (query := self._met(clause))]
            if len(met) < needed:
                return None
            if needed == len(met):
                must.extend(met)
            else:
                must.append(Query.boolean_query([(Occur.Should, query) for query in met], needed))
        return all_of(must)

    def _met(self, clause: Clause) -> Query | None:
        """Return the query for a clause, met in any of its ways; the form as typed adds a little to whichever it is."""
        typed = typed_words(clause.text)
        name = self.terms.met(NAMES, tuple(enumerate(typed)), weights.STEMMED)
        ways = [*self.terms.stemmed(clause.text, self._languages), name]
        if len(typed) == 1 and clause.edits > 0:
            ways.extend(self._misspelt(typed[0], clause.edits))
        if typed and clause.is_beginning:
            ways.append(self._beginning(typed))
        alone = {(code, row[0][1]) for code in LANGUAGES for row in stems(clause.text, code) if len(row) == 1}
        for helper in clause.helpers[:MOST_HELPERS]:
            ways.extend(self._helped(helper, clause.share, alone))
        for facet, code in clause.codes:
            if query := self.terms.carrying("codes", [token(facet, code)]):
                ways.append(Query.const_score_query(query, weights.CODE * clause.share))
        best = any_of(ways)
        as_typed = any_of(self.terms.plain(typed, weights.AS_TYPED))
        met = best or as_typed
        if not met:
            return None
        if best and as_typed:
            met = Query.boolean_query([(Occur.Should, best), (Occur.Should, as_typed)])
        counted = Query.const_score_query(Query.all_query(), weights.MET)
        return Query.boolean_query([(Occur.Must, met), (Occur.Should, counted)])

    def _misspelt(self, word: str, edits: int) -> Iterable[Query]:
        """Yield the queries for words that are a few letters away: they count less than the word would where it stands."""
        searcher = self.terms.searcher
        count, total = searcher.doc_freq("plain_text", word), searcher.num_docs
        rarity = log(1 + (max(total - count, 0) + 0.5) / (count + 0.5))
        for edit in range(1, min(edits, 2) + 1):
            weight = weights.MISSPELT * min(MIDDLING, rarity) * SECOND_EDIT ** (edit - 1)
            for field in PLAIN:
                near = Query.fuzzy_term_query(self.terms.schema, field, word, edit)
                yield Query.const_score_query(near, weight * WEIGHT_OF[field])

    def _beginning(self, words: tuple[str, ...]) -> Query | None:
        """Return the query for words of which the last may go on."""
        fields = PLAIN if len(words) > 1 or len(words[-1]) >= SHORTEST_IN_TEXT else (PLAIN_TITLE, NAMES)
        ways = []
        for field in fields:
            if len(words) > 1:
                begun = Query.phrase_prefix_query(self.terms.schema, field, list(words))
            else:
                begun = Query.fuzzy_term_query(self.terms.schema, field, words[0], 0, prefix=True)
            ways.append(Query.const_score_query(begun, weights.BEGINNING * MIDDLING * WEIGHT_OF[field]))
        return any_of(ways)

    def _helped(self, helper: Helper, share: float, alone: set[tuple[str, str]]) -> Iterable[Query | None]:
        """Yield the queries for a helper. ``alone``: words that are looked for by themselves, by language; it adds its own."""
        weight = helper.weight * share
        if helper.language in LANGUAGES:
            row = stemmed_words(helper.text, helper.language)
            words = {(helper.language, word) for _place, word in row}
            # Where one of its words is looked for alone, the phrase finds nothing more, and costs most.
            if words & alone:
                return
            if len(row) == 1:
                alone |= words
            for part in PARTS:
                yield self.terms.met(f"{part}_{helper.language}", row, weight)
        yield self.terms.met(NAMES, tuple(enumerate(typed_words(helper.text))), weight)

    def _excluded(self, clause: Clause) -> Query | None:
        plain = self.terms.plain(typed_words(clause.text))
        if clause.phrase:
            return any_of(plain)
        if self._is_silent(clause):
            return None
        return any_of([*self.terms.stemmed(clause.text, self._languages), *plain])

    def _met_together(self, loose: list[Clause]) -> list[Query]:
        """Return what raises documents that have all the words in one title or in one lead."""
        counts: Mapping[str, float] = {"title": weights.PHRASE_IN_TITLE, "lead": weights.PHRASE_IN_LEAD}
        raising = []
        for language, weight in self._languages.items():
            for part, count in counts.items():
                each = (any_of(self.terms.stemmed(clause.text, {language: weight}, (part,))) for clause in loose)
                if together := all_of(each):
                    raising.append(Query.const_score_query(together, count * weight * MIDDLING))
        return raising
