"""Elasticsearch is slow, gone or out of its mind: every page answers within a second, says so, and heals by itself."""

import time

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from evidence.models import Practice
from search.engines import choose
from search.models import WaitingChange
from search.services.indexing import drain
from search.services.rebuilding import rebuild
from search.types import EngineUnavailableError
from tests.content import made_indices, real_content, searchable  # noqa: F401 - fixtures
from tests.search.broken import Line, breaks_off, gone, refuses, serving, silent, talks_nonsense
from tests.search.engines import elastic
from tests.search.engines.indices import delete_indices, hosts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_content")]

WAYS = {
    "never answers": lambda: serving(silent),
    "refuses": lambda: serving(refuses),
    "breaks off": lambda: serving(breaks_off),
    "talks nonsense": lambda: serving(talks_nonsense),
    "is gone": gone,
}
# What each language says on top of a reduced answer.
NOTICES = {"es": "búsqueda", "en": "search", "pt": "busca", "fr": "recherche"}
PATIENCE = 1.0


@pytest.fixture(params=WAYS)
def broken(request, settings):
    """The setting points to a server that is not well."""
    with WAYS[request.param]() as address:
        settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", address
        choose._made.cache_clear()
        yield
        choose._made.cache_clear()


def asked(client, address: str):
    """Return the answer and its seconds."""
    started = time.monotonic()
    answer = client.get(address)
    return answer, time.monotonic() - started


@pytest.fixture
def warm(client):
    """What a process reads once is read, so that times tell of the engine alone."""
    for address in ("/es/search/?q=zzz", "/es/evidence/?q=zzz", "/es/people/?q=zzz", "/es/networks/?q=zzz"):
        client.get(address)


def test_every_page_answers_within_a_second_from_the_database(warm, broken, client):
    pages = ("/es/search/?q=radio", "/es/evidence/?q=radio", "/es/people/?q=demo", "/es/networks/?q=red")
    for address in (*pages, "/api/v1/search?q=radio&language=es", "/api/v1/suggest?q=radi&language=es", pages[0]):
        answer, seconds = asked(client, address)
        assert answer.status_code == 200
        assert seconds < PATIENCE, address
        if address.startswith(("/es/search", "/es/evidence")):
            assert BeautifulSoup(answer.content, "html.parser").select(".record__title a"), address


@pytest.mark.parametrize("language", NOTICES)
@pytest.mark.usefixtures("searchable", "warm")
def test_the_page_says_so_in_every_language_and_shows_no_numbers_that_it_does_not_know(client, settings, language):
    whole = BeautifulSoup(client.get(f"/{language}/search/?q=radio").content, "html.parser")
    with gone() as address:
        settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", address
        choose._made.cache_clear()
        soup = BeautifulSoup(client.get(f"/{language}/search/?q=radio").content, "html.parser")
    choose._made.cache_clear()
    [notice] = soup.select("main .notice--warn")
    assert NOTICES[language] in notice.get_text().lower()
    assert whole.select("#filters [name=country]")
    assert soup.select("#filters [name=country]") == []
    assert soup.select(".record__title a")
    assert whole.select("main .notice--warn") == []


def test_the_command_tells_that_its_answer_is_reduced(broken, capsys):
    call_command("search", "radio", "--language", "es", "--json")
    assert '"reduced": true' in capsys.readouterr().out


@pytest.mark.services("elasticsearch")
def test_it_heals_by_itself_and_what_waited_is_indexed(settings, client, monkeypatch):
    line = Line(hosts()[0])
    with line.laid() as address:
        settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", address
        settings.ELASTICSEARCH_INDEX = f"{elastic.ALIAS}-healing"
        choose._made.cache_clear()
        monkeypatch.setattr(choose.engine(), "_rest", 0.5)
        try:
            _breaks_and_heals(line, client)
        finally:
            choose._made.cache_clear()
            delete_indices(settings.ELASTICSEARCH_INDEX)


def _breaks_and_heals(line: Line, client) -> None:
    rebuild()
    while drain():
        pass
    line.cut()
    practice = Practice.objects.filter(live=True).first()
    practice.locality = "Xylofonía"
    practice.save_revision().publish()
    for _ in range(4):
        with pytest.raises(EngineUnavailableError):
            drain()
    assert notices(client) == 1
    assert WaitingChange.objects.exists()
    line.mend()
    time.sleep(0.6)
    assert drain() >= 1
    assert not WaitingChange.objects.exists()
    assert notices(client) == 0
    found = BeautifulSoup(client.get("/es/search/?q=xylofonía").content, "html.parser")
    assert practice.slug in [link["href"].split("/")[-2] for link in found.select("main .record__title a")]


def notices(client) -> int:
    """Return how many times the page of the search says that its answer is reduced."""
    soup = BeautifulSoup(client.get("/es/search/?q=radio").content, "html.parser")
    return len(soup.select("main .notice--warn"))
