"""Rooms and what is said in them."""

from uuid import uuid4

import factory

from alliance.core.audience import Audience
from members.rooms.models import Message, Room
from members.rooms.services import talking


class RoomFactory(factory.django.DjangoModelFactory):
    """A room of the whole alliance, which members read and write."""

    class Meta:
        model = Room

    slug = factory.Sequence(lambda n: f"room-{n}")
    title_en = factory.Sequence(lambda n: f"Room {n}")
    audience = Audience.MEMBERS


def say(room: Room, author, body: str = "Hello", **fields) -> Message:
    """Somebody writes in the room."""
    return talking.post(room=room, author=author, client_id=uuid4(), body=body, language="en", **fields)
