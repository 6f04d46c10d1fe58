"""Fan-out: one hub per process. It listens once to each room in which somebody of this process is, and hands each event on.

An event arrives as the text that browsers get, written once by whoever caused it, and goes onto a bounded queue per client:
the database has no part in it. A client that cannot keep up is cut, and fetches what it missed when it is back.

The layer may lose events (a killed process, a restarted Redis). Changes of a room are numbered without gaps, so the hub sees
what is missing and reads it from the database; every few seconds it also compares its numbers with the database's. In the same
way everybody's right to be here is asked for anew within a minute, whatever was told or lost.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async

from alliance.core.sockets import text_frame
from members.rooms import access
from members.rooms.client import Client
from members.rooms.ear import Ear
from members.rooms.frames import as_text, frames_of
from members.rooms.models import Room
from members.rooms.presence import ASK_SECONDS, Present
from members.rooms.services.reading import since
from members.rooms.services.telling import group_of_person, group_of_room
from members.rooms.slots import RENEW_SECONDS, Slots

log = logging.getLogger(__name__)

COMPARE_SECONDS = 2.0
PATIENCE_SECONDS = 0.3
"""So long an event waits for those before it, which may come from another process."""
LOOK_WITHIN_SECONDS = 60.0
"""Everybody's right to be here is asked for anew so often."""
LOOKS_AT_ONCE = 4
"""So many clients ask the database at a time what they may do now: others have something to ask, too."""
ENTER_ANEW_SECONDS = 600.0
TYPING_SECONDS = 3.0


class Ears:
    """Those of this process who listen to one room, and how far they have heard."""

    def __init__(self, room: int, change: int):
        self.room = room
        self.change = change
        self.clients: set[Client] = set()
        self.early: dict[int, str] = {}
        self.filling: asyncio.Task | None = None
        self.present = Present()

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

    def hint(self, frame: str, among: Iterable[Client]) -> None:
        """These get something that is worth nothing in a moment."""
        for client in among:
            client.put_fleeting(frame)


