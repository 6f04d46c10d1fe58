"""An engine in memory, with an index of what the database holds."""

import pytest

from search.engines import choose
from search.engines.choose import engine
from search.services.rebuilding import rebuild


@pytest.fixture
def memory(settings, db):
    """The engine in memory, not indexed yet."""
    settings.SEARCH_ENGINE = "tests.search.memory_engine.MemoryEngine"
    choose._made.cache_clear()
    yield engine()
    choose._made.cache_clear()


@pytest.fixture
def index(memory):
    """The engine in memory, with the documents of the database as it is now."""
    rebuild()
    return memory
