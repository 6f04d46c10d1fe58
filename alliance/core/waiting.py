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


def source(name: str) -> Callable:
    """Register a function that returns what waits for a user, in a number of queries that does not grow with the tasks."""

    def register(function: Callable[[object], list[Task]]) -> Callable:
        _sources[name] = function
        return function

    return register


def tasks_of(user) -> list[Task]:
    """Return what waits for ``user``: what is due first, then what waits longest. Nobody else's, and nothing for strangers."""
    if not is_member(user):
        return []
    found = [task for function in _sources.values() for task in function(user)]
    return sorted(
        found, key=lambda task: (task.due is None, task.due or date.max, task.since.timestamp() if task.since else 0.0)
    )
