"""The socket of a room, as design and scripts know it: one JSON object a frame. Channels has routed and authenticated it.

A plain ASGI function instead of a consumer class: with one task that reads and one that writes, an idle socket costs little,
and the hub's frames go out as they are.
"""

import asyncio
import json
from contextlib import suppress
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.utils import translation
from django.utils.translation import gettext as _

from alliance.core.audience import is_member
from alliance.core.models import User
from members.rooms import frames
from members.rooms.client import Client
from members.rooms.hub import hub
from members.rooms.models import Room
from members.rooms.rules import can_in
from members.rooms.services import reading, talking
from members.rooms.services.refusals import Refused
from members.second_factor import lacks_one

LARGEST_FRAME = 64 * 1024
MOST_SOCKETS = 10

NOT_SIGNED_IN, NOT_ALLOWED, NO_SUCH_ROOM = 4401, 4403, 4404


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
        await self.send({"type": "websocket.accept"})
        if code := await self._let_in():
            await self._close(code)
            return
        client = Client(self.person.pk)
        listening = hub()
        if len(listening.people.get(client.person, ())) >= MOST_SOCKETS:
            await self._tell(_error("too_fast", "", await self._words(_too_many)))
            await self._close(NOT_ALLOWED)
            return
        change = await listening.join(self.room.pk, client)
        writer = asyncio.create_task(self._write(client))
        try:
            seq = await self._last_seq()
            await self._tell({"type": "hello", "room": self.slug, "seq": seq, "change": change, "can": self.can})
            reader = asyncio.create_task(self._read(client))
            await asyncio.wait([reader, writer], return_when=asyncio.FIRST_COMPLETED)
            reader.cancel()
        finally:
            writer.cancel()
            await listening.leave(self.room.pk, client)
        if client.code is not None:
            with suppress(Exception):
                await self._close(client.code)

    async def _write(self, client: Client) -> None:
        """Frames go out as fast as this line takes them, until the client is to go."""
        send, waiting, wake = self.send, client.waiting, client.wake
        while client.code is None:
            await wake.wait()
            wake.clear()
            if client.must_look_again:
                client.must_look_again = False
                if code := await self._let_in():
                    client.end(code)
            while waiting:
                await send({"type": "websocket.send", "text": waiting.popleft()})

    async def _read(self, client: Client) -> None:
        while True:
            event = await self.receive()
            if event["type"] == "websocket.disconnect":
                return
            await self._answer(client, event.get("text"))

    async def _answer(self, client: Client, text: str | None) -> None:
        """Do what a frame asks; whatever it is, the socket stays open and says what was wrong."""
        asked = _parsed(text)
        kind = asked.get("type")
        act = _ACTS.get(kind) if isinstance(kind, str) else None
        client_id = asked.get("client_id") if isinstance(asked.get("client_id"), str) else None
        try:
            if act is None:
                raise Refused
            await act(self, client, asked)
        except Refused as refusal:
            frame = _error(refusal.code, client_id, await self._words(refusal.__str__))
            await self._tell(frame | ({"url": refusal.url} if refusal.url else {}))

    async def _catch_up(self, client: Client, asked: dict) -> None:
        seq, change = _number(asked, "seq"), asked.get("change")
        change = change if isinstance(change, int) and change >= 0 else None
        client.hold()
        texts, latest, last = await self._missed(seq, change)
        for text in texts:
            await self.send({"type": "websocket.send", "text": text})
        await self._tell({"type": "caught_up", "seq": last, "change": latest})
        client.release(latest)

    async def _post(self, client: Client, asked: dict) -> None:
        body, reply_to, files = asked.get("body"), asked.get("reply_to"), asked.get("files") or []
        if not isinstance(body, str) or not (reply_to is None or _is_number(reply_to)):
            raise Refused
        if not isinstance(files, list) or not all(_is_number(each) for each in files):
            raise Refused
        try:
            client_id = UUID(str(asked.get("client_id")))
        except ValueError:
            raise Refused from None
        seq = await self._do_post(client_id, body, reply_to, files)
        await self._tell({"type": "ack", "client_id": str(client_id), "seq": seq})

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

    async def _tell(self, frame: dict) -> None:
        await self.send({"type": "websocket.send", "text": frames.as_text(frame)})

    async def _close(self, code: int) -> None:
        await self.send({"type": "websocket.close", "code": code})

    # --- in the database's thread

    @database_sync_to_async
    def _let_in(self) -> int | None:
        """Look who this is and what they may do here; return the code of a close, None for those who may stay."""
        user = self.scope["user"]
        if not user.is_authenticated:
            return NOT_SIGNED_IN
        person = User.objects.select_related("country").filter(pk=user.pk, is_active=True).first()
        if person is None or not self._session_lives(person):
            return NOT_SIGNED_IN
        if not is_member(person) or (settings.REQUIRE_MFA and lacks_one(person)):
            return NOT_ALLOWED
        room = Room.objects.visible_to(person).select_related("network").filter(slug=self.slug).first()
        if room is None:
            return NOT_ALLOWED if self.room is not None else NO_SUCH_ROOM
        self.person, self.room = person, room
        self.can = can_in(person, room)
        return None

    def _session_lives(self, person: User) -> bool:
        """Whether the session with which the socket came is still this person's: neither ended nor expired."""
        kept = type(self.scope["session"]._wrapped)(self.scope["session"].session_key).load()
        return kept.get(SESSION_KEY) == str(person.pk)

    @database_sync_to_async
    def _last_seq(self) -> int:
        return Room.objects.values_list("last_seq", flat=True).get(pk=self.room.pk)

    @database_sync_to_async
    def _missed(self, seq: int, change: int | None) -> tuple[list[str], int, int]:
        """Return the frames of what is missing, the newest change and the newest number that they cover."""
        state = Room.objects.values_list("last_change", "last_seq").get(pk=self.room.pk)
        rows = reading.since(self.room, seq=seq, change=change)
        latest = max([state[0], *(row.change for row in rows)])
        return [frames.as_text(frames.frame_of(row)) for row in rows], latest, max([state[1], *(r.seq for r in rows)])

    @database_sync_to_async
    def _do_post(self, client_id: UUID, body: str, reply_to: int | None, files: list[int]) -> int:
        with translation.override(self._language()):
            return talking.post(
                room=self.room,
                author=self.person,
                client_id=client_id,
                body=body,
                language=self._language(),
                reply_to=reply_to,
                files=files,
            ).seq

    @database_sync_to_async
    def _do(self, service, **arguments) -> None:
        with translation.override(self._language()):
            service(room=self.room, by=self.person, **arguments)

    async def _words(self, say) -> str:
        with translation.override(self._language()):
            return say()

    def _language(self) -> str:
        """The language of the page that opened the socket (`?language=pt`), else the person's."""
        asked = dict(
            part.split("=", 1) for part in self.scope["query_string"].decode("latin1").split("&") if "=" in part
        )
        chosen = asked.get("language", "")
        return chosen if chosen in dict(settings.LANGUAGES) else self.person.language


_ACTS = {
    "after": RoomSocket._catch_up,
    "post": RoomSocket._post,
    "edit": RoomSocket._edit,
    "delete": RoomSocket._delete,
    "react": RoomSocket._react,
    "read": RoomSocket._note_reading,
}


async def room_socket(scope, receive, send) -> None:
    """Serve one connection to a room."""
    await RoomSocket(scope, receive, send).run()


def _parsed(text: str | None) -> dict:
    """Return the object in a frame; an empty one for whatever is none."""
    if text is None or len(text) > LARGEST_FRAME:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _number(asked: dict, name: str) -> int:
    if not _is_number(asked.get(name)):
        raise Refused
    return asked[name]


def _error(code: str, client_id: str | None, detail: str) -> dict:
    return {"type": "error", "code": code, "client_id": client_id or None, "detail": detail}


def _too_many() -> str:
    return _("You have this open in too many windows. Close some of them.")
