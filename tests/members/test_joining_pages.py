"""The pages by which people come in and leave, as a browser asks for them."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from alliance.core.models import User
from alliance.site.setup import ensure_site
from members.enums import SeatPart
from members.models import Invitation, JoinRequest
from members.services.joining import invite, token_of
from tests.factories.core import CountryFactory
from tests.factories.members import MemberFactory, SeatFactory, StaffFactory, hold, sign_in
from tests.working import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    ensure_site()
    cache.clear()


def link_in_mail() -> str:
    """Where the last mail leads, once the worker has sent it."""
    work()
    return re.search(r"http://[^/]+(/\S+)", mail.outbox[-1].body)[1]


def test_an_invitation_is_accepted_without_a_password_and_leads_to_the_three_steps(client):
    country = CountryFactory()
    invite(by=StaffFactory(), email="ana@ministry.example", language="en", country=country)
    address = link_in_mail()
    page = client.get(address)
    assert page.status_code == 200
    assert "ana@ministry.example" in page.content.decode()
    answer = client.post(address, {"first_name": "  Ana\u202e ", "last_name": "Paz Ñandú"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/my/")
    person = User.objects.get(email="ana@ministry.example")
    assert (person.first_name, person.last_name, person.language) == ("Ana", "Paz Ñandú", "en")
    steps = client.get("/en/my/").content.decode()
    assert steps.count('<li class="now">') == 3
    again = client.get(address)
    assert again.status_code == 410


def test_the_session_of_before_is_not_the_session_of_after(client):
    client.get("/en/join/")
    session = client.session
    session["planted"] = "x"
    session.save()
    before = client.session.session_key
    client.post(
        f"/en/join/{token_of(invite(by=StaffFactory(), email='a@x.example', language='en'))}/",
        {"first_name": "A", "last_name": "B"},
    )
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("first", "complaint"),
    [("   ", "required"), ("\u202e\u200b", "required"), ("123", "letter"), ("<b>Ana", "address"), ("x" * 151, "150")],
)
def test_names_that_are_none_are_refused_with_words_and_the_rest_stays(client, first, complaint):
    address = f"/en/join/{token_of(invite(by=StaffFactory(), email='a@x.example', language='en'))}/"
    answer = client.post(address, {"first_name": first, "last_name": "Quispe"})
    assert answer.status_code == 400
    assert complaint in answer.content.decode()
    assert 'value="Quispe"' in answer.content.decode()
    assert not User.objects.filter(email="a@x.example").exists()


def test_an_emoji_and_letters_of_every_script_are_a_name(client):
    address = f"/en/join/{token_of(invite(by=StaffFactory(), email='a@x.example', language='en'))}/"
    client.post(address, {"first_name": "José 🌱", "last_name": "李"})
    assert str(User.objects.get(email="a@x.example")) == "José 🌱 李"


@pytest.mark.parametrize("token", ["x", "x" * 5000, "WzFd:1abc:xyz"])
def test_wrong_links_say_what_to_do_next(client, token):
    for kind in ("", "confirm/", "answer/"):
        answer = client.get(f"/en/join/{kind}{token}/")
        assert answer.status_code == 410
        assert "/en/join/" in answer.content.decode()


def test_who_is_signed_in_as_somebody_else_is_told_so(client):
    client.force_login(MemberFactory())
    answer = client.get(f"/en/join/{token_of(invite(by=StaffFactory(), email='a@x.example', language='en'))}/")
    assert answer.status_code == 409


def request_form(**other) -> dict:
    return {
        "email": "ana@school.example",
        "first_name": "Ana",
        "last_name": "Paz",
        "country": CountryFactory().pk,
        "organisation": "Escuela 5",
        "reason": "Queremos aprender",
        **other,
    }


def test_a_request_goes_from_the_form_to_the_invitation(client):
    country = CountryFactory()
    focal = MemberFactory(country=country)
    hold(SeatFactory(country=country), focal)
    sent = client.post("/en/join/", request_form(country=country.pk))
    assert sent["Location"] == "/en/join/sent/"
    address = link_in_mail()
    client.get(address)
    assert JoinRequest.objects.get().state == "unconfirmed"
    client.post(address)
    sign_in(client, focal)
    page = client.get("/en/my/").content.decode()
    where = re.search(r'href="(/en/my/requests/\d+/)"', page)[1]
    assert "Escuela 5" in client.get(where).content.decode()
    client.post(where, {"act": "accept"})
    client.logout()
    assert client.get(link_in_mail()).status_code == 200
    assert Invitation.objects.get().email == "ana@school.example"


def test_the_answer_is_the_same_for_addresses_that_are_known(client):
    known = MemberFactory()
    answers = [client.post("/en/join/", request_form(email=email)) for email in (known.email, "new@x.example")]
    assert len({(each.status_code, each["Location"], each.content) for each in answers}) == 1


def test_an_address_is_not_mailed_more_than_five_times_an_hour(client):
    for _ in range(5):
        client.post("/en/join/", request_form())
    refused = client.post("/en/join/", request_form())
    assert refused.status_code == 400
    assert "Queremos aprender" in refused.content.decode()


def test_what_belongs_to_others_is_not_there(client):
    invitation = invite(by=StaffFactory(), email="a@x.example", language="en")
    request = JoinRequest.objects.create(
        email="b@x.example", first_name="B", last_name="C", country=CountryFactory(), reason="x", state="waiting",
        confirmed_at=timezone.now(),
    )  # fmt: skip
    sign_in(client, MemberFactory())
    assert client.get(f"/en/my/requests/{request.pk}/").status_code == 404
    assert client.post(f"/en/my/requests/{request.pk}/", {"act": "accept"}).status_code == 404
    assert client.post(f"/en/my/invitations/{invitation.pk}/revoke/").status_code == 404
    assert "a@x.example" not in client.get("/en/my/invitations/").content.decode()
    invitation.refresh_from_db()
    assert invitation.revoked_at is None


def test_more_than_the_form_offers_is_not_taken(client):
    seat = SeatFactory()
    focal = MemberFactory()
    hold(seat, focal)
    client.force_login(focal)
    answer = client.post(
        "/en/my/invitations/",
        {"email": "a@x.example", "language": "en", "country": seat.country.pk, "roles": ["staff"], "is_staff": "1"},
    )
    assert answer.status_code == 400
    assert not Invitation.objects.exists()


def test_a_seat_and_its_part_are_one_choice_of_what_the_reader_may_give(client):
    seat = SeatFactory(country__code="EC")
    holder, deputy = MemberFactory(), MemberFactory()
    hold(seat, holder)
    hold(seat, deputy, SeatPart.DEPUTY)
    typed = {"email": "a@x.example", "language": "en", "country": seat.country.pk, "roles": ["ministry_member"]}
    offered = {}
    for person in (holder, deputy, StaffFactory()):
        client.force_login(person)
        page = client.get("/en/my/invitations/").content.decode()
        assert 'name="seat_part"' not in page
        offered[person] = re.findall(rf'<option value="{seat.pk}-(\w+)"', page)
        assert ("No seat" in page) == bool(offered[person])
    assert list(offered.values()) == [["holder", "deputy"], [], ["holder", "deputy"]]
    assert client.post("/en/my/invitations/", typed | {"seat": f"{seat.pk}-owner"}).status_code == 400
    client.post("/en/my/invitations/", typed | {"seat": f"{seat.pk}-deputy"})
    assert (Invitation.objects.get().seat, Invitation.objects.get().seat_part) == (seat, SeatPart.DEPUTY)
    client.post("/en/my/invitations/", typed | {"email": "b@x.example", "seat": ""})
    second = Invitation.objects.get(email="b@x.example")
    assert (second.seat, second.seat_part) == (None, "")


@pytest.mark.parametrize("path", ["", "invitations/", "requests/", "data/"])
def test_strangers_sign_in_first_and_accounts_without_membership_find_nothing(client, path):
    from tests.factories.core import UserFactory

    answer = client.get(f"/en/my/{path}")
    assert answer.status_code == 302
    assert f"next=/en/my/{path}" in answer["Location"]
    client.force_login(UserFactory())
    assert client.get(f"/en/my/{path}").status_code == 404


def test_pages_of_members_are_kept_by_nobody(client):
    client.force_login(MemberFactory())
    assert "no-store" in client.get("/en/my/")["Cache-Control"]


def test_one_leaves_from_the_page_and_is_signed_out_everywhere(client):
    from django.test import Client

    person = MemberFactory(email="ana@x.example")
    elsewhere = Client()
    for each in (client, elsewhere):
        sign_in(each, person)
    assert client.post("/en/my/data/forget/").status_code == 400
    answer = client.post("/en/my/data/forget/", {"sure": "on"})
    assert answer["Location"] == "/en/my/data/forgotten/"
    assert client.get("/en/my/data/forgotten/").status_code == 200
    assert elsewhere.get("/en/my/").status_code == 302


def test_the_file_of_my_data_is_a_download(client):
    sign_in(client, MemberFactory())
    assert client.get("/en/my/data/export.zip").status_code == 405
    answer = client.post("/en/my/data/export.zip")
    assert answer["Content-Type"] == "application/zip"
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize("path", ["my/data/export.zip", "my/data/forget/", "my/requests/1/"])
def test_grave_acts_ask_again_who_it_is(client, path):
    client.force_login(MemberFactory())
    assert "/accounts/reauthenticate/" in client.post(f"/en/{path}")["Location"]
