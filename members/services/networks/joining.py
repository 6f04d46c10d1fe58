"""Coming into a network: by oneself, on request, by invitation."""

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.core import audit
from alliance.core.audience import is_member
from alliance.core.models import User
from members.enums import OPEN_STATES, JoinPolicy, MembershipRole, MembershipState
from members.models import Membership, Network
from members.rules import can_manage_network

from .holding import (
    NotAllowed,
    Refused,
    deciders_of,
    end,
    has_moved,
    held_membership,
    hold,
    make_active,
    must_manage,
    tell,
)

Answers = list[dict[str, str]]


def open_row(network: Network, person: User) -> Membership | None:
    """Return the one row that says how the person stands to the network now."""
    return Membership.objects.filter(network=network, person=person, state__in=OPEN_STATES).first()


def _may_come(network: Network, person: User, policy: JoinPolicy) -> None:
    if not is_member(person):
        raise NotAllowed
    if network.archived_at or network.merged_into_id or not network.live:
        raise Refused(_("This network takes nobody in any more."))
    if network.join_policy != policy:
        raise Refused(_("People join this network in another way now. Open its page again to see how."))


@transaction.atomic
def join(*, network: Network, person: User) -> Membership:
    """The person is a member of an open network; who was invited has accepted. A repeat changes nothing.

    Raises Refused where the network is not open, and for somebody who was removed from it.
    """
    network = hold(network)
    present = open_row(network, person)
    if present and present.state == MembershipState.ACTIVE:
        return present
    _may_come(network, person, JoinPolicy.OPEN)
    if Membership.objects.filter(network=network, person=person, state=MembershipState.REMOVED).exists():
        raise Refused(_("You were removed from this network. Its coordinators can invite you again."))
    membership = present or Membership(network=network, person=person)
    if present is None:
        membership.save()
    make_active(membership)
    audit.record("network.joined", actor=person, subject=network, membership=membership.pk)
    has_moved(network)
    return membership


@transaction.atomic
def ask(*, network: Network, person: User, answers: Answers = (), message: str = "") -> Membership:
    """The person's request waits with its answers, and the coordinators are told. A repeat changes nothing.

    Raises Refused where the network does not take requests.
    """
    network = hold(network)
    if present := open_row(network, person):
        return present
    _may_come(network, person, JoinPolicy.REQUEST)
    membership = Membership.objects.create(
        network=network, person=person, state=MembershipState.REQUESTED, answers=list(answers), message=message
    )
    audit.record("network.asked_to_join", actor=person, subject=network, membership=membership.pk)
    tell(
        "network_request",
        network,
        deciders_of(network),
        path=f"/my/networks/{network.slug}/members/",
        person=person.shown_name,
    )
    has_moved(network, shown=False)
    return membership


@transaction.atomic
def change_request(*, network: Network, person: User, answers: Answers, message: str) -> Membership:
    """The request says something else. Raises Refused once it is decided."""
    network = hold(network)
    membership = open_row(network, person)
    if membership is None or membership.state != MembershipState.REQUESTED:
        raise Refused(_("Your request has been decided already."))
    membership.answers, membership.message = answers, message
    membership.save(update_fields=["answers", "message"])
    return membership


@transaction.atomic
def accept(*, membership: Membership, by: User, note: str = "") -> Membership:
    """Whoever asked is a member, and told so. A repeat changes nothing. Raises Refused where it was declined or withdrawn."""
    network, membership = held_membership(membership)
    must_manage(by, network)
    if membership.state == MembershipState.ACTIVE:
        return membership
    if membership.state != MembershipState.REQUESTED:
        raise Refused(_("This request was decided or withdrawn in the meantime."))
    make_active(membership, by=by, note=note)
    audit.record("network.request_accepted", actor=by, subject=network, membership=membership.pk)
    tell("network_accepted", network, [membership.person], note=note)
    has_moved(network)
    return membership


@transaction.atomic
def decline(*, membership: Membership, by: User, note: str) -> Membership:
    """Whoever asked is told why they do not come in. A repeat changes nothing. Raises Refused where it was accepted."""
    network, membership = held_membership(membership)
    must_manage(by, network)
    if membership.state == MembershipState.DECLINED:
        return membership
    if membership.state != MembershipState.REQUESTED:
        raise Refused(_("This request was decided or withdrawn in the meantime."))
    end(membership, MembershipState.DECLINED, by=by, note=note)
    audit.record("network.request_declined", actor=by, subject=network, membership=membership.pk)
    tell("network_declined", network, [membership.person], note=note)
    has_moved(network, shown=False)
    return membership


@transaction.atomic
def invite(
    *, network: Network, person: User, by: User, role: str = MembershipRole.MEMBER, message: str = ""
) -> Membership:
    """The person has an invitation to answer; who asked to join before is a member at once. A repeat changes nothing."""
    network = hold(network)
    must_manage(by, network)
    if not is_member(person):
        raise NotAllowed
    if network.archived_at:
        raise Refused(_("This network takes nobody in any more."))
    present = open_row(network, person)
    if present and present.state == MembershipState.REQUESTED:
        return accept(membership=present, by=by, note=message)
    if present:
        return present
    membership = Membership.objects.create(
        network=network, person=person, role=role, state=MembershipState.INVITED, invited_by=by, message=message
    )
    audit.record("network.invited", actor=by, subject=network, membership=membership.pk, role=role)
    tell("network_invited", network, [person], inviter=by.shown_name, note=message)
    has_moved(network, shown=False)
    return membership


@transaction.atomic
def answer_invitation(*, network: Network, person: User, accepts: bool) -> Membership:
    """The person is a member, or has declined. A repeat changes nothing. Raises Refused where no invitation waits."""
    network = hold(network)
    membership = open_row(network, person)
    if membership and membership.state == MembershipState.ACTIVE and accepts:
        return membership
    if membership is None or membership.state != MembershipState.INVITED:
        raise Refused(_("This invitation was answered or withdrawn in the meantime."))
    if accepts and network.archived_at:
        raise Refused(_("This network takes nobody in any more."))
    if accepts:
        make_active(membership, by=membership.decided_by)
    else:
        end(membership, MembershipState.DECLINED)
    verb = "network.invitation_accepted" if accepts else "network.invitation_declined"
    audit.record(verb, actor=person, subject=network, membership=membership.pk)
    has_moved(network, shown=accepts)
    return membership


@transaction.atomic
def bring_in(*, network: Network, person: User, by: User | None, role: str = "") -> Membership | None:
    """Somebody who was invited into the alliance for this network is a member of it, or of the one that it was merged into.

    None, and nothing changes, where it is archived. Raises NotAllowed where whoever invited may not let people in any more.
    """
    network = hold(network)
    while network.merged_into_id:
        network = hold(network.merged_into)
    if by is None or not can_manage_network(by, network):
        raise NotAllowed
    if network.archived_at:
        return None
    membership = open_row(network, person) or Membership(network=network, person=person)
    if membership.state == MembershipState.ACTIVE and membership.pk:
        return membership
    membership.role, membership.invited_by = role or MembershipRole.MEMBER, by
    membership.save()
    make_active(membership, by=by)
    audit.record("network.invitation_accepted", actor=person, subject=network, membership=membership.pk)
    has_moved(network)
    return membership
