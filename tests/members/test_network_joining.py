"""Coming into networks and leaving them: who may, what a repeat does, and what everybody is told."""

import pytest
from django.core import mail

from alliance.core.models import AuditEntry, OutboxEntry, User
from members.enums import JoinPolicy, MembershipRole, MembershipState
from members.models import Membership
from members.services.networks import joining, people
from members.services.networks.holding import NotAllowed, Refused
from tests.factories.core import InstitutionFactory, UserFactory
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.members.networks import ACTIVE, INVITED, REQUESTED, led, role_of, state_of, told
from tests.working import work

pytestmark = pytest.mark.django_db

ANSWERS = [{"question": "¿Qué puede compartir?", "answer": "Guiones"}]


class TestOpen:
    def test_a_member_of_the_alliance_joins_and_a_repeat_is_one_membership(self):
        network, _ = led(join_policy=JoinPolicy.OPEN)
        person = MemberFactory()
        first = joining.join(network=network, person=person)
        assert first.state == ACTIVE
        assert joining.join(network=network, person=person).pk == first.pk
        assert AuditEntry.objects.filter(verb="network.joined").count() == 1

    @pytest.mark.parametrize("policy", [JoinPolicy.REQUEST, JoinPolicy.INVITATION])
    def test_nobody_walks_into_a_network_that_is_not_open(self, policy):
        network, _ = led(join_policy=policy)
        with pytest.raises(Refused):
            joining.join(network=network, person=MemberFactory())

    def test_an_account_without_membership_comes_in_nowhere(self):
        network, _ = led(join_policy=JoinPolicy.OPEN)
        with pytest.raises(NotAllowed):
            joining.join(network=network, person=UserFactory())

    @pytest.mark.parametrize("fields", [{"archived_at": "2026-01-01T00:00Z"}, {"live": False}])
    def test_archived_and_unpublished_networks_take_nobody_in(self, fields):
        network, _ = led(join_policy=JoinPolicy.OPEN, **fields)
        with pytest.raises(Refused):
            joining.join(network=network, person=MemberFactory())

    def test_who_was_removed_does_not_walk_in_again_but_can_be_invited(self):
        network, coordinator = led(join_policy=JoinPolicy.OPEN)
        person = MemberFactory()
        people.remove(membership=join(network, person), by=coordinator, reason="Publicidad")
        with pytest.raises(Refused):
            joining.join(network=network, person=person)
        invited = joining.invite(network=network, person=person, by=coordinator)
        assert joining.answer_invitation(network=network, person=person, accepts=True).pk == invited.pk


class TestRequests:
    def test_a_request_waits_with_its_answers_and_coordinators_are_told_once(self):
        network, coordinator = led(join_policy=JoinPolicy.REQUEST)
        person = MemberFactory()
        row = joining.ask(network=network, person=person, answers=ANSWERS)
        assert joining.ask(network=network, person=person, answers=[]).pk == row.pk
        row.refresh_from_db()
        assert (row.state, row.answers) == (REQUESTED, ANSWERS)
        assert told("network_request") == [coordinator]

    def test_staff_are_told_where_nobody_coordinates(self):
        network, staff = NetworkFactory(join_policy=JoinPolicy.REQUEST), StaffFactory()
        joining.ask(network=network, person=MemberFactory())
        assert told("network_request") == [staff]

    def test_answers_can_be_changed_until_somebody_decides(self):
        network, coordinator = led(join_policy=JoinPolicy.REQUEST)
        person = MemberFactory()
        row = joining.ask(network=network, person=person)
        joining.change_request(network=network, person=person, answers=ANSWERS, message="Hola")
        row.refresh_from_db()
        assert (row.answers, row.message) == (ANSWERS, "Hola")
        joining.accept(membership=row, by=coordinator)
        with pytest.raises(Refused):
            joining.change_request(network=network, person=person, answers=[], message="")

    def test_accepting_and_declining_tell_the_person_once_in_their_language_with_the_text(self):
        network, coordinator = led()
        texts = {"es": "Red", "en": "Network"}
        for language, word in texts.items():
            person = MemberFactory(language=language)
            row = join(network, person, state=REQUESTED)
            joining.accept(membership=row, by=coordinator, note="Bienvenida <b>")
            joining.accept(membership=row, by=coordinator, note="otra vez")
            work()
            (message,) = [each for each in mail.outbox if each.to == [person.email]]
            assert f"{word} {network.slug}" in message.subject
            assert "Bienvenida <b>" in message.body
            assert "Bienvenida &lt;b&gt;" in message.alternatives[0].content
        row = join(network, MemberFactory(), state=REQUESTED)
        joining.decline(membership=row, by=coordinator, note="No hay lugar")
        joining.decline(membership=row, by=coordinator, note="No hay lugar")
        row.refresh_from_db()
        assert (row.state, row.decision_note, row.decided_by) == ("declined", "No hay lugar", coordinator)
        assert len(told("network_declined")) == 1

    def test_what_was_decided_is_not_decided_otherwise(self):
        network, coordinator = led()
        accepted, declined = (join(network, MemberFactory(), state=REQUESTED) for _ in range(2))
        joining.accept(membership=accepted, by=coordinator)
        joining.decline(membership=declined, by=coordinator, note="")
        with pytest.raises(Refused):
            joining.decline(membership=accepted, by=coordinator, note="")
        with pytest.raises(Refused):
            joining.accept(membership=declined, by=coordinator)

    def test_only_coordinators_of_this_network_and_staff_decide(self):
        network, _ = led()
        _other, stranger = led()
        row = join(network, MemberFactory(), state=REQUESTED)
        member = MemberFactory()
        join(network, member)
        for by in (stranger, member, row.person):
            with pytest.raises(NotAllowed):
                joining.accept(membership=row, by=by)
        assert joining.accept(membership=row, by=StaffFactory()).state == ACTIVE


