"""The socket of a room, as design and scripts know it: one JSON object a frame. Channels has routed and authenticated it.

A plain ASGI function instead of a consumer class: with one task that reads and one that writes, an idle socket costs little,
and the hub's frames go out as they are.
"""

import asyncio
import json
import logging
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from alliance.core.models import User
from alliance.core.sockets import writer_of
from members.rooms import access, frames
from members.rooms.client import Client
from members.rooms.enums import Can
from members.rooms.hub import hub
from members.rooms.models import Room
from members.rooms.services import reading, talking
from members.rooms.services.refusals import Refused, TooLong

log = logging.getLogger(__name__)

LARGEST_FRAME = 64 * 1024
"""Bytes. The server closes by itself, with 1009, for what is four times as large."""
PART = 200
"""Messages that are read at a time for whoever was away."""
FRAMES_PER_SECOND, MOST_AT_ONCE = 20, 60
"""Who says more waits; nothing is refused."""
CLOSE_SECONDS = 30.0
"""So long a line may take to hear that it is closed."""

FAILED = 1011


class RoomSocket:
    """One connection, from the greeting to the end."""

    def __init__(self, scope: dict, receive, send):
        self.scope, self.receive, self.send = scope, receive, send
        self.slug = scope["url_route"]["kwargs"]["slug"]
        self.room: Room | None = None
        self.person: User | None = None
        self.can: list[str] = []

    async def run(self) -> None:
        """Serve the connection until one side ends it."""
        await self.receive()  # websocket.connect
        try:
            await self.send({"type": "websocket.accept"})
            code = await self._serve()
        except OSError:  # the line is gone
            return
        except Exception:
            log.exception("A socket of the room %s broke", self.slug)
            code = FAILED
        if code is not None:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self.send({"type": "websocket.close", "code": code})

    async def _serve(self) -> int | None:
        """Be in the room until one side ends it; return the code with which the server does, None where the browser did."""
        user = self.scope["user"]
        if not user.is_authenticated:
            return access.NOT_SIGNED_IN
        room = await _key_of(self.slug)
        if room is None:
            return access.NO_SUCH_ROOM
        client = Client(user.pk, room, self.scope["session"].session_key, writer_of(self.scope))
        slots = hub().slots
        slot = await slots.take(user.pk)
        if slot is None:
            with translation.override(self._language(user.language)):
                await self._tell(_error("too_fast", None, _too_many()))
            return access.NOT_ALLOWED
        try:
            return await self._be_in(client)
        finally:
            await asyncio.shield(slots.give_back(user.pk, slot))

    async def _be_in(self, client: Client) -> int | None:
        listening = hub()
        try:
            change = await listening.join(client)
            # Looked at after whatever changes it would be heard: nothing falls between the two.
            try:
                await self._look(client)
            except access.Ended as ended:
                return ended.code
            seq = self.room.last_seq
            await self._tell({"type": "hello", "room": self.slug, "seq": seq, "change": change, "can": self.can})
            await self._talk(client)
        finally:
            await asyncio.shield(listening.leave(client))
        return client.code

    async def _talk(self, client: Client) -> None:
        """Read and write until the line ends, or the client is to go."""
        both = [asyncio.create_task(self._write(client)), asyncio.create_task(self._read(client))]
        client.on_end = both[0].cancel  # it may be waiting for a line that takes nothing
        try:
            done, _pending = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
        for task in done:
            if not task.cancelled() and (error := task.exception()):
                raise error

    async def _write(self, client: Client) -> None:
        """Frames go out as fast as this line takes them, until the client is to go."""
        send, waiting, wake = self.send, client.waiting, client.wake
        while client.code is None:
            await wake.wait()
            wake.clear()
            client.is_busy = True
            while client.must_look_again or waiting:
                if client.must_look_again:
                    await self._look_again(client)
                else:
                    await send({"type": "websocket.send", "text": waiting.popleft()[1]})
            client.is_busy = False

    async def _look_again(self, client: Client) -> None:
        """Nothing more is written to who may not be here; who may do something else here is told."""
        client.must_look_again = False
        before = self.can
        try:
            async with hub().looking:
                await self._look(client)
        except access.Ended as ended:
            client.end(access.NOT_ALLOWED if ended.code == access.NO_SUCH_ROOM else ended.code)
            return
        if self.can != before:
            await self._tell({"type": "can", "can": self.can})

    async def _look(self, client: Client) -> None:
        found = await _look(session=client.session, room=client.room)
        self.person, self.room, self.can = found.person, found.room, found.can
        client.until = found.until

    async def _read(self, client: Client) -> None:
        loop, due = asyncio.get_running_loop(), 0.0
        while True:
            event = await self.receive()
            if event["type"] == "websocket.disconnect":
                return
            due = max(due, loop.time() - MOST_AT_ONCE / FRAMES_PER_SECOND) + 1 / FRAMES_PER_SECOND
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            await self._answer(client, event.get("text"))

    async def _answer(self, client: Client, text: str | None) -> None:
        """Do what a frame asks; whatever it is, the socket stays open and says what was wrong."""
        asked = _parsed(text)
        kind = asked.get("type")
        act = _ACTS.get(kind) if isinstance(kind, str) else None
        try:
            if text is not None and _is_too_large(text):
                raise TooLong(len(asked["body"]) if isinstance(asked.get("body"), str) else len(text))
            if act is None:
                raise Refused
            await act(self, client, asked)
        except Refused as refusal:
            with translation.override(self._language(self.person.language)):
                detail = str(refusal)
            frame = _error(refusal.code, _attempt(asked), detail)
            await self._tell(frame | ({"url": refusal.url} if refusal.url else {}))

    async def _catch_up(self, client: Client, asked: dict) -> None:
        """Whatever the client has not: messages after ``seq``, or all that changed after ``change``, the latter in the order of
        changes. A client that breaks off there may go on from the last one; without ``change``, only from ``caught_up``.
        Where the votes stand comes with it.
        """
        seq, known = _number(asked, "seq"), None if asked.get("change") is None else _number(asked, "change")
        client.hold()
        latest, last = await self._state()
        while part := await self._part(seq, known):
            for text in part.texts:
                await self.send({"type": "websocket.send", "text": text})
            last = max(last, part.seq)
            if known is None:
                seq = part.seq
            else:
                known = part.change
                latest = max(latest, known)
            if len(part.texts) < PART:
                break
        for frame in await self._polls():
            await self._tell(frame)
        await self._tell({"type": "caught_up", "seq": last, "change": latest})
        client.release(latest)

    async def _post(self, client: Client, asked: dict) -> None:
        body, reply_to, client_id = asked.get("body"), asked.get("reply_to"), _attempt(asked)
        files = asked.get("files") or []
        if client_id is None or not isinstance(body, str) or not (reply_to is None or _is_number(reply_to)):
            raise Refused
        if not isinstance(files, list) or not all(_is_number(each) for each in files):
            raise Refused
        seq = await self._do_post(UUID(client_id), body, reply_to, files)
        await self._tell({"type": "ack", "client_id": client_id, "seq": seq})

    async def _edit(self, client: Client, asked: dict) -> None:
        if not isinstance(asked.get("body"), str):
            raise Refused
        await self._do(talking.edit, seq=_number(asked, "seq"), body=asked["body"])

    async def _delete(self, client: Client, asked: dict) -> None:
        await self._do(talking.delete, seq=_number(asked, "seq"))

    async def _react(self, client: Client, asked: dict) -> None:
        if not isinstance(asked.get("mark"), str):
            raise Refused
        await self._do(talking.react, seq=_number(asked, "seq"), mark=asked["mark"])

    async def _note_reading(self, client: Client, asked: dict) -> None:
        seq = _number(asked, "seq")
        await database_sync_to_async(reading.note_reading)(room=self.room, person=self.person, seq=seq)

    async def _say_typing(self, client: Client, asked: dict) -> None:
        if Can.POST in self.can:
            await hub().tell_typing(client, self.person.shown_name)

    async def _ask_presence(self, client: Client, asked: dict) -> None:
        await hub().tell_presence(client)

    async def _tell(self, frame: dict) -> None:
        await self.send({"type": "websocket.send", "text": frames.as_text(frame)})

    # --- in the database's thread

    @database_sync_to_async
    def _state(self) -> tuple[int, int]:
        """Return the newest change and the newest number."""
        return Room.objects.values_list("last_change", "last_seq").get(pk=self.room.pk)

    @database_sync_to_async
    def _part(self, seq: int, change: int | None) -> "Part | None":
        """Return the next of what is missing, None where nothing is."""
        rows = reading.part_since(self.room, seq=seq, change=change, most=PART)
        if not rows:
            return None
        texts = [frames.as_text(frame) for frame in frames.frames_of(rows)]
        return Part(texts, max(row.seq for row in rows), max(row.change for row in rows))

    @database_sync_to_async
    def _polls(self) -> list[dict]:
        """Return where the votes of the room stand."""
        return frames.polls_of(self.room)

    @database_sync_to_async
    def _do_post(self, client_id: UUID, body: str, reply_to: int | None, files: list[int]) -> int:
        with translation.override(self._language(self.person.language)):
            return talking.post(
                room=self.room,
                author=self.person,
                client_id=client_id,
                body=body,
                language=self._language(self.person.language),
                reply_to=reply_to,
                files=files,
            ).seq

    @database_sync_to_async
    def _do(self, service, **arguments) -> None:
        with translation.override(self._language(self.person.language)):
            service(room=self.room, by=self.person, **arguments)

    def _language(self, own: str) -> str:
        """The language of the page that opened the socket (`?language=pt`), else the person's."""
        asked = parse_qs(self.scope["query_string"].decode("latin1")).get("language", [""])[0]
        return asked if asked in dict(settings.LANGUAGES) else own


