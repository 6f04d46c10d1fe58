"""Words typed over a list: the search answers them where it can, by the same understanding as on its own page.

The search registers itself here at start, so that the apps below it need not know of it. Each list keeps a way of its own
to look for words in the database, for when no engine answers.
"""

from collections.abc import Callable, Mapping

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

LONGEST_EXCERPT = 220
"""Characters, where nobody knows which part says most."""

# (kind, text, user, language, where) -> numbers of that kind which fit the text and which ``user`` may find, the best first;
# None where no engine answers. ``where``: facet -> codes of which each must carry one, or None.
Where = Mapping[str, tuple[str, ...]]
Finder = Callable[[str, str, object, str, Where | None], list[str] | None]

# Plain words of a find -> the part of them that says why it was found, safe, with what was looked for in ``<mark>``.
Excerpt = Callable[[str], SafeString]
Marker = Callable[[str], Excerpt]

_finders: list[Finder] = []
_markers: list[Marker] = []


def register(finder: Finder, marker: Marker) -> None:
    """Have these functions asked from now on, in place of those before."""
    _finders[:], _markers[:] = [finder], [marker]


def numbers(kind: str, text: str, *, user, language: str, where: Where | None = None) -> list[str] | None:
    """Return the numbers of what fits ``text``, the best first; None where nobody can tell and the database must be asked."""
    return _finders[0](kind, text, user, language, where) if _finders else None


def excerpts(text: str) -> Excerpt:
    """Return what gives the part of a find's plain words in which ``text`` is met, escaped, with it in ``<mark>``."""
    return _markers[0](text) if _markers else lambda found: conditional_escape(found[:LONGEST_EXCERPT])


def is_reduced(text: str, found: list[str] | None) -> bool:
    """Whether ``text`` has words and nobody could tell what fits them: readers are to know that the database looked for them."""
    return found is None and any(letter.isalnum() for letter in text)
