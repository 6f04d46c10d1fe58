"""The socket of a room: what design/interfaces promises to browsers and scripts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from django.utils import timezone

from alliance.core.audience import Audience
from members.rooms.enums import VoteState
from members.rooms.models import Ballot, Vote
from members.rooms.services import talking
from tests.factories.members import MemberFactory, NetworkFactory, join
from tests.factories.rooms import RoomFactory, say
from tests.rooms.sockets import cookie_of, socket_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

in_thread = database_sync_to_async


async def entered(slug: str, person, **options):
    """A socket that has been greeted, and the greeting."""
    socket = socket_to(slug, await in_thread(cookie_of)(person), **options)
    assert await socket.connect()
    return socket, await socket.hear("hello")


async def test_who_writes_gets_a_number_and_everybody_the_message():
    room, ana, ben = await in_thread(lambda: (RoomFactory(), MemberFactory(), MemberFactory()))()
    (mine, hello), (other, _hello) = await entered(room.slug, ana), await entered(room.slug, ben)
    assert (hello["room"], hello["seq"], hello["can"]) == (room.slug, 0, ["post", "react"])
    attempt = str(uuid4())
    for _time in range(2):
        await mine.say(type="post", client_id=attempt, body="Hello *all*", reply_to=None)
        assert (await mine.hear("ack"))["seq"] == 1
    heard = await other.hear("message")
    assert (heard["seq"], heard["client_id"], heard["html"]) == (1, attempt, "<p>Hello <em>all</em></p>")
    assert heard["author"]["name"] == ana.shown_name
    await mine.disconnect()
    await other.disconnect()


async def test_what_was_missed_comes_in_order_and_then_the_end_of_it():
    room, ana = await in_thread(lambda: (RoomFactory(), MemberFactory()))()
    for _number in range(3):
        await in_thread(say)(room, ana)
    socket, hello = await entered(room.slug, ana)
    assert hello["seq"] == 3
    await socket.say(type="after", seq=1)
    assert [(await socket.hear())["seq"] for _ in range(2)] == [2, 3]
    assert (await socket.hear())["type"] == "caught_up"
    await in_thread(talking.edit)(room=room, by=ana, seq=1, body="Changed")
    assert (await socket.hear("message"))["text"] == "Changed"
    await socket.say(type="after", seq=3, change=3)
    assert [(await socket.hear())["type"] for _ in range(2)] == ["message", "caught_up"]
    await socket.disconnect()


async def test_where_the_votes_stand_comes_with_what_was_missed_and_with_questions():
    room, ana = await in_thread(lambda: (RoomFactory(), MemberFactory()))()
    open_one, _draft, late, _old = await in_thread(votes_in)(room, ana)
    polls = [
        {"type": "poll", "vote": open_one.pk, "state": "open", "ballots": 1},
        {"type": "poll", "vote": late.pk, "state": "closed", "ballots": 0},
    ]
    socket, _hello = await entered(room.slug, ana)
    await socket.say(type="after", seq=0)
    assert [await socket.hear() for _ in range(2)] == polls
    assert (await socket.hear())["type"] == "caught_up"
    await socket.disconnect()
    assert (await in_thread(asked)(room, ana))["polls"] == polls


def votes_in(room, ana) -> list[Vote]:
    """A vote that is open, with one ballot; a draft; one that was just closed and one that was closed last week."""
    now, made = timezone.now(), []
    for state, closed in (
        (VoteState.OPEN, None),
        (VoteState.DRAFT, None),
        (VoteState.CLOSED, now),
        (VoteState.CLOSED, now - timedelta(days=7)),
    ):
        made.append(Vote.objects.create(room=room, token=uuid4(), title_en="What?", state=state, closed_at=closed))
    Ballot.objects.create(vote=made[0], person=ana)
    return made


def asked(room, person) -> dict:
    """What a line without sockets is told."""
    browser = Client()
    browser.force_login(person)
    return browser.get(f"/en/rooms/{room.slug}/since.json?after=0").json()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "fly"}, "bad_message"),
        ({"type": "post", "client_id": "x", "body": "hello"}, "bad_message"),
        ({"type": "post", "client_id": str(uuid4()), "body": 7}, "bad_message"),
        ({"type": "post", "client_id": str(uuid4()), "body": "x" * 4001}, "too_long"),
        ({"type": "post", "client_id": str(uuid4()), "body": "x", "reply_to": 99}, "not_found"),
        ({"type": "after", "seq": -1}, "bad_message"),
        ({"type": "edit", "seq": 5, "body": "x"}, "not_found"),
        ({"type": "react", "seq": 5, "mark": "hate"}, "bad_message"),
    ],
)
async def test_what_cannot_be_done_is_answered_and_the_socket_stays_open(frame, code):
    room, ana = await in_thread(lambda: (RoomFactory(), MemberFactory(language="pt")))()
    socket, _hello = await entered(room.slug, ana)
    await socket.say(**frame)
    error = await socket.hear()
    assert (error["type"], error["code"]) == ("error", code)
    await socket.say(type="after", seq=0)
    assert (await socket.hear())["type"] == "caught_up"
    await socket.disconnect()


async def test_strangers_are_told_why_they_may_not_come_in():
    def made():
        network = NetworkFactory()
        RoomFactory(slug="closed", network=network, audience=Audience.NETWORKS)
        return MemberFactory()

    ana = await in_thread(made)()
    cookie = await in_thread(cookie_of)(ana)
    for slug, with_cookie, code in (("closed", "", 4401), ("closed", cookie, 4404), ("nowhere", cookie, 4404)):
        socket = socket_to(slug, with_cookie)
        await socket.connect()
        assert await socket.close_code() == code
    forged = socket_to("closed", cookie, origin="https://evil.example")
    assert not await forged.connect()


async def test_access_that_ends_ends_the_socket():
    def made():
        network = NetworkFactory()
        ana = MemberFactory()
        return RoomFactory(network=network, audience=Audience.NETWORKS), ana, join(network, ana)

    room, ana, membership = await in_thread(made)()
    socket, _hello = await entered(room.slug, ana)
    await in_thread(membership.delete)()
    assert await socket.close_code() == 4403
