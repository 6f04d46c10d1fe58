"""How many sockets somebody has open: in all processes where there is Redis, in this one alone where there is none.

Each socket holds one of a person's numbered slots, a key that names the process and expires. A process that was killed gives
nothing back; the others see that it no longer says that it lives, and take what it held.
"""

import asyncio
import logging
import uuid
from collections import Counter

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import cache

log = logging.getLogger(__name__)

MOST_SOCKETS = 10
WAIT_SECONDS = 1.0
LIVES_SECONDS = 15
HELD_SECONDS = 180
RENEW_SECONDS = 60


class Slots:
    """Those that this process holds."""

    def __init__(self) -> None:
        self.process = uuid.uuid4().hex
        self._counts: Counter[int] = Counter()
        self._held: set[str] = set()
        self._is_alone = False

    async def take(self, person: int) -> str | None:
        """One more socket of the person is counted; return what `give_back` wants, None where they have as many as fit."""
        if self._counts[person] >= MOST_SOCKETS:
            return None
        self._counts[person] += 1
        key = await self._shared(self._take, person, otherwise="")
        if key is None:
            self._uncount(person)
        elif key:
            self._held.add(key)
        return key

    async def give_back(self, person: int, key: str) -> None:
        """That socket is no more."""
        self._uncount(person)
        self._held.discard(key)
        if key:
            await self._shared(cache.delete, key)

    async def live(self) -> None:
        """Say that this process lives; every few seconds."""
        await self._shared(cache.set, _lives(self.process), 1, LIVES_SECONDS)

    async def renew(self) -> None:
        """What is held does not expire; every `RENEW_SECONDS`."""
        if self._held:
            await self._shared(cache.set_many, dict.fromkeys(self._held, self.process), HELD_SECONDS)

    def _uncount(self, person: int) -> None:
        self._counts[person] -= 1
        if self._counts[person] <= 0:
            del self._counts[person]

    def _take(self, person: int) -> str | None:
        keys = [f"rooms:socket:{person}:{number}" for number in range(MOST_SOCKETS)]
        holders = cache.get_many(keys)
        cache.set(_lives(self.process), 1, LIVES_SECONDS)
        living = cache.get_many([_lives(process) for process in set(holders.values())])
        for key in keys:
            if key in holders:
                if _lives(holders[key]) in living:
                    continue
                cache.delete(key)
            if cache.add(key, self.process, HELD_SECONDS):
                return key
        return None

    async def _shared(self, act, *arguments, otherwise=None):
        """Do it in Redis; without Redis, or where it does not answer in time, return ``otherwise``: this process's count holds."""
        if not settings.REDIS_URL:
            return otherwise
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                found = await sync_to_async(act, thread_sensitive=False)(*arguments)
        except Exception as error:
            if not self._is_alone:
                log.warning("Sockets are counted in this process alone until Redis is back: %r", error)
            self._is_alone = True
            return otherwise
        self._is_alone = False
        return found


def _lives(process: str) -> str:
    return f"rooms:process:{process}"
