"""The way to the servers: how long to wait, whom to ask next, and one error for everything that can go wrong."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError

from search import patience
from search.types import EngineUnavailableError

# A reader waits for no more than this, however often one answer asks; then the database answers, within a second of the click.
PATIENCE = 0.6
# Of which the first of several servers gets this much: the rest is for another one.
FIRST_SHARE = 0.6
# Whoever writes can wait: for an election, or for a long list.
WRITING_PATIENCE = 30.0
# One for each thread that may ask at the same time: waiting for a connection is not bounded by the patience.
CONNECTIONS = 64
# An index that was just replaced, and a shard that is moving, are there again at once.
PASSING = {404, 503}

Result = TypeVar("Result")


@contextmanager
def answering() -> Iterator[None]:
    """Turn whatever the client raises into `EngineUnavailableError`."""
    try:
        yield
    except (ApiError, TransportError, BulkIndexError) as problem:
        raise EngineUnavailableError(f"Elasticsearch: {str(problem)[:500]}") from problem


class Connection:
    """The servers of one cluster. A refused or broken connection is tried again at the next server."""

    def __init__(self, hosts: Sequence[str], seconds: float = PATIENCE):
        hosts = list(dict.fromkeys(hosts))
        self._client = Elasticsearch(hosts, connections_per_node=CONNECTIONS, retry_on_timeout=False)
        self._is_cluster = len(hosts) > 1
        self._retries = max(1, len(hosts) - 1)
        self._patience = seconds

    @property
    def patient(self) -> Elasticsearch:
        """The client for those who write."""
        return self._client.options(
            request_timeout=WRITING_PATIENCE, max_retries=self._retries, retry_on_timeout=self._is_cluster
        )

    def read(self, ask: Callable[[Elasticsearch], Result]) -> Result:
        """Return what ``ask`` returns for a client; within the patience, and with a second try elsewhere where that may help.

        Questions of one answer (`search.patience`) share the patience.
        """
        left = patience.left_of(self._patience)
        if left <= 0:
            raise EngineUnavailableError("Elasticsearch: this reader has waited long enough")
        until = monotonic() + left
        first = left * FIRST_SHARE if self._is_cluster else left
        with answering(), patience.counted():
            try:
                return ask(self._client_for(first))
            except ConnectionTimeout:
                if not self._is_cluster:
                    raise
            except ApiError as problem:
                if problem.status_code not in PASSING:
                    raise
            return ask(self._client_for(max(until - monotonic(), 0.05)))

    def _client_for(self, seconds: float) -> Elasticsearch:
        return self._client.options(request_timeout=seconds, max_retries=self._retries)
