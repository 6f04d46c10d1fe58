"""What can be pinned to a shelf: a registry that each app fills at start with its kinds of records.

    pinnable.register(Pinnable(model=Practice, find=…, lines=…))        # in <app>/pins.py

So the app of networks knows no record of the apps above it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model


@dataclass(frozen=True)
class Pinnable:
    """A kind of records. No function shows more than ``visible_to`` its user.

    ``find(path, user)`` returns the record at an address of the site without its language ("evidence/kolibri/"), or None.
    ``lines(keys, user)`` returns a line for ``components/records_tight.html`` for each key that the user may see, in a number
    of queries that does not grow with the keys.
    """

    model: type[Model]
    find: Callable[[str, object], Model | None]
    lines: Callable[[Iterable[int], object], dict[int, dict]]


_kinds: dict[type[Model], Pinnable] = {}


def register(kind: Pinnable) -> None:
    """Records of this kind can be pinned."""
    _kinds[kind.model] = kind


def kinds() -> list[Pinnable]:
    """Return all kinds."""
    return list(_kinds.values())


def find(address: str, user) -> Model | None:
    """Return the record that stands at an address of this site and that ``user`` may see, in whatever language; else None."""
    parts = urlsplit(address)
    if parts.netloc and parts.netloc != urlsplit(settings.SITE_URL).netloc:
        return None
    language, _slash, path = parts.path.lstrip("/").partition("/")
    if language not in dict(settings.LANGUAGES):
        return None
    found = (kind.find(f"{path.strip('/')}/", user) for kind in _kinds.values())
    return next((record for record in found if record is not None), None)
