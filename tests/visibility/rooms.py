"""Rooms behind their doors: what is said in them, and every way by which somebody may learn of it.

A new door of rooms (a file, a vote, minutes, a history, a feed) is added to `ROOM_DOORS`, and its address to `addresses.txt`.
"""

import re
from collections.abc import Callable
from io import BytesIO
from unittest.mock import patch
from uuid import uuid4

import pypdf
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from alliance.core.audience import Audience
from members.rooms.enums import FileKind, VoteState
from members.rooms.models import Message, MessageFile, MessageRevision, Reading, Room, Vote, VoteOption
from tests.factories.members import StaffFactory
from tests.factories.rooms import RoomFactory, say
from tests.rooms.sockets import socket_to
from tests.visibility.doors import SIGN_IN, Door, each_of, listed
from tests.visibility.table import states
from tests.visibility.world import NETWORKS, World, mark

LAST = 100
PATIENCE = 30
IN_NETWORKS = frozenset({"network", "closed"})
READABLE = frozenset(states("message") - {"deleted", "hidden"})
"""What is hidden is shown at its place, to those who moderate, and nowhere else."""


def furnish(world: World) -> None:
    """Each room has one message with a mark of its own; every reader is behind in it, by a power of two that tells it.

    What was hidden in some of them, and what it said before, is for those who moderate there.
    """
    networks, author = world.things["network"], StaffFactory()
    made = {
        "public": {"audience": Audience.PUBLIC},
        "members": {},
        "network": {"audience": Audience.NETWORKS, "network": networks["public"]},
        "closed": {"audience": Audience.NETWORKS, "network": networks["closed"]},
        "draft": {"audience": Audience.PUBLIC, "network": networks["draft"]},
        "merged": {"audience": Audience.MEMBERS, "network": networks["merged"]},
    }
    world.things["room"], world.things["message"], world.things["kept"] = {}, {}, {}
    for state, fields in made.items():
        room = RoomFactory(slug=f"room-{state}", title_en=mark("room", state), **fields)
        say(room, author, f"Said here: {mark('message', state)}")
        Message.objects.filter(room=room).update(seq=LAST)
        world.things["message"][state] = Message.objects.select_related("room").get(room=room)
        Room.objects.filter(pk=room.pk).update(last_seq=LAST)
        world.things["room"][state] = room
    for state, field in (("deleted", "deleted_at"), ("hidden", "hidden_at")):
        words = f"Said here: {mark('message', state)}"
        world.things["message"][state] = _gone(world.things["room"]["members"], author, words, field)
    for state in states("kept"):
        message = _gone(world.things["room"][state], author, mark("kept", state), "hidden_at")
        MessageRevision.objects.create(message=message, by=author, body=mark("kept", state))
        world.things["kept"][state] = message
    world.things["attached"] = {state: _attached(world, state) for state in states("attached")}
    world.things["vote"] = {state: _vote(world, state) for state in states("vote")}
    _leave_behind(world)


def _attached(world: World, state: str) -> MessageFile:
    """A file that was sent with the message of this state; "waiting": one that its sender has not sent yet."""
    words = mark("attached", state)
    message = world.things["message"].get(state)
    return MessageFile.objects.create(
        room=world.things["message"]["public" if message is None else state].room,
        message=message,
        added_by=world.things["message"]["public"].author,
        name=f"{words}.txt",
        size=len(words),
        kind=FileKind.FILE,
        file=ContentFile(words.encode(), "x.txt"),
    )


def _vote(world: World, state: str) -> Vote:
    """A vote that is over, with a result; "kept": one that is not asked yet, in the room of a network."""
    room = world.things["room"]["network" if state == "kept" else state]
    vote = Vote.objects.create(
        room=room,
        token=uuid4(),
        title_en=mark("vote", state),
        state=VoteState.DRAFT if state == "kept" else VoteState.CLOSED,
        closed_at=None if state == "kept" else timezone.now(),
    )
    VoteOption.objects.create(vote=vote, text_en=mark("vote", state))
    return vote


def _leave_behind(world: World) -> None:
    readers = [person for person in world.readers.values() if person]
    for number, room in enumerate(world.things["room"].values()):
        room.refresh_from_db()
        Reading.objects.bulk_create(
            Reading(room=room, person=person, seq=room.last_seq - 2**number) for person in readers
        )


def _gone(room: Room, author, words: str, field: str) -> Message:
    """Something that was said and is not there any more."""
    message = say(Room.objects.get(pk=room.pk), author, words)
    Message.objects.filter(pk=message.pk).update(**{field: timezone.now()})
    return message


def _room(room: Room) -> str:
    return f"/en/rooms/{room.slug}/"


def _at(message: Message) -> str:
    return f"{_room(message.room)}{message.seq}/"


def _behind(client: Client, world: World) -> set[str]:
    """The number in the header is the sum of what is unread: which rooms it counts."""
    found = re.search(r'class="news-count">.*?class="vh">(\d+) ', client.get("/en/rooms/").content.decode())
    number = int(found[1]) if found else 0
    return {state for bit, state in enumerate(world.things["room"]) if number & 2**bit}


