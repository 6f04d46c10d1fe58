"""Somebody who has no account is invited from a network's page: into the alliance and the network at once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.utils import timezone

from members.enums import InvitationState, MembershipRole, Role
from members.models import Invitation, Membership
from members.roles import held_by
from members.services import joining
from members.services.joining import JoiningError, accept, resend
from members.services.networks import people
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join, sign_in
from tests.members.networks import led
from tests.working import work

pytestmark = pytest.mark.django_db

TYPED = {
    "email": "nueva@example.org",
    "language": "pt",
    "network_role": "observer",
    "role": "partner",
    "note": "Venha <b>já</b>",
}


def page(network, what: str) -> str:
    return f"/en/my/networks/{network.slug}/members/{what}"


def come_in(invitation: Invitation):
    return accept(invitation=invitation, first_name="Ana", last_name="Paz", language="pt", user=AnonymousUser())


def sent(network, by, **changes) -> Invitation:
    typed = {"email": TYPED["email"], "language": "pt", "roles": (Role.PARTNER,), **changes}
    return joining.invite(by=by, network=network, **typed)


class TestInviting:
    def test_one_mail_in_their_language_leads_into_the_alliance_and_the_network(self, client):
        network, coordinator = led()
        sign_in(client, coordinator)
        answer = client.post(page(network, "newcomer/"), TYPED)
        assert (answer.status_code, answer["Location"]) == (302, page(network, ""))
        found = Invitation.objects.get()
        assert (found.network, found.network_role, found.roles) == (network, "observer", ["partner"])
        assert (found.created_by, found.language, found.country, found.seat) == (coordinator, "pt", None, None)
        work()
        [letter] = mail.outbox
        assert letter.to == ["nueva@example.org"]
        assert "Venha <b>já</b>" in letter.body
        assert f"da rede {network.text('pt').name}" in letter.body
        person = come_in(found)
        row = Membership.objects.get(person=person)
        assert (row.network, row.state, row.role, row.invited_by) == (network, "active", "observer", coordinator)
        assert [held.role for held in held_by(person)] == [Role.PARTNER]

    def test_the_page_of_the_link_says_which_network(self, client):
        network, coordinator = led()
        found = sent(network, coordinator, network_role=MembershipRole.OBSERVER)
        html = client.get(f"/en/join/{joining.token_of(found)}/").content.decode()
        assert f"<dd>{network}, Observer</dd>" in html

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"email": "no address"}, "valid email"),
            ({"network_role": "owner"}, "owner is not one of the available choices"),
            ({"role": "staff"}, "staff is not one of the available choices"),
            ({"note": "x" * 1001}, "at most 1000"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, client, changes, said):
        network, coordinator = led()
        sign_in(client, coordinator)
        answer = client.post(page(network, "newcomer/"), TYPED | changes)
        assert answer.status_code == 400
        assert said in answer.content.decode()
        assert not Invitation.objects.exists()

    def test_caps_and_members_are_told_as_for_other_invitations(self, client):
        network, coordinator = led()
        sign_in(client, coordinator)
        known = client.post(page(network, "newcomer/"), TYPED | {"email": MemberFactory().email})
        assert known.status_code == 400
        assert "belongs to the alliance already" in known.content.decode()
        for number in range(joining.MOST_A_DAY):
            sent(network, coordinator, email=f"n{number}@example.org")
        capped = client.post(page(network, "newcomer/"), TYPED)
        assert capped.status_code == 400
        assert "enough for today" in capped.content.decode()

    def test_only_those_who_manage_the_network_find_the_form(self, client):
        network, _coordinator = led()
        member = MemberFactory()
        join(network, member)
        sign_in(client, member)
        assert client.get(page(network, "newcomer/")).status_code == 403
        assert client.post(page(network, "newcomer/"), TYPED).status_code == 403
        assert not Invitation.objects.exists()

    def test_an_archived_network_invites_nobody(self, client):
        network, coordinator = led(archived_at=timezone.now())
        sign_in(client, coordinator)
        assert client.post(page(network, "newcomer/"), TYPED)["Location"] == page(network, "")
        assert not Invitation.objects.exists()


class TestTheList:
    def test_it_tells_the_state_until_somebody_accepts_or_withdraws(self, client):
        network, coordinator = led()
        sign_in(client, coordinator)
        found = sent(network, coordinator, network_role=MembershipRole.OBSERVER)
        html = client.get(page(network, "")).content.decode()
        assert "nueva@example.org" in html
        assert f"{InvitationState.WAITING.label} · Observer" in html
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
        assert f"{InvitationState.EXPIRED.label} · Observer" in client.get(page(network, "")).content.decode()
        act = f"/en/my/invitations/{found.pk}"
        assert client.post(f"{act}/resend/", {"from": "network"})["Location"] == page(network, "")
        assert Invitation.objects.get().state == InvitationState.WAITING
        assert client.post(f"{act}/resend/")["Location"] == "/en/my/invitations/"
        assert client.post(f"{act}/revoke/", {"from": "network"})["Location"] == page(network, "")
        assert Invitation.objects.get().state == InvitationState.REVOKED
        assert "nueva@example.org" not in client.get(page(network, "")).content.decode()

    def test_who_coordinates_with_the_inviter_may_send_it_again_and_withdraw_it(self, client):
        network, coordinator = led()
        second = MemberFactory()
        join(network, second, role=MembershipRole.COORDINATOR)
        found = sent(network, coordinator)
        sign_in(client, second)
        assert "nueva@example.org" in client.get(page(network, "")).content.decode()
        act = f"/en/my/invitations/{found.pk}"
        client.post(f"{act}/resend/", {"from": "network"})
        assert Invitation.objects.get().times_sent == 2
        client.post(f"{act}/revoke/", {"from": "network"})
        assert Invitation.objects.get().state == InvitationState.REVOKED

    def test_an_invitation_into_more_than_the_network_is_its_inviters_alone(self, client):
        network, _first = led()
        second = MemberFactory()
        join(network, second, role=MembershipRole.COORDINATOR)
        found = sent(network, StaffFactory(), country=MemberFactory().country)
        sign_in(client, second)
        assert "nueva@example.org" not in client.get(page(network, "")).content.decode()
        for what in ("resend", "revoke"):
            assert client.post(f"/en/my/invitations/{found.pk}/{what}/", {"from": "network"}).status_code == 404
        sign_in(client, StaffFactory())
        assert "nueva@example.org" in client.get(page(network, "")).content.decode()


class TestComingIn:
    def test_who_coordinates_no_more_has_let_nobody_in(self):
        network, coordinator = led()
        other = MemberFactory()
        join(network, other, role=MembershipRole.COORDINATOR)
        found = sent(network, coordinator, network_role=MembershipRole.COORDINATOR)
        people.leave(network=network, person=coordinator)
        for call in (lambda: come_in(found), lambda: resend(invitation=found, by=coordinator)):
            with pytest.raises(JoiningError) as refused:
                call()
            assert refused.value.code in {"revoked", "not_allowed"}
        assert not Membership.objects.filter(person__email=TYPED["email"]).exists()

    def test_one_comes_into_the_network_that_this_one_was_merged_into(self):
        network, coordinator = led()
        heir = NetworkFactory()
        join(heir, coordinator, role=MembershipRole.COORDINATOR)
        found = sent(network, coordinator)
        type(network).objects.filter(pk=network.pk).update(merged_into=heir, archived_at=timezone.now())
        found = Invitation.objects.get(pk=found.pk)
        assert Membership.objects.get(person=come_in(found)).network == heir

    def test_one_comes_into_the_alliance_alone_where_the_network_has_ended_meanwhile(self):
        network, coordinator = led()
        found = sent(network, coordinator)
        type(network).objects.filter(pk=network.pk).update(archived_at=timezone.now())
        person = come_in(Invitation.objects.get(pk=found.pk))
        assert person.joined_at is not None
        assert not Membership.objects.filter(person=person).exists()


def test_nothing_is_sent_without_the_token_of_the_form(client):
    network, coordinator = led()
    strict = client.__class__(enforce_csrf_checks=True)
    sign_in(strict, coordinator)
    assert strict.post(page(network, "newcomer/"), TYPED).status_code == 403
    assert not Invitation.objects.exists()
