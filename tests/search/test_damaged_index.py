"""A directory of the embedded engine that is damaged or held: pages go on answering, and the worker makes the index anew."""

import fcntl

import pytest

from search import tasks
from search.engines.tantivy import TantivyEngine
from search.services import comparing
from search.services.comparing import Differences
from search.types import EngineUnavailableError
from tests.content import made_indices, real_content, searchable  # noqa: F401 - fixtures
from tests.search.engines.test_tantivy import DAMAGES
from tests.working import work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("searchable")]
REDUCED = "La búsqueda está reducida en este momento"
PAGES = ("search/?q=radio", "search/", "evidence/?q=radio", "people/?q=maria", "networks/?q=docente")


# Each of the others looks like one of these to whoever reads.
@pytest.mark.parametrize("damage", ["everything is gone", "the pointer is nonsense", "the segments are nonsense"])
def test_a_damaged_index_reduces_pages_until_the_worker_has_made_another(client, settings, damage):
    DAMAGES[damage](settings.SEARCH_DIR)
    for path in PAGES:
        response = client.get(f"/es/{path}")
        assert (response.status_code, REDUCED in response.text) == (200, True), path
    assert client.get("/api/v1/search?q=radio").json()["reduced"]
    assert client.get("/api/v1/suggest?q=radio").json()["hits"] == []
    tasks.keep()
    for path in PAGES:
        response = client.get(f"/es/{path}")
        assert (response.status_code, REDUCED in response.text) == (200, False), path
    work()
    assert comparing.differences() == Differences()


@pytest.mark.parametrize("name", ["write", "rebuild"])
def test_a_lock_that_somebody_holds_hinders_no_reader_and_the_worker_comes_back(client, settings, monkeypatch, name):
    monkeypatch.setattr(TantivyEngine, "__init__", _impatient(TantivyEngine.__init__))
    with (settings.SEARCH_DIR / f"{name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for path in PAGES:
            response = client.get(f"/es/{path}")
            assert (response.status_code, REDUCED in response.text) == (200, False), path
        (settings.SEARCH_DIR / "current").write_text("")
        assert REDUCED in client.get("/es/search/?q=radio").text
        with pytest.raises(EngineUnavailableError):
            tasks.keep()
    tasks.keep()
    assert REDUCED not in client.get("/es/search/?q=radio").text


def _impatient(init):
    return lambda self, path, patience=0.1: init(self, path, patience)
