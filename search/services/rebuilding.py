"""A new index beside the old one, from the database. Readers never see none, and no change is lost meanwhile.

While it is made, changes go on into the old index and their rows stay (`search.models.WaitingChange`). Before the new one is
put in place they are written into it too; what comes in the last moment is written into it afterwards.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from alliance.core import outbox
from search.engines.base import Engine, NewIndex
from search.engines.choose import engine
from search.models import IndexState, WaitingChange
from search.services.indexing import DRAIN, write_anew
from search.services.loading import BATCH, all_documents
from search.types import EngineUnavailableError, Health

MANY_CHANGES = 500
"""So many, where they are more than half of the index, are faster done by making it anew."""


def rebuild(name: str | None = None, on_batch: Callable[[int], None] = lambda count: None) -> int:
    """The engine of that name (default: the one in use) has an index that says what the database says; return its documents.

    Raises `EngineUnavailableError`, also where another rebuild runs.
    """
    index = engine(name)
    if index is not engine():
        return _make(index, on_batch, lambda: None, lambda new: None)
    token = _begin()
    try:
        count = _make(index, on_batch, lambda: _still_there(token), lambda new: _catch_up(token, new))
    except BaseException:
        _end(token, "")
        raise
    _end(token, index.name)
    return count


def _make(
    index: Engine,
    on_batch: Callable[[int], None],
    still_there: Callable[[], None],
    catch_up: Callable[[NewIndex], None],
) -> int:
    new, count = index.begin(), 0
    try:
        for documents in all_documents():
            count += new.write(documents)
            still_there()
            on_batch(count)
        catch_up(new)
        new.put_in_place()
    except BaseException:
        with suppress(EngineUnavailableError):
            new.discard()
        raise
    return count


def is_needed() -> bool:
    """Whether the index is missing, damaged, of another version or another engine's, or far behind."""
    state, found = IndexState.now(), health()
    if state.engine != engine().name or not found.is_current:
        return True
    many = max(MANY_CHANGES, found.documents // 2)
    return WaitingChange.objects.pending(state.generation)[many:].exists()


def health() -> Health:
    """Return how the index is. Raises `EngineUnavailableError`."""
    return engine().health()


def ensure() -> bool:
    """The index is there and of the present version; return whether it had to be made. Raises `EngineUnavailableError`."""
    if not is_needed():
        return False
    rebuild()
    return True


@transaction.atomic
def _begin() -> str:
    state = IndexState.locked()
    if state.is_rebuilding:
        raise EngineUnavailableError("Another rebuild is running.")
    state.rebuild, state.rebuild_seen_at = secrets.token_hex(16), timezone.now()
    state.generation += 1
    state.save()
    return state.rebuild


def _still_there(token: str) -> None:
    """Say that this rebuild goes on. Raises `EngineUnavailableError` where another one has taken its place."""
    mine = IndexState.objects.filter(pk=1, rebuild=token)
    if not mine.update(rebuild_seen_at=timezone.now()):
        raise EngineUnavailableError("Another rebuild has begun, because this one was silent for long.")


def _catch_up(token: str, new: NewIndex) -> None:
    """Changes of the meantime are in the new index, and whatever is still being written now will be written into it again."""
    last = 0
    while rows := list(WaitingChange.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        write_anew(new, rows)
        last = rows[-1].pk
        _still_there(token)
    with transaction.atomic():
        state = IndexState.locked()
        state.generation += 1
        state.save(update_fields=["generation"])


@transaction.atomic
def _end(token: str, name: str) -> None:
    """No rebuild runs; every row that is left is done again, in the index that readers have now."""
    state = IndexState.locked()
    if state.rebuild != token:
        return
    state.engine = name or state.engine
    state.forget_rebuild()
    outbox.enqueue(DRAIN, {}, key=DRAIN)
