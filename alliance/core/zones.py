"""Moments in somebody's own hours, and whose hours these are."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_timezone_location

from alliance.core.formatting import active_locale

MINUS = "\u2212"


def zone_of(user) -> str:
    """Return the name of the zone whose hours somebody reads; UTC for visitors and who has chosen none."""
    return getattr(user, "time_zone", "") or "UTC"


def offset(moment: datetime) -> str:
    """Return how far a moment's zone is from UTC then: "UTC−3", "UTC+5:30", "UTC"."""
    minutes = round(moment.utcoffset() / timedelta(minutes=1))
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{MINUS if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def place_of(zone: str) -> str:
    """Return the city that names a zone, in the active language: "Ciudad de México"."""
    if "/" not in zone:
        return zone
    named = get_timezone_location(zone, locale=active_locale(), return_city=True)
    return named.rpartition("/")[2]


def moment_in(zone: str, moment: datetime) -> tuple[datetime, str]:
    """Return a moment in a zone's hours, and "Guayaquil, UTC−5"; in UTC where the zone does not exist."""
    try:
        there = moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(UTC), "UTC"
    return there, f"{place_of(zone)}, {offset(there)}" if "/" in zone else offset(there)
