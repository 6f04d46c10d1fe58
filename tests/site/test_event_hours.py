"""The hours of an event in a real browser: the reader's own, with the zone named; those of the place without a script."""

import datetime
from pathlib import Path
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client

from tests.factories.pages import add, section

STATIC = Path(__file__).parents[2] / "alliance/core/static"
ADDRESS = "http://site.example/es/events/session/"
FIELDS = {"start_date": datetime.date(2026, 12, 3), "start_time": datetime.time(22), "end_time": datetime.time(23, 15)}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def body(django_db_setup, django_db_blocker) -> bytes:
    """The page of an event at 22:00 in Santiago, answered before the browser runs: beside its loop no query can be made."""
    now = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
    with django_db_blocker.unblock(), transaction.atomic(), mock.patch("django.utils.timezone.now", return_value=now):
        add(section("site.EventIndexPage"), "site.EventPage", slug="session", **FIELDS)
        answer = Client().get("/es/events/session/")
        transaction.set_rollback(True)
    assert answer.status_code == 200
    return answer.content


@pytest.fixture
def open_event(body, open_page):
    """Opens the page of the event; takes what `open_page` takes."""

    def answer(route):
        path = route.request.url.removeprefix("http://site.example")
        if path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/").partition("?")[0])
        else:
            route.fulfill(body=body, content_type="text/html; charset=utf-8")

    def open_one(**options):
        page = open_page(**options)
        page.route("**/*", answer)
        page.goto(ADDRESS, wait_until="load")
        return page

    return open_one


def seen(page) -> list[str]:
    """What the block of the hours says, the large figure first; hidden lines are not seen."""
    return [" ".join(line.split()) for line in page.locator(".when").inner_text().split("\n") if line.strip()]


def test_the_reader_sees_their_own_hours_first_and_those_of_the_place_below(open_event):
    assert seen(open_event(timezone_id="America/Guayaquil")) == [
        "3",
        "Jueves, 3 de diciembre de 2026, 20:00–21:15",
        "En su hora: hora de Ecuador (UTC−5)",
        "jueves, 3 de diciembre de 2026, de 22:00 a 23:15, hora de Santiago de Chile (UTC−3)",
        "Faltan 8 días.",
    ]


def test_another_day_of_the_reader_is_the_large_figure(open_event):
    figure, hours, zone, *_rest = seen(open_event(timezone_id="Europe/Madrid"))
    assert (figure, zone) == ("4", "En su hora: hora de Europa central (UTC+1)")
    assert hours == "Viernes, 4 de diciembre de 2026, 2:00–3:15"


def test_where_the_clocks_agree_the_hours_stand_once(open_event):
    assert seen(open_event(timezone_id="America/Santiago")) == [
        "3",
        "Jueves, 3 de diciembre de 2026, de 22:00 a 23:15",
        "En su hora: hora de Chile (UTC−3)",
        "hora de Santiago de Chile (UTC−3)",
        "Faltan 8 días.",
    ]


def test_without_a_script_the_hours_are_those_of_the_place(open_event):
    assert seen(open_event(timezone_id="Europe/Madrid", scripts=False)) == [
        "3",
        "Jueves, 3 de diciembre de 2026, de 22:00 a 23:15",
        "hora de Santiago de Chile (UTC−3)",
        "Faltan 8 días.",
    ]
