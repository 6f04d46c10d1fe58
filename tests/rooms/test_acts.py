"""What is done with one message without script: pages and buttons that lead back to it, and refusals with words."""

import pytest
from django.utils import translation

from alliance.core.audience import Audience
from alliance.core.models import AuditEntry
from members.enums import MembershipRole
from members.rooms.models import Message, Room
from members.rooms.services import marking, talking
from members.rooms.services.refusals import NotAllowed
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.factories.rooms import RoomFactory, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """A room of a network with its coordinator, two members and somebody who does not belong to it."""
    network = NetworkFactory()
    room = RoomFactory(slug="r", network=network, audience=Audience.NETWORKS)
    coordinator, ana, ben, stranger = (MemberFactory() for _ in range(4))
    join(network, coordinator, role=MembershipRole.COORDINATOR)
    join(network, ana)
    join(network, ben)
    return room, coordinator, ana, ben, stranger


def test_an_edit_leads_back_to_the_message(client, people):
    room, _coordinator, ana, _ben, _stranger = people
    say(room, ana, "One")
    client.force_login(ana)
    assert "One" in client.get("/en/rooms/r/1/edit/").text
    answer = client.post("/en/rooms/r/1/edit/", {"body": "Two"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/rooms/r/?at=1#m-1")
    assert Message.objects.get().body == "Two"


def test_a_refused_edit_keeps_what_was_typed(client, people):
    room, _coordinator, ana, _ben, _stranger = people
    say(room, ana, "One")
    client.force_login(ana)
    answer = client.post("/en/rooms/r/1/edit/", {"body": "y" * 4001})
    assert answer.status_code == 422
    assert "y" * 4001 in answer.text
    assert "4001 characters" in answer.text
    assert client.post("/en/rooms/r/1/edit/", {"body": ""}).status_code == 422
    assert Message.objects.get().body == "One"


def test_a_message_is_taken_back_after_a_question(client, people):
    room, _coordinator, ana, _ben, _stranger = people
    say(room, ana, "Too early")
    client.force_login(ana)
    assert "Too early" in client.get("/en/rooms/r/1/delete/").text
    assert not Message.objects.get().is_gone
    for _press in range(2):
        assert client.post("/en/rooms/r/1/delete/")["Location"] == "/en/rooms/r/?at=1#m-1"
    assert Message.objects.get().is_gone
    page = client.get("/en/rooms/r/").text
    assert "Too early" not in page
    assert "The author took this message back." in page


@pytest.mark.parametrize("act", ["edit", "delete"])
def test_others_messages_are_refused_with_words(client, people, act):
    room, coordinator, ana, _ben, _stranger = people
    say(room, ana, "One")
    client.force_login(coordinator)
    for answer in (client.get(f"/en/rooms/r/1/{act}/"), client.post(f"/en/rooms/r/1/{act}/", {"body": "x"})):
        assert answer.status_code == 403
        assert "You may not do this in this room." in answer.text
    assert Message.objects.get().body == "One"


@pytest.mark.parametrize("act", ["edit", "delete", "react", "pin", "answer", "history"])
def test_what_may_not_be_seen_is_not_there(client, people, act):
    room, _coordinator, ana, _ben, stranger = people
    say(room, ana)
    client.force_login(stranger)
    assert client.get(f"/en/rooms/r/1/{act}/").status_code == 404
    if act != "history":
        assert client.post(f"/en/rooms/r/1/{act}/", {"body": "x", "mark": "useful"}).status_code == 404
    client.force_login(ana)
    assert client.get(f"/en/rooms/r/99/{act}/").status_code == 404
    assert client.get(f"/en/rooms/r/{10**30}/{act}/").status_code == 404
    client.logout()
    assert "/accounts/login/" in client.get(f"/en/rooms/r/1/{act}/")["Location"]


def test_marks_are_put_and_taken_away_by_buttons(client, people):
    room, _coordinator, ana, ben, _stranger = people
    say(room, ana)
    client.force_login(ben)
    assert client.get("/en/rooms/r/1/react/")["Location"] == "/en/rooms/r/?at=1#m-1"
    assert client.post("/en/rooms/r/1/react/", {"mark": "thanks"})["Location"] == "/en/rooms/r/?at=1#m-1"
    assert [(r.person, r.mark) for r in Message.objects.get().reactions.all()] == [(ben, "thanks")]
    assert client.post("/en/rooms/r/1/react/", {"mark": "hate"}).status_code == 422
    client.post("/en/rooms/r/1/react/", {"mark": "thanks"})
    assert not Message.objects.get().reactions.exists()


def test_moderators_pin_and_others_do_not(client, people):
    room, coordinator, ana, _ben, _stranger = people
    say(room, ana)
    client.force_login(ana)
    assert client.post("/en/rooms/r/1/pin/", {"on": "1"}).status_code == 403
    client.force_login(coordinator)
    for _press in range(2):
        assert client.post("/en/rooms/r/1/pin/", {"on": "1"}).status_code == 302
    message = Message.objects.get()
    assert (message.pinned_at is not None, message.change) == (True, 2)
    client.post("/en/rooms/r/1/pin/", {"on": "0"})
    message.refresh_from_db()
    assert (message.pinned_at, message.change) == (None, 3)
    verbs = AuditEntry.objects.filter(verb__startswith="room.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["room.message_pinned", "room.message_unpinned"]


def test_who_asked_says_what_answers_it(client, people):
    room, coordinator, ana, ben, _stranger = people
    say(room, ana, "How?")
    say(room, ben, "Like this.", reply_to=1)
    client.force_login(ben)
    assert client.post("/en/rooms/r/2/answer/", {"on": "1"}).status_code == 403
    client.force_login(ana)
    assert client.post("/en/rooms/r/1/answer/", {"on": "1"}).status_code == 403
    assert client.post("/en/rooms/r/2/answer/", {"on": "1"})["Location"] == "/en/rooms/r/?at=2#m-2"
    assert Message.objects.get(seq=2).is_answer
    client.force_login(coordinator)
    client.post("/en/rooms/r/2/answer/", {"on": "0"})
    assert not Message.objects.get(seq=2).is_answer
    assert AuditEntry.objects.filter(verb="room.answer_unmarked", actor=coordinator).count() == 1
    talking.delete(room=room, by=ben, seq=2)
    with pytest.raises(NotAllowed):
        marking.mark_answer(room=room, by=ana, seq=2)


def test_what_was_said_before_is_for_author_and_moderators(client, people):
    room, coordinator, ana, ben, _stranger = people
    say(room, ana, "First words")
    talking.edit(room=room, by=ana, seq=1, body="Second words")
    talking.delete(room=room, by=ana, seq=1)
    for reader in (ana, coordinator, StaffFactory()):
        client.force_login(reader)
        page = client.get("/en/rooms/r/1/history/").text
        assert page.index("Second words") < page.index("First words")
    client.force_login(ben)
    assert client.get("/en/rooms/r/1/history/").status_code == 404


def test_a_closed_room_takes_no_acts_and_says_so(client, people):
    room, _coordinator, ana, _ben, _stranger = people
    say(room, ana)
    Room.objects.update(archived_at=room.created_at)
    client.force_login(ana)
    for act in ("delete", "react", "pin", "answer"):
        answer = client.post(f"/en/rooms/r/1/{act}/", {"mark": "useful"})
        assert (act, answer.status_code) == (act, 409)
        assert "The room is closed" in answer.text


def test_the_page_offers_each_reader_what_they_may_do(client, people, django_assert_max_num_queries):
    room, coordinator, ana, ben, _stranger = people
    say(room, ana, "How?")
    say(room, ben, "So.", reply_to=1)
    offered = {}
    for reader in (ana, ben, coordinator):
        client.force_login(reader)
        with translation.override("en"), django_assert_max_num_queries(60):
            page = client.get("/en/rooms/r/").text
        offered[reader] = {
            act for act in ("1/edit", "1/delete", "1/react", "1/pin", "2/answer") if f"/en/rooms/r/{act}/" in page
        }
    assert offered[ana] == {"1/edit", "1/delete", "1/react", "2/answer"}
    assert offered[ben] == {"1/react"}
    assert offered[coordinator] == {"1/react", "1/pin", "2/answer"}
