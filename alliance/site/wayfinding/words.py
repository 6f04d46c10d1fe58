"""The words of an address, as they are compared."""

import re

from django.conf import settings

from alliance.core.context import language_in
from alliance.core.reference import fold

SHORTEST_WORD = 3
LONGEST_WORD = 40
MOST_WORDS = 12

# Doors that stand beside the languages: whoever asks for something behind one in vain is sent to a language first.
DOORS = {"admin", "documents", "media", "static", "feeds", "share"}

_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of an address or a title in small letters without accents; short ones say nothing."""
    return [word for word in _WORD.findall(fold(text)) if SHORTEST_WORD <= len(word) <= LONGEST_WORD]


def parts_of(path: str) -> list[str]:
    """Return what stands between the slashes of an address, without its language."""
    parts = [part for part in path.split("/") if part]
    return parts[1:] if language_in(path) else parts


def is_for_readers(path: str) -> bool:
    """Whether an address is one of the public pages' kind: in a language, and not behind another door."""
    parts = path.split("/")[1:3]
    return parts[0] in dict(settings.LANGUAGES) and (len(parts) < 2 or parts[1] not in DOORS)
