"""Two people press a button at the same moment: one act happens, the other one finds it done.

Each act runs in a thread of its own with its own connection, on SQLite as on PostgreSQL.
"""

from uuid import uuid4

import pytest

from alliance.core.models import AuditEntry, Notice
from members.enums import JoinPolicy, MembershipRole
from members.models import Announcement, Membership, Network, networks_within
from members.services.networks import announcing, joining, life, people
from members.services.networks.holding import Refused
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.members.networks import ACTIVE, REQUESTED, led
from tests.members.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(ends: list) -> int:
    """How many were refused; nothing else may go wrong."""
    assert all(not isinstance(end, Exception) or isinstance(end, Refused) for end in ends), ends
    return sum(isinstance(end, Refused) for end in ends)


def test_of_two_acceptances_of_a_request_one_is_written_down():
    network, coordinator = led()
    second = MemberFactory()
    join(network, second, role=MembershipRole.COORDINATOR)
    row = join(network, MemberFactory(), state=REQUESTED)
    ends = at_once(*(lambda by=by: joining.accept(membership=row, by=by) for by in (coordinator, second)))
    assert refusals(ends) == 0
    assert AuditEntry.objects.filter(verb="network.request_accepted").count() == 1
    assert Notice.objects.filter(kind="network_accepted").count() == 1


def test_of_acceptance_and_refusal_one_wins():
    network, coordinator = led()
    row = join(network, MemberFactory(), state=REQUESTED)
    ends = at_once(
        lambda: joining.accept(membership=row, by=coordinator),
        lambda: joining.decline(membership=row, by=coordinator, note=""),
    )
    assert refusals(ends) == 1
    assert Notice.objects.filter(kind__in=["network_accepted", "network_declined"]).count() == 1


def test_of_two_acceptances_of_an_invitation_and_of_two_joinings_one_row_stays():
    network, coordinator = led(join_policy=JoinPolicy.OPEN)
    invited, joins = MemberFactory(), MemberFactory()
    joining.invite(network=network, person=invited, by=coordinator)
    ends = at_once(
        *[lambda: joining.answer_invitation(network=network, person=invited, accepts=True)] * 2,
        *[lambda: joining.join(network=network, person=joins)] * 2,
    )
    assert refusals(ends) == 0
    for person in (invited, joins):
        assert Membership.objects.filter(network=network, person=person, state=ACTIVE).count() == 1
    assert AuditEntry.objects.filter(verb__in=["network.joined", "network.invitation_accepted"]).count() == 2


def test_of_the_last_two_coordinators_one_leaves():
    network, first = led()
    second = MemberFactory()
    join(network, second, role=MembershipRole.COORDINATOR)
    ends = at_once(*(lambda person=person: people.leave(network=network, person=person) for person in (first, second)))
    assert refusals(ends) == 1
    assert Membership.objects.filter(network=network, state=ACTIVE, role=MembershipRole.COORDINATOR).count() == 1


def test_two_merges_in_opposite_directions_leave_one_heir():
    a, b, staff = NetworkFactory(), NetworkFactory(), StaffFactory()
    ends = at_once(lambda: life.merge(network=a, into=b, by=staff), lambda: life.merge(network=b, into=a, by=staff))
    assert refusals(ends) == 1
    assert Network.objects.filter(merged_into=None).count() == 1


def test_two_merges_of_one_network_have_one_winner():
    network, one, two, staff = NetworkFactory(), NetworkFactory(), NetworkFactory(), StaffFactory()
    ends = at_once(*(lambda into=into: life.merge(network=network, into=into, by=staff) for into in (one, two)))
    assert refusals(ends) == 1
    assert AuditEntry.objects.filter(verb="network.merged").count() == 1


def test_three_networks_that_join_each_other_close_no_circle():
    a, b, c, staff = NetworkFactory(), NetworkFactory(), NetworkFactory(), StaffFactory()
    ends = at_once(
        *(
            lambda outer=outer, inner=inner: people.add_network(network=outer, member=inner, by=staff)
            for outer, inner in ((a, b), (b, c), (c, a))
        )
    )
    assert refusals(ends) == 1
    within = {network.pk: networks_within(network.pk) - {network.pk} for network in (a, b, c)}
    assert not any(network in within[other] for network in within for other in within[network])


def test_an_announcement_that_is_sent_twice_at_once_is_one():
    network, coordinator = led()
    token = uuid4()
    said = {"title": "A", "body": "B", "language": "es", "token": token}
    ends = at_once(*[lambda: announcing.announce(network=network, by=coordinator, **said)] * 2)
    assert refusals(ends) == 0
    row = Announcement.objects.get()
    assert sorted(at_once(*[lambda: announcing.deliver(row.pk)] * 2)) == [0, 1]
    assert Notice.objects.filter(kind="network_announcement").count() == 1
