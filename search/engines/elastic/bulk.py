"""Many documents at once."""

from collections.abc import Iterable, Iterator

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from search.engines.elastic.mapping import sendable, stored
from search.types import Document

# Documents and bytes of one request.
LOT, LOT_BYTES = 500, 8 * 1024 * 1024
# A server that is full, and one whose cluster is choosing a new master, take the same lot a little later.
LATER = (429, 503)
TRIES, FIRST_PAUSE, LONGEST_PAUSE = 6, 0.5, 8


def write(client: Elasticsearch, index: str, documents: Iterable[Document], **how) -> int:
    """Index documents, each under its key; return how many."""
    actions = (
        {"_op_type": "index", "_index": index, "_id": document.key, "_source": stored(document)}
        for document in documents
    )
    return sum(1 for _ in _send(client, actions, **how))


def remove(client: Elasticsearch, index: str, keys: Iterable[str], **how) -> None:
    """Delete documents; those that are not there are no error."""
    actions = ({"_op_type": "delete", "_index": index, "_id": sendable(key)} for key in keys if key)
    for _ in _send(client, actions, ignore_status=(404,), **how):
        pass


def _send(client: Elasticsearch, actions: Iterable[dict], **how) -> Iterator[tuple[bool, dict]]:
    return streaming_bulk(
        client,
        actions,
        chunk_size=LOT,
        max_chunk_bytes=LOT_BYTES,
        retry_on_status=LATER,
        max_retries=TRIES,
        initial_backoff=FIRST_PAUSE,
        max_backoff=LONGEST_PAUSE,
        **how,
    )
