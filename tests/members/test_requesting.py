"""Requests to join: confirmed by mail, decided by the country's seat or staff, told to nobody else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from alliance.core.mail import KIND
from alliance.core.models import Notice, OutboxEntry
from members import links
from members.enums import RequestState
from members.models import Invitation, JoinRequest
from members.services import requesting
from members.services.requesting import RequestError
from tests.factories.core import CountryFactory
from tests.factories.members import MemberFactory, SeatFactory, StaffFactory, hold

pytestmark = pytest.mark.django_db

ADDRESS = "ana@school.example"
ANSWERS = {"first_name": "Ana", "last_name": "Paz", "organisation": "Escuela 5", "position": "", "reason": "Aprender"}


def asked(country=None, **other) -> JoinRequest:
    requesting.ask_to_join(email=ADDRESS, language="es", country=country or CountryFactory(), **{**ANSWERS, **other})
    return JoinRequest.objects.get()


def confirmed(country=None) -> JoinRequest:
    request = asked(country)
    requesting.confirm(request=request)
    return JoinRequest.objects.get()


def mails() -> list[tuple[str, str]]:
    rows = OutboxEntry.objects.filter(kind=KIND).order_by("pk")
    return [(each["kind"], each["to"]) for each in rows.values_list("payload", flat=True)]


def test_before_the_address_is_confirmed_nobody_learns_of_the_request():
    request = asked()
    assert request.state == RequestState.UNCONFIRMED
    assert mails() == [("join_confirm", ADDRESS)]
    focal = MemberFactory()
    hold(SeatFactory(country=request.country), focal)
    assert not JoinRequest.objects.visible_to(focal).exists()
    with pytest.raises(RequestError, match="not_allowed"):
        requesting.accept_request(request=request, by=focal)


def test_a_member_who_asks_gets_a_mail_and_no_request_is_made():
    member = MemberFactory(email=ADDRESS)
    requesting.ask_to_join(email=f" {ADDRESS.upper()}", language="es", country=CountryFactory(), **ANSWERS)
    assert not JoinRequest.objects.exists()
    assert mails() == [("join_known", member.email)]


def test_asking_twice_makes_one_request_with_the_newest_words():
    asked(reason="First")
    assert asked(reason="Second").reason == "Second"


def test_a_confirmation_counts_once_and_tells_the_seat_of_the_country_alone():
    country = CountryFactory()
    focal, elsewhere, staff = MemberFactory(), MemberFactory(), StaffFactory()
    hold(SeatFactory(country=country), focal)
    hold(SeatFactory(), elsewhere)
    request = confirmed(country)
    requesting.confirm(request=request)
    assert [(each.person, each.kind) for each in Notice.objects.all()] == [(focal, "join_request")]
    assert JoinRequest.objects.visible_to(focal).to_decide().get() == request
    assert JoinRequest.objects.visible_to(staff).get() == request
    for user in (elsewhere, MemberFactory(), AnonymousUser()):
        assert not JoinRequest.objects.visible_to(user).exists()


def test_staff_decide_where_the_seat_is_vacant():
    staff = StaffFactory()
    confirmed()
    assert Notice.objects.get().person == staff


def test_yes_becomes_an_invitation_and_the_second_yes_is_refused():
    staff = StaffFactory()
    request = confirmed()
    requesting.accept_request(request=request, by=staff)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.country, invitation.roles) == (ADDRESS, request.country, ["ministry_member"])
    with pytest.raises(RequestError, match="decided"):
        requesting.decline_request(request=request, by=staff, reason="")
    assert Invitation.objects.count() == 1


def test_no_is_mailed_with_its_reason():
    staff = StaffFactory()
    requesting.decline_request(request=confirmed(), by=staff, reason="Write from your ministry's address.")
    assert mails()[-1] == ("join_declined", ADDRESS)
    assert (
        OutboxEntry.objects.filter(kind=KIND).order_by("-pk")[0].payload["context"]["reason"]
        == "Write from your ministry's address."
    )
    assert JoinRequest.objects.get().state == RequestState.DECLINED


def test_a_question_is_answered_once_without_an_account():
    staff = StaffFactory()
    request = confirmed()
    requesting.ask_about(request=request, by=staff, question="Which school?")
    token = OutboxEntry.objects.filter(kind=KIND).order_by("-pk")[0].payload["path"].split("/")[-2]
    assert requesting.request_to_answer(token) == request
    requesting.answer(request=request, words="Number 5")
    assert requesting.request_to_answer(token) is None
    requesting.answer(request=request, words="Number 6")
    again = JoinRequest.objects.get()
    assert (again.state, again.answer) == (RequestState.WAITING, "Number 5")


def test_others_decide_nothing():
    request = confirmed()
    elsewhere = MemberFactory()
    hold(SeatFactory(), elsewhere)
    for user in (elsewhere, MemberFactory()):
        for act in (
            lambda user=user: requesting.accept_request(request=request, by=user),
            lambda user=user: requesting.decline_request(request=request, by=user, reason="x"),
            lambda user=user: requesting.ask_about(request=request, by=user, question="x"),
        ):
            with pytest.raises(RequestError, match="not_allowed"):
                act()


def test_links_end_and_open_only_their_own_door(monkeypatch):
    request = asked()
    token = links.sign(requesting.CONFIRM, request.pk)
    assert requesting.request_to_confirm(token) == request
    assert requesting.request_to_answer(token) is None
    assert links.read(requesting.CONFIRM, token, lasts=timedelta(seconds=-1)) is None
