"""What a socket is spared and what it is refused, whoever speaks: hostile words, floods, slow lines, a server that stops."""

import asyncio
import json
import socket
from uuid import uuid4

import pytest
import websockets
from channels.db import database_sync_to_async
from websockets.exceptions import ConnectionClosed

from members.rooms import hub as hubs
from members.rooms.client import TOO_SLOW
from members.rooms.hub import hub
from members.rooms.models import Message
from members.rooms.services import talking
from tests.factories.members import MemberFactory
from tests.factories.rooms import RoomFactory, say
from tests.rooms.served import served
from tests.rooms.sockets import cookie_of, socket_to

pytestmark = [pytest.mark.django_db(transaction=True)]

in_thread = database_sync_to_async

POST = {"type": "post", "client_id": str(uuid4()), "body": "x"}
HOSTILE = {
    "no JSON": "{",
    "no object": "[1]",
    "nothing": "",
    "a word": '"post"',
    "depth": "[" * 60_000,
    "depth of objects": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "a number of 5,000 digits": '{"type":"after","seq":' + "9" * 5_000 + "}",
    "beyond 64 bits": '{"type":"after","seq":0,"change":18446744073709551616}',
    "infinite": '{"type":"after","seq":1e999}',
    "no number": '{"type":"after","seq":NaN}',
    "true": '{"type":"after","seq":true}',
    "negative": '{"type":"after","seq":0,"change":-1}',
    "a type that is a list": '{"type":["post"]}',
    "a type that is none": '{"type":"__init__"}',
    "a body that is an object": json.dumps({**POST, "body": {"a": 1}}),
    "an attempt of half characters": json.dumps({**POST, "client_id": "\ud800"}),
    "an answer to a text": json.dumps({**POST, "reply_to": "1"}),
    "a mark of half characters": '{"type":"react","seq":1,"mark":"\\ud800"}',
    "half characters alone": json.dumps({**POST, "body": "\ud800"}),
    "another room's message": '{"type":"edit","seq":3,"body":"mine"}',
    "another room's message deleted": '{"type":"delete","seq":3}',
    "an answer to another room's message": json.dumps({**POST, "reply_to": 3}),
}


@pytest.fixture
def scene(transactional_db):
    """A room with one message, another room with three, and Ana with a session."""

    class Scene:
        room, other = RoomFactory(), RoomFactory()
        ana = MemberFactory()
        cookie = cookie_of(ana)

    say(Scene.room, MemberFactory(), "First")
    for _number in range(3):
        say(Scene.other, Scene.ana)
    return Scene


async def hear(line, kind: str) -> dict:
    """The next frame of a kind."""
    async with asyncio.timeout(10):
        while True:
            frame = json.loads(await line.recv())
            if frame["type"] == kind:
                return frame


async def close_code(line) -> int:
    """The code with which the server closes."""
    async with asyncio.timeout(30):
        try:
            while True:
                await line.recv()
        except ConnectionClosed:
            return line.close_code


async def test_hostile_frames_are_answered_and_the_socket_serves_on(scene):
    async with served() as server, server.connect(scene.room.slug, scene.cookie) as line:
        await hear(line, "hello")
        for name, frame in HOSTILE.items():
            await line.send(frame)
            error = await hear(line, "error")
            assert error["code"] in {"bad_message", "not_found"}, name
            assert error["detail"], name
        await line.send(b"\x00\xff binary")
        assert (await hear(line, "error"))["code"] == "bad_message"
        await line.send(json.dumps({**POST, "body": "a\x00b\ud800c", "unknown": {"keys": []}}))
        assert (await hear(line, "ack"))["seq"] == 2
    stored = await in_thread(lambda: list(scene.room.messages.values_list("body", flat=True)))()
    assert stored == ["First", "abc"]
    assert await in_thread(Message.objects.filter(room=scene.other).count)() == 3


async def test_a_frame_that_is_too_long_is_refused_with_words_and_a_huge_one_by_closing(scene):
    async with served() as server:
        async with server.connect(scene.room.slug, scene.cookie) as line:
            await hear(line, "hello")
            await line.send(json.dumps({**POST, "body": "x" * 70_000}))
            error = await hear(line, "error")
            assert (error["code"], error["client_id"]) == ("too_long", POST["client_id"])
            assert error["detail"] == "The message has 70000 characters, 4000 fit. Send it in two parts."
            await line.send("€" * 30_000)
            assert (await hear(line, "error"))["code"] == "too_long"
            await line.send(json.dumps({**POST, "body": "x" * 1_000_000}))
            assert await close_code(line) == 1009
        async with server.connect(scene.room.slug, scene.cookie) as line:
            await hear(line, "hello")
            await line.send(b"x" * 1_000_000)
            assert await close_code(line) == 1009
        async with server.connect(scene.room.slug, scene.cookie) as line:
            assert (await hear(line, "hello"))["seq"] == 1


