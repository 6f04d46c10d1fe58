"""Posting, editing, taking back and marking: numbers without gaps, repeats that change nothing, refusals with words."""

from uuid import uuid4

import pytest

from alliance.core.audience import Audience
from members.enums import MembershipRole
from members.rooms.enums import Posting
from members.rooms.models import Message, MessageRevision, Room
from members.rooms.services import talking
from members.rooms.services.refusals import Closed, Empty, NotAllowed, NotFound, TooFast, TooLong
from tests.factories.members import MemberFactory, NetworkFactory, join
from tests.factories.rooms import RoomFactory, say
from tests.members.races import at_once

pytestmark = pytest.mark.django_db


def test_messages_are_numbered_one_after_the_other_and_every_event_too():
    room, ana = RoomFactory(), MemberFactory()
    first, second = say(room, ana), say(room, ana)
    edited = talking.edit(room=room, by=ana, seq=first.seq, body="Hello all")
    room.refresh_from_db()
    assert [(m.seq, m.change) for m in (first, second, edited)] == [(1, 1), (2, 2), (1, 3)]
    assert (room.last_seq, room.last_change) == (2, 3)


def test_the_same_attempt_again_is_the_same_message():
    room, ana, attempt = RoomFactory(), MemberFactory(), uuid4()
    posted = [
        talking.post(room=room, author=ana, client_id=attempt, body=body, language="en") for body in ("One", "Two")
    ]
    assert posted[0].pk == posted[1].pk
    assert [message.body for message in Message.objects.all()] == ["One"]


def test_an_edit_keeps_what_was_said_and_a_message_taken_back_shows_nothing():
    room, ana = RoomFactory(), MemberFactory()
    message = say(room, ana, "One")
    talking.edit(room=room, by=ana, seq=1, body="Two")
    talking.delete(room=room, by=ana, seq=1)
    message.refresh_from_db()
    assert (message.body, message.html, message.is_gone) == ("", "", True)
    assert list(MessageRevision.objects.values_list("body", flat=True)) == ["One", "Two"]


@pytest.mark.parametrize(("body", "refusal"), [("  \n ", Empty), ("\u200b\u2060", Empty), ("x" * 4001, TooLong)])
def test_what_cannot_be_said_is_refused_and_leaves_no_number(body, refusal):
    room = RoomFactory()
    with pytest.raises(refusal):
        say(room, MemberFactory(), body)
    room.refresh_from_db()
    assert (room.last_seq, room.last_change) == (0, 0)


def test_who_may_write():
    network = NetworkFactory()
    room = RoomFactory(network=network, audience=Audience.NETWORKS)
    member, observer, stranger = MemberFactory(), MemberFactory(), MemberFactory()
    join(network, member)
    join(network, observer, role=MembershipRole.OBSERVER)
    say(room, member)
    with pytest.raises(NotAllowed):
        say(room, observer)
    with pytest.raises(NotFound):
        say(room, stranger)


def test_where_only_coordinators_write_members_react():
    network = NetworkFactory()
    room = RoomFactory(network=network, audience=Audience.NETWORKS, posting=Posting.ANNOUNCEMENTS)
    coordinator, member = MemberFactory(), MemberFactory()
    join(network, coordinator, role=MembershipRole.COORDINATOR)
    join(network, member)
    say(room, coordinator)
    with pytest.raises(NotAllowed):
        say(room, member)
    for _time in range(3):
        talking.react(room=room, by=member, seq=1, mark="useful")
    message = Message.objects.get()
    assert [(r.person, r.mark) for r in message.reactions.all()] == [(member, "useful")]


def test_nobody_writes_in_a_closed_room():
    room, ana = RoomFactory(), MemberFactory()
    say(room, ana)
    Room.objects.update(archived_at=room.created_at)
    for act in (
        lambda: say(room, ana),
        lambda: talking.edit(room=room, by=ana, seq=1, body="x"),
        lambda: talking.delete(room=room, by=ana, seq=1),
        lambda: talking.react(room=room, by=ana, seq=1, mark="useful"),
    ):
        with pytest.raises(Closed):
            act()


def test_others_words_are_not_ones_own():
    room, ana, ben = RoomFactory(), MemberFactory(), MemberFactory()
    say(room, ana)
    with pytest.raises(NotAllowed):
        talking.edit(room=room, by=ben, seq=1, body="x")
    with pytest.raises(NotAllowed):
        talking.delete(room=room, by=ben, seq=1)


def test_an_answer_names_a_message_of_its_own_room():
    room, other, ana = RoomFactory(), RoomFactory(), MemberFactory()
    say(other, ana)
    with pytest.raises(NotFound):
        say(room, ana, reply_to=1)
    say(room, ana)
    assert say(room, ana, reply_to=1).reply_to.seq == 1


def test_ten_messages_in_ten_seconds_and_a_pause_in_slow_mode():
    room, slow, ana = RoomFactory(), RoomFactory(slow_seconds=60), MemberFactory()
    say(slow, ana)
    with pytest.raises(TooFast) as refused:
        say(slow, ana)
    assert 55 < refused.value.seconds <= 60
    for _number in range(9):
        say(room, ana)
    with pytest.raises(TooFast) as refused:
        say(room, ana)
    assert 0 < refused.value.seconds <= 10


@pytest.mark.django_db(transaction=True)
def test_many_write_at_the_same_moment_and_no_number_is_left_out():
    room = RoomFactory()
    people = [MemberFactory() for _ in range(4)]
    ends = at_once(*[lambda person=person: [say(room, person) for _ in range(5)] for person in people])
    assert [end for end in ends if isinstance(end, Exception)] == []
    rows = Message.objects.order_by("seq").values_list("seq", "change")
    assert list(rows) == [(number, number) for number in range(1, 21)]


@pytest.mark.django_db(transaction=True)
def test_one_attempt_from_two_windows_at_once_is_one_message():
    room, ana, attempt = RoomFactory(), MemberFactory(), uuid4()
    ends = at_once(
        *[
            lambda: talking.post(room=room, author=ana, client_id=attempt, body="x", language="en").seq
            for _window in range(2)
        ]
    )
    assert ends == [1, 1]