class TestInvitations:
    def test_an_invitation_is_answered_once(self):
        network, coordinator = led(join_policy=JoinPolicy.INVITATION)
        yes, no = MemberFactory(), MemberFactory()
        for person in (yes, no):
            joining.invite(network=network, person=person, by=coordinator, message="Venga")
            joining.invite(network=network, person=person, by=coordinator)
        assert told("network_invited") == [yes, no]
        assert joining.answer_invitation(network=network, person=yes, accepts=True).state == ACTIVE
        assert joining.answer_invitation(network=network, person=yes, accepts=True).state == ACTIVE
        assert joining.answer_invitation(network=network, person=no, accepts=False).state == "declined"
        with pytest.raises(Refused):
            joining.answer_invitation(network=network, person=no, accepts=True)

    def test_inviting_who_asked_already_lets_them_in(self):
        network, coordinator = led()
        row = join(network, MemberFactory(), state=REQUESTED)
        joining.invite(network=network, person=row.person, by=coordinator)
        assert state_of(row) == ACTIVE

    def test_an_invitation_that_was_taken_back_opens_nothing(self):
        network, coordinator = led(join_policy=JoinPolicy.INVITATION)
        person = MemberFactory()
        row = joining.invite(network=network, person=person, by=coordinator)
        people.remove(membership=row, by=coordinator)
        with pytest.raises(Refused):
            joining.answer_invitation(network=network, person=person, accepts=True)
        assert told("network_removed") == []

    def test_nobody_answers_anothers_invitation(self):
        network, coordinator = led(join_policy=JoinPolicy.INVITATION)
        joining.invite(network=network, person=MemberFactory(), by=coordinator)
        with pytest.raises(Refused):
            joining.answer_invitation(network=network, person=MemberFactory(), accepts=True)


