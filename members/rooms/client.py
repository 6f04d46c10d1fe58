"""One socket as the hub sees it: a queue that has an end, and a way to be told to go."""

import asyncio
from collections import deque

MOST_WAITING = 500
"""Frames that may wait for a slow line before it is cut; it fetches them when it is back."""

TOO_SLOW = 4408


class Client:
    """Frames wait here until they are written. ``held`` while the client fetches what it missed."""

    def __init__(self, person: int):
        self.person = person
        self.waiting: deque[str] = deque()
        self.wake = asyncio.Event()
        self.must_look_again = False
        self.code: int | None = None
        self._held: list[tuple[int, str]] | None = None

    def put(self, change: int, frame: str) -> None:
        """An event of the room; nothing is waited for."""
        if self._held is not None:
            self._held.append((change, frame))
            if len(self._held) > MOST_WAITING:
                self.end(TOO_SLOW)
            return
        if len(self.waiting) >= MOST_WAITING:
            self.end(TOO_SLOW)
            return
        self.waiting.append(frame)
        self.wake.set()

    def hold(self) -> None:
        """Events wait until `release`."""
        if self._held is None:
            self._held = []

    def release(self, change: int) -> None:
        """What came meanwhile follows, without what the client has by now: everything up to ``change``."""
        held, self._held = self._held or [], None
        for number, frame in held:
            if number > change:
                self.put(number, frame)

    def look_again(self) -> None:
        """Something about the person has changed: what they may do is to be asked anew."""
        self.must_look_again = True
        self.wake.set()

    def end(self, code: int) -> None:
        """The socket is to be closed with this code, whatever waits."""
        if self.code is None:
            self.code = code
            self.waiting.clear()
            self.wake.set()
