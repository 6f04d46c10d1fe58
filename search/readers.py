"""Who may see a document, in words that an index can compare: "public", "members", "staff", "network:7", "country:CL".

The index only narrows down; what is shown is what `visible_to` gives at that moment (`search.kinds.Kind.shown`).
"""

from alliance.core import audience
from members.querysets import networks_of

PUBLIC, MEMBERS, STAFF = "public", "members", "staff"


def network(pk: int) -> str:
    """Return the readers who belong to a network."""
    return f"network:{pk}"


def readers_of(user) -> frozenset[str]:
    """Return every group that ``user`` (a User or AnonymousUser) reads with. At most one query."""
    if audience.is_staff(user):
        return frozenset({PUBLIC, MEMBERS, STAFF})
    if not audience.is_member(user):
        return frozenset({PUBLIC})
    return frozenset({PUBLIC, MEMBERS, *(network(pk) for pk in networks_of(user).values_list("pk", flat=True))})
