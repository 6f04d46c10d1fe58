"""An index on a real Elasticsearch for tests: one per test process, emptied for each test and deleted at the end."""

import atexit
import os

from elasticsearch import Elasticsearch

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
    """Return the engine of this process's index, with nothing in it."""
    engine = open_index()
    if engine.health().is_current:
        engine.remove([key for key, _ in engine.digests()])
        # Until they are merged away, words of removed documents count where the rarity of a word does.
        Elasticsearch(hosts()).indices.forcemerge(index=ALIAS, only_expunge_deletes=True)
    else:
        engine.begin().put_in_place()
        atexit.register(delete_indices, ALIAS)
    return engine