class RoomHub:
    """All ears of this process. Lives in one event loop."""

    def __init__(self) -> None:
        self.rooms: dict[int, Ears] = {}
        self.people: dict[int, set[Client]] = defaultdict(set)
        self.slots = Slots()
        self.looking = asyncio.Semaphore(LOOKS_AT_ONCE)
        self._ear = Ear()
        self._tasks: list[asyncio.Task] = []
        self._entering = asyncio.Lock()
        self._typed: dict[tuple[int, int], float] = {}
        self._to_look_at: list[Client] = []
        self._part = 1
        self._at = dict.fromkeys(("renew", "enter"), time.monotonic())

    async def join(self, client: Client) -> int:
        """The client hears whatever happens in its room and to its person from now on; return the change up to which it must
        fetch the rest. Raises Room.DoesNotExist.
        """
        async with self._entering:
            if not self._tasks:
                self._tasks = [asyncio.create_task(each) for each in (self._listen(), self._keep())]
            ears = self.rooms.get(client.room)
            if ears is None:
                await self._ear.enter(group_of_room(client.room))
                # Asked for after the layer has our ear, so that nothing falls between the two.
                ears = self.rooms[client.room] = Ears(client.room, await _last_change(client.room))
            if client.person not in self.people:
                await self._ear.enter(group_of_person(client.person))
            ears.clients.add(client)
            self.people[client.person].add(client)
            return ears.change

    async def leave(self, client: Client) -> None:
        """The client hears nothing more."""
        async with self._entering:
            ears = self.rooms.get(client.room)
            if ears is not None:
                ears.clients.discard(client)
                if not ears.clients:
                    del self.rooms[client.room]
                    await self._ear.leave(group_of_room(client.room))
            mine = self.people.get(client.person, set())
            mine.discard(client)
            if not mine and self.people.pop(client.person, None) is not None:
                await self._ear.leave(group_of_person(client.person))

    async def tell_typing(self, client: Client, name: str) -> None:
        """Everybody else in the room sees that the person writes; now and then, however often this is called."""
        key, now = (client.room, client.person), time.monotonic()
        if now - self._typed.get(key, -TYPING_SECONDS) >= TYPING_SECONDS:
            self._typed[key] = now
            event = {"type": "room.typing", "room": client.room, "person": client.person, "name": name}
            await self._ear.say(group_of_room(client.room), event)

    async def tell_presence(self, client: Client) -> None:
        """The client is told how many people are in the room, and from now on whenever it is another number."""
        client.wants_presence = True
        if ears := self.rooms.get(client.room):
            ears.present.told = -1
            ears.present.note(self.slots.process, {each.person for each in ears.clients})
            if time.monotonic() - ears.present.asked_at > 1:
                await self._ask_who(ears)
            else:
                self._tell_count(ears)

    # --- what arrives

    async def _listen(self) -> None:
        while True:
            try:
                event = await self._ear.hear()
                if act := self._HEARD.get(event["type"]):
                    await act(self, event)
            except Exception:
                log.exception("The room hub could not listen; it goes on")
                await asyncio.sleep(1)

    async def _on_event(self, event: dict) -> None:
        self.heard(event["room"], event["change"], event["frame"])

    async def _on_person(self, event: dict) -> None:
        for client in self.people.get(event["person"], ()):
            client.look_again()

    async def _on_room(self, event: dict) -> None:
        if ears := self.rooms.get(event["room"]):
            for client in ears.clients:
                client.look_again()

    async def _on_session(self, event: dict) -> None:
        for client in list(self.people.get(event["person"], ())):
            if access.digest_of(client.session) == event["session"]:
                client.end(access.NOT_SIGNED_IN)

    async def _on_typing(self, event: dict) -> None:
        if ears := self.rooms.get(event["room"]):
            frame = as_text({"type": "typing", "name": event["name"]})
            ears.hint(frame, (client for client in ears.clients if client.person != event["person"]))

    async def _on_who(self, event: dict) -> None:
        if ears := self.rooms.get(event["room"]):
            people = sorted({client.person for client in ears.clients})
            said = {"type": "room.present", "room": ears.room, "process": self.slots.process, "people": people}
            await self._ear.say(group_of_room(ears.room), said)

    async def _on_present(self, event: dict) -> None:
        if ears := self.rooms.get(event["room"]):
            ears.present.note(event["process"], event["people"])
            self._tell_count(ears)

    async def _on_poll(self, event: dict) -> None:
        if ears := self.rooms.get(event["room"]):
            ears.hint(event["frame"], ears.clients)

    _HEARD = {
        "room.event": _on_event,
        "room.changed": _on_room,
        "room.poll": _on_poll,
        "room.typing": _on_typing,
        "room.who": _on_who,
        "room.present": _on_present,
        "person.changed": _on_person,
        "session.ended": _on_session,
    }

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
        except Exception:
            log.exception("What is missing in room %s could not be read; tried again in a moment", ears.room)
        finally:
            ears.filling = None

    def _tell_count(self, ears: Ears) -> None:
        count = ears.present.count()
        if count != ears.present.told:
            ears.present.told = count
            frame = as_text({"type": "presence", "count": count})
            ears.hint(frame, (client for client in ears.clients if client.wants_presence))

    async def _ask_who(self, ears: Ears) -> None:
        ears.present.asked_at = time.monotonic()
        if not await self._ear.say(group_of_room(ears.room), {"type": "room.who", "room": ears.room}):
            self._tell_count(ears)

    # --- every few seconds

    async def _keep(self) -> None:
        jobs = (self._compare, self._mend, self._expire, self._look_at_some, self._ask_for_presence, self._live)
        while True:
            await asyncio.sleep(COMPARE_SECONDS)
            for job in jobs:
                try:
                    await job()
                except Exception:
                    log.exception("Rooms could not be kept in step; tried again in a moment")

    async def _compare(self) -> None:
        """Has the database heard what we have not?"""
        latest = await _last_changes(list(self.rooms))
        for room, change in latest.items():
            ears = self.rooms.get(room)
            if ears is not None and change > ears.change and ears.filling is None:
                ears.filling = asyncio.create_task(self._fill(ears, 0))

    async def _mend(self) -> None:
        await self._ear.mend(everything=self._is_time("enter", ENTER_ANEW_SECONDS))

    async def _expire(self) -> None:
        """Whose session expires now is asked for anew."""
        now = time.time()
        for client in self._clients():
            if client.until <= now:
                client.look_again()

    async def _look_at_some(self) -> None:
        """A part of the clients is looked at each time. A round takes half of `LOOK_WITHIN_SECONDS` (plus what the work itself
        takes): who came just after it began has their turn in the next.
        """
        if not self._to_look_at:
            self._to_look_at = list(self._clients())
            self._part = len(self._to_look_at) // int(LOOK_WITHIN_SECONDS / COMPARE_SECONDS / 2) + 1
        chosen, self._to_look_at = self._to_look_at[: self._part], self._to_look_at[self._part :]
        chosen = [client for client in chosen if client.code is None]
        for client in await _doubtful(chosen) if chosen else ():
            client.look_again()

    async def _ask_for_presence(self) -> None:
        now = time.monotonic()
        for ears in list(self.rooms.values()):
            if now - ears.present.asked_at >= ASK_SECONDS and any(client.wants_presence for client in ears.clients):
                await self._ask_who(ears)

    async def _live(self) -> None:
        await self.slots.live()
        if self._is_time("renew", RENEW_SECONDS):
            await self.slots.renew()
        before = time.monotonic() - TYPING_SECONDS
        self._typed = {key: at for key, at in self._typed.items() if at > before}

    def _clients(self) -> Iterable[Client]:
        return (client for ears in self.rooms.values() for client in ears.clients)

    def _is_time(self, name: str, seconds: float) -> bool:
        now = time.monotonic()
        if now - self._at[name] < seconds:
            return False
        self._at[name] = now
        return True


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
def _doubtful(clients: list[Client]) -> list[Client]:
    return access.doubtful(clients)


@database_sync_to_async
def _changed_since(room: int, change: int) -> list[tuple[int, str]]:
    """Return the frames of what changed since, in the order of the changes."""
    rows = since(Room(pk=room), seq=0, change=change)
    return sorted((frame["change"], as_text(frame)) for frame in frames_of(list(rows)))
