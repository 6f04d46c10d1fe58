"""What tests of networks share: people in their places, the worker's work, what is told to whom."""

from alliance.core.models import Notice
from members.enums import MembershipRole, MembershipState
from members.models import Membership, Network
from members.services.networks.editing import Content
from tests.factories.members import MemberFactory, NetworkFactory, join


def led(**fields) -> tuple[Network, object]:
    """A published network and its coordinator."""
    network, coordinator = NetworkFactory(**fields), MemberFactory()
    join(network, coordinator, role=MembershipRole.COORDINATOR)
    return network, coordinator


def state_of(membership: Membership) -> str:
    return Membership.objects.get(pk=membership.pk).state


def role_of(membership: Membership) -> str:
    return Membership.objects.get(pk=membership.pk).role


def told(kind: str) -> list:
    """Whom notices of this kind went to."""
    return [notice.person for notice in Notice.objects.filter(kind=kind).order_by("pk")]


def content(name: str = "Red de radios", **changes) -> Content:
    """What a form says of a new network."""
    words = {"es": {"name": name, "purpose": "<p>Compartir guiones.</p>", "goal": "", "members_note": ""}}
    said = {"facts": {}, "topics": [], "countries": [], "original": "es", "words": words}
    return Content(**{**said, **changes})


ACTIVE, REQUESTED, INVITED = MembershipState.ACTIVE, MembershipState.REQUESTED, MembershipState.INVITED
