"""Events as calendar programs read them. A reader that shares nothing with the writer gets the right instants."""

import datetime
import re
from datetime import UTC, date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from alliance.core import cache
from alliance.site.pages import EventPage
from tests.factories.evidence import term
from tests.factories.many import many_pages
from tests.factories.pages import add, event, section, translate

pytestmark = pytest.mark.django_db
FEED = "/es/events/calendar.ics"

# Zone, day, and the hour in UTC when it is 10:00 there: before and after changes of the clock, and where they were given up.
TEN_O_CLOCK = [
    ("America/Santiago", "2026-04-04", 13),
    ("America/Santiago", "2026-04-05", 14),
    ("America/Santiago", "2026-09-05", 14),
    ("America/Santiago", "2026-09-06", 13),
    ("America/Sao_Paulo", "2018-11-03", 13),
    ("America/Sao_Paulo", "2018-11-04", 12),
    ("America/Sao_Paulo", "2026-11-04", 13),
    ("America/Mexico_City", "2022-10-29", 15),
    ("America/Mexico_City", "2022-10-30", 16),
    ("America/Mexico_City", "2026-07-01", 16),
    ("America/Port-au-Prince", "2026-03-07", 15),
    ("America/Port-au-Prince", "2026-03-08", 14),
    ("America/Port-au-Prince", "2026-11-01", 15),
    ("America/Asuncion", "2024-03-23", 13),
    ("America/Asuncion", "2024-03-24", 14),
    ("America/Asuncion", "2026-07-01", 13),
    ("America/Havana", "2026-03-07", 15),
    ("America/Havana", "2026-03-08", 14),
    ("Europe/Paris", "2026-03-28", 9),
    ("Europe/Paris", "2026-03-29", 8),
    ("Europe/Paris", "2026-10-25", 9),
    ("America/Bogota", "2026-06-01", 15),
    ("UTC", "2026-06-01", 10),
]


def text_of(client, address: str = FEED) -> str:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return response.content.decode()


def read(text: str) -> Calendar:
    """What a calendar program reads that knows no zone by its name: only the rules in the file can tell it the hours."""
    for number, zone in enumerate(re.findall(r"^TZID:(.+)\r$", text, re.MULTILINE)):
        text = text.replace(f"TZID:{zone}\r\n", f"TZID:Somewhere-{number}\r\n")
        text = text.replace(f"TZID={zone}:", f"TZID=Somewhere-{number}:")
    return IcsCalendarStream.calendar_from_ics(text)


def bare_event(**fields) -> EventPage:
    """An event of the Spanish tree without translations."""
    return add(section("site.EventIndexPage"), "site.EventPage", **fields)


def only(client, page, language: str = "es"):
    (entry,) = read(text_of(client, f"/{language}/events/{page.slug}/event.ics")).events
    return entry


def change(page, **fields) -> EventPage:
    """Change an event as an editor does: from its latest draft, and publish it."""
    draft = EventPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def test_the_instants_are_right_in_eight_zones_across_changes_of_the_clock(client):
    expected = {}
    for number, (zone, day, hour) in enumerate(TEN_O_CLOCK):
        start = date.fromisoformat(day)
        times = {"start_time": time(10), "end_time": time(11, 30), "time_zone": zone}
        page = bare_event(title=f"{number}", start_date=start, **times)
        begins = datetime.datetime.combine(start, time(hour), UTC)
        expected[f"{page.translation_key}@127.0.0.1"] = begins, begins + datetime.timedelta(minutes=90)
    feed = read(text_of(client))
    assert len({zone for zone, _day, _hour in TEN_O_CLOCK} - {"UTC"}) == len(feed.timezones) == 8
    assert {each.uid: (each.dtstart.astimezone(UTC), each.dtend.astimezone(UTC)) for each in feed.events} == expected


def test_each_change_of_the_clock_is_told_in_the_time_that_ends_with_it(client):
    bare_event(start_date=date(2026, 4, 5), start_time=time(10), time_zone="Europe/Paris")
    lines = text_of(client).split("\r\n")
    summer = lines[lines.index("BEGIN:DAYLIGHT") : lines.index("END:DAYLIGHT")]
    # At two in the morning of winter time, every last Sunday in March from the year before to the year after.
    assert "RDATE:20250330T020000,20260329T020000,20270328T020000" in summer
    assert {"TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST"} <= set(summer)


def test_an_event_over_the_night_of_the_change_ends_when_it_ends(client):
    page = bare_event(
        start_date=date(2026, 4, 4), start_time=time(22), end_date=date(2026, 4, 5), end_time=time(9), slug="night"
    )
    entry = only(client, page)
    assert entry.dtend.astimezone(UTC) - entry.dtstart.astimezone(UTC) == datetime.timedelta(hours=12)


def test_an_event_without_hours_is_a_matter_of_days_and_names_the_day_after_the_last(client):
    bare_event(start_date=date(2026, 1, 27), end_date=date(2026, 1, 29))
    text = text_of(client)
    assert "DTSTART;VALUE=DATE:20260127\r\nDTEND;VALUE=DATE:20260130\r\n" in text
    assert "VTIMEZONE" not in text


