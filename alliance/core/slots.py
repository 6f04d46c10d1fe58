"""What apps above show on the page of a record below them: a registry that each fills at start.

    slots.register("network", upcoming)                      # in <app>/slots.py

The page knows no app above its own; a room, a course or an event that belongs to a network is shown by whoever has it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Section:
    """A heading and lines for ``components/records_tight.html``, with the way to all of them or ""."""

    title: str
    lines: list[dict] = field(default_factory=list)
    url: str = ""
    link: str = ""


Fill = Callable[[object, object], Section | None]
_slots: dict[str, list[Fill]] = {}


def register(place: str, fill: Fill) -> None:
    """Have ``fill(record, user)`` asked for a section of ``place``; it shows no more than that user may see."""
    known = _slots.setdefault(place, [])
    if fill not in known:
        known.append(fill)


def sections_of(place: str, record, user) -> list[Section]:
    """Return the sections that have something to show, in the order in which the apps stand."""
    found = (fill(record, user) for fill in _slots.get(place, []))
    return [section for section in found if section is not None and section.lines]
