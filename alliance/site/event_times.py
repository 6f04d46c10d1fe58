"""Days and hours of events in words: as exact as they are known, in the zone of the place, and in the capitals of the region."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from alliance.core import reference
from alliance.core.formatting import active_locale, long_date
from alliance.core.models import Country, DatePrecision
from alliance.core.zones import offset, place_of

DASH = "\u2013"


def is_exact(event) -> bool:
    """Whether the day of an event is known."""
    return event.date_precision == DatePrecision.DAY


def is_over(event, now: datetime) -> bool:
    """Whether an event has ended; one of which only the month is known ends with the month."""
    return event.ends_at <= now


def days_shown(event) -> str:
    """Return the days of an event in words: "27 to 29 January 2026", or the month or year where no more is known."""
    first, last = event.start_date, event.last_day
    if not is_exact(event) or first == last:
        return event.date_shown
    if (first.year, first.month) == (last.year, last.month):
        begins = str(first.day)
    elif first.year == last.year:
        begins = format_skeleton("MMMMd", first, locale=active_locale())
    else:
        begins = long_date(first)
    return pgettext("days", "%(first)s to %(last)s") % {"first": begins, "last": long_date(last)}


def hour(moment: datetime) -> str:
    """Return the hour of a moment in its own zone: "09:00"."""
    return format_skeleton("Hm", moment.replace(tzinfo=None), locale=active_locale())


def full_day(day: date) -> str:
    """Return a day with its name: "Tuesday, 27 January 2026"."""
    return format_date(day, format="full", locale=active_locale())


def when(event, now: datetime) -> dict:
    """Return what stands at the head of an event: a large figure, its days or hours, whose hours they are, the wait."""
    first, last = event.start_date, event.last_day
    shown = {
        "figure": "",
        "text": days_shown(event),
        "note": "",
        "wait": "",
        "start": None,
        "is_off": event.is_cancelled,
    }
    if event.date_precision == DatePrecision.MONTH:
        return shown | {"note": _("The exact day is not stated.")}
    if event.date_precision == DatePrecision.YEAR:
        return shown | {"figure": str(first.year), "text": "", "note": _("Only the year is stated.")}
    # Figures of two days in different months would read as a range within one.
    shown["is_range"] = first != last and (first.year, first.month) == (last.year, last.month)
    shown["figure"] = f"{first.day}{DASH}{last.day}" if shown["is_range"] else str(first.day)
    shown["wait"] = "" if event.is_cancelled else _to_wait(first, now)
    if event.start_time is None:
        return shown | {"text": full_day(first) if first == last else days_shown(event)}
    zone = ZoneInfo(event.time_zone)
    start, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    return shown | {
        "text": _hours(start, end),
        "note": _("%(place)s time (%(offset)s)") % {"place": place_of(event.time_zone), "offset": offset(start)},
        "zone": event.time_zone,
        "start": start.astimezone(UTC),
        "end": end.astimezone(UTC),
    }


def _hours(start: datetime, end: datetime) -> str:
    words = {"first": full_day(start.date()), "last": full_day(end.date()), "start": hour(start), "end": hour(end)}
    if end == start:
        return pgettext("hours", "%(first)s, %(start)s") % words
    if end.date() == start.date():
        return pgettext("hours", "%(first)s, %(start)s to %(end)s") % words
    return pgettext("hours", "%(first)s, %(start)s, to %(last)s, %(end)s") % words


def _to_wait(first: date, now: datetime) -> str:
    days = (first - timezone.localdate(now)).days
    return ngettext("In %(days)s day.", "In %(days)s days.", days) % {"days": days} if days > 0 else ""


def lasts(event) -> str:
    """Return how long an event lasts, where that is known: minutes, hours or days."""
    days = (event.last_day - event.start_date).days + 1
    if not is_exact(event):
        return ""
    if days > 1:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    minutes = round((event.ends_at - event.starts_at) / timedelta(minutes=1))
    if event.end_time is None or minutes <= 0:
        return ""
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}


def in_other_places(event) -> list[dict]:
    """Return the hour at which an event begins where it takes place and in the capitals of the region. One query."""
    if event.start_time is None:
        return []
    here = event.starts_at.astimezone(ZoneInfo(event.time_zone))
    names = reference.country_names()
    places: dict[datetime, list[str]] = defaultdict(list)
    for code, zone in Country.objects.visible_to(None).exclude(time_zone="").values_list("code", "time_zone"):
        there = event.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        places[there].append(names.get(code, code))
    rows = [{"places": sorted(some, key=reference.fold), "at": there} for there, some in sorted(places.items())]
    utc = event.starts_at.astimezone(UTC)
    rows = [{"places": [place_of(event.time_zone)], "at": here.replace(tzinfo=None), "own": True}, *rows]
    if event.time_zone != "UTC":
        rows.append({"places": ["UTC"], "at": utc.replace(tzinfo=None)})
    return [
        {
            "places": ", ".join(row["places"]),
            "own": row.get("own", False),
            "hour": hour(row["at"]),
            "day": long_date(row["at"].date()) if row["at"].date() != event.start_date else "",
        }
        for row in rows
    ]
