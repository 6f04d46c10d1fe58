"""What is Elasticsearch's own: rebuilds that were killed, versions of the mapping, several servers, pages far down."""

import os
import socket
import subprocess
import sys
import threading

import pytest
from elasticsearch import Elasticsearch

from search.engines.elastic import ElasticEngine, mapping, rebuild
from search.types import Answer, EngineUnavailableError, Health
from tests.factories.search import document, question
from tests.search.engines import elastic
from tests.search.engines.indices import hosts

pytestmark = pytest.mark.services("elasticsearch")
ALIAS = f"{elastic.ALIAS}-own"


@pytest.fixture
def engine():
    yield ElasticEngine(hosts(), ALIAS, patience=elastic.PATIENCE)
    elastic.delete_indices(ALIAS)


@pytest.fixture
def client():
    return Elasticsearch(hosts(), request_timeout=30)


def indices(client) -> list[str]:
    return sorted(client.indices.get(index=f"{ALIAS}-*"))


def test_without_an_index_health_says_so_and_everything_else_is_unavailable(engine, client):
    assert engine.health() == Health(0, False, "there is no index yet")
    for unavailable in (
        lambda: engine.ask(question("lectura")),
        lambda: engine.similar("practice:1", question()),
        lambda: engine.near_words("lectura"),
        lambda: engine.write([document("practice:1", "Lectura")]),
        lambda: engine.remove(["practice:1"]),
        lambda: list(engine.digests()),
    ):
        with pytest.raises(EngineUnavailableError):
            unavailable()
    assert not client.indices.exists(index=ALIAS)  # nothing was made by accident


def test_the_old_index_is_deleted_when_a_new_one_takes_its_place(engine, client):
    engine.begin().put_in_place()
    old = indices(client)
    engine.begin().put_in_place()
    assert len(indices(client)) == 1
    assert indices(client) != old


def test_an_index_made_by_accident_under_the_name_of_the_alias_gives_way(engine, client):
    client.index(index=ALIAS, document={"title": "x"}, refresh=True)
    assert not engine.health().is_current
    engine.begin().put_in_place()
    assert engine.health() == Health(0, True)


REBUILD = """
import django, os, signal, sys
django.setup()
from search.engines.elastic import ElasticEngine
from tests.factories.search import document
new = ElasticEngine(sys.argv[1].split(","), sys.argv[2]).begin()
new.write([document("practice:1", "Lectura")])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_rebuild_left_is_cleared_by_the_next_one(engine, client):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "alliance.settings"}
    killed = subprocess.run([sys.executable, "-c", REBUILD, ",".join(hosts()), ALIAS], env=environment, check=False)
    assert killed.returncode == -9
    left = indices(client)
    assert len(left) == 1
    engine.begin().put_in_place()
    assert len(indices(client)) == 1
    assert indices(client) != left


def test_a_rebuild_of_another_machine_is_left_alone_until_it_is_silent_for_long(engine, client, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "elsewhere")
    other = engine.begin()
    monkeypatch.undo()
    with pytest.raises(EngineUnavailableError):
        engine.begin()
    monkeypatch.setattr(rebuild, "LEASE", 0.0)
    engine.begin().put_in_place()
    with pytest.raises(EngineUnavailableError):
        other.put_in_place()
    assert len(indices(client)) == 1


def test_the_indices_of_a_site_with_a_longer_name_are_not_ours(engine, client):
    other = ElasticEngine(hosts(), f"{ALIAS}-two", patience=elastic.PATIENCE)
    theirs = other.begin()
    engine.begin().put_in_place()
    theirs.put_in_place()
    assert other.health().is_current
    elastic.delete_indices(f"{ALIAS}-two")


def test_another_version_of_the_mapping_is_not_current(engine, monkeypatch):
    monkeypatch.setattr(rebuild, "VERSION", "0" * 8)
    engine.begin().put_in_place()
    engine.write([document("practice:1", "Lectura")])
    monkeypatch.undo()
    health = engine.health()
    assert (health.documents, health.is_current) == (1, False)
    assert mapping.VERSION in health.detail


def test_ten_thousand_finds_are_counted_and_far_pages_are_empty(engine):
    new = engine.begin()
    assert new.write(document(f"practice:{at}", "Lectura") for at in range(10_050)) == 10_050
    new.put_in_place()
    pages = [engine.ask(question("lectura", start=start, size=20)) for start in (9_990, 10_000, 10_040)]
    assert [len(page.hits) for page in pages] == [10, 0, 0]
    assert {page.total for page in pages} == {10_050}
    assert engine.ask(question("lectura", size=10**6, facets=("type",))).counts == {"type": {"practice": 10_050}}
    assert len(dict(engine.digests())) == 10_050


def test_of_several_servers_another_one_answers_for_one_that_does_not(engine):
    engine.begin().put_in_place()
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("127.0.0.1", 0)) as closed:
        ports = [each.getsockname()[1] for each in (silent, closed)]
        closed.close()
        several = ElasticEngine(
            [*hosts(), *(f"http://127.0.0.1:{port}" for port in ports)], ALIAS, patience=elastic.PATIENCE
        )
        for _ in range(4):
            assert several.ask(question("lectura")) == Answer()


def test_a_swap_is_not_noticed_by_readers(engine):
    engine.begin().put_in_place()
    engine.write([document("practice:1", "Lectura")])
    ended, totals = threading.Event(), []

    def read():
        reader = ElasticEngine(hosts(), ALIAS, patience=elastic.PATIENCE)
        while not ended.is_set():
            try:
                totals.append(reader.ask(question("lectura")).total)
            except EngineUnavailableError as problem:
                totals.append(str(problem))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(6):
        new = engine.begin()
        new.write([document("practice:1", "Lectura")])
        new.put_in_place()
    ended.set()
    reader.join()
    assert set(totals) == {1}
