"""Events month by month: the weeks of a month, and the ways to the months around it."""

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from babel.dates import format_skeleton, get_day_names
from django.utils import timezone

from alliance.core.formatting import active_locale
from alliance.core.models import DatePrecision, EditorialQuerySet
from alliance.site.event_presenter import event_line

FIRST_YEAR, LAST_YEAR = 1950, 2100


@dataclass(frozen=True)
class Day:
    """A day in the table of a month."""

    day: date
    in_month: bool
    is_today: bool
    lines: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """A month with the way to it."""

    name: str
    url: str


def is_month(year: int, month: int) -> bool:
    """Whether there can be events in this month."""
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12


def month_of(day: date, section_url: str) -> Month:
    """Return the month of a day."""
    return Month(format_skeleton("yMMMM", day, locale=active_locale()), f"{section_url}month/{day:%Y-%m}/")


def month_context(pages: EditorialQuerySet, first: date, section_url: str, now: datetime) -> dict:
    """Return what the page of the month shows that begins with ``first``. Two queries, whatever the number of events."""
    after = _next_month(first)
    dated = pages.exclude(date_precision=DatePrecision.YEAR)
    spans = list(dated.order_by("start_date").values_list("start_date", "end_date"))
    found = [
        event
        for event in dated.filter(start_date__lt=after).order_by("starts_at", "slug")
        if event.last_day >= first or (event.date_precision == DatePrecision.MONTH and event.start_date >= first)
    ]
    lines = {event.pk: event_line(event, section_url, now) for event in found}
    exact = [event for event in found if event.date_precision == DatePrecision.DAY]
    by_day: dict[date, list[dict]] = defaultdict(list)
    for event in exact:
        day, last = max(event.start_date, first), min(event.last_day, after - timedelta(days=1))
        while day <= last:
            by_day[day].append(lines[event.pk])
            day += timedelta(days=1)
    weekday = active_locale().first_week_day
    weeks = calendar.Calendar(weekday).monthdatescalendar(first.year, first.month)
    today = timezone.localdate(now)
    return {
        "month": month_of(first, section_url),
        "weekdays": [(_day_name(day, "wide"), _day_name(day, "abbreviated")) for day in weeks[0]],
        "weeks": [[Day(day, day.month == first.month, day == today, by_day[day]) for day in week] for week in weeks],
        "lines": [lines[event.pk] for event in exact],
        "inexact": [lines[event.pk] for event in found if event not in exact],
        **_ways(spans, first, section_url, today),
    }


def _day_name(day: date, width: str) -> str:
    return get_day_names(width, context="stand-alone", locale=active_locale())[day.weekday()]


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _ways(spans: list[tuple[date, date | None]], first: date, section_url: str, today: date) -> dict:
    """Return the months beside this one, as long as there are events beyond; and the nearest with events."""
    after = _next_month(first)
    months_before = [(end or start) for start, end in spans if start < first]
    months_after = [start for start, _end in spans if start >= after]
    earliest = min([start for start, _end in spans] + [today]).replace(day=1)
    latest = max([start for start, _end in spans] + [today]).replace(day=1)
    before = first - timedelta(days=1)
    return {
        "previous": month_of(before, section_url) if first > earliest else None,
        "next": month_of(after, section_url) if after <= latest else None,
        "nearest_before": month_of(max(min(day, before) for day in months_before), section_url)
        if months_before
        else None,
        "nearest_after": month_of(min(months_after), section_url) if months_after else None,
    }
