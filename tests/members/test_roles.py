"""Roles: granted, ended, and the rights that follow."""

import pytest
from django.contrib.auth.models import Group

from members import roles
from members.enums import Role, SeatPart
from members.models import RoleGrant
from members.roles import held_by
from members.rules import needs_second_factor
from members.services.roles import NotGrantedError, end_role, grant_role
from members.services.seats import appoint
from tests.factories.core import UserFactory
from tests.factories.members import MemberFactory, NetworkFactory, SeatFactory, StaffFactory, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(monkeypatch) -> dict[str, Group]:
    made = {name: Group.objects.get_or_create(name=name)[0] for name in ("Writers", "Checkers", "Others")}
    monkeypatch.setattr(roles, "GROUPS", {Role.NEWSROOM: ("Writers", "Checkers"), Role.STAFF: ("Writers",)})
    monkeypatch.setattr("members.services.roles.GROUPS", roles.GROUPS)
    return made


def names(person) -> set[str]:
    return set(person.groups.values_list("name", flat=True))


def test_a_role_opens_its_groups_and_makes_staff_of_those_of_the_secretariat(groups):
    person, staff = MemberFactory(), StaffFactory()
    person.groups.add(groups["Others"])
    for _ in range(2):
        grant_role(person=person, role=Role.NEWSROOM, by=staff, reason="Writes the news")
    assert RoleGrant.objects.filter(person=person).count() == 1
    assert names(person) == {"Writers", "Checkers", "Others"}
    assert person.is_staff
    grant_role(person=person, role=Role.STAFF, by=staff)
    assert end_role(person=person, role=Role.NEWSROOM, by=staff)
    assert names(person) == {"Writers", "Others"}
    assert person.is_staff
    assert end_role(person=person, role=Role.STAFF, by=staff)
    assert not end_role(person=person, role=Role.STAFF, by=staff)
    assert names(person) == {"Others"}
    assert not person.is_staff


def test_an_applicant_does_not_become_a_member():
    person = UserFactory()
    grant_role(person=person, role=Role.APPLICANT, by=None)
    assert person.joined_at is None
    grant_role(person=person, role=Role.PARTNER, by=None)
    assert person.joined_at is not None


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.COORDINATOR])
def test_seats_and_networks_give_their_roles_themselves(role):
    with pytest.raises(NotGrantedError):
        grant_role(person=MemberFactory(), role=role, by=None)


def test_several_roles_each_with_why():
    person = MemberFactory()
    network = NetworkFactory()
    join(network, person, role="coordinator")
    seat = SeatFactory()
    appoint(seat=seat, person=person, part=SeatPart.DEPUTY, by=None)
    grant_role(person=person, role=Role.REVIEWER, by=None, reason="Call of 2026")
    assert [(held.role, seat.code in held.why or held.why) for held in held_by(person)] == [
        (Role.REVIEWER, "Call of 2026"),
        (Role.FOCAL_POINT, True),
        (Role.COORDINATOR, str(network)),
    ]


def test_who_needs_a_second_factor():
    reviewer, holder, coordinator, member = (MemberFactory() for _ in range(4))
    grant_role(person=reviewer, role=Role.REVIEWER, by=None)
    appoint(seat=SeatFactory(), person=holder, by=None)
    join(NetworkFactory(), coordinator, role="coordinator")
    join(NetworkFactory(), member)
    needing = {
        "reviewer": reviewer,
        "holder": holder,
        "coordinator": coordinator,
        "member": member,
        "staff": StaffFactory(),
    }
    assert {name for name, person in needing.items() if needs_second_factor(person)} == {
        "reviewer", "holder", "coordinator", "staff",
    }  # fmt: skip


def test_who_hands_a_seat_on_loses_its_rights_at_once(groups, monkeypatch):
    monkeypatch.setitem(roles.GROUPS, Role.FOCAL_POINT, ("Checkers",))
    seat, first, second = SeatFactory(), MemberFactory(), MemberFactory()
    appoint(seat=seat, person=first, by=None)
    assert names(first) == {"Checkers"}
    appoint(seat=seat, person=second, by=None)
    assert (names(first), names(second)) == (set(), {"Checkers"})