async def test_of_a_hundred_sockets_of_one_person_ten_are_served(scene):
    async with served() as server:
        lines = await asyncio.gather(*[server.connect(scene.room.slug, scene.cookie) for _ in range(100)])
        first = [json.loads(await line.recv()) for line in lines]
        refused = [line for line, frame in zip(lines, first, strict=True) if frame["type"] == "error"]
        assert (len(refused), {frame["type"] for frame in first}) == (90, {"hello", "error"})
        assert {frame["code"] for frame in first if frame["type"] == "error"} == {"too_fast"}
        assert {await close_code(line) for line in refused} == {4403}
        await asyncio.gather(*[line.close() for line in lines])
        async with asyncio.timeout(5):
            while hub().people:
                await asyncio.sleep(0.02)
        async with server.connect(scene.room.slug, scene.cookie) as line:
            await hear(line, "hello")


@pytest.mark.services("redis")
async def test_ten_sockets_in_all_processes_and_those_of_a_killed_one_are_free_again(scene, monkeypatch):
    from members.rooms import slots

    monkeypatch.setattr(slots, "LIVES_SECONDS", 1)
    killed, beside = slots.Slots(), slots.Slots()
    assert None not in [await killed.take(scene.ana.pk) for _ in range(6)]
    taken = [await beside.take(scene.ana.pk) for _ in range(5)]
    assert [key is None for key in taken] == [False] * 4 + [True]
    await beside.give_back(scene.ana.pk, taken[0])
    assert await beside.take(scene.ana.pk)
    await asyncio.sleep(1.2)
    assert None not in [await beside.take(scene.ana.pk) for _ in range(6)]
    assert await beside.take(scene.ana.pk) is None


async def test_a_flood_is_slowed_and_everybody_else_is_served(scene):
    ben = await in_thread(lambda: cookie_of(MemberFactory()))()
    async with served() as server, server.connect(scene.room.slug, scene.cookie) as line:
        await hear(line, "hello")
        for _number in range(300):
            await line.send("{")
        async with server.connect(scene.room.slug, ben) as other:
            await hear(other, "hello")
            await other.send(json.dumps({**POST, "client_id": str(uuid4())}))
            assert (await hear(other, "ack"))["seq"] == 2
        errors = 0
        while (frame := json.loads(await line.recv()))["type"] == "error":
            errors += 1
        assert (frame["type"], 60 <= errors < 300) == ("message", True)


async def test_browsers_are_told_that_the_server_starts_anew(scene):
    async with served() as server:
        line = await server.connect(scene.room.slug, scene.cookie)
        await hear(line, "hello")
    assert await close_code(line) == 1012
    assert not hub().people


async def test_a_forged_origin_is_no_socket(scene):
    async with served() as server:
        headers = {**server.headers(scene.cookie), "Origin": "https://evil.example"}
        with pytest.raises(websockets.InvalidStatus) as refused:
            await server.connect(scene.room.slug, scene.cookie, additional_headers=headers)
        assert refused.value.response.status_code == 403


async def test_a_slow_reader_is_cut_with_4408_and_everybody_else_gets_everything(scene):
    """1 kB a second. What is on its way to the slow one when it is cut still arrives, then the code."""
    people = [await in_thread(lambda: cookie_of(MemberFactory()))() for _ in range(3)]
    frame = json.dumps({"type": "message", "text": "x" * 16_000})
    async with served() as server:
        reader, writer = await narrow_line(server, scene)
        lines = [await server.connect(scene.room.slug, cookie) for cookie in people]
        for line in lines:
            await hear(line, "hello")
        async with asyncio.timeout(5):
            while len(hub().people) < 4:
                await asyncio.sleep(0.02)
        [slow] = hub().people[scene.ana.pk]
        sent, is_read = 0, asyncio.create_task(read_slowly(reader))

        async def collect(line) -> int:
            count = 0
            while count < 1000:
                count += (await hear(line, "message"))["text"] == "x" * 16_000
            return count

        collected = [asyncio.create_task(collect(line)) for line in lines]
        while sent < 1000:
            for _number in range(20):
                hub().heard(scene.room.pk, 2 + sent, frame)
                sent += 1
            await asyncio.sleep(0.02)
        async with asyncio.timeout(10):
            assert await asyncio.gather(*collected) == [1000, 1000, 1000]
        assert slow.code == TOO_SLOW
        async with asyncio.timeout(5):
            while scene.ana.pk in hub().people:
                await asyncio.sleep(0.02)
        assert not slow.waiting
        is_read.cancel()
        last = b""
        async with asyncio.timeout(20):
            while part := await reader.read(65536):
                last = (last + part)[-4:]
        assert last == b"\x88\x02" + TOO_SLOW.to_bytes(2, "big")
        writer.close()
        for line in lines:
            await line.close()


