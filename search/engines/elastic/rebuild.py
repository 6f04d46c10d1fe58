"""An index in the making, and how its leftovers are known.

Indices are named after the alias that readers use, the version of the mapping and the time of their making. One that is
not behind the alias is being made, or was left by somebody who was killed: its maker is written in it.
"""

import os
import re
import secrets
import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from time import time

from elasticsearch import Elasticsearch

from search.engines.elastic import bulk
from search.engines.elastic.connection import Connection, answering
from search.engines.elastic.mapping import VERSION, definition
from search.types import Document, EngineUnavailableError

# A rebuild on another machine that has not written for so long is taken for dead.
LEASE = 600.0
# How often a rebuild says that it lives.
SIGN_OF_LIFE = 30.0
# How long the copies on other nodes may take before readers are sent to the new index.
COPYING = "30s"


class ElasticNewIndex:
    """An index beside the one in use, which nobody searches until it is put in place."""

    def __init__(self, connection: Connection, alias: str, replicas: int):
        self._connection = connection
        self._alias = alias
        self._replicas = replicas
        self.name = f"{alias}-{VERSION}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        self._token = secrets.token_hex(8)
        self._told = 0.0

    def create(self) -> "ElasticNewIndex":
        """Create the index, after deleting what dead rebuilds left; raise if another one is being made."""
        with answering():
            client = self._connection.patient
            self._clear(client)
            made = definition()
            settings = {
                "index": {
                    "number_of_shards": 1,  # so that counts and scores are exact; a hundred thousand documents are few
                    "auto_expand_replicas": f"0-{self._replicas}",
                    "refresh_interval": "-1",
                },
                "analysis": made["analysis"],
            }
            client.indices.create(
                index=self.name, settings=settings, mappings={**made["mappings"], "_meta": self._signed()}
            )
            # Who began at the same moment sees this one as this one sees theirs: then neither goes on.
            try:
                self._clear(client)
            except EngineUnavailableError:
                self.discard()
                raise
        return self

    def write(self, documents: Iterable[Document]) -> int:
        with answering():
            self._give_sign_of_life()
            return bulk.write(self._connection.patient, self.name, documents)

    def remove(self, keys: Iterable[str]) -> None:
        with answering():
            bulk.remove(self._connection.patient, self.name, keys)

    def put_in_place(self) -> None:
        with answering():
            client = self._connection.patient
            self._own(client)
            client.indices.put_settings(index=self.name, settings={"index": {"refresh_interval": "1s"}})
            client.indices.refresh(index=self.name)
            # On too few nodes for the copies it is yellow, which serves as well.
            client.options(ignore_status=408).cluster.health(
                index=self.name, wait_for_status="green", wait_for_no_initializing_shards=True, timeout=COPYING
            )
            old = client.options(ignore_status=404).indices.get(index=self._alias)
            names = [] if "error" in old else list(old)
            client.indices.update_aliases(
                actions=[
                    *({"remove_index": {"index": name}} for name in names),
                    {"add": {"index": self.name, "alias": self._alias}},
                ]
            )

    def discard(self) -> None:
        with answering():
            self._connection.patient.indices.delete(index=self.name, ignore_unavailable=True)

    def _signed(self) -> dict:
        self._told = time()
        return {
            "version": VERSION,
            "token": self._token,
            "machine": socket.gethostname(),
            "process": os.getpid(),
            "alive": self._told,
        }

    def _give_sign_of_life(self) -> None:
        if time() - self._told > SIGN_OF_LIFE:
            client = self._connection.patient
            self._own(client)
            client.indices.put_mapping(index=self.name, meta=self._signed())

    def _own(self, client: Elasticsearch) -> None:
        """Raise if the index is not there any more, or was made by accident by who wrote to it when it was gone."""
        meta = client.indices.get_mapping(index=self.name)[self.name]["mappings"].get("_meta", {})
        if meta.get("token") != self._token:
            raise EngineUnavailableError(f"Elasticsearch: {self.name} was taken for left over and deleted")

    def _clear(self, client: Elasticsearch) -> None:
        """Delete the indices of rebuilds that ended without a word; raise if one is at work."""
        pattern = re.compile(re.escape(self._alias) + r"-[0-9a-f]{8}-\d{20}")
        for name, index in client.indices.get(index=f"{self._alias}-*").items():
            if name == self.name or not pattern.fullmatch(name) or self._alias in index["aliases"]:
                continue
            if _is_alive(index["mappings"].get("_meta", {})):
                raise EngineUnavailableError(f"Elasticsearch: {name} is being made by another rebuild")
            client.indices.delete(index=name, ignore_unavailable=True)


def _is_alive(meta: dict) -> bool:
    if time() - meta.get("alive", 0.0) > LEASE:
        return False
    if meta.get("machine") != socket.gethostname():
        return True
    try:
        os.kill(meta["process"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
