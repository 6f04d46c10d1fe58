"""One socket as the hub sees it: a queue that has an end, and a way to be told to go."""

import asyncio
from collections import deque
from collections.abc import Callable

MOST_WAITING = 500
"""Frames that may wait for a slow line before it is cut; it fetches them when it is back."""

TOO_SLOW = 4408


class Client:
    """Frames go out at once where the line takes them, else they wait here. All wait while the client fetches what it missed.

    ``write`` writes the bytes of a frame and says whether it could (`alliance.core.sockets`); without it all frames wait for
    `members.rooms.socket` to send them. ``is_sending`` while that is under way: then nothing may overtake.
    """

    def __init__(self, person: int, write: Callable[[bytes], bool] | None = None):
        self.person = person
        self.write = write
        self.is_sending = False
        self.waiting: deque[str] = deque()
        self.wake = asyncio.Event()
        self.must_look_again = False
        self.code: int | None = None
        self._held: list[tuple[int, str]] | None = None

    def put(self, change: int, text: str, frame: bytes) -> None:
        """An event of the room, as text and as the bytes of its frame; nothing is waited for."""
        if self._held is not None:
            self._held.append((change, text))
            if len(self._held) > MOST_WAITING:
                self.end(TOO_SLOW)
        elif self.waiting or self.is_sending or self.code is not None or not (self.write and self.write(frame)):
            self._queue(text)

    def _queue(self, text: str) -> None:
        if len(self.waiting) >= MOST_WAITING:
            self.end(TOO_SLOW)
            return
        self.waiting.append(text)
        self.wake.set()

    def hold(self) -> None:
        """Events wait until `release`."""
        if self._held is None:
            self._held = []

    def release(self, change: int) -> None:
        """What came meanwhile follows, without what the client has by now: everything up to ``change``."""
        held, self._held = self._held or [], None
        for number, text in held:
            if number > change:
                self._queue(text)

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