def test_an_event_without_an_end_has_none(client):
    page = bare_event(start_date=date(2026, 1, 27), start_time=time(10), slug="open")
    assert "DTEND" not in text_of(client, f"/es/events/{page.slug}/event.ics")


@pytest.mark.parametrize("precision", ["month", "year"])
def test_an_event_whose_day_is_not_known_is_in_no_calendar(client, precision):
    page = bare_event(start_date=date(2027, 3, 1), date_precision=precision, slug="some-day")
    assert read(text_of(client)).events == []
    response = client.get(f"/es/events/{page.slug}/event.ics")
    assert response.status_code == 404
    assert f'<a href="/es/events/{page.slug}/">' in response.content.decode()
    assert "event.ics" not in client.get(f"/es/events/{page.slug}/").content.decode()


def test_a_change_keeps_the_identity_and_raises_the_number(client):
    page = event(start_date=date(2027, 3, 4), start_time=time(10), place="Quito")
    first = only(client, page)
    assert (first.sequence, first.status) == (0, "CONFIRMED")
    change(page, start_time=time(11))
    later = only(client, page)
    assert (later.uid, later.sequence, later.dtstart.hour) == (first.uid, 1, 11)
    assert later.dtstamp >= first.dtstamp
    change(page, place="Lima")
    assert (only(client, page).sequence, only(client, page).location) == (2, "Lima")
    change(page, is_cancelled=True)
    gone = only(client, page)
    assert (gone.uid, gone.sequence, gone.status) == (first.uid, 3, "CANCELLED")


def test_going_back_to_an_earlier_version_is_one_more_change(client):
    page = event(start_date=date(2027, 3, 4), start_time=time(10))
    change(page, start_time=time(11))
    page.revisions.earliest("created_at").publish()
    entry = only(client, page)
    assert (entry.dtstart.hour, entry.sequence) == (10, 2)


def test_other_words_do_not_raise_the_number(client):
    page = event(start_date=date(2027, 3, 4))
    change(page, title="Another title", lead="Other words.")
    entry = only(client, page)
    assert (entry.summary, entry.sequence) == ("Another title", 0)


def test_every_language_has_the_same_event(client):
    page = event(start_date=date(2027, 3, 4), start_time=time(10))
    change(page, start_time=time(11))
    entries = [only(client, page, language) for language in ("es", "en", "pt", "fr")]
    assert {(each.uid, each.sequence, each.dtstart.hour, each.dtstamp) for each in entries} == {
        (entries[0].uid, 1, 11, entries[0].dtstamp)
    }
    assert [each.url for each in entries][1] == f"http://127.0.0.1:8000/en/events/{page.slug}/"


@pytest.mark.django_db(transaction=True)
def test_a_translation_says_the_new_hour_and_the_cancellation_at_once(client):
    page = event(title="Un taller", start_date=date(2027, 3, 4), start_time=time(10))
    translate(page, "en", {"Un taller": "A workshop", "A lead.": "A lead."})
    change(page, start_time=time(11), is_cancelled=True)
    spanish, english = only(client, page), only(client, page, "en")
    assert (english.summary, english.dtstart.hour, english.status) == ("A workshop", 11, "CANCELLED")
    assert (english.uid, english.sequence, english.dtstamp) == (spanish.uid, 1, spanish.dtstamp)


def test_the_same_bytes_come_until_something_changes(client):
    event(start_date=date(2027, 3, 4), start_time=time(10))
    first, again = client.get(FEED), client.get(FEED, headers={"Cookie": "messages=x"})  # not from the page cache
    assert first.content == again.content
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_words_are_escaped_and_lines_folded(client):
    title = "Talleres, encuentros; y «diálogos»: 100 % ñandú 🧵 " * 3
    event(title=title.strip(), lead="Uno.\nDos; tres, cuatro\\cinco.", start_date=date(2027, 3, 4))
    text = text_of(client)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\n" not in text.replace("\r\n", "")
    (entry,) = read(text).events
    assert entry.summary == title.strip()
    assert entry.description.startswith("Uno.\nDos; tres, cuatro\\cinco.\n\nhttp://127.0.0.1:8000/es/events/")


def test_only_what_is_published_stands_in_the_feed(client):
    page = event(start_date=date(2027, 3, 4), kind=term("event_kind:workshop"))
    (entry,) = read(text_of(client)).events
    assert entry.categories == ["workshop es"]
    page.unpublish()
    assert read(text_of(client)).events == []


def test_the_feed_takes_so_many_queries_whatever_the_number_of_events(client, monkeypatch):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)
    parent = section("site.EventIndexPage")
    for count in (10, 290):
        many_pages(parent, "site.EventPage", count, start_date=date(2027, 3, 4), start_time=time(10))
        client.get(FEED)
        with CaptureQueriesContext(connection) as queries:
            text = client.get(FEED, headers={"Cookie": "messages=x"}).content.decode()
        assert len(queries) == 9
    assert text.count("BEGIN:VEVENT") == 300
