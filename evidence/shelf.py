"""Parts of pages that are the same for every reader, made once per state of the content and kept in process memory."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from evidence.population import Population
from evidence.services.listing import Listing


@dataclass(frozen=True)
class _State:
    version: str = ""
    library: Population | None = None
    parts: dict[Hashable, str] = field(default_factory=dict)


class Shelf:
    """About ``most`` parts at most. All are given up together: when the content changes, or when there are too many."""

    def __init__(self, most: int):
        self.most = most
        self._state = _State()

    def parts(self, listing: Listing) -> dict[Hashable, str]:
        """Return what was made from what ``listing`` reads, by the names that the maker gives; empty after a change."""
        state = self._state  # replaced whole, so a reader in another thread sees the old place or the new one
        current = state.version == listing.version and state.library is listing.library
        if not current or len(state.parts) > self.most:
            state = self._state = _State(listing.version, listing.library)
        return state.parts
