"""Events: to come and past, months, hours in zones, dates no more exact than known, cancellations, outcomes."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from alliance.core import cache
from tests.factories.core import CountryFactory
from tests.factories.evidence import term
from tests.factories.many import many_pages
from tests.factories.pages import add, section, story
from tests.queries import queries_made_and_kept

pytestmark = pytest.mark.django_db
DAY, TIME = datetime.date, datetime.time
NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _late_november(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def event(**fields):
    """An event of the Spanish tree without translations."""
    return add(section("site.EventIndexPage"), "site.EventPage", **fields)


def soup_of(client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, address
    return BeautifulSoup(response.content, "html.parser")


def page_of(client, page) -> BeautifulSoup:
    return soup_of(client, f"/es/events/{page.slug}/")


def words(element) -> str:
    return " ".join(element.text.split())


def groups(page: BeautifulSoup) -> dict[str, list[str]]:
    return {words(part.h3): [words(link) for link in part.select("h4 a")] for part in page.select("#results section")}


def facts_of(page: BeautifulSoup) -> dict[str, str]:
    return {words(each.dt): words(each.dd) for each in page.select(".facts > div")}


def test_what_comes_stands_first_the_next_at_the_top_then_the_past_the_latest_at_the_top(client):
    for title, day in (("Mayo", DAY(2027, 5, 1)), ("Enero", DAY(2027, 1, 8)), ("Ayer", DAY(2026, 11, 24))):
        event(title=title, start_date=day)
    event(title="Hoy", start_date=DAY(2026, 11, 25))
    event(title="Noviembre", start_date=DAY(2026, 11, 1), date_precision="month")
    event(title="Antes", start_date=DAY(2024, 1, 1), date_precision="year")
    found = groups(soup_of(client, "/es/events/"))
    assert found == {"Próximos": ["Noviembre", "Hoy", "Enero", "Mayo"], "Pasados": ["Ayer", "Antes"]}


def test_where_nothing_comes_the_list_says_so(client):
    event(title="Ayer", start_date=DAY(2026, 11, 24), kind=term("event_kind:workshop"))
    page = soup_of(client, "/es/events/")
    assert groups(page) == {"Próximos": [], "Pasados": ["Ayer"]}
    assert words(page.select_one("#results .unknown")).startswith("Por ahora no hay ningún evento anunciado.")
    filtered = soup_of(client, "/es/events/?kind=workshop")
    assert words(filtered.select_one("#results .unknown")) == "Ningún evento próximo cumple estos filtros."
    assert page.select_one("a[href$='calendar.ics']")["href"] == "/es/events/calendar.ics"


def test_a_line_names_the_zone_of_its_hours_and_a_cancellation(client):
    event(title="Sesión", start_date=DAY(2026, 12, 3), start_time=TIME(13), end_time=TIME(14, 15), is_cancelled=True)
    line = soup_of(client, "/es/events/").select_one(".record__where")
    assert [words(part) for part in line.find_all(recursive=False)] == [
        "jueves, 3 de diciembre de 2026, de 13:00 a 14:15",
        "hora de Santiago de Chile (UTC−3)",
        "cancelado",
    ]


@pytest.mark.parametrize(
    ("fields", "figure", "text"),
    [
        ({"start_date": DAY(2027, 3, 4)}, "4", "jueves, 4 de marzo de 2027"),
        ({"start_date": DAY(2027, 1, 27), "end_date": DAY(2027, 1, 29)}, "27–29", "27 al 29 de enero de 2027"),
        ({"start_date": DAY(2027, 1, 30), "end_date": DAY(2027, 2, 2)}, "30", "30 de enero al 2 de febrero de 2027"),
        ({"start_date": DAY(2027, 3, 1), "date_precision": "month"}, "", "marzo de 2027"),
        ({"start_date": DAY(2027, 1, 1), "date_precision": "year"}, "2027", "2027"),
    ],
)
def test_days_are_as_exact_as_they_are_known(client, fields, figure, text):
    page = page_of(client, event(**fields))
    block = page.select_one(".when")
    assert (words(block.b) if block.b else "", words(block.select_one(".when__text"))) == (figure, text)
    assert (page.select_one("a[href$='event.ics']") is not None) == ("date_precision" not in fields)
    assert "data-when" not in block.attrs  # no hour, so nothing to show in the reader's zone


def test_without_a_script_the_hours_are_those_of_the_place_and_say_so(client):
    page = page_of(
        client,
        event(start_date=DAY(2026, 12, 3), start_time=TIME(13), end_time=TIME(14, 15), time_zone="America/Mexico_City"),
    )
    assert words(page.select_one(".when__text")) == "jueves, 3 de diciembre de 2026, de 13:00 a 14:15"
    assert words(page.select_one(".when > div > p:not([hidden]):not(.when__text)")).endswith(
        "hora de Ciudad de México (UTC−6)"
    )
    moments = [page.select_one(".when").get(f"data-{name}") for name in ("start", "end")]
    assert [datetime.datetime.fromisoformat(each) for each in moments] == [
        datetime.datetime(2026, 12, 3, 19, tzinfo=datetime.UTC),
        datetime.datetime(2026, 12, 3, 20, 15, tzinfo=datetime.UTC),
    ]
    assert facts_of(page)["Duración"] == "75 minutos"


def test_the_hour_in_other_places_is_grouped_and_names_another_day(client):
    for code, zone in (("BO", "America/La_Paz"), ("CL", "America/Santiago"), ("UY", "America/Montevideo")):
        CountryFactory(code=code, time_zone=zone)
    page = page_of(client, event(start_date=DAY(2026, 12, 3), start_time=TIME(23, 30), time_zone="America/La_Paz"))
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.select("details.more tbody tr")]
    assert rows == [
        ["La Paz (donde se celebra)", "23:30"],
        ["País BO", "23:30"],
        ["País CL, País UY", "0:30 4 de diciembre de 2026"],
        ["UTC", "3:30 4 de diciembre de 2026"],
    ]


def test_a_cancellation_is_said_before_anything_else(client):
    page = page_of(
        client,
        event(
            title="Taller",
            start_date=DAY(2027, 3, 4),
            is_cancelled=True,
            link="https://meet.example.org/",
            people_count=3,
        ),
    )
    assert [words(head) for head in page.select("main h2, main h1")][:2] == ["Este evento fue cancelado", "Taller"]
    assert "when--off" in page.select_one(".when")["class"]
    assert page.select("a[href$='event.ics'], a[href='https://meet.example.org/']") == []
    assert page.select(".fig") == []


def test_after_the_event_the_same_address_leads_with_what_came_of_it(client):
    point = [{"type": "point", "value": words} for words in ("Uno", "Dos", "Tres")]
    source = [{"type": "source", "value": {"url": "https://example.org/"}}]
    page = page_of(
        client,
        event(
            start_date=DAY(2025, 6, 3),
            people_count=67,
            country_count=16,
            consensus=point,
            sources=source,
            modality="virtual",
            body=story("Reunión virtual."),
        ),
    )
    figures = [
        (words(each.select_one(".fig__n")), words(each.select_one(".fig__label")), each.a["href"])
        for each in page.select(".fig")
    ]
    assert figures == [
        ("67", "personas participaron", "#source-1"),
        ("16", "países participaron", "#source-1"),
        ("3", "puntos de consenso", "#h-consensus"),
    ]
    assert [words(item) for item in page.select("ol.points li")] == ["Uno", "Dos", "Tres"]
    assert (page.select_one(".when"), page.select("a[href$='event.ics']")) == (None, [])
    assert words(page.select_one(".eyebrow")) == "En línea · 3 de junio de 2025 · qué resultó"
    assert page.select_one("#source-1 a")["href"] == "https://example.org/"


def test_what_nobody_counted_is_not_stated_and_a_zero_is_a_zero(client):
    page = page_of(client, event(start_date=DAY(2025, 6, 3), people_count=0))
    assert [words(each) for each in page.select(".fig__n")] == ["0", "no indicado"]


def test_an_event_that_is_not_over_tells_no_outcome(client):
    page = page_of(client, event(start_date=DAY(2026, 11, 25), people_count=67))
    assert (page.select(".fig"), page.select_one(".when") is not None) == ([], True)


def test_a_month_is_a_table_of_days_with_names_in_the_language(client):
    event(title="Largo", start_date=DAY(2025, 5, 30), end_date=DAY(2025, 6, 2))
    event(title="Taller", start_date=DAY(2025, 6, 3))
    event(title="Sin día", start_date=DAY(2025, 6, 1), date_precision="month")
    event(title="Sin mes", start_date=DAY(2025, 1, 1), date_precision="year")
    page = soup_of(client, "/es/events/month/2025-06/")
    assert [name["title"] for name in page.select("th abbr")][:2] == ["lunes", "martes"]
    days = {words(cell.span): [words(link) for link in cell.select("a")] for cell in page.select("td:has(a)")}
    assert days == {"1": ["Largo"], "2": ["Largo"], "3": ["Taller"]}
    assert [len(row.find_all("td")) for row in page.select("tbody tr")] == [7] * 6
    assert len(page.select("td span")) == 30
    assert [words(link) for link in page.select("ol.month-narrow h2 a")] == ["Largo", "Taller"]
    assert [words(link) for link in page.select("section h3 a")] == ["Sin día"]
    ways = {link["rel"][0]: link["href"] for link in page.select("nav.row a")}
    assert ways == {"prev": "/es/events/month/2025-05/", "next": "/es/events/month/2025-07/"}


def test_months_end_where_events_end_and_an_empty_one_leads_to_the_nearest(client):
    event(start_date=DAY(2026, 9, 3))
    event(start_date=DAY(2027, 2, 3))
    page = soup_of(client, "/fr/events/month/2026-11/")
    assert page.select("table") == []
    (only,) = soup_of(client, "/es/events/month/2027-02/").select("nav.row a")
    assert only["href"] == "/es/events/month/2027-01/"
    empty = soup_of(client, "/es/events/month/2026-11/")
    nearest = [(words(link), link["href"]) for link in empty.select("main ul a")]
    assert nearest == [
        ("Último anterior: septiembre de 2026", "/es/events/month/2026-09/"),
        ("Siguiente: febrero de 2027", "/es/events/month/2027-02/"),
    ]


def test_a_month_has_one_address(client):
    response = client.get("/es/events/month/2025-6/")
    assert (response.status_code, response["Location"]) == (301, "/es/events/month/2025-06/")
    for none in ("2025-13", "2025-00", "1200-01", "9999-12"):
        assert client.get(f"/es/events/month/{none}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_pages_take_so_many_queries_whatever_the_number_of_events(client, monkeypatch):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)
    expected = {
        "/es/events/": (12, 7),
        "/es/events/?kind=workshop&year=2026": (12, 11),
        "/es/events/month/2026-12/": (11, 8),
        "/es/events/many-3/": (16, 7),
    }
    kind = term("event_kind:workshop")
    for count in (10, 290):
        many_pages(
            section("site.EventIndexPage"),
            "site.EventPage",
            count,
            start_date=DAY(2026, 12, 3),
            start_time=TIME(10),
            kind=kind,
        )
        counts = {address: queries_made_and_kept(client, address) for address in expected}
        assert counts == expected
