"""The words of an address, as they are compared."""

import re

from django.conf import settings

from alliance.core.reference import fold

SHORTEST_WORD = 3
LONGEST_WORD = 40
MOST_WORDS = 12

_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of an address or a title in small letters without accents; short ones say nothing."""
    return [word for word in _WORD.findall(fold(text)) if SHORTEST_WORD <= len(word) <= LONGEST_WORD]


def parts_of(path: str) -> list[str]:
    """Return what stands between the slashes of an address, without its language."""
    parts = [part for part in path.split("/") if part]
    return parts[1:] if parts and parts[0] in dict(settings.LANGUAGES) else parts
