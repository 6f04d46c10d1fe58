"""Who may see profiles, networks and memberships."""

import pytest
from django.contrib.auth.models import AnonymousUser

from alliance.core.audience import Audience
from members.enums import MembershipState
from members.models import Membership, Network, Profile
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join

pytestmark = pytest.mark.django_db

STRANGER = AnonymousUser()


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        (Audience.PUBLIC, {"stranger", "member", "fellow", "staff", "self"}),
        (Audience.MEMBERS, {"member", "fellow", "staff", "self"}),
        (Audience.NETWORKS, {"fellow", "staff", "self"}),
        (Audience.STAFF, {"staff", "self"}),
    ],
)
def test_each_audience_of_a_profile_and_of_its_parts(audience, seen):
    person = MemberFactory(profile__audience=audience, profile__phone_audience=audience)
    fellow = MemberFactory()
    network = NetworkFactory()
    join(network, person)
    join(network, fellow)
    readers = {
        "stranger": STRANGER,
        "member": MemberFactory(),
        "fellow": fellow,
        "staff": StaffFactory(),
        "self": person,
    }
    mine = Profile.objects.filter(person=person)
    assert {name for name, user in readers.items() if mine.visible_to(user).exists()} == seen
    assert {name for name, user in readers.items() if mine.showing("phone", user).exists()} == seen


def test_who_only_asks_to_join_shares_no_network_yet():
    person = MemberFactory(profile__audience=Audience.NETWORKS)
    asking = MemberFactory()
    network = NetworkFactory()
    join(network, person)
    join(network, asking, state=MembershipState.REQUESTED)
    assert not Profile.objects.filter(person=person).visible_to(asking).exists()


def test_somebody_who_left_the_alliance_is_seen_by_nobody():
    person = MemberFactory(profile__audience=Audience.PUBLIC, is_active=False)
    assert not Profile.objects.filter(person=person).visible_to(StaffFactory()).exists()


def test_a_closed_network_is_seen_by_those_who_belong_to_it_or_are_invited():
    network = NetworkFactory(audience=Audience.NETWORKS)
    people = {state: MemberFactory() for state in MembershipState}
    for state, person in people.items():
        join(network, person, state=state)
    seen = {state for state, person in people.items() if Network.objects.visible_to(person).exists()}
    assert seen == {MembershipState.ACTIVE, MembershipState.INVITED}
    assert not Network.objects.visible_to(STRANGER).exists()
    assert Network.objects.visible_to(StaffFactory()).count() == 1


def test_requests_are_seen_by_coordinators_and_by_who_asks():
    network = NetworkFactory()
    coordinator, member, asking = MemberFactory(), MemberFactory(), MemberFactory()
    join(network, coordinator, role="coordinator")
    join(network, member)
    row = join(network, asking, state=MembershipState.REQUESTED)
    rows = Membership.objects.filter(pk=row.pk)
    assert rows.visible_to(coordinator).exists()
    assert rows.visible_to(asking).exists()
    assert not rows.visible_to(member).exists()
    assert not rows.visible_to(STRANGER).exists()
