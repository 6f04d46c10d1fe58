"""What is measured, as uvicorn serves it: Channels' textbook consumer, and the platform itself with a door for the load client.

python -m tests.rooms.fanout.apps textbook|hub PORT ROOM
"""

import json
import os
import sys

import django
import uvicorn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402 - after Django is ready
from channels.layers import get_channel_layer  # noqa: E402 - as above
from channels.routing import URLRouter  # noqa: E402 - as above
from django.urls import path  # noqa: E402 - as above

from alliance.core.serving import SOCKETS  # noqa: E402 - as above
from tests.rooms.fanout.wire import payload  # noqa: E402 - as above


class TextbookConsumer(AsyncJsonWebsocketConsumer):
    """As tutorials have it: each socket joins the group, and sends on what the group is sent."""

    async def connect(self):
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("room", self.channel_name)

    async def chat_message(self, event):
        await self.send(text_data=json.dumps(event["content"], separators=(",", ":")))


class Control:
    """A socket of the load client: each frame is a message to everybody."""

    def __init__(self, tell):
        self.tell = tell
        self.count = 0

    async def __call__(self, scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] == "websocket.receive":
            self.count += 1
            await self.tell(self.count)


async def tell_textbook(number: int) -> None:
    """The group is sent the message."""
    event = {"type": "chat.message", "content": json.loads(payload(number))}
    await get_channel_layer().group_send("room", event)


def teller(room: int):
    """Return what tells the hubs of a message as `members.rooms.services.telling` does once one is committed. Nothing has been
    written in the room, so the first is change 1.
    """
    from members.rooms.services.telling import group_of_room

    async def tell(number: int) -> None:
        event = {"type": "room.event", "room": room, "change": number, "frame": payload(number)}
        await get_channel_layer().group_send(group_of_room(room), event)

    return tell


def application(kind: str, room: int):
    """Return the measured server."""
    if kind == "textbook":
        routes = [path("room", TextbookConsumer.as_asgi()), path("control", Control(tell_textbook))]
        return URLRouter(routes)
    from alliance.asgi import application as ours

    control = Control(teller(room))

    async def served(scope, receive, send):
        await (control if scope.get("path") == "/control" else ours)(scope, receive, send)

    return served


def main() -> None:
    """Serve until killed."""
    kind, port, room = sys.argv[1], *map(int, sys.argv[2:4])
    # The client counts bytes, so no ping may come between.
    options = {**SOCKETS, "ws_ping_interval": None}
    uvicorn.run(
        application(kind, room),
        host="127.0.0.1",
        port=port,
        lifespan="off",
        log_level="warning",
        access_log=False,
        backlog=4096,
        **options,
    )


if __name__ == "__main__":
    main()
