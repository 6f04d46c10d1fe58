"""Somebody in a room whose line breaks again and again: a browser's side of the socket, as design/interfaces tells it."""

import asyncio
import contextlib
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import websockets

RESEND_SECONDS = 3.0
MOST_UNSENT = 8


@dataclass
class Attempt:
    """A message that was typed, until the server has said that it stands."""

    body: str
    tried_at: float = 0.0


@dataclass
class Person:
    """Posts, edits and marks; sends again what was not acknowledged; asks for what it missed."""

    name: str
    slug: str
    headers: dict[str, str]
    ports: list[int]
    chance: random.Random
    pace: tuple[float, float]
    messages: dict[int, dict] = field(default_factory=dict)
    change: int = 0
    unsent: dict[str, Attempt] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    seen: Counter = field(default_factory=Counter)
    line: websockets.ClientConnection | None = None
    is_caught_up: bool = False
    is_writing: bool = True

    async def live(self) -> None:
        """Be there until cancelled, whatever breaks."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._stay_connected())
            tasks.create_task(self._write())
            tasks.create_task(self._pump())

    def cut(self) -> bool:
        """The line is gone, without a word to the server; return whether there was one."""
        if self.line is None:
            return False
        self.line.transport.abort()
        self.line = None
        return True

    def say(self, words: str) -> None:
        """It is typed, and will be sent until it stands."""
        attempt = str(UUID(int=self.chance.getrandbits(128), version=4))
        self.sent.add(attempt)
        self.unsent[attempt] = Attempt(f"{self.name} {words}")

    async def _stay_connected(self) -> None:
        pause = 0.05
        while True:
            address = f"ws://127.0.0.1:{self.chance.choice(self.ports)}/ws/rooms/{self.slug}/"
            try:
                async with asyncio.timeout(5):
                    line = await websockets.connect(
                        address, additional_headers=self.headers, compression=None, ping_interval=None, close_timeout=1
                    )
            except (OSError, TimeoutError, websockets.WebSocketException):
                self.seen["in vain"] += 1
                await asyncio.sleep(pause * self.chance.uniform(0.5, 1.5))
                pause = min(1.0, 2 * pause)
                continue
            pause = 0.05
            self.seen["connected"] += 1
            try:
                await self._talk(line)
            except (OSError, websockets.WebSocketException):
                self.seen[f"closed {line.close_code}"] += 1
            finally:
                self.line, self.is_caught_up = None, False
                line.transport.abort()
            await asyncio.sleep(self.chance.uniform(0, 0.2))

    async def _talk(self, line: websockets.ClientConnection) -> None:
        self.line = line
        for attempt in self.unsent.values():
            attempt.tried_at = 0.0
        while True:
            frame = json.loads(await line.recv())
            match frame["type"]:
                case "hello":
                    known = {"seq": max(self.messages, default=0), "change": self.change}
                    await line.send(json.dumps({"type": "after", **known}))
                case "message":
                    self._take(frame)
                case "caught_up":
                    self.change, self.is_caught_up = max(self.change, frame["change"]), True
                case "ack":
                    self.unsent.pop(frame["client_id"], None)
                case "error":
                    self.seen[f"error {frame['code']}"] += 1

    def _take(self, frame: dict) -> None:
        """Of each message the newest state counts. What comes live goes on where the rest ended, without steps back."""
        if self.is_caught_up:
            self.seen["out of order"] += frame["change"] <= self.change
            self.change = max(self.change, frame["change"])
        known = self.messages.get(frame["seq"])
        if known is None or known["change"] < frame["change"]:
            self.messages[frame["seq"]] = frame

    async def _write(self) -> None:
        """Type this and that, at a pace that the server allows."""
        number = 0
        while True:
            await asyncio.sleep(self.chance.uniform(*self.pace))
            if not self.is_writing or len(self.unsent) >= MOST_UNSENT:
                continue
            number += 1
            self.say(f"says {number}")
            await self._touch_something()

    async def _touch_something(self) -> None:
        """Now and then: edit a message of one's own, mark or take back one."""
        mine = [seq for seq, frame in self.messages.items() if frame["text"].startswith(f"{self.name} ")]
        if not self.messages or self.chance.random() > 0.3:
            return
        seq = self.chance.choice(list(self.messages))
        asked = {"type": "react", "seq": seq, "mark": "useful"}
        if mine and self.chance.random() < 0.5:
            seq = self.chance.choice(mine)
            asked = {"type": "edit", "seq": seq, "body": self.messages[seq]["text"] + " again"}
        elif mine and self.chance.random() < 0.1:
            asked = {"type": "delete", "seq": self.chance.choice(mine)}
        await self._send(asked)

    async def _pump(self) -> None:
        """Send what is not acknowledged, and send it again."""
        while True:
            await asyncio.sleep(0.1)
            now = time.monotonic()
            for name, attempt in list(self.unsent.items()):
                if self.is_caught_up and now - attempt.tried_at > RESEND_SECONDS:
                    attempt.tried_at = now
                    await self._send({"type": "post", "client_id": name, "body": attempt.body, "reply_to": None})

    async def _send(self, frame: dict) -> None:
        if self.line is not None:
            with contextlib.suppress(OSError, websockets.WebSocketException):
                await self.line.send(json.dumps(frame))
                self.seen[f"said {frame['type']}"] += 1
