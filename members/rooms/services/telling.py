"""Those who listen hear of what happened, once it is committed. The database has it by then: what is lost here is fetched there."""

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from members.rooms.frames import as_text, frame_of
from members.rooms.models import Message

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
    transaction.on_commit(lambda: _send(group_of_person(person_pk), {"type": "person.changed", "person": person_pk}))


def tell_room(room_pk: int) -> None:
    """Every process looks again, after the commit, who may be in the room and what they may do there."""
    transaction.on_commit(lambda: _send(group_of_room(room_pk), {"type": "room.changed", "room": room_pk}))


def _send(group: str, event: dict) -> None:
    try:
        async_to_sync(get_channel_layer().group_send)(group, event)
    except Exception:  # what is written stays written: hubs compare with the database every few seconds
        log.exception("Nobody could be told of what happened in %s", group)
