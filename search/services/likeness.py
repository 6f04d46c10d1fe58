"""Likeness: what speaks of the same things."""

from search.results import Find


def similar(key: str, *, user, language: str, kinds: tuple[str, ...] = (), limit: int = 4) -> list[Find]:
    """Return finds like the one with ``key`` ("practice:12") that ``user`` may see; none where no engine answers."""
    raise NotImplementedError
