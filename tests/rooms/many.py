"""Rooms in which much was said, made at once, and what it costs to show them."""

from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.rooms.models import Message, Room


def queries_of(client: Client, address: str) -> int:
    """How many queries an address takes for whoever the client is, but for those that ask how old the content is."""
    client.get(address)  # what a process keeps in memory is read once
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return sum("core_contentversion" not in query["sql"] for query in queries)


def talk(room: Room, author, count: int) -> None:
    """``author`` says ``count`` more things in the room; nobody is told and nothing is indexed."""
    room.refresh_from_db()
    first = room.last_seq + 1
    Message.objects.bulk_create(
        Message(
            room=room,
            seq=seq,
            change=room.last_change + 1 + seq - first,
            author=author,
            client_id=uuid4(),
            body=f"Number {seq}",
            html=f"<p>Number {seq}</p>",
            language="en",
        )
        for seq in range(first, first + count)
    )
    room.last_seq, room.last_change = room.last_seq + count, room.last_change + count
    room.save(update_fields=["last_seq", "last_change"])
