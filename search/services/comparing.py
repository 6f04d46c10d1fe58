"""Whether the index says what the database says, document by document."""

from dataclasses import dataclass

from search.engines.choose import engine
from search.services.indexing import note
from search.services.loading import all_documents


@dataclass(frozen=True)
class Differences:
    """Keys of documents that the index lacks, that it has in an older state, and that it should not have."""

    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.surplus)

    def all(self) -> tuple[str, ...]:
        """Return all of them."""
        return (*self.missing, *self.stale, *self.surplus)


def differences(name: str | None = None) -> Differences:
    """Return how the index of that engine differs from the database. Raises `EngineUnavailableError`.

    What is being changed at the moment may differ; what differs twice is wrong.
    """
    indexed = dict(engine(name).digests())
    wanted = {document.key: document.digest for documents in all_documents() for document in documents}
    return Differences(
        missing=tuple(sorted(wanted.keys() - indexed.keys())),
        stale=tuple(sorted(key for key in wanted.keys() & indexed.keys() if wanted[key] != indexed[key])),
        surplus=tuple(sorted(indexed.keys() - wanted.keys())),
    )


def mend() -> int:
    """Have whatever differs indexed anew; return how much that is. Also what grows old with the calendar alone is renewed so."""
    return note((kind, number) for kind, _colon, number in (key.partition(":") for key in differences().all()))
