"""Sections of the site that are no pages of the tree: a registry that each app fills at start, read by the main menu.

    places.register(Place("rooms", _("Rooms"), "rooms/", opens_for_visitors=..., news_for=...))    # in <app>/places.py

Editors make the rest of the menu. A place stands behind it, for members always, for everybody else as the place says.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Place:
    """One section. ``path`` is its address behind the language, as "rooms/".

    ``opens_for_visitors`` is asked once per version of the content: whoever changes its answer makes the version grow.
    ``news_for`` says how many things wait there for a member, in one query.
    """

    name: str
    title: Promise
    path: str
    opens_for_visitors: Callable[[], bool]
    news_for: Callable[[object], int]


_places: dict[str, Place] = {}


def register(place: Place) -> None:
    """The place is in the menu from now on."""
    _places[place.name] = place


def all_places() -> list[Place]:
    """Return every place, in the order in which the apps stand."""
    return list(_places.values())