class TestCoordination:
    def test_the_last_coordinator_neither_leaves_nor_is_removed_nor_demoted(self):
        network, coordinator = led()
        mine = Membership.objects.get(person=coordinator)
        for act in (
            lambda: people.leave(network=network, person=coordinator),
            lambda: people.remove(membership=mine, by=StaffFactory()),
            lambda: people.change_role(membership=mine, by=coordinator, role=MembershipRole.MEMBER),
        ):
            with pytest.raises(Refused):
                act()
        assert (state_of(mine), role_of(mine)) == (ACTIVE, "coordinator")

    def test_a_coordinator_who_cannot_sign_in_any_more_does_not_count(self):
        network, coordinator = led()
        gone = MemberFactory(is_active=False)
        join(network, gone, role=MembershipRole.COORDINATOR)
        with pytest.raises(Refused):
            people.leave(network=network, person=coordinator)

    def test_passing_on_makes_one_a_coordinator_and_the_other_a_member(self):
        network, coordinator = led()
        heir = join(network, MemberFactory())
        mine = Membership.objects.get(person=coordinator)
        people.pass_on(network=network, by=coordinator, to=heir)
        people.pass_on(network=network, by=coordinator, to=heir)
        assert (role_of(mine), role_of(heir)) == ("member", "coordinator")
        assert told("network_role") == [heir.person]
        people.leave(network=network, person=coordinator)
        assert people.leave(network=network, person=coordinator) is None
        assert state_of(mine) == "left"

    def test_coordination_goes_to_members_of_this_network_only(self):
        network, coordinator = led()
        asking = join(network, MemberFactory(), state=REQUESTED)
        with pytest.raises(Refused):
            people.pass_on(network=network, by=coordinator, to=asking)
        other, _ = led()
        with pytest.raises(Membership.DoesNotExist):
            people.pass_on(network=network, by=coordinator, to=join(other, MemberFactory()))
        with pytest.raises(NotAllowed):
            people.pass_on(network=network, by=MemberFactory(), to=asking)

    def test_a_removed_member_is_told_why_once(self):
        network, coordinator = led()
        row = join(network, MemberFactory())
        people.remove(membership=row, by=coordinator, reason="Publicidad")
        people.remove(membership=row, by=coordinator, reason="Publicidad")
        assert told("network_removed") == [row.person]
        row.refresh_from_db()
        assert (row.state, row.decision_note) == (MembershipState.REMOVED, "Publicidad")


class TestNetworksOfNetworks:
    def test_who_speaks_for_both_adds_at_once_others_ask_its_coordinators(self):
        network, coordinator = led()
        mine = NetworkFactory()
        join(mine, coordinator, role=MembershipRole.COORDINATOR)
        assert people.add_network(network=network, member=mine, by=coordinator).state == ACTIVE
        theirs, other = led()
        row = people.add_network(network=network, member=theirs, by=coordinator)
        assert people.add_network(network=network, member=theirs, by=coordinator).pk == row.pk
        assert (row.state, told("network_asks_network")) == (INVITED, [other])
        with pytest.raises(NotAllowed):
            people.answer_for_network(membership=row, by=coordinator, accepts=True)
        assert people.answer_for_network(membership=row, by=other, accepts=True).state == ACTIVE

    def test_circles_are_refused_when_added_and_when_accepted(self):
        (a, _), (b, _), (c, _) = led(), led(), led()
        staff = StaffFactory()
        people.add_network(network=a, member=b, by=staff)
        people.add_network(network=b, member=c, by=staff)
        with pytest.raises(Refused):
            people.add_network(network=c, member=a, by=staff)
        with pytest.raises(Refused):
            people.add_network(network=a, member=a, by=staff)
        waiting = Membership.objects.create(network=c, member_network=a, state=INVITED)
        with pytest.raises(Refused):
            people.answer_for_network(membership=waiting, by=staff, accepts=True)

    def test_an_organisation_is_a_member_once_and_coordinates_nothing(self):
        network, coordinator = led()
        institution = InstitutionFactory()
        row = people.add_organisation(network=network, institution=institution, by=coordinator)
        assert people.add_organisation(network=network, institution=institution, by=coordinator).pk == row.pk
        with pytest.raises(Refused):
            people.change_role(membership=row, by=coordinator, role=MembershipRole.COORDINATOR)


def test_every_act_stands_in_the_log_without_a_name_or_a_word():
    network, coordinator = led(join_policy=JoinPolicy.REQUEST)
    person = MemberFactory(first_name="Wiñay")
    row = joining.ask(network=network, person=person, answers=ANSWERS, message="secreto")
    joining.accept(membership=row, by=coordinator, note="secreto")
    people.change_role(membership=row, by=coordinator, role=MembershipRole.OBSERVER)
    people.remove(membership=row, by=coordinator, reason="secreto")
    entries = AuditEntry.objects.filter(subject_type="members.network")
    assert [entry.verb for entry in entries.order_by("pk")] == [
        "network.asked_to_join",
        "network.request_accepted",
        "network.role_changed",
        "network.removed",
    ]
    assert not any("secreto" in str(entry.detail) or "Wiñay" in str(entry.detail) for entry in entries)
    assert OutboxEntry.objects.filter(kind="mail.send").count() == 4
    assert User.objects.filter(pk=person.pk).exists()
