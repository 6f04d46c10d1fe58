"""Each benchmark runs, with sizes too small to mean anything. The bare page stays out of the product."""

import os
import subprocess
import sys
import time

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve

from tests.benchmarks import load, pages, people, relevance, rooms, search, site, sizes, summary
from tests.benchmarks.client import Request, Unexpected
from tests.search.speed import questions

PAGES = (
    "home",
    "list",
    "practice",
    "statistics",
    "news list",
    "article",
    "event",
    "calendar month",
    "course",
    "lesson",
)


def columns_of(table) -> list[list[str]]:
    return [list(column.cells) for column in table.columns]


@pytest.fixture(scope="module")
def system():
    """The database system of this run of the tests."""
    return "SQLite" if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else "PostgreSQL"


@pytest.fixture(scope="module")
def measured(system):
    """The tables of pages, of sizes and of people, from one served site."""
    with site.place(system, "tiny", "content") as here, site.served(here) as server:
        return (
            pages.run(here, server, rounds=1, seconds=0.05, publishes=1),
            sizes.run(here, server, sizes=(20, 40), requests=2, publishes=1),
            people.run(here, server, sizes=(10, 30), requests=2),
        )


@pytest.mark.served
def test_each_page_is_measured_in_each_way_beside_the_bare_page(measured):
    names, ways, at_once, rates, bare_rates, ratios, _cpu, sent = columns_of(measured[0].table)
    each = [("uncached", "1"), ("cached", "1"), ("uncached", "8"), ("cached", "8"), ("after a publish", "1")]
    assert names == [name for name in PAGES for _way in each]
    assert list(zip(ways, at_once, strict=True)) == each * len(PAGES)
    assert all(int(rate.replace(",", "")) > 0 for rate in (*rates, *bare_rates))
    assert all(float(ratio.split()[0]) > 0 for ratio in ratios)
    # Compressed, as browsers take them.
    assert all(2_000 < int(size.replace(",", "")) < 30_000 for size in sent if size)


@pytest.mark.served
def test_list_and_statistics_are_measured_at_each_size(measured):
    practices, names, *times = columns_of(measured[1].table)
    measured_names = [name for name in names if not name.startswith("(generated")]
    assert measured_names == list(sizes.QUESTIONS) * 2
    assert [size for size in practices if size] == ["20"] * 5 + ["40"] * 5
    assert all(int(cell.split()[0].replace(",", "")) > 0 for column in times for cell in column if cell)


@pytest.mark.served
def test_directory_profile_and_networks_are_measured_at_each_size(measured, system):
    result = measured[2]
    sizes_told, names, times = columns_of(result.table)
    assert sizes_told == ["10"] * len(people.QUESTIONS) + ["30"] * len(people.QUESTIONS)
    assert names == list(people.QUESTIONS) * 2
    assert all(int(cell.replace(",", "")) > 0 for cell in times)
    assert result.rows[3].benchmark == f"{system}: profile, 10 people, median; ms, beside a bare page"


@pytest.mark.served
def test_every_figure_of_ours_stands_beside_one_of_the_reference(measured, system):
    of_pages, of_sizes, _of_people = (result.rows for result in measured)
    assert len(of_pages) == 5 * len(PAGES)
    assert of_pages[25].benchmark == f"{system}: article, uncached, 1 at once; pages/s, beside a bare page"
    assert len(of_sizes) == 2 * 3 * (len(sizes.QUESTIONS) - 1)
    assert of_sizes[0].benchmark == f"{system}: list, 20 practices, median; ms, beside a bare page"
    assert all(row.ours > 0 and row.reference > 0 and row.ratio > 0 for row in (*of_pages, *of_sizes))


