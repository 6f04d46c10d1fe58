"""How many people are in a room, over all processes. Costs nothing while nobody asks: then the hubs ask each other."""

import time
from collections.abc import Collection

ASK_SECONDS = 10.0
FORGET_SECONDS = 25.0
"""A process that has not answered for so long is gone."""


class Present:
    """Who is in one room, as far as the processes have told."""

    def __init__(self) -> None:
        self._people: dict[str, tuple[float, frozenset[int]]] = {}
        self.asked_at = float("-inf")
        self.told = -1

    def note(self, process: str, people: Collection[int]) -> None:
        """These people are in the room in that process."""
        self._people[process] = (time.monotonic(), frozenset(people))

    def count(self) -> int:
        """Return how many different people are in the room now."""
        since = time.monotonic() - FORGET_SECONDS
        self._people = {process: said for process, said in self._people.items() if said[0] > since}
        return len(frozenset().union(*(people for _at, people in self._people.values())))
