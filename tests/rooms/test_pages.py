"""A room as a page with a form, without script: nothing typed is lost or sent twice, and much costs no more than little."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from alliance.core.audience import Audience
from members.rooms.models import Message
from tests.factories.members import MemberFactory, sign_in
from tests.factories.rooms import RoomFactory, say
from tests.rooms.many import queries_of, talk

pytestmark = pytest.mark.django_db


def browser_of(person) -> Client:
    client = Client()
    sign_in(client, person)
    return client


def typed(client: Client, address: str) -> dict[str, str]:
    """Return what the form of the page sends if nothing is changed."""
    body = client.get(address).content.decode()
    form = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', body))
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", body, re.DOTALL)
    return {**form, "body": text[1] if text else ""}


def test_a_page_costs_the_same_for_thirty_and_for_three_thousand_messages():
    room, ana = RoomFactory(), MemberFactory()
    client = browser_of(MemberFactory())
    here = f"/en/rooms/{room.slug}/"
    talk(room, ana, 30)
    few = [queries_of(client, here), queries_of(client, f"{here}?at=20")]
    talk(room, ana, 2_970)
    assert [queries_of(client, here), queries_of(client, f"{here}?at=20")] == few
    assert client.get(here).content.count(b"<article") == 30


@pytest.mark.parametrize("name", ["before", "at", "reply_to", "sent"])
@pytest.mark.parametrize("wrong", ["x", "-1", "1.5", "²", "9" * 16, "1 OR 1=1"])
def test_numbers_that_are_none_are_not_there(name, wrong):
    room = RoomFactory()
    say(room, MemberFactory())
    assert browser_of(MemberFactory()).get(f"/en/rooms/{room.slug}/?{name}={wrong}").status_code == 404


@pytest.mark.parametrize("query", ["after=x", "after=0&change=-2", "after=²"])
def test_numbers_that_are_none_are_not_there_for_programs_either(query):
    room = RoomFactory()
    assert browser_of(MemberFactory()).get(f"/en/rooms/{room.slug}/since.json?{query}").status_code == 404


def test_numbers_beyond_the_end_show_what_is_there():
    room = RoomFactory()
    say(room, MemberFactory())
    client = browser_of(MemberFactory())
    for query in ("at=999999", "before=999999", "before=1", "sent=7", "reply_to=7"):
        assert client.get(f"/en/rooms/{room.slug}/?{query}").status_code == 200


def test_what_is_sent_stands_there_with_a_mark():
    room, ana = RoomFactory(), MemberFactory()
    client, here = browser_of(ana), f"/en/rooms/{room.slug}/"
    response = client.post(here, {**typed(client, here), "body": "Hello <all>"})
    assert (response.status_code, response["Location"]) == (302, f"{here}?sent=1#m-1")
    body = client.get(response["Location"]).content.decode()
    assert "<p>Hello &lt;all&gt;</p>" in body
    sent = body.partition('id="m-1"')[2]
    assert 'role="status"' in sent.partition("</article>")[0]
    assert "Sent" in sent.partition("</article>")[0]


def test_pressed_twice_it_is_said_once():
    room, ana = RoomFactory(), MemberFactory()
    client, here = browser_of(ana), f"/en/rooms/{room.slug}/"
    form = {**typed(client, here), "body": "Hello"}
    assert [client.post(here, form)["Location"] for _press in range(2)] == [f"{here}?sent=1#m-1"] * 2
    assert Message.objects.filter(room=room).count() == 1
    assert typed(client, here)["client_id"] != form["client_id"]


@pytest.mark.parametrize(("body", "status"), [("x" * 4001, 422), ("  \n ", 422)])
def test_what_is_refused_stays_in_the_form(body, status):
    room = RoomFactory()
    client, here = browser_of(MemberFactory()), f"/en/rooms/{room.slug}/"
    form = {**typed(client, here), "body": body}
    response = client.post(here, form)
    assert response.status_code == status
    shown = response.content.decode()
    assert f">\n{body}</textarea>" in shown
    assert form["client_id"] in shown
    assert "field__error" in shown
    assert Message.objects.filter(room=room).count() == 0


def test_who_writes_too_fast_keeps_the_text_and_the_message_that_it_answers():
    room, ana = RoomFactory(slow_seconds=600), MemberFactory()
    client, here = browser_of(ana), f"/en/rooms/{room.slug}/"
    say(room, ana, "First")
    form = {**typed(client, f"{here}?reply_to=1"), "body": "Second & more"}
    assert form["reply_to"] == "1"
    response = client.post(here, form)
    assert response.status_code == 429
    shown = response.content.decode()
    assert ">\nSecond &amp; more</textarea>" in shown
    assert 'name="reply_to" value="1"' in shown


def test_a_form_without_its_number_or_with_a_wrong_one_posts_nothing():
    room = RoomFactory()
    client, here = browser_of(MemberFactory()), f"/en/rooms/{room.slug}/"
    for form in ({"body": "x"}, {"body": "x", "client_id": "7"}, {"body": "x", "client_id": uuid4(), "reply_to": "a"}):
        assert client.post(here, form).status_code == 422
    assert client.post(here, {"body": "x", "client_id": uuid4(), "reply_to": "99"}).status_code == 422
    assert Message.objects.count() == 0


def test_signed_out_while_writing_the_text_waits():
    room, ana = RoomFactory(), MemberFactory()
    client, here = browser_of(ana), f"/en/rooms/{room.slug}/"
    say(room, ana, "First")
    form = {**typed(client, f"{here}?reply_to=1"), "body": "Long <b>thought</b>"}
    client.logout()
    response = client.post(here, form)
    assert response["Location"] == f"/accounts/login/?next=/en/rooms/{room.slug}/"
    assert Message.objects.count() == 1
    sign_in(client, ana)
    back = typed(client, here)
    assert (back["body"], back["reply_to"]) == ("Long &lt;b&gt;thought&lt;/b&gt;", "1")
    assert "What you typed and did not send is back" in client.get(here).content.decode()
    assert client.post(here, {**back, "body": "Long thought"}).status_code == 302
    assert Message.objects.get(seq=2).reply_to.seq == 1
    assert typed(client, here)["body"] == ""


def test_what_one_typed_nobody_else_sees():
    room, ana, ben = RoomFactory(), MemberFactory(), MemberFactory()
    client, here = browser_of(ana), f"/en/rooms/{room.slug}/"
    form = {**typed(client, here), "body": "Mine alone"}
    client.logout()
    client.post(here, form)
    assert typed(browser_of(ben), here)["body"] == ""
    assert typed(client, here) == {"body": ""} or client.get(here).status_code == 404


def test_strangers_read_public_rooms_and_are_asked_to_sign_in_to_write():
    public, members = RoomFactory(audience=Audience.PUBLIC), RoomFactory()
    say(public, MemberFactory(), "For all")
    client = Client()
    body = client.get(f"/en/rooms/{public.slug}/").content.decode()
    assert "For all" in body
    assert "<textarea" not in body
    assert client.get(f"/en/rooms/{members.slug}/").status_code == 404
    assert client.post(f"/en/rooms/{members.slug}/", {"body": "x", "client_id": uuid4()}).status_code == 302
    assert client.get("/en/rooms/nowhere/").status_code == 404
