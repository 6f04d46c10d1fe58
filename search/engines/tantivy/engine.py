"""The engine: what `search.engines.base.Engine` asks for, from an index in a directory."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TypeVar

import tantivy
from django.conf import settings
from tantivy import Query

from search.engines.analysis import cleaned
from search.engines.tantivy import likeness, spelling, writing
from search.engines.tantivy.folder import Folder, State, answering
from search.engines.tantivy.queries import Asked
from search.engines.tantivy.schema import SCALE, opened
from search.types import Answer, Document, EngineUnavailableError, Health, Hit, Question

# How long somebody who writes waits for another one who does.
PATIENCE = 20.0
# More values of all facets together than this are not counted.
MOST_VALUES = 20_000
ORDERS = {"newest": tantivy.Order.Desc, "oldest": tantivy.Order.Asc}

Result = TypeVar("Result")


@dataclass(frozen=True)
class Opened:
    """An index as it was at one moment."""

    path: Path
    state: State
    index: tantivy.Index
    searcher: tantivy.Searcher


class TantivyEngine:
    """The index in a directory. As many processes as like may read it; those who write wait for each other."""

    name = "tantivy"

    def __init__(self, path: Path, patience: float = PATIENCE):
        self._folder = Folder(path, patience)
        self._opening = Lock()
        self._opened: Opened | None = None

    @classmethod
    def from_settings(cls) -> "TantivyEngine":
        """Return the engine of this site."""
        return cls(settings.SEARCH_DIR)

    def ask(self, question: Question) -> Answer:
        return self._read(lambda now: _answer(now, question))

    def similar(self, key: str, question: Question) -> Answer:
        def look(now: Opened) -> Answer:
            asked = Asked(now.index.schema, now.searcher, replace(question, clauses=(), excluded=()))
            query = asked.alike(likeness.resembling(asked.terms, cleaned(key), question.language), cleaned(key))
            hits, total = _listed(now.searcher, query, question)
            return Answer(hits, total)

        return self._read(look)

    def near_words(self, word: str, limit: int = 5) -> list[str]:
        return self._read(lambda now: spelling.near_words(now.index.schema, now.searcher, cleaned(word), limit))

    def write(self, documents: Iterable[Document]) -> int:
        with writing.changing(self._folder) as writer:
            return writing.put(writer, documents)

    def remove(self, keys: Iterable[str]) -> None:
        with writing.changing(self._folder) as writer:
            writing.take_out(writer, keys)

    def digests(self) -> Iterator[tuple[str, str]]:
        def look(now: Opened) -> list[tuple[str, str]]:
            every = now.searcher.search(Query.all_query(), max(now.searcher.num_docs, 1), count=False)
            documents = (now.searcher.doc(address) for _score, address in every.hits)
            return [(document["key"][0], document["digest"][0].decode()) for document in documents]

        yield from self._read(look)

    def begin(self) -> writing.TantivyNewIndex:
        return writing.TantivyNewIndex(self._folder)

    def health(self) -> Health:
        try:
            return self._read(lambda now: Health(_readable(now.searcher), is_current=True))
        except EngineUnavailableError as problem:
            return Health(0, is_current=False, detail=str(problem))

    def _read(self, look: Callable[[Opened], Result]) -> Result:
        """Return what ``look`` finds in the index as it is now."""
        with answering():
            try:
                now = self._now()
            except (OSError, ValueError):
                # Between reading which index is in use and opening it, another one may have taken its place.
                self._opened = None
                now = self._now()
            return look(now)

    def _now(self) -> Opened:
        held = self._opened
        if held and held.state == self._folder.state(held.path):
            return held
        with self._opening:
            held = self._opened
            path = self._folder.current()
            state = self._folder.state(path)
            if held and held.state == state:
                return held
            if held and held.path == path:
                index = held.index
                index.reload()
            else:
                self._folder.check(path)
                index = opened(str(path))
            self._opened = Opened(path, state, index, index.searcher())
            return self._opened


def _answer(now: Opened, question: Question) -> Answer:
    asked = Asked(now.index.schema, now.searcher, question)
    hits, total = _listed(now.searcher, asked.found(), question)
    return Answer(hits, total, _counts(now.searcher, asked, question) if question.facets else {})


def _listed(searcher: tantivy.Searcher, query: Query | None, question: Question) -> tuple[tuple[Hit, ...], int]:
    if query is None:
        return (), 0
    start, size = max(question.start, 0), min(max(question.size, 0), searcher.num_docs)
    is_listed = size > 0 and start < searcher.num_docs
    # The library keeps a place for every find up to the last one asked for, so it is not asked for those that cannot be.
    limit, offset = (size, start) if is_listed else (1, 0)
    if question.sort in ORDERS:
        found = searcher.search(query, limit, offset=offset, order_by_field="dated", order=ORDERS[question.sort])
        rows = [(0.0, address) for _date, address in found.hits]
    else:
        found = searcher.search(query, limit, offset=offset, weight_by_field="worth")
        rows = found.hits
    if not is_listed:
        return (), found.count
    return tuple(Hit(searcher.doc(address)["key"][0], score / SCALE) for score, address in rows), found.count


def _counts(searcher: tantivy.Searcher, asked: Asked, question: Question) -> dict[str, dict[str, int]]:
    """Count the facets: those without a filter of their own all at once, each of the others under the filters of the rest."""
    free = [facet for facet in question.facets if facet not in question.filters]
    counts: dict[str, dict[str, int]] = {facet: {} for facet in question.facets}
    if free:
        _count(searcher, asked.counted(), {facet: counts[facet] for facet in free})
    for facet in counts.keys() - free:
        _count(searcher, asked.counted(facet), {facet: counts[facet]})
    return counts


def _count(searcher: tantivy.Searcher, query: Query | None, counts: dict[str, dict[str, int]]) -> None:
    if query is None:
        return
    terms = {"field": "codes", "size": MOST_VALUES, "segment_size": MOST_VALUES}
    for bucket in searcher.aggregate(query, {"codes": {"terms": terms}})["codes"]["buckets"]:
        facet, _colon, code = bucket["key"].partition(":")
        if facet in counts:
            counts[facet][code] = bucket["doc_count"]


def _readable(searcher: tantivy.Searcher) -> int:
    """Return how many documents there are, after having looked at the files of words and of what is kept."""
    found = searcher.search(Query.all_query(), 1, weight_by_field="worth")
    for _score, address in found.hits:
        json.loads(searcher.doc(address)["told"][0])
    return found.count
