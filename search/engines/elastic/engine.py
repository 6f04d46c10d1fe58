"""The engine: what `search.engines.base.Engine` asks for, from an alias of an Elasticsearch cluster."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

from django.conf import settings
from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.dsl import Q, Search, aggs

from alliance.core.reference import fold
from search import readers
from search.engines.elastic import bulk, queries
from search.engines.elastic.connection import PATIENCE, Connection, answering
from search.engines.elastic.mapping import VERSION, prepared, sendable
from search.engines.elastic.rebuild import ElasticNewIndex
from search.types import Answer, Document, EngineUnavailableError, Health, Hit, Question

# How many spellings are looked at before those that stand in no living document are left out.
SPELLINGS = 30
# Of a word as long as this, two letters may differ.
LONG_WORD = 9
LONGEST_WORD = 60
DIGESTS_AT_ONCE = 5_000


class ElasticEngine:
    """An index of Elasticsearch behind an alias; servers, alias and copies as in .env.example unless given."""

    name = "elasticsearch"

    def __init__(
        self,
        hosts: Sequence[str] = (),
        alias: str = "",
        replicas: int | None = None,
        patience: float = PATIENCE,
    ):
        listed = (host.strip() for host in settings.ELASTICSEARCH_URL.split(","))
        self._connection = Connection(hosts or [host for host in listed if host], patience)
        self._alias = alias or settings.ELASTICSEARCH_INDEX
        self._replicas = settings.ELASTICSEARCH_REPLICAS if replicas is None else replicas

    @classmethod
    def from_settings(cls) -> Self:
        """Return the engine of the servers, alias and copies that the settings name."""
        return cls()

    def ask(self, question: Question) -> Answer:
        return self._answer(queries.asked(Search(), question), question)

    def similar(self, key: str, question: Question) -> Answer:
        if not key:
            return Answer(counts={facet: {} for facet in question.facets})
        return self._answer(queries.alike(Search(), self._alias, sendable(key), question), question)

    def near_words(self, word: str, limit: int = 5) -> list[str]:
        word = fold(prepared(word)[:LONGEST_WORD])
        if not word.strip():
            return []
        edits = 1 if len(word) < LONG_WORD else 2
        how = {"field": "public_words", "size": SPELLINGS, "suggest_mode": "always", "max_edits": edits}
        spelled = Search().suggest("near", word, term={**how, "min_word_length": 3, "prefix_length": 0})[0:0]
        entries = self._execute(spelled)["suggest"]["near"]
        if len(entries) != 1:
            return []
        itself = entries[0]["text"]
        counts = self._living({itself, *(option["text"] for option in entries[0]["options"])})
        near = sorted((spelling for spelling in counts if counts[spelling]), key=lambda each: (-counts[each], each))
        # Who asks wants to know first whether the word itself is one.
        kept = near[:limit]
        return [*kept[:-1], itself] if itself in near[limit:] else kept

    def _living(self, spellings: Iterable[str]) -> dict[str, int]:
        """Return in how many public documents each word stands: the suggester still knows those of deleted ones."""
        found = Search().query(Q("term", readers=readers.PUBLIC))[0:0]
        words = sorted(spellings)
        each = {str(at): Q("term", public_words=word) for at, word in enumerate(words)}
        found.aggs.bucket("words", aggs.Filters(filters=each))
        buckets = self._execute(found)["aggregations"]["words"]["buckets"]
        return {word: buckets[str(at)]["doc_count"] for at, word in enumerate(words)}

    def write(self, documents: Iterable[Document]) -> int:
        with answering():
            client = self._connection.patient
            written = bulk.write(client, self._alias, documents, require_alias=True)
            self._refresh(client)
        return written

    def remove(self, keys: Iterable[str]) -> None:
        with answering():
            client = self._connection.patient
            bulk.remove(client, self._alias, keys, require_alias=True)
            self._refresh(client)

    def digests(self) -> Iterator[tuple[str, str]]:
        with answering():
            every = Search(using=self._connection.patient, index=self._alias).sort("_shard_doc").source(False)
            for hit in every.extra(docvalue_fields=["digest"], size=DIGESTS_AT_ONCE).iterate():
                yield hit.meta.id, hit.digest[0]

    def begin(self) -> ElasticNewIndex:
        return ElasticNewIndex(self._connection, self._alias, self._replicas).create()

    def health(self) -> Health:
        def look(client: Elasticsearch) -> Health:
            try:
                (index,) = client.indices.get(index=self._alias).values()
            except NotFoundError:
                return Health(0, False, "there is no index yet")
            version = index["mappings"].get("_meta", {}).get("version")
            counted = client.count(index=self._alias)
            if counted["_shards"]["failed"]:
                raise EngineUnavailableError("Elasticsearch: the index cannot be read on any node")
            detail = "" if version == VERSION else f"made with version {version} of the mapping, which is {VERSION} now"
            return Health(counted["count"], version == VERSION, detail)

        return self._connection.read(look)

    def _answer(self, search: Search, question: Question) -> Answer:
        said = self._execute(search)
        hits = tuple(Hit(hit["_id"], hit["_score"] or 0.0) for hit in said["hits"]["hits"])
        counted = said.get("aggregations", {})
        counts = {
            facet: {value["key"]: value["doc_count"] for value in counted[facet]["values"]["buckets"]}
            if facet in counted
            else {}
            for facet in question.facets
        }
        return Answer(hits, said["hits"]["total"]["value"], counts)

    def _execute(self, search: Search) -> dict:
        search = search.index(self._alias)
        return self._connection.read(lambda client: search.using(client).execute().to_dict())

    def _refresh(self, client: Elasticsearch) -> None:
        """Make what was written found by whoever asks next, on every copy."""
        client.indices.refresh(index=self._alias)
