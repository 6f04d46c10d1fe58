"""What waits for a person: a registry that each app fills at start, read by ``my/`` and, later, by the digest.

@waiting.source("network_requests")                      # in <app>/waiting.py
def requests(user) -> list[Task]: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from alliance.core.audience import is_member


@dataclass(frozen=True)
class Task:
    """One thing that somebody should do: the words in the active language, where to do it, since when and until when."""

    kind: str
    title: str
    url: str
    since: datetime | None = None
    due: date | None = None
    about: str = ""


_sources: dict[str, Callable[[object], list[Task]]] = {}
_of_country: set[str] = set()


def source(name: str, *, of_country: bool = False) -> Callable:
    """Register a function that returns what waits for a user, in a number of queries that does not grow with the tasks.

    What waits ``of_country`` waits for whoever speaks for it, and goes to whoever comes next.
    """

    def register(function: Callable[[object], list[Task]]) -> Callable:
        _sources[name] = function
        if of_country:
            _of_country.add(name)
        return function

    return register


def tasks_of(user, *, of_country: bool = False, but: str = "") -> list[Task]:
    """Return what waits for ``user``: what is due first, then what waits longest. Nobody else's, and nothing for strangers.

    ``of_country``: only what would pass to whoever holds the country's seat next. ``but``: a source that the caller has read.
    """
    if not is_member(user):
        return []
    names = (_of_country if of_country else set(_sources)) - {but}
    wanted = [function for name, function in _sources.items() if name in names]
    found = [task for function in wanted for task in function(user)]
    return sorted(
        found, key=lambda task: (task.due is None, task.due or date.max, task.since.timestamp() if task.since else 0.0)
    )
