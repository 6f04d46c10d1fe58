"""An index on a real Elasticsearch for tests: a new one for each test, deleted at the end."""

import atexit
import os

from search.engines.elastic import ElasticEngine
from tests.search.engines.indices import delete_indices, hosts

ALIAS = f"alliance-test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{os.getpid()}"
# Many tests share few processors; how long readers wait is tested by itself.
PATIENCE = 5.0


def open_index() -> ElasticEngine:
    """Return the engine of this process's index, which may not be there yet."""
    return ElasticEngine(hosts(), ALIAS, patience=PATIENCE)


class Setting:
    """This process's index as the setting SEARCH_ENGINE names it: tests.search.engines.elastic.Setting."""

    @staticmethod
    def from_settings() -> ElasticEngine:
        """Return the engine of this process's index."""
        return open_index()


def empty_index() -> ElasticEngine:
    """Return the engine of this process's index, which is a new one: words of removed documents would count as long as it lives."""
    engine = open_index()
    engine.begin().put_in_place()
    return engine


atexit.register(delete_indices, ALIAS)
