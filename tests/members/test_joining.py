"""Invitations: made, mailed, accepted once, withdrawn."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.utils import timezone

from alliance.core.models import AuditEntry, OutboxEntry, User
from members.enums import InvitationState, Role, SeatPart
from members.models import Invitation, Membership, Profile, SeatHolding
from members.roles import held_by
from members.services import joining
from members.services.joining import JoiningError, accept, invite, resend, revoke
from tests.factories.members import MemberFactory, NetworkFactory, SeatFactory, StaffFactory, hold, join
from tests.working import work

pytestmark = pytest.mark.django_db

ADDRESS = "maria@ministry.example"


@pytest.fixture
def staff() -> User:
    return StaffFactory()


def code_of(call, **arguments) -> str:
    with pytest.raises(JoiningError) as refused:
        call(**arguments)
    return refused.value.code


class TestInviting:
    def test_the_mail_speaks_the_languages_of_who_is_invited_and_leads_to_the_invitation(self, staff):
        invitation = invite(by=staff, email=" Maria@Ministry.example ", language="en", note="See you <b>soon</b>")
        work()
        assert invitation.email == ADDRESS
        [sent] = mail.outbox
        assert sent.to == [ADDRESS]
        token = sent.body.partition("/en/join/")[2].partition("/")[0]
        assert joining.invitation_of(token) == invitation
        assert "See you <b>soon</b>" in sent.body
        assert "See you &lt;b&gt;soon&lt;/b&gt;" in sent.alternatives[0].content

    def test_the_outbox_never_holds_the_link(self, staff):
        invitation = invite(by=staff, email=ADDRESS, language="en")
        assert joining.token_of(invitation) not in str(list(OutboxEntry.objects.values()))

    def test_a_second_click_makes_no_second_invitation(self, staff):
        first = invite(by=staff, email=ADDRESS, language="en")
        second = invite(by=staff, email=ADDRESS, language="pt")
        assert first == second
        assert Invitation.objects.get().language == "pt"
        work()
        assert len(mail.outbox) == 1

    def test_members_are_not_invited_again(self, staff):
        assert code_of(invite, by=staff, email=MemberFactory().email, language="es") == "is_member"

    def test_thirty_a_day(self, staff):
        for number in range(30):
            invite(by=staff, email=f"person{number}@ministry.example", language="es")
        assert code_of(invite, by=staff, email=ADDRESS, language="es") == "too_many"
        Invitation.objects.update(created_at=timezone.now() - timedelta(hours=25))
        invite(by=staff, email=ADDRESS, language="es")

    def test_who_holds_a_seat_invites_people_of_that_country_and_gives_small_roles(self):
        seat, other = SeatFactory(), SeatFactory()
        focal = MemberFactory()
        hold(seat, focal)
        invite(by=focal, email=ADDRESS, language="es", country=seat.country)
        for wrong in (
            {"country": other.country},
            {"country": None},
            {"country": seat.country, "roles": (Role.STAFF,)},
            {"country": seat.country, "roles": (Role.FOCAL_POINT,)},
            {"country": seat.country, "seat": other, "seat_part": SeatPart.HOLDER},
        ):
            assert code_of(invite, by=focal, email="other@ministry.example", language="es", **wrong) == "not_allowed"

    def test_coordinators_invite_into_their_network_and_nowhere_else(self):
        network, elsewhere = NetworkFactory(), NetworkFactory()
        coordinator = MemberFactory()
        join(network, coordinator, role="coordinator")
        invite(by=coordinator, email=ADDRESS, language="es", network=network, roles=(Role.PARTNER,))
        assert (
            code_of(
                invite, by=coordinator, email="b@x.example", language="es", network=elsewhere, roles=(Role.PARTNER,)
            )
            == "not_allowed"
        )

    def test_members_without_an_office_invite_nobody(self):
        assert code_of(invite, by=MemberFactory(), email=ADDRESS, language="es") == "not_allowed"


class TestAccepting:
    def test_the_person_has_what_the_invitation_names(self, staff):
        seat, network = SeatFactory(), NetworkFactory()
        before = MemberFactory()
        hold(seat, before)
        invitation = invite(
            by=staff, email=ADDRESS, language="pt", country=seat.country, seat=seat, seat_part=SeatPart.HOLDER,
            network=network, roles=(Role.REVIEWER,),
        )  # fmt: skip
        person = accept(invitation=invitation, first_name="María", last_name="Paz", language="pt", user=AnonymousUser())
        assert (person.email, str(person), person.country) == (ADDRESS, "María Paz", seat.country)
        assert person.joined_at is not None
        assert not person.has_usable_password()
        assert Profile.objects.get(person=person).slug == "maria-paz"
        assert {held.role for held in held_by(person)} == {Role.REVIEWER, Role.FOCAL_POINT}
        assert SeatHolding.objects.current().get(seat=seat).person == person
        assert SeatHolding.objects.get(person=before).until is not None
        assert Membership.objects.active().get(network=network).person == person
        assert Invitation.objects.get().state == InvitationState.ACCEPTED
        assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
            "invitation.sent", "role.granted", "seat.handed_over", "network.invitation_accepted",
            "invitation.accepted",
        ]  # fmt: skip

    def test_an_invitation_is_good_once(self, staff):
        invitation = invite(by=staff, email=ADDRESS, language="es")
        accept(invitation=invitation, first_name="A", last_name="B", language="es")
        assert code_of(accept, invitation=invitation, first_name="C", last_name="D", language="es") == "used"
        assert User.objects.get(email=ADDRESS).first_name == "A"

    def test_late_or_withdrawn_ones_open_nothing(self, staff):
        invitation = invite(by=staff, email=ADDRESS, language="es")
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert code_of(accept, invitation=invitation, first_name="A", last_name="B", language="es") == "expired"
        resend(invitation=invitation, by=staff)
        revoke(invitation=invitation, by=staff)
        assert code_of(accept, invitation=invitation, first_name="A", last_name="B", language="es") == "revoked"
        assert code_of(resend, invitation=invitation, by=staff) == "revoked"
        work()
        assert mail.outbox == []

    def test_whoever_is_signed_in_as_somebody_else_does_not_take_it(self, staff):
        invitation = invite(by=staff, email=ADDRESS, language="es")
        assert (
            code_of(accept, invitation=invitation, first_name="A", last_name="B", language="es", user=MemberFactory())
            == "other_account"
        )

    def test_a_link_that_was_changed_is_not_ours(self, staff):
        token = joining.token_of(invite(by=staff, email=ADDRESS, language="es"))
        assert joining.invitation_of(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
        assert joining.invitation_of("nonsense") is None

    def test_a_link_of_another_kind_opens_nothing(self, staff):
        from members import links

        invitation = invite(by=staff, email=ADDRESS, language="es")
        assert joining.invitation_of(links.sign("request.confirm", invitation.pk)) is None


def test_an_invitation_is_sent_five_times_at_most(staff):
    invitation = invite(by=staff, email=ADDRESS, language="es")
    for _ in range(4):
        invitation = resend(invitation=invitation, by=staff)
    assert code_of(resend, invitation=invitation, by=staff) == "too_many"
