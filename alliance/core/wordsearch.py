"""Words typed over a list: the search answers them where it can, by the same understanding as on its own page.

The search registers itself here at start, so that the apps below it need not know of it. Each list keeps a way of its own
to look for words in the database, for when no engine answers.
"""

from collections.abc import Callable, Mapping

# (kind, text, user, language, where) -> numbers of that kind which fit the text and which ``user`` may find, the best first;
# None where no engine answers. ``where``: facet -> codes of which each must carry one, or None.
Where = Mapping[str, tuple[str, ...]]
Finder = Callable[[str, str, object, str, Where | None], list[str] | None]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Have this function asked from now on, in place of the one before."""
    _finders[:] = [finder]


def numbers(kind: str, text: str, *, user, language: str, where: Where | None = None) -> list[str] | None:
    """Return the numbers of what fits ``text``, the best first; None where nobody can tell and the database must be asked."""
    return _finders[0](kind, text, user, language, where) if _finders else None


def is_reduced(text: str, found: list[str] | None) -> bool:
    """Whether ``text`` has words and nobody could tell what fits them: readers are to know that the database looked for them."""
    return found is None and any(letter.isalnum() for letter in text)
