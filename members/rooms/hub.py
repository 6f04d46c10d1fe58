"""Fan-out: one hub per process. It listens once to each room in which somebody of this process is, and hands each event on.

An event arrives as the text that browsers get, written once by whoever caused it, and goes onto a bounded queue per client:
the database has no part in it. A client that cannot keep up is cut, and fetches what it missed when it is back.

The layer may lose events (a killed process, a restarted Redis). Changes of a room are numbered without gaps, so the hub sees
what is missing and reads it from the database; every few seconds it also compares its numbers with the database's.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from alliance.core.sockets import text_frame
from members.rooms.client import Client
from members.rooms.frames import as_text, frame_of
from members.rooms.models import Room
from members.rooms.services.reading import since
from members.rooms.services.telling import group_of_person, group_of_room

log = logging.getLogger(__name__)

COMPARE_SECONDS = 2.0
PATIENCE_SECONDS = 0.3
"""So long an event waits for those before it, which may come from another process."""


class Ears:
    """Those of this process who listen to one room, and how far they have heard."""

    def __init__(self, room: int, change: int):
        self.room = room
        self.change = change
        self.clients: set[Client] = set()
        self.early: dict[int, str] = {}
        self.filling: asyncio.Task | None = None

    def hear(self, change: int, frame: str) -> bool:
        """Hand an event on, or keep it until those before it are there; return whether nothing is missing."""
        if change > self.change:
            self.early[change] = frame
        while next_frame := self.early.pop(self.change + 1, None):
            self.change += 1
            self.hand_on(self.change, next_frame)
        return not self.early

    def hand_on(self, change: int, text: str) -> None:
        """Everybody who listens gets it."""
        frame = text_frame(text)
        for client in self.clients:
            client.put(change, text, frame)


class RoomHub:
    """All ears of this process. Lives in one event loop."""

    def __init__(self) -> None:
        self.rooms: dict[int, Ears] = {}
        self.people: dict[int, set[Client]] = defaultdict(set)
        self._layer = get_channel_layer()
        self._channel = ""
        self._tasks: list[asyncio.Task] = []
        self._groups: set[str] = set()
        self._entering = asyncio.Lock()

    async def join(self, room: int, client: Client) -> int:
        """The client hears whatever happens in the room from now on; return the change up to which it must fetch the rest."""
        async with self._entering:
            await self._begin()
            ears = self.rooms.get(room)
            if ears is None:
                await self._enter(group_of_room(room))
                # Asked for after the layer has our ear, so that nothing falls between the two.
                ears = self.rooms[room] = Ears(room, await _last_change(room))
            if client.person not in self.people:
                await self._enter(group_of_person(client.person))
            ears.clients.add(client)
            self.people[client.person].add(client)
            return ears.change

    async def leave(self, room: int, client: Client) -> None:
        """The client hears nothing more."""
        async with self._entering:
            ears = self.rooms.get(room)
            if ears is not None:
                ears.clients.discard(client)
                if not ears.clients:
                    del self.rooms[room]
                    await self._exit(group_of_room(room))
            mine = self.people.get(client.person, set())
            mine.discard(client)
            if not mine and self.people.pop(client.person, None) is not None:
                await self._exit(group_of_person(client.person))

    async def _begin(self) -> None:
        if not self._tasks:
            self._channel = await self._layer.new_channel()
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._compare())]

    async def _enter(self, group: str) -> None:
        self._groups.add(group)
        with suppress(Exception):  # the layer is away: `_compare` enters again, and reads from the database until then
            await self._layer.group_add(group, self._channel)

    async def _exit(self, group: str) -> None:
        self._groups.discard(group)
        with suppress(Exception):
            await self._layer.group_discard(group, self._channel)

    async def _listen(self) -> None:
        while True:
            try:
                event = await self._layer.receive(self._channel)
                if event["type"] == "room.event":
                    self.heard(event["room"], event["change"], event["frame"])
                elif event["type"] == "room.changed":
                    for client in list(ears.clients if (ears := self.rooms.get(event["room"])) else ()):
                        client.look_again()
                elif event["type"] == "person.changed":
                    for client in list(self.people.get(event["person"], ())):
                        client.look_again()
            except Exception:
                log.exception("The room hub could not listen; it goes on")
                await asyncio.sleep(1)

    def heard(self, room: int, change: int, frame: str) -> None:
        """An event of a room has arrived, in whatever order."""
        ears = self.rooms.get(room)
        if ears is not None and not ears.hear(change, frame) and ears.filling is None:
            ears.filling = asyncio.create_task(self._fill(ears, PATIENCE_SECONDS))

    async def _fill(self, ears: Ears, patience: float) -> None:
        """What is missing is read from the database, unless it arrives by itself in time."""
        try:
            await asyncio.sleep(patience)
            if patience and not ears.early:
                return
            known = ears.change
            frames = await _changed_since(ears.room, known)
            for change, frame in frames:
                if change > ears.change:
                    ears.change = change
                    ears.hand_on(change, frame)
            ears.early = {change: frame for change, frame in ears.early.items() if change > ears.change}
            ears.hear(0, "")
        finally:
            ears.filling = None

    async def _compare(self) -> None:
        """Every few seconds: has the database heard what we have not?"""
        while True:
            await asyncio.sleep(COMPARE_SECONDS)
            try:
                latest = await _last_changes(list(self.rooms))
                for room, change in latest.items():
                    ears = self.rooms.get(room)
                    if ears is not None and change > ears.change and ears.filling is None:
                        ears.filling = asyncio.create_task(self._fill(ears, 0))
            except Exception:
                log.exception("Rooms could not be compared with the database; tried again in a moment")


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, RoomHub] = WeakKeyDictionary()


def hub() -> RoomHub:
    """Return the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = RoomHub()
    return _hubs[loop]


@database_sync_to_async
def _last_change(room: int) -> int:
    return Room.objects.values_list("last_change", flat=True).get(pk=room)


@database_sync_to_async
def _last_changes(rooms: Iterable[int]) -> dict[int, int]:
    return dict(Room.objects.filter(pk__in=rooms).values_list("pk", "last_change"))


@database_sync_to_async
def _changed_since(room: int, change: int) -> list[tuple[int, str]]:
    """Return the frames of what changed since, in the order of the changes."""
    rows = since(Room(pk=room), seq=0, change=change)
    return sorted((row.change, as_text(frame_of(row))) for row in rows)
