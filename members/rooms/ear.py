"""What this process hears and says in the channel layer, which may be away at any time: nobody waits for it for long."""

import asyncio
import logging

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

LAYER_SECONDS = 1.0
"""So long the layer may take for anything."""
DEAF_SECONDS = 20.0
"""Who hears nothing for so long, not even their own beats, listens to a connection that is dead, and begins anew."""
BEAT = "ear.beat"


class Ear:
    """Listens to groups of the layer. What could not be asked for, because the layer was away, is asked for by `mend`."""

    def __init__(self) -> None:
        self.is_there = True
        self._layer = get_channel_layer()
        self._channel = ""
        self._wanted: set[str] = set()
        self._missing: set[str] = set()

    async def enter(self, group: str) -> None:
        """The group is heard, now or as soon as the layer is there again."""
        self._wanted.add(group)
        self._missing.add(group)
        if self.is_there:  # else each one who comes would wait for it
            await self._ask_for(group)

    async def leave(self, group: str) -> None:
        """The group is heard no more."""
        self._wanted.discard(group)
        self._missing.discard(group)
        if self.is_there and self._channel:
            await self._try(self._layer.group_discard(group, self._channel))

    async def mend(self, *, everything: bool = False) -> None:
        """Ask for what is missing, every few seconds; for ``everything`` now and then: the layer in memory forgets after a day."""
        if everything:
            self._missing = set(self._wanted)
        if self._channel and not await self._try(self._layer.send(self._channel, {"type": BEAT})):
            return
        for group in list(self._missing):
            if not await self._ask_for(group):
                return

    async def hear(self) -> dict:
        """Return the next event."""
        while True:
            if not self._channel:
                await asyncio.sleep(LAYER_SECONDS / 10)
                continue
            try:
                async with asyncio.timeout(DEAF_SECONDS):
                    event = await self._layer.receive(self._channel)
            except TimeoutError:
                await self._begin_anew()
                continue
            if event["type"] != BEAT:
                return event

    async def say(self, group: str, event: dict) -> bool:
        """Tell every process that listens to the group; return whether the layer took it."""
        return self.is_there and await self._try(self._layer.group_send(group, event))

    async def _begin_anew(self) -> None:
        log.warning("Nothing came from the channel layer for %d seconds, rooms listen anew", DEAF_SECONDS)
        self._channel = ""
        self._missing = set(self._wanted)
        await self._try(self._layer.flush())

    async def _ask_for(self, group: str) -> bool:
        if not await self._try(self._add(group)):
            return False
        if group in self._wanted:
            self._missing.discard(group)
        else:  # who wanted it left meanwhile
            await self._try(self._layer.group_discard(group, self._channel))
        return True

    async def _add(self, group: str) -> None:
        if not self._channel:
            self._channel = await self._layer.new_channel()
        await self._layer.group_add(group, self._channel)

    async def _try(self, asked) -> bool:
        try:
            async with asyncio.timeout(LAYER_SECONDS):
                await asked
        except Exception as error:
            if self.is_there:
                log.warning("The channel layer is away, rooms are read from the database until it is back: %r", error)
            self.is_there = False
            return False
        if not self.is_there:
            log.warning("The channel layer is back")
        self.is_there = True
        return True
