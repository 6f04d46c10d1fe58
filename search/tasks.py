"""What the worker does for the index."""

from alliance.core import outbox, schedule
from search.models import IndexState, WaitingChange
from search.services import comparing, indexing, rebuilding


@outbox.handler(indexing.DRAIN)
def drain(payload: dict, entry_id: int) -> None:
    """The index shows what is committed; one that is missing or of another kind is made first."""
    rebuilding.ensure()
    indexing.drain()


@schedule.every("search_keep", minutes=1)
def keep() -> None:
    """An index that is missing, damaged or of another version is made anew, and what waits is taken up.

    So the index heals within a minute of an engine that was away, however long that was.
    """
    rebuilding.ensure()
    if WaitingChange.objects.pending(IndexState.now().generation).exists():
        outbox.enqueue(indexing.DRAIN, {}, key=indexing.DRAIN)


@schedule.every("search_mend", days=1)
def mend() -> None:
    """Whatever the index says otherwise than the database is indexed anew."""
    comparing.mend()
