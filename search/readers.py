"""Who may see a document, in words that an index can compare: "public", "members", "staff", "network:7", "person:12".

The index only narrows down; what is shown is what `visible_to` gives at that moment (`search.kinds.Kind.shown`).
"""

from alliance.core.audience import is_member, is_staff
from members.enums import MembershipState
from members.models import Membership

PUBLIC, MEMBERS, STAFF = "public", "members", "staff"


def network(pk: int) -> str:
    """Return the readers who belong to a network."""
    return f"network:{pk}"


def invited_to(pk: int) -> str:
    """Return the readers who are invited to a network: they see what it is, not who is in it."""
    return f"invited:{pk}"


def person(pk: int) -> str:
    """Return the one reader with this account, who sees all that is their own."""
    return f"person:{pk}"


def readers_of(user) -> frozenset[str]:
    """Return every group that ``user`` (a User or AnonymousUser) reads with. At most one query."""
    if is_staff(user):
        return frozenset({PUBLIC, MEMBERS, STAFF, person(user.pk)})
    if not is_member(user):
        return frozenset({PUBLIC})
    rows = Membership.objects.filter(person=user.pk, state__in=[MembershipState.ACTIVE, MembershipState.INVITED])
    names = {MembershipState.ACTIVE: network, MembershipState.INVITED: invited_to}
    return frozenset(
        {PUBLIC, MEMBERS, person(user.pk), *(names[state](pk) for pk, state in rows.values_list("network", "state"))}
    )