def test_the_table_of_all_has_the_columns_that_others_rely_on():
    rows = [summary.Row("a; pages/s", 1234.5, 617.25), summary.Row("b; ms", 2.24, 40, 0.5)]
    assert summary.markdown(rows).splitlines() == [
        "| benchmark | ours | reference | ratio |",
        "|---|---:|---:|---:|",
        "| a; pages/s | 1,234 | 617 | 2.00 |",
        "| b; ms | 2.2 | 40 | 0.50 |",
    ]


@pytest.mark.served
def test_a_table_is_loaded_and_loaded_again(system):
    with site.place(system, "rows") as here:
        first, again = load.measure(here, 25)
        log = (here.files / "load.log").read_text()
    assert "practices.csv" in log
    assert "created 0, updated 0, unchanged 25, rejected 0" in log
    assert (first.rows, again.rows) == (25, 25)
    assert 0 < first.seconds < 120
    # No upper bound: of a process that a large one starts the system counts that one's memory too.
    assert first.megabytes > 40


@pytest.mark.served
def test_the_search_is_measured_beside_its_engines_and_the_database(system):
    with site.place(system, "search", "content") as here:
        result = search.run(here, practices=60, rounds=1, indexed=50, in_database=40)
    names = [row.benchmark for row in result.rows]
    assert len(names) == len(relevance.engines()) * (3 * len(questions.QUESTIONS) + 4)
    assert names[:3] == [
        "tantivy: one word; ms, beside the engine's part of it",
        "tantivy: one word; ms, beside the engine alone",
        "tantivy: one word; ms, beside Wagtail's search of 40",
    ]
    assert all(row.ours > 0 and row.reference > 0 for row in result.rows)


@pytest.mark.served
def test_rooms_are_measured_beside_a_bare_loop_and_the_textbook(system):
    with site.place(system, "rooms") as here:
        result = rooms.run(here, crowds=(20,), seconds=0.5, offered=200, idle=150)
    kinds = ["hub, in memory", *(["hub, Redis, two processes"] if os.environ.get("REDIS_URL") else [])]
    beside = [
        f"{kind}, 20 sockets; deliveries/s, beside {other}"
        for kind in kinds
        for other in ("a bare loop", "the textbook")
    ]
    names = [row.benchmark for row in result.rows]
    assert names[: len(beside)] == beside
    assert len(names) == len(beside) + 2
    assert all(
        row.ours > 0 and row.reference > 0 for row in result.rows[:-1]
    )  # so few sockets may cost nothing that can be measured


def test_the_work_of_a_process_is_counted_and_its_sleep_is_not():
    ourselves = site.Server(0, os.getpid())
    before = ourselves.cpu_seconds
    time.sleep(0.3)
    slept = ourselves.cpu_seconds - before
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    assert slept < 0.1
    assert 0.25 <= ourselves.cpu_seconds - before - slept < 0.4


def test_an_answer_that_comes_another_way_than_meant_stops_the_measurement():
    stored = Request("/es/", cache_control=pages.STORED)
    stored.check(b"HTTP/1.1 200 OK\r\ncache-control: public, s-maxage=3\r\n")
    for head in (b"HTTP/1.1 404 Not Found\r\ncache-control: public, s-maxage=3\r\n", b"HTTP/1.1 200 OK\r\n"):
        with pytest.raises(Unexpected):
            stored.check(head)


def test_the_product_knows_neither_the_bare_page_nor_the_address_that_publishes():
    assert not [config.name for config in apps.get_app_configs() if config.name.startswith("tests")]
    with pytest.raises(Resolver404):
        resolve("/publish/")


def test_postgresql_is_measured_where_a_server_is_named(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@127.0.0.1/alliance")
    assert site.systems() == ["SQLite", "PostgreSQL"]
    monkeypatch.setenv("DATABASE_URL", "sqlite:///elsewhere.sqlite3")
    assert site.systems() == ["SQLite"]
    monkeypatch.delenv("DATABASE_URL")
    assert site.systems() == ["SQLite"]


def test_a_benchmark_that_does_not_exist_is_refused_with_the_names_of_those_that_do():
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "speed"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pages" in done.stderr
