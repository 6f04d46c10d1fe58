"""Who belongs to a network: leaving, removing, roles, coordination, organisations and networks as members."""

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.core import audit
from alliance.core.models import Institution, User
from members.enums import OPEN_STATES, MembershipRole, MembershipState
from members.models import Membership, Network, networks_within
from members.rules import can_manage_network

from .holding import (
    NotAllowed,
    Refused,
    coordinators_of,
    end,
    has_moved,
    held_membership,
    hold,
    hold_all,
    make_active,
    must_manage,
    tell,
)
from .joining import open_row


def _keep_one_coordinator(network: Network, membership: Membership) -> None:
    """Pass unless this is the last one who coordinates. Raises Refused."""
    leads = membership.state == MembershipState.ACTIVE and membership.role == MembershipRole.COORDINATOR
    if leads and not coordinators_of(network).exclude(pk=membership.person_id).exists():
        raise Refused(_("A network needs a coordinator. Pass the coordination on first, or archive the network."))


@transaction.atomic
def leave(*, network: Network, person: User) -> Membership | None:
    """The person belongs to it no more, or has withdrawn the request. A repeat changes nothing, and returns None.

    Raises Refused for the last coordinator.
    """
    network = hold(network)
    membership = open_row(network, person)
    if membership is None:
        return None
    _keep_one_coordinator(network, membership)
    was_member = membership.state == MembershipState.ACTIVE
    end(membership, MembershipState.LEFT)
    audit.record("network.left", actor=person, subject=network, membership=membership.pk)
    has_moved(network, shown=was_member)
    return membership


@transaction.atomic
def remove(*, membership: Membership, by: User, reason: str = "") -> Membership:
    """The person, organisation or network belongs to it no more; a person is told why. A repeat changes nothing.

    Also takes an invitation back. Raises Refused for the last coordinator.
    """
    network, membership = held_membership(membership)
    must_manage(by, network)
    if membership.state not in OPEN_STATES:
        return membership
    _keep_one_coordinator(network, membership)
    was_member = membership.state == MembershipState.ACTIVE
    end(membership, MembershipState.REMOVED, by=by, note=reason)
    audit.record("network.removed", actor=by, subject=network, membership=membership.pk)
    if membership.person and was_member:
        tell("network_removed", network, [membership.person], note=reason)
    has_moved(network, shown=was_member)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, by: User, role: str) -> Membership:
    """The member has this role, and a person is told. A repeat changes nothing. Raises Refused for the last coordinator."""
    network, membership = held_membership(membership)
    must_manage(by, network)
    role = MembershipRole(role)
    if membership.state != MembershipState.ACTIVE:
        raise Refused(_("This membership has ended in the meantime."))
    if membership.role == role:
        return membership
    if role == MembershipRole.COORDINATOR and membership.person_id is None:
        raise Refused(_("People alone can coordinate a network."))
    _keep_one_coordinator(network, membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    audit.record(
        "network.role_changed", actor=by, subject=network, membership=membership.pk, before=before, after=str(role)
    )
    if membership.person and membership.person != by:
        tell("network_role", network, [membership.person], role=str(role))
    has_moved(network)
    return membership


@transaction.atomic
def pass_on(*, network: Network, by: User, to: Membership) -> Membership:
    """Another member coordinates in place of ``by``, who stays a member. A repeat changes nothing.

    Raises NotAllowed for whoever does not coordinate, Refused where ``to`` is no member any more.
    """
    network = hold(network)
    heir = Membership.objects.select_related("person").get(pk=to.pk, network=network)
    mine = open_row(network, by)
    if mine is None or mine.state != MembershipState.ACTIVE:
        raise NotAllowed
    if mine.role != MembershipRole.COORDINATOR:
        if heir.role == MembershipRole.COORDINATOR and heir.state == MembershipState.ACTIVE:
            return heir
        raise NotAllowed
    if heir.state != MembershipState.ACTIVE or heir.person is None or not heir.person.is_active or heir.pk == mine.pk:
        raise Refused(_("Choose another member of the network."))
    Membership.objects.filter(pk=heir.pk).update(role=MembershipRole.COORDINATOR)
    Membership.objects.filter(pk=mine.pk).update(role=MembershipRole.MEMBER)
    audit.record("network.coordination_passed_on", actor=by, subject=network, membership=heir.pk)
    tell("network_role", network, [heir.person], role=str(MembershipRole.COORDINATOR))
    has_moved(network)
    heir.refresh_from_db()
    return heir


@transaction.atomic
def add_organisation(*, network: Network, institution: Institution, by: User) -> Membership:
    """The organisation is a member. A repeat changes nothing."""
    network = hold(network)
    must_manage(by, network)
    membership, made = Membership.objects.get_or_create(
        network=network, institution=institution, state=MembershipState.ACTIVE
    )
    if made:
        make_active(membership, by=by)
        audit.record("network.organisation_added", actor=by, subject=network, membership=membership.pk)
        has_moved(network)
    return membership


@transaction.atomic
def add_network(*, network: Network, member: Network, by: User) -> Membership:
    """The other network is a member, or is invited where ``by`` may not speak for it. A repeat changes nothing.

    Raises Refused where ``network`` would come to contain itself.
    """
    network, member = hold_all(network, member)
    must_manage(by, network)
    present = Membership.objects.filter(network=network, member_network=member, state__in=OPEN_STATES).first()
    if present:
        return present
    _keep_in_line(network, member)
    membership = Membership.objects.create(
        network=network, member_network=member, state=MembershipState.INVITED, invited_by=by
    )
    audit.record("network.network_invited", actor=by, subject=network, membership=membership.pk)
    if can_manage_network(by, member):
        return _take_in(network, membership, by)
    tell(
        "network_asks_network",
        member,
        coordinators_of(member),
        path=f"/my/networks/{member.slug}/members/",
        other=str(network),
    )
    return membership


@transaction.atomic
def answer_for_network(*, membership: Membership, by: User, accepts: bool) -> Membership:
    """The member network has accepted or declined, by one of its coordinators. A repeat changes nothing."""
    network, member = hold_all(membership.network, membership.member_network)
    must_manage(by, member)
    membership = Membership.objects.get(pk=membership.pk, network=network, member_network=member)
    if membership.state == (MembershipState.ACTIVE if accepts else MembershipState.DECLINED):
        return membership
    if membership.state != MembershipState.INVITED:
        raise Refused(_("This invitation was answered or withdrawn in the meantime."))
    if not accepts:
        end(membership, MembershipState.DECLINED, by=by)
        audit.record("network.network_declined", actor=by, subject=network, membership=membership.pk)
        return membership
    _keep_in_line(network, member)
    return _take_in(network, membership, by)


def _keep_in_line(network: Network, member: Network) -> None:
    if member.merged_into_id or member.archived_at or not member.live:
        raise Refused(_("That network takes part in nothing any more."))
    if network.pk in networks_within(member.pk):
        raise Refused(_("That network has this one as a member already, itself or through others."))


def _take_in(network: Network, membership: Membership, by: User) -> Membership:
    make_active(membership, by=by)
    audit.record("network.network_added", actor=by, subject=network, membership=membership.pk)
    has_moved(network)
    return membership
