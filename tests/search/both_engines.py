"""The demo's content in the index of each engine in turn."""

import pytest

from search.engines import choose
from search.models import IndexState
from search.services.rebuilding import rebuild
from tests.search.engines import elastic

ENGINES = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.services("elasticsearch"))]


@pytest.fixture(scope="module")
def made_on_server():
    """Whether this module's index on the server was made."""
    return set()


@pytest.fixture(params=ENGINES)
def each_engine(request, real_content, settings, db):
    """The name of the engine that finds the demo's content. Needs `real_content`, `made_indices` and `searchable` beside it."""
    if request.param == "tantivy":
        request.getfixturevalue("searchable")
        return request.param
    settings.SEARCH_ENGINE = "tests.search.engines.elastic.Setting"
    made = request.getfixturevalue("made_on_server")
    if not made:
        elastic.empty_index()
        rebuild()
        made.add(choose.engine().name)
    IndexState.objects.update_or_create(pk=1, defaults={"engine": choose.engine().name})
    return request.param
