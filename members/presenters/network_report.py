"""A network's year in figures. They count; they name nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.core import reference
from members.enums import MembershipState
from members.models import Announcement, Membership, Network, NetworkFile, ShelfItem

_BEGAN = (MembershipState.ACTIVE, MembershipState.LEFT, MembershipState.REMOVED)


@dataclass(frozen=True)
class Report:
    """What a network was at the end of a year, or is now, and what happened in it since the year began."""

    year: int
    figures: list[tuple[str, int]]
    countries: list[tuple[str, str, int]]


def years_of(network: Network) -> list[int]:
    """Return the years that can be reported, the newest first. One query."""
    first = (
        Membership.objects.filter(network=network, since__isnull=False)
        .order_by("since")
        .values_list("since", flat=True)
        .first()
    )
    now = timezone.localdate().year
    return list(range(now, min(first.year if first else now, now) - 1, -1))


def report_of(network: Network, year: int) -> Report:
    """Return the network's report of a year. Five queries."""
    start, end = (datetime(each, 1, 1, tzinfo=UTC) for each in (year, year + 1))
    rows = Membership.objects.filter(network=network, state__in=_BEGAN)
    at_the_end = Q(since__lt=end) & (Q(until=None) | Q(until__gte=end))
    counts = rows.aggregate(
        people=Count("person", filter=at_the_end),
        organisations=Count("institution", filter=at_the_end),
        networks=Count("member_network", filter=at_the_end),
        came=Count("person", filter=Q(since__gte=start, since__lt=end)),
        went=Count("person", filter=Q(since__isnull=False, until__gte=start, until__lt=end)),
    )
    by_country = dict(
        rows.filter(at_the_end, person__country__isnull=False)
        .values_list("person__country__code")
        .annotate(n=Count("pk"))
        .order_by()
    )
    said = Announcement.objects.filter(network=network, sent_at__gte=start, sent_at__lt=end).aggregate(
        announcements=Count("pk", distinct=True), readings=Count("readings")
    )
    added = {"network": network, "added_at__gte": start, "added_at__lt": end}
    figures = [
        (_("People"), counts["people"]),
        (_("Countries of these people"), len(by_country)),
        (_("People who came"), counts["came"]),
        (_("People who left"), counts["went"]),
        (_("Organisations"), counts["organisations"]),
        (_("Member networks"), counts["networks"]),
        (_("Items put on the shelf"), ShelfItem.objects.filter(**added).count()),
        (_("Files added"), NetworkFile.objects.filter(**added).count()),
        (_("Announcements"), said["announcements"]),
        (_("Times that announcements were read"), said["readings"]),
    ]
    names = reference.country_names()
    countries = [(code, name, by_country[code]) for code, name in names.items() if code in by_country]
    return Report(year, figures, countries)
