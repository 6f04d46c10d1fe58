"""What the platform holds of a person, and how it is forgotten: a registry that each app fills at start.

personal_data.holds("members.profile", title=_("Profile"), export=..., forget=..., stays=...)
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise


class CannotForgetError(Exception):
    """Something must be passed on first; the words say what, in the active language."""


@dataclass
class Part:
    """One kind of data: its title, what a person gets of it, what becomes of it, and what stays and why."""

    name: str
    title: str | Promise
    export: Callable[[object], object]
    forget: Callable[[object], None] | None = None
    stays: str | Promise = ""
    files: Callable[[object], list] = field(default=lambda user: [])


_parts: dict[str, Part] = {}


def holds(name: str, **how) -> None:
    """Register a kind of data. ``export(user)`` returns JSON values, ``files(user)`` pairs of a name and an open-able file.

    ``forget(user)`` runs in one transaction with all the others and may raise `CannotForgetError`.
    """
    _parts[name] = Part(name, **how)


def parts() -> list[Part]:
    """Return the kinds of data that the platform holds of people, in the order of their registration."""
    return list(_parts.values())
