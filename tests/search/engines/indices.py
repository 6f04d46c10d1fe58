"""What tests leave on an Elasticsearch server; also for processes without Django."""

import os

from elasticsearch import Elasticsearch


def hosts() -> list[str]:
    """Return the servers of the environment."""
    return os.environ["ELASTICSEARCH_URL"].split(",")


def delete_indices(alias: str) -> None:
    """Delete every index that was made for ``alias``."""
    client = Elasticsearch(hosts(), request_timeout=30)
    for name in client.indices.get(index=f"{alias}-*"):
        client.indices.delete(index=name, ignore_unavailable=True)
