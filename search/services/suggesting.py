"""Suggesting while somebody types."""

from search.results import Suggested


def suggest(text: str, *, user, language: str, limit: int = 8) -> list[Suggested]:
    """Return what ``text`` may be the beginning of: finds that ``user`` may see and filters, the likeliest first."""
    raise NotImplementedError
