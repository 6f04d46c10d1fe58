"""What waits for members: requests to decide, invitations to answer, profiles to confirm."""

from django.utils.translation import gettext as _

from alliance.core import waiting
from alliance.core.audience import is_staff
from alliance.core.models import site_language
from alliance.core.waiting import Task
from members.enums import MembershipState
from members.models import JoinRequest, Membership, Network, SeatHolding
from members.querysets import coordinated_by
from members.seat_presenter import draft_tasks, records_of


@waiting.source("members.join_requests", of_country=True)
def join_requests(user) -> list[Task]:
    """Requests to join the alliance that the user may decide; a country's wait for who answers for it today."""
    rows = JoinRequest.objects.visible_to(user).to_decide().select_related("country")
    if not is_staff(user):
        rows = rows.filter(country__in=SeatHolding.objects.acting().filter(person=user.pk).values("seat__country"))
    base = f"/{site_language()}/my/requests/"
    return [
        Task(
            kind="join_request",
            title=_("%(name)s asks to join the alliance") % {"name": row},
            url=f"{base}{row.pk}/",
            since=row.confirmed_at,
            about=str(row.country),
        )
        for row in rows
    ]


@waiting.source("members.country_drafts", of_country=True)
def country_drafts(user) -> list[Task]:
    """Drafts of the countries that the user answers for today: those that the editors sent back, and those never sent."""
    acting = SeatHolding.objects.acting().filter(person=user.pk).select_related("seat__country")
    return [task for holding in acting for task in draft_tasks(records_of(holding.seat))]


@waiting.source("members.networks")
def networks(user) -> list[Task]:
    """People who ask to join the user's networks, and networks that invite the user."""
    asked = Membership.objects.waiting().filter(network__in=coordinated_by(user), person__isnull=False)
    invited = Membership.objects.filter(person=user.pk, state=MembershipState.INVITED)
    tasks = [
        Task(
            kind="network_request",
            title=_("%(name)s asks to join") % {"name": row.person},
            url=f"/{site_language()}/my/networks/{row.network.slug}/members/",
            since=row.created_at,
            about=str(row.network),
        )
        for row in asked.select_related("network", "person").prefetch_related("network__texts")
    ]
    tasks += [
        Task(
            kind="network_invitation",
            title=_("You are invited to join"),
            url=row.network.get_absolute_url(),
            since=row.created_at,
            about=str(row.network),
        )
        for row in invited.select_related("network").prefetch_related("network__texts")
    ]
    quiet = Network.objects.filter(pk__in=coordinated_by(user), asked_at__isnull=False, archived_at=None)
    tasks += [
        Task(
            kind="network_quiet",
            title=_("Does this network go on?"),
            url=f"/{site_language()}/my/networks/{network.slug}/life/",
            since=network.asked_at,
            about=str(network),
        )
        for network in quiet.filter(merged_into=None).prefetch_related("texts")
    ]
    asks_network = Membership.objects.filter(state=MembershipState.INVITED, member_network__in=coordinated_by(user))
    tasks += [
        Task(
            kind="network_asks_network",
            title=_("%(name)s invites your network") % {"name": row.network},
            url=f"/{site_language()}/my/networks/{row.member_network.slug}/members/",
            since=row.created_at,
            about=str(row.member_network),
        )
        for row in asks_network.select_related("network", "member_network").prefetch_related(
            "network__texts", "member_network__texts"
        )
    ]
    return tasks
