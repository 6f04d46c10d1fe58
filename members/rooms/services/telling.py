"""Those who listen hear of what happened, once it is committed. The database has it by then: what is lost here is fetched there."""

import asyncio
import logging
import time

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from members.rooms.frames import as_text, frame_of, poll_of
from members.rooms.models import Message, Vote

log = logging.getLogger(__name__)


def group_of_room(room_pk: int) -> str:
    """The name under which the layer knows everybody's ear in a room."""
    return f"room.{room_pk}"


def group_of_person(person_pk: int) -> str:
    """The name under which the layer knows the sockets of a person."""
    return f"user.{person_pk}"


def tell(message: Message) -> None:
    """Everybody in the room hears of the message, in its present state, after the commit."""

    def send() -> None:
        stored = Message.objects.in_full().get(pk=message.pk)
        event = {
            "type": "room.event",
            "room": stored.room_id,
            "change": stored.change,
            "frame": as_text(frame_of(stored)),
        }
        _send(group_of_room(stored.room_id), event)

    transaction.on_commit(send)


def tell_person(person_pk: int) -> None:
    """Every process looks again, after the commit, at what this person may do, and ends what they may no more."""
    _send_later(group_of_person(person_pk), {"type": "person.changed", "person": person_pk})


def tell_session_ended(person_pk: int, digest: str) -> None:
    """Every process closes, after the commit, the sockets that came with the session that ``digest`` names."""
    _send_later(group_of_person(person_pk), {"type": "session.ended", "person": person_pk, "session": digest})


def tell_room(room_pk: int) -> None:
    """Every process looks again, after the commit, at what those who are in the room may do there."""
    _send_later(group_of_room(room_pk), {"type": "room.changed", "room": room_pk})


def tell_poll(vote: Vote) -> None:
    """Everybody in the room hears, after the commit, where a vote stands and how many have voted; never how."""

    def send() -> None:
        frame = poll_of(vote, vote.ballots.count())
        _send(group_of_room(vote.room_id), {"type": "room.poll", "room": vote.room_id, "frame": as_text(frame)})

    transaction.on_commit(send)


def _send_later(group: str, event: dict) -> None:
    transaction.on_commit(lambda: _send(group, event))


class _Line:
    """The way to the layer. While that does not answer, nobody stands and waits for it."""

    WAIT_SECONDS = 1.0
    PAUSE_SECONDS = 5.0

    def __init__(self) -> None:
        self.closed_until = 0.0

    async def send(self, group: str, event: dict) -> None:
        try:
            async with asyncio.timeout(self.WAIT_SECONDS):
                await get_channel_layer().group_send(group, event)
        except TimeoutError:
            self.closed_until = time.monotonic() + self.PAUSE_SECONDS
            raise


_line = _Line()


def _send(group: str, event: dict) -> None:
    if time.monotonic() < _line.closed_until:
        return
    try:
        async_to_sync(_line.send)(group, event)
    except Exception as error:  # what is written stays written: hubs compare with the database every few seconds
        log.warning("Nobody could be told of what happened in %s: %r", group, error)
