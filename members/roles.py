"""The roles that somebody holds, with why: by grant, by a seat, by coordinating a network."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from members.enums import MembershipRole, MembershipState, Role

GROUPS: dict[Role, tuple[str, ...]] = {}
"""The groups of the admin that a role opens; filled at start by whoever makes the groups."""


def opens_groups(role: Role, *names: str) -> None:
    """Have those who hold ``role`` belong to these groups of the admin."""
    GROUPS[role] = names


@dataclass(frozen=True)
class Held:
    """A role that somebody holds now."""

    role: Role
    why: str
    since: datetime | None


def held_by(person) -> list[Held]:
    """Return the roles that ``person`` holds now, in the order of `Role`. Three queries."""
    found = [
        Held(Role(grant.role), grant.reason or _("Granted"), grant.granted_at)
        for grant in person.grants.filter(ended_at=None)
    ]
    for holding in person.holdings.filter(until=None).select_related("seat__country"):
        why = f"{holding.get_part_display()}, {holding.seat.code}"
        found.append(Held(Role.FOCAL_POINT, why, holding.since))
    led = person.memberships.filter(state=MembershipState.ACTIVE, role=MembershipRole.COORDINATOR)
    for membership in led.select_related("network").prefetch_related("network__texts"):
        found.append(Held(Role.COORDINATOR, str(membership.network), membership.since))
    order = list(Role)
    return sorted(found, key=lambda held: (order.index(held.role), held.why))
