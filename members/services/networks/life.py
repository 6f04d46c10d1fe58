"""How networks go on and end: archive, revive, merge, and the question to those that have gone quiet."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.core import audit, changes
from alliance.core.cache import bump_content_version
from alliance.core.models import User
from members.enums import OPEN_STATES, MembershipRole, MembershipState
from members.models import Announcement, Membership, Network, NetworkFile, ShelfItem, networks_within

from .holding import Refused, coordinators_of, end, has_moved, hold, hold_all, must_manage, tell

QUIET_AFTER = timedelta(days=90)
_STATES = (MembershipState.ACTIVE, MembershipState.INVITED, MembershipState.REQUESTED)
_ROLES = (MembershipRole.COORDINATOR, MembershipRole.MEMBER, MembershipRole.OBSERVER)


@transaction.atomic
def archive(*, network: Network, by: User) -> None:
    """The network takes nobody and nothing in any more; all of it can still be read. A repeat changes nothing."""
    network = hold(network)
    must_manage(by, network)
    if network.archived_at:
        return
    Network.objects.filter(pk=network.pk).update(archived_at=timezone.now())
    changes.tell(Network, [network.pk])
    audit.record("network.archived", actor=by, subject=network)
    tell("network_archived", network, coordinators_of(network).exclude(pk=by.pk))
    bump_content_version()


@transaction.atomic
def revive(*, network: Network, by: User) -> None:
    """The network goes on, whether it was quiet or archived; a repeat changes nothing."""
    network = hold(network)
    must_manage(by, network)
    was_archived = network.archived_at is not None
    if was_archived:
        Network.objects.filter(pk=network.pk).update(archived_at=None)
        changes.tell(Network, [network.pk])
        bump_content_version()
    if was_archived or network.asked_at:
        audit.record("network.revived", actor=by, subject=network)
    has_moved(network, shown=False)


@transaction.atomic
def merge(*, network: Network, into: Network, by: User) -> Network:
    """The network's people, shelf, files and announcements are the other one's, and its address leads there.

    Who or what stands in both stands there once, with the wider right. A repeat changes nothing. Raises Refused where it went
    elsewhere or would lead back to itself, and NotAllowed for whoever may not change both.
    """
    if network.pk == into.pk:
        raise Refused(_("A network cannot be merged into itself."))
    network, into = hold_all(network, into)
    if network.merged_into_id == into.pk:
        return into
    if network.merged_into_id or into.merged_into_id or into.archived_at or not into.live:
        raise Refused(_("One of these networks has changed in the meantime. Look at both again."))
    must_manage(by, network)
    must_manage(by, into)
    _move_members(network, into, by)
    _move_places(network, into, by)
    _move_shelf(network, into)
    NetworkFile.objects.filter(network=network).update(network=into)
    Announcement.objects.filter(network=network).update(network=into)
    now = timezone.now()
    # Earlier ones that led here lead on, so that no address needs two steps.
    Network.objects.filter(Q(pk=network.pk) | Q(merged_into=network)).update(merged_into=into, archived_at=now)
    changes.tell(Network, [network.pk, into.pk])
    audit.record("network.merged", actor=by, subject=network, into=into.pk)
    tell("network_merged", into, coordinators_of(into).exclude(pk=by.pk), before=str(network))
    has_moved(into)
    bump_content_version()
    return into


def _move_members(network: Network, into: Network, by: User) -> None:
    """Open memberships of ``network`` are those of ``into``; of two for the same member the wider one stays."""
    there = {_member_key(row): row for row in Membership.objects.filter(network=into, state__in=OPEN_STATES)}
    for row in Membership.objects.filter(network=network, state__in=OPEN_STATES).order_by("pk"):
        same = there.get(_member_key(row))
        is_circle = row.member_network_id and (
            row.member_network_id == into.pk or into.pk in networks_within(row.member_network_id)
        )
        if same is None and not is_circle:
            Membership.objects.filter(pk=row.pk).update(network=into)
            continue
        if same is not None:
            _widen(same, row)
        end(row, MembershipState.LEFT, by=by)


def _member_key(row: Membership) -> tuple[int | None, int | None, int | None]:
    return row.person_id, row.institution_id, row.member_network_id


def _widen(kept: Membership, other: Membership) -> None:
    """The kept row has the stronger state of both and, where they are equal, the stronger role."""
    if _STATES.index(other.state) < _STATES.index(kept.state):
        kept.state, kept.role, kept.since = other.state, other.role, other.since
    elif other.state == kept.state:
        kept.role = min(kept.role, other.role, key=_ROLES.index)
    kept.save(update_fields=["state", "role", "since"])


def _move_places(network: Network, into: Network, by: User) -> None:
    """Where ``network`` was a member, ``into`` is; not in itself, and nowhere twice or in a circle."""
    for row in Membership.objects.filter(member_network=network, state__in=OPEN_STATES).order_by("pk"):
        taken = Membership.objects.filter(network=row.network, member_network=into, state__in=OPEN_STATES).exists()
        if taken or row.network_id == into.pk or row.network_id in networks_within(into.pk):
            end(row, MembershipState.LEFT, by=by)
        else:
            Membership.objects.filter(pk=row.pk).update(member_network=into)


def _move_shelf(network: Network, into: Network) -> None:
    """Items of ``network`` stand on the shelf of ``into``, but for those that stand there already."""
    there = set(ShelfItem.objects.filter(network=into).values_list("content_type", "object_id", "url"))
    for item in ShelfItem.objects.filter(network=network):
        if (item.content_type_id, item.object_id, item.url) in there:
            item.delete()
        else:
            ShelfItem.objects.filter(pk=item.pk).update(network=into)


def ask_quiet_networks(now: datetime | None = None) -> int:
    """Coordinators of networks without activity for 90 days are asked once how these go on; returns of how many."""
    now = now or timezone.now()
    quiet = Network.objects.filter(live=True, archived_at=None, merged_into=None, active_at__lt=now - QUIET_AFTER)
    count = 0
    for network in quiet.filter(Q(asked_at=None) | Q(asked_at__lt=F("active_at"))).prefetch_related("texts"):
        with transaction.atomic():
            people = list(coordinators_of(network))
            if not people:
                continue
            # Whoever sets the date asks; for a second worker the row no longer matches.
            mine = Network.objects.filter(pk=network.pk, asked_at=network.asked_at, active_at=network.active_at)
            if mine.update(asked_at=now):
                tell("network_quiet", network, people, path=f"/my/networks/{network.slug}/life/")
                audit.record("network.asked_whether_it_goes_on", subject=network)
                count += 1
    return count
