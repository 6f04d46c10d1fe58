"""What the search is measured beside: each engine asked by its own means, and the database search that Wagtail brings.

The engines answer over the index that the search has made: as many of the words as the search needs, in the fields of each
language, twenty keys, and the numbers of every facet, as the page shows them. They know nothing of readers, of what waits and
of other words for the same thing, nothing of a find but its key, and where a word is misspelt they are told so.
"""

import shutil
import tempfile
from collections.abc import Iterable

import tantivy
from django.conf import settings
from django.core.management import call_command
from elasticsearch import Elasticsearch, helpers
from wagtail.search.backends import get_search_backend

from search.engines.elastic import mapping
from search.engines.elastic.bulk import LOT
from search.engines.tantivy.schema import PLAIN_TEXT, PLAIN_TITLE, opened
from search.engines.tantivy.writing import MANY
from search.facets import FACETS
from search.types import Document
from search.weights import needed_of
from tests.benchmarks.bare.models import BareRecord
from tests.search.speed.questions import SIZE, Asked

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
BOOSTS = {"title": 4.0, "lead": 2.0, "body": 1.0}


class BareTantivy:
    """The library's own parser of questions."""

    def __init__(self, path: str):
        self.index = opened(path)
        self.index.reload()
        self.searcher = self.index.searcher()
        self.boosts = {f"{part}_{code}": boost for code in LANGUAGES for part, boost in BOOSTS.items()}

    def ask(self, asked: Asked) -> int:
        """Return how many were found."""
        found = self.searcher.search(self._query(asked), SIZE)
        keys = [self.searcher.doc(address)["key"][0] for _score, address in found.hits]
        # Facets without a filter are counted together, each other one under the filters of the rest.
        for without in ("", *asked.filters):
            terms = {"codes": {"terms": {"field": "codes", "size": 20_000, "segment_size": 20_000}}}
            self.searcher.aggregate(self._query(asked, without), terms)
        return max(found.count, len(keys))

    def _query(self, asked: Asked, without: str = "") -> tantivy.Query:
        words = [
            self.index.parse_query(
                word,
                list(self.boosts),
                field_boosts=self.boosts,
                fuzzy_fields=dict.fromkeys(self.boosts, (False, asked.edits, True)) if asked.edits else {},
            )
            for word in asked.words
        ]
        some = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in words], needed_of(len(words)))
        filters = [
            tantivy.Query.term_set_query(self.index.schema, "codes", [f"{facet}:{code}" for code in codes])
            for facet, codes in asked.filters.items()
            if facet != without
        ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in (some, *filters)])

    @staticmethod
    def prepared(documents: Iterable[Document]) -> list[dict]:
        """Return what is indexed of documents, field by field."""
        return [_fields(document) for document in documents]

    @staticmethod
    def write(prepared: list[dict]) -> None:
        """All are in a new index, committed and merged."""
        folder = tempfile.mkdtemp()
        writer = opened(folder).writer(*MANY)
        for fields in prepared:
            writer.add_document(tantivy.Document(**fields))
        writer.commit()
        writer.wait_merging_threads()
        shutil.rmtree(folder)


def _fields(document: Document) -> dict[str, list[str]]:
    fields = {
        "key": [document.key],
        "names": [document.names],
        "readers": list(document.readers),
        "codes": [f"{facet}:{code}" for facet, codes in document.codes.items() for code in codes],
        PLAIN_TITLE: [],
        PLAIN_TEXT: [],
    }
    for language, said in document.words.items():
        for part in BOOSTS:
            fields[f"{part}_{language}"] = [getattr(said, part)]
            fields[PLAIN_TITLE if part == "title" else PLAIN_TEXT].append(getattr(said, part))
    return fields


class BareElastic:
    """The server's own `multi_match`, by its client."""

    def __init__(self, hosts: str, alias: str):
        self.client, self.alias = Elasticsearch(hosts.split(","), request_timeout=60), alias
        self.fields = [f"{code}.{part}^{boost}" for code in LANGUAGES for part, boost in BOOSTS.items()]

    def ask(self, asked: Asked) -> int:
        """Return how many were found."""
        if asked.text.startswith('"'):
            way = {"type": "phrase"}
        elif asked.edits:
            way = {"type": "best_fields", "fuzziness": asked.edits}
        else:
            way = {"type": "cross_fields", "minimum_should_match": needed_of(len(asked.words))}
        words = {"multi_match": {"query": asked.text.strip('"'), "fields": self.fields, **way}}
        filters = {facet: {"terms": {f"codes.{facet}": codes}} for facet, codes in asked.filters.items()}
        counts = {
            facet: {
                "filter": {"bool": {"filter": [each for key, each in filters.items() if key != facet]}},
                "aggs": {"values": {"terms": {"field": f"codes.{facet}", "size": 1_000}}},
            }
            for facet in ("type", *FACETS)
        }
        said = self.client.search(
            index=self.alias,
            query=words,
            post_filter={"bool": {"filter": list(filters.values())}},
            aggs=counts,
            size=SIZE,
            source=False,
            track_total_hits=True,
        )
        return said["hits"]["total"]["value"]

    @staticmethod
    def prepared(documents: Iterable[Document]) -> list[dict]:
        """Return what is sent of documents."""
        return [{"_id": document.key, "_source": mapping.stored(document)} for document in documents]

    def write(self, prepared: list[dict]) -> None:
        """All are in a new index of the same mapping, and are found."""
        name = f"{self.alias}-bare"
        made = mapping.definition()
        settings = {"index": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}}
        settings["analysis"] = made["analysis"]
        self.client.indices.create(index=name, settings=settings, mappings=made["mappings"])
        helpers.bulk(self.client, ({"_index": name, **each} for each in prepared), chunk_size=LOT)
        self.client.indices.refresh(index=name)
        self.client.indices.delete(index=name)


class Database:
    """The database search of Wagtail, over records with the Spanish words of the same documents."""

    def __init__(self):
        self.backend = get_search_backend("default")

    def ask(self, asked: Asked) -> int:
        """Return how many of the first twenty were found. It has no facets and no filters here."""
        return len(self.backend.search(asked.text.strip('"'), BareRecord)[:SIZE])

    def fill(self, documents: Iterable[Document]) -> None:
        """The database has the words and its index of them; where another engine was measured before, it has them already."""
        call_command("migrate", "bare", verbosity=0)
        if BareRecord.objects.exists():
            return
        rows = []
        for document in documents:
            said = document.words.get("es") or next(iter(document.words.values()))
            rows.append(BareRecord(title=said.title[:255], lead=said.lead, body=said.body))
        self.backend.add_bulk(BareRecord, BareRecord.objects.bulk_create(rows, batch_size=1_000))