def _heard(client: Client, world: World) -> set[str]:
    """What a socket is told that connects and asks for everything."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    found = set()
    # As Django's own test client does: the test's transaction lives in this thread's connection.
    with patch("channels.db.close_old_connections"):
        for room in world.things["room"].values():
            text = async_to_sync(_all_frames)(room.slug, cookie.value if cookie else "")
            found |= {state for state in states("message") if mark("message", state) in text}
    return found


async def _all_frames(slug: str, cookie: str) -> str:
    socket = socket_to(slug, cookie)
    await socket.connect(PATIENCE)
    said = []
    while True:
        event = await socket.receive_output(PATIENCE)
        if event["type"] == "websocket.close":
            return "".join(said)
        said.append(event["text"])
        if '"type":"hello"' in event["text"]:
            await socket.say(type="after", seq=0)
        if '"type":"caught_up"' in event["text"]:
            await socket.disconnect()
            return "".join(said)


def _found_in(address: Callable[[str], str], query: str = "") -> Callable[[Client, World], set[str]]:
    """Return what asks an address for each message's word; where it is found, it is marked."""

    def seen(client: Client, world: World) -> set[str]:
        found = set()
        for state, message in world.things["message"].items():
            word = mark("message", state)
            response = client.get(f"{address(message.room.slug)}?{query}&q={word}")
            assert response.status_code in {200, 404}
            found |= {state} if f"<mark>{word}</mark>" in response.content.decode() else set()
        return found

    return seen


def _printed(client: Client, world: World) -> set[str]:
    """What the PDF of a room's minutes says."""
    found = set()
    for room in world.things["room"].values():
        response = client.get(f"{_room(room)}minutes.pdf")
        assert response.status_code in {200, 404}
        if response.status_code == 200:
            pages = pypdf.PdfReader(BytesIO(response.content)).pages
            words = "".join(page.extract_text() for page in pages).replace("\n", "").replace("\u00ad", "")
            found |= {state for state in states("message") if mark("message", state) in words}
    return found


def _named(client: Client, world: World) -> set[str]:
    """Who is offered in a room that all members read."""
    found = set()
    for state in states("profile"):
        response = client.get("/en/rooms/room-members/people.json", {"q": mark("profile", state)})
        assert response.status_code in {200, 404}
        if response.status_code == 200 and response.json()["people"]:
            found.add(state)
    return found


ROOM_DOORS = (
    # What is unread first: whoever opens a room's page has read it.
    listed("room", "my page", "/en/my/", members_only=True),
    Door("room", "unread, in the header", _behind, members_only=True),
    listed("room", "list", "/en/rooms/"),
    listed("room", "network page", *NETWORKS, only=IN_NETWORKS),
    each_of("room", "page", _room),
    each_of("room", "guidelines", lambda room: f"{_room(room)}guidelines/"),
    each_of("room", "search in it", lambda room: f"{_room(room)}search/"),
    each_of("message", "page", lambda message: _room(message.room)),
    each_of("message", "its place", lambda message: f"{_room(message.room)}?at={message.seq}"),
    each_of(
        "message",
        "for lines without sockets",
        lambda message: f"{_room(message.room)}since.json?after=0",
        only=READABLE,
    ),
    each_of("message", "minutes", lambda message: f"{_room(message.room)}minutes/", only=READABLE),
    each_of("message", "minutes as Markdown", lambda message: f"{_room(message.room)}minutes.md", only=READABLE),
    Door("message", "minutes as PDF", _printed, only=READABLE),
    Door("message", "socket", _heard, members_only=True, only=READABLE),
    Door("message", "search in the room", _found_in(lambda slug: f"/en/rooms/{slug}/search/"), only=READABLE),
    Door("message", "search of the site", _found_in(lambda slug: "/en/search/"), only=READABLE),
    Door(
        "message",
        "search of the site, its section",
        _found_in(lambda slug: "/en/search/", "type=message"),
        only=READABLE,
    ),
    each_of(
        "message",
        "report",
        lambda message: f"{_at(message)}report/",
        refused={302, 403, 404},
        members_only=True,
        only=READABLE,
    ),
    each_of("kept", "its place", lambda message: f"{_room(message.room)}?at={message.seq}"),
    each_of("kept", "history", lambda message: f"{_at(message)}history/", refused=SIGN_IN),
    each_of("kept", "restore", lambda message: f"{_at(message)}restore/", refused=SIGN_IN),
    each_of("kept", "moderation", lambda message: f"{_room(message.room)}moderation/", refused=SIGN_IN),
    each_of("attached", "download", lambda file: f"{_room(file.room)}files/{file.pk}/{file.name}"),
    each_of("attached", "page of the room", lambda file: _room(file.room)),
    each_of("vote", "page", lambda vote: vote.get_absolute_url()),
    each_of("vote", "page of the room", lambda vote: _room(vote.room)),
    each_of("vote", "minutes", lambda vote: f"{_room(vote.room)}minutes/", only=states("vote") - {"kept"}),
    each_of("vote", "result", lambda vote: f"{vote.get_absolute_url()}result.csv", only=states("vote") - {"kept"}),
    Door("profile", "mentions", _named, members_only=True, of_others=True),
)