class Part(NamedTuple):
    """Some of what was missed, and how far it reaches."""

    texts: list[str]
    seq: int
    change: int


_ACTS = {
    "after": RoomSocket._catch_up,
    "post": RoomSocket._post,
    "edit": RoomSocket._edit,
    "delete": RoomSocket._delete,
    "react": RoomSocket._react,
    "read": RoomSocket._note_reading,
    "typing": RoomSocket._say_typing,
    "presence": RoomSocket._ask_presence,
}


async def room_socket(scope, receive, send) -> None:
    """Serve one connection to a room."""
    await RoomSocket(scope, receive, send).run()


def _parsed(text: str | None) -> dict:
    """Return the object in a frame; an empty one for whatever is none."""
    try:
        found = json.loads(text) if text is not None else None
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_too_large(text: str) -> bool:
    return len(text) > LARGEST_FRAME or (not text.isascii() and len(text.encode(errors="replace")) > LARGEST_FRAME)


def _attempt(asked: dict) -> str | None:
    """Return the name of the attempt in a frame, None where it has none that is one."""
    given = asked.get("client_id")
    with suppress(ValueError):
        if isinstance(given, str):
            return str(UUID(given))
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _number(asked: dict, name: str) -> int:
    if not _is_number(asked.get(name)):
        raise Refused
    return asked[name]


def _error(code: str, client_id: str | None, detail: str) -> dict:
    return {"type": "error", "code": code, "client_id": client_id, "detail": detail}


def _too_many() -> str:
    return _("You have this open in too many windows. Close some of them.")


@database_sync_to_async
def _key_of(slug: str) -> int | None:
    return Room.objects.filter(slug=slug).values_list("pk", flat=True).first()


@database_sync_to_async
def _look(*, session: str, room: int) -> access.Found:
    return access.look(session=session, room=room)