async def narrow_line(server, scene) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A socket of Ana's that takes little at a time."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, ("127.0.0.1", server.port))
    reader, writer = await asyncio.open_connection(sock=narrow, limit=1024)
    asked = [
        f"GET /ws/rooms/{scene.room.slug}/ HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        *[f"{name}: {value}" for name, value in server.headers(scene.cookie).items()],
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]
    writer.write("\r\n".join([*asked, "", ""]).encode())
    assert b" 101 " in await reader.readline()
    return reader, writer


async def test_who_takes_nothing_at_all_is_gone_in_the_end(scene, monkeypatch):
    """Also from the server below, which would wait for ever to write what is left."""
    monkeypatch.setattr("alliance.core.serving.DEAF_SECONDS", 2)
    async with served() as server:
        reader, writer = await narrow_line(server, scene)
        async with asyncio.timeout(5):
            while not hub().people:
                await asyncio.sleep(0.02)
        reader._transport.pause_reading()
        for number in range(1500):
            hub().heard(scene.room.pk, 2 + number, "x" * 16_000)
            if number % 20 == 0:
                await asyncio.sleep(0.001)
        async with asyncio.timeout(20):
            while server.server.server_state.connections:
                await asyncio.sleep(0.1)
        writer.transport.abort()


async def read_slowly(reader) -> None:
    """1 kB a second."""
    while await reader.read(1024):
        await asyncio.sleep(1)


class TestFleeting:
    async def greeted(self, room, person=None):
        socket = socket_to(room.slug, await in_thread(cookie_of)(person or await in_thread(MemberFactory)()))
        await socket.connect()
        await socket.hear("hello")
        return socket

    async def test_others_see_that_somebody_writes_once_in_three_seconds(self, scene, monkeypatch):
        mine, second, other = [await self.greeted(scene.room, each) for each in (scene.ana, scene.ana, None)]
        for _time in range(3):
            await mine.say(type="typing")
            await second.say(type="typing")
        assert await other.hear() == {"type": "typing", "name": scene.ana.shown_name}
        assert await other.receive_nothing(0.5)
        assert await mine.receive_nothing(0.1)
        monkeypatch.setattr(hubs, "TYPING_SECONDS", 0.0)
        await mine.say(type="typing")
        assert (await other.hear())["type"] == "typing"
        assert await in_thread(scene.room.messages.count)() == 1
        for each in (mine, second, other):
            await each.disconnect()

    async def test_who_may_not_write_does_not_seem_to(self, scene):
        await in_thread(scene.room._meta.model.objects.filter(pk=scene.room.pk).update)(posting="announcements")
        mine, other = await self.greeted(scene.room, scene.ana), await self.greeted(scene.room)
        await mine.say(type="typing")
        assert await other.receive_nothing(0.5)
        for each in (mine, other):
            await each.disconnect()

    async def test_how_many_are_there_is_told_to_those_who_ask(self, scene):
        mine, second, other = [await self.greeted(scene.room, each) for each in (scene.ana, scene.ana, None)]
        await mine.say(type="presence")
        assert await mine.hear() == {"type": "presence", "count": 2}
        assert await other.receive_nothing(0.3)
        for each in (mine, second, other):
            await each.disconnect()


async def test_a_long_absence_is_made_up_for_in_parts(scene, monkeypatch):
    monkeypatch.setattr("members.rooms.socket.PART", 2)
    for number in range(5):
        await in_thread(say)(scene.room, await in_thread(MemberFactory)(), f"Number {number}")
    author = await in_thread(lambda: scene.room.messages.get(seq=2).author)()
    await in_thread(talking.edit)(room=scene.room, by=author, seq=2, body="Edited")
    socket = socket_to(scene.room.slug, scene.cookie)
    await socket.connect()
    await socket.hear("hello")
    for asked, heard in (({"seq": 0}, [1, 2, 3, 4, 5, 6]), ({"seq": 0, "change": 3}, [4, 5, 6, 2])):
        await socket.say(type="after", **asked)
        assert [(await socket.hear())["seq"] for _each in heard] == heard
        assert await socket.hear() == {"type": "caught_up", "seq": 6, "change": 7}
    await socket.disconnect()
