"""Events as calendar programs read them (RFC 5545): one event, and all of them as a feed.

An event keeps its identity in every language. Its number of changes grows when its days, hours, place or state change, so that
a calendar that has it already takes the change over. Only events whose day is known can stand in a calendar.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from alliance.core.models import Origin
from alliance.site.event_presenter import kind_of

PRODUCT = "-//Alliance platform//Events//"
# How often a calendar program should ask for the feed.
REFRESH = timedelta(hours=6)
CALENDAR_FACTS = ("start_date", "start_time", "end_date", "end_time", "time_zone", "date_precision", "is_cancelled")


@transaction.atomic
def note_calendar(page) -> None:
    """An event went live: calendars that hold it learn of changed facts, in every language.

    The original says what the facts are; translations and pages that follow it take its number over.
    """
    kin = type(page).objects.filter(translation_key=page.translation_key)
    original = kin.filter(words_origin=Origin.ORIGINAL, alias_of=None).exclude(pk=page.pk).first()
    if original is not None and (page.alias_of_id or page.words_origin != Origin.ORIGINAL):
        noted = original.calendar_facts, original.calendar_sequence, original.changed_at
        kin.filter(pk=page.pk).update(calendar_facts=noted[0], calendar_sequence=noted[1], changed_at=noted[2])
    else:
        facts = digest_of(page)
        if facts == page.calendar_facts:
            return
        noted = facts, page.calendar_sequence + bool(page.calendar_facts), timezone.now()
        kin.update(calendar_facts=noted[0], calendar_sequence=noted[1], changed_at=noted[2])
    page.calendar_facts, page.calendar_sequence, page.changed_at = noted


def digest_of(page) -> str:
    """Return what stands for the facts that calendars keep: 32 hexadecimal digits that change when one does."""
    facts = [str(getattr(page, name)) for name in (*CALENDAR_FACTS, "place", "link")]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def calendar_of(events: Iterable, *, name: str, section_url: str) -> bytes:
    """Return exact events as a calendar with the rules of every zone in it; the same bytes until an event changes.

    ``section_url`` is the address of the section, to which their slugs are added.
    """
    events = list(events)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for zone, (first, last) in sorted(_zones(events).items()):
        calendar.add_component(zone_rules(zone, first, last))
    for event in events:
        calendar.add_component(_event(event, f"{settings.SITE_URL}{section_url}{event.slug}/"))
    return calendar.to_ical()


def uid_of(event) -> str:
    """Return the identity of an event, the same in all languages and for ever."""
    return f"{event.translation_key}@{urlsplit(settings.SITE_URL).hostname}"


def _event(event, url: str) -> Event:
    entry = Event()
    entry.add("uid", uid_of(event))
    stamp = max(filter(None, (event.changed_at, event.last_published_at)), default=event.starts_at)
    entry.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    entry.add("last-modified", stamp.astimezone(UTC).replace(microsecond=0))
    entry.add("sequence", event.calendar_sequence)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("summary", event.title, parameters={"LANGUAGE": event.words_language} if event.words_language else {})
    if event.start_time is None:
        entry.add("dtstart", event.start_date)
        entry.add("dtend", event.last_day + timedelta(days=1))  # a calendar names the day after the last
    else:
        zone = UTC if event.time_zone == "UTC" else ZoneInfo(event.time_zone)
        entry.add("dtstart", event.starts_at.astimezone(zone))
        if event.ends_at > event.starts_at:
            entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("description", "\n\n".join(filter(None, [event.lead, url])))
    if place := event.place or event.link:
        entry.add("location", place)
    if kind := kind_of(event):
        entry.add("categories", [kind])
    entry.add("url", url)
    return entry


def _zones(events: Iterable) -> dict[str, tuple[int, int]]:
    """Return the zones of events with hours, each with the first and the last year of them."""
    years: dict[str, list[int]] = {}
    for event in events:
        if event.start_time is not None and event.time_zone != "UTC":
            years.setdefault(event.time_zone, []).extend((event.starts_at.year, event.ends_at.year))
    return {zone: (min(some), max(some)) for zone, some in years.items()}


@lru_cache(maxsize=256)
def zone_rules(name: str, first_year: int, last_year: int) -> Timezone:
    """Return the rules of a zone from the year before ``first_year`` to the one after ``last_year``: every change of its clock.

    Each onset is told in the time that ended with it, as the standard asks, and listed as a date, because governments of the
    region change their rules from one year to the next.
    """
    zone = ZoneInfo(name)
    at, end = datetime(first_year - 1, 1, 1, tzinfo=UTC), datetime(last_year + 2, 1, 1, tzinfo=UTC)
    state = _state(at, zone)
    onsets = {(state[0], *state): [_local(at, state[0])]}
    while at < end:
        following = at + timedelta(days=1)
        before, after = _state(at, zone), _state(following, zone)
        if before != after:
            onset = _change(at, following, zone)
            onsets.setdefault((before[0], *after), []).append(_local(onset, before[0]))
        at = following
    rules = Timezone()
    rules.add("tzid", name)
    for (offset_from, offset_to, abbreviation, is_summer), times in onsets.items():
        part = TimezoneDaylight() if is_summer else TimezoneStandard()
        part.add("dtstart", times[0])
        part.add("rdate", times)
        part.add("tzoffsetfrom", offset_from)
        part.add("tzoffsetto", offset_to)
        part.add("tzname", abbreviation)
        rules.add_component(part)
    return rules


def _state(moment: datetime, zone: ZoneInfo) -> tuple[timedelta, str, bool]:
    """Return offset, abbreviation and whether it is summer time, at a moment."""
    there = moment.astimezone(zone)
    return there.utcoffset(), there.tzname(), bool(there.dst())


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the second at which the clock changes between two moments."""
    old = _state(before, zone)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (middle, after) if _state(middle, zone) == old else (before, middle)
    return after


def _local(moment: datetime, offset: timedelta) -> datetime:
    return (moment + offset).replace(tzinfo=None)
