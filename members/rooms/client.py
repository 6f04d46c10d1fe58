"""One socket as the hub sees it: a queue that has an end, and a way to be told to go."""

import asyncio
from collections import deque
from collections.abc import Callable

MOST_WAITING = 500
"""Frames that may wait for a slow line before it is cut; it fetches them when it is back."""
MOST_BEFORE_FLEETING = 20
"""Who has so many frames to come gets no news that are worth nothing later."""

OF_NO_CHANGE = 2**63
"""In place of the number of a change: this frame tells of none."""

TOO_SLOW = 4408


class Client:
    """Frames go out at once where the line takes them, else they wait here. All wait while the client fetches what it missed.

    ``write`` writes the bytes of a frame and says whether it could (`alliance.core.sockets`); without it all frames wait for
    `members.rooms.socket`, which sends them. ``is_busy`` while that is under way: then nothing may overtake.
    ``session`` is the key of the session it came with, ``until`` the moment of its expiry (seconds since 1970).
    ``on_end`` is called once, when the socket is to be closed.
    """

    __slots__ = (
        "_has",
        "_held",
        "code",
        "is_busy",
        "must_look_again",
        "on_end",
        "person",
        "room",
        "session",
        "until",
        "waiting",
        "wake",
        "wants_presence",
        "write",
    )

    def __init__(self, person: int, room: int, session: str = "", write: Callable[[bytes], bool] | None = None):
        self.person = person
        self.room = room
        self.session = session
        self.write = write
        self.is_busy = False
        self.until = float("inf")
        self.waiting: deque[tuple[int, str]] = deque()
        self.wake = asyncio.Event()
        self.must_look_again = False
        self.wants_presence = False
        self.code: int | None = None
        self.on_end: Callable[[], object] = lambda: None
        self._held: list[tuple[int, str]] | None = None
        self._has = -1

    def put(self, change: int, text: str, frame: bytes) -> None:
        """An event of the room, as text and as the bytes of its frame; nothing is waited for."""
        if self.code is not None or change <= self._has:
            return
        if self._held is not None:
            self._held.append((change, text))
            if len(self._held) > MOST_WAITING:
                self.end(TOO_SLOW)
        elif self.waiting or self.is_busy or self.must_look_again or not (self.write and self.write(frame)):
            self._queue(change, text)

    def _queue(self, change: int, text: str) -> None:
        if len(self.waiting) >= MOST_WAITING:
            self.end(TOO_SLOW)
            return
        self.waiting.append((change, text))
        self.wake.set()

    def put_fleeting(self, frame: str) -> None:
        """Something that is worth nothing in a moment: slow lines are spared it."""
        if self.code is None and len(self.waiting) < MOST_BEFORE_FLEETING:
            self.waiting.append((OF_NO_CHANGE, frame))
            self.wake.set()

    def hold(self) -> None:
        """Events wait until `release`."""
        if self._held is None:
            self._held = []

    def release(self, change: int) -> None:
        """What came meanwhile follows, without what the client has by now: everything up to ``change``. The database, of which
        it has that, may be ahead of what the hub has heard.
        """
        held, self._held = self._held or [], None
        self._has = max(self._has, change)
        still = [event for event in self.waiting if event[0] > change]
        self.waiting.clear()
        self.waiting.extend(still)
        for number, text in held:
            if number > self._has and self.code is None:
                self._queue(number, text)

    def look_again(self) -> None:
        """Something about the person or the room has changed: nothing more is written until it was asked what they may do."""
        self.must_look_again = True
        self.wake.set()

    def end(self, code: int) -> None:
        """The socket is to be closed with this code, whatever waits."""
        if self.code is None:
            self.code = code
            self.waiting.clear()
            self._held = None
            self.wake.set()
            self.on_end()
