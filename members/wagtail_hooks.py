"""What members add to the Wagtail admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from alliance.core.permissions import LookOnlyPolicy
from members.models import Membership, Profile, Seat, SeatHolding
from members.viewsets.networks import ArchiveNetworks, EndMemberships, NetworksGroup
from members.viewsets.profiles import ProfilePolicy, ProfileViewSet, profile_corrected
from members.viewsets.seats import EndHoldings, HoldingPolicy, SeatPolicy, SeatsGroup

register_permission_policy(Membership, LookOnlyPolicy(Membership))
register_permission_policy(Profile, ProfilePolicy(Profile))
register_snippet(NetworksGroup)
register_snippet(ProfileViewSet)
hooks.register("register_bulk_action", ArchiveNetworks)
hooks.register("register_bulk_action", EndMemberships)

register_permission_policy(Seat, SeatPolicy(Seat))
register_permission_policy(SeatHolding, HoldingPolicy(SeatHolding))
register_snippet(SeatsGroup)
hooks.register("register_bulk_action", EndHoldings)


@hooks.register("after_edit_snippet")
def note_correction(request, instance) -> None:
    """A profile that staff corrected is a new version of it."""
    if isinstance(instance, Profile):
        profile_corrected(instance, request.user)
