"""How many profiles of each country are confirmed: read once per state of the content, so that a page costs no query for it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from alliance.core.cache import content_version
from members.models import STALE_AFTER, Profile


@dataclass(frozen=True)
class Freshness:
    """Of a country's people, how many confirmed their profile within 365 days."""

    confirmed: int = 0
    everyone: int = 0


_memo: tuple[tuple[str, date], dict[str, Freshness]] | None = None


def forget() -> None:
    """Drop what this process holds; the next question reads the table again."""
    global _memo  # noqa: PLW0603 - as below
    _memo = None


def by_country() -> dict[str, Freshness]:
    """Return country code -> `Freshness`, of the countries that have people here; at most a day old."""
    global _memo  # noqa: PLW0603 - the one process-wide memo; replaced whole
    key = (content_version(), timezone.localdate())
    if _memo is None or _memo[0] != key:
        rows = Profile.objects.filter(person__is_active=True, person__joined_at__isnull=False)
        fresh = Count("pk", filter=Q(confirmed_at__gte=timezone.now() - STALE_AFTER))
        counted = rows.filter(person__country__isnull=False).values_list("person__country__code")
        found = {code: Freshness(*numbers) for code, *numbers in counted.annotate(fresh=fresh, everyone=Count("pk"))}
        _memo = (key, found)
    return _memo[1]
