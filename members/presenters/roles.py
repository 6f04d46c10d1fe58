"""Which roles are told with a name, to whom: the same on a person's page and in the directory's filter."""

from django.db.models import QuerySet, Value

from alliance.core.audience import is_member, is_staff
from members.enums import MembershipRole, Role
from members.models import Membership, RoleGrant, SeatHolding

SHOWN_ROLES = frozenset(
    {Role.STAFF, Role.FOCAL_POINT, Role.MINISTRY_MEMBER, Role.COORDINATOR, Role.FACILITATOR, Role.PARTNER}
)
"""That somebody reviews, manages a call or applies is told to staff and to themselves."""


def role_rows(user, key: str = "role") -> list[QuerySet]:
    """Return querysets of (key, profile, role) for a union: what ``user`` may know of people whose profiles they see.

    Coordinating is a role where both the network and the membership are seen.
    """
    grants = RoleGrant.objects.filter(ended_at=None, person__profile__isnull=False)
    if not is_staff(user):
        shown = grants.filter(role__in=SHOWN_ROLES)
        grants = shown | grants.filter(person=user.pk) if is_member(user) else shown
    holdings = SeatHolding.objects.current().filter(person__profile__isnull=False)
    led = Membership.objects.active().filter(role=MembershipRole.COORDINATOR, person__profile__isnull=False)
    named = {"key": Value(key)}
    columns = ("key", "person__profile")
    return [
        grants.annotate(**named).values_list(*columns, "role"),
        holdings.annotate(**named, held=Value(Role.FOCAL_POINT)).values_list(*columns, "held"),
        led.visible_to(user).annotate(**named).values_list(*columns, "role"),
    ]


def roles_of(profile, user) -> list[Role]:
    """Return the roles of one person that ``user`` may know, in the order of `Role`. One query."""
    first, *others = (rows.filter(person=profile.person_id) for rows in role_rows(user))
    found = {code for _key, _profile, code in first.union(*others)}
    return [role for role in Role if role in found]
