"""An empty index of every engine, for the suite that all of them pass."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from search.engines.base import Engine
from search.engines.tantivy import TantivyEngine
from tests.search.engines import elastic


@dataclass(frozen=True)
class Indexed:
    """An index, and how to open it once more, as another process would."""

    engine: Engine
    again: Callable[[], Engine]


def tantivy_index(folder: Path) -> Iterator[Indexed]:
    """Yield an empty index of the embedded engine."""
    engine = TantivyEngine(folder)
    engine.begin().put_in_place()
    yield Indexed(engine, lambda: TantivyEngine(folder))


def elastic_index(folder: Path) -> Iterator[Indexed]:
    """Yield an empty index of Elasticsearch."""
    yield Indexed(elastic.empty_index(), elastic.open_index)


MAKERS = {"tantivy": tantivy_index, "elasticsearch": elastic_index}
ENGINES = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.services("elasticsearch"))]


@pytest.fixture(params=ENGINES)
def indexed(request, tmp_path) -> Iterator[Indexed]:
    """An empty index of each engine in turn."""
    yield from MAKERS[request.param](tmp_path / "search")


@pytest.fixture
def engine(indexed) -> Engine:
    """The engine of an empty index."""
    return indexed.engine
