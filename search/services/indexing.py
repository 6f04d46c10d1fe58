"""Keeping the index in step with the database.

A change writes a row that names its document, in its own transaction (`search.receivers` calls `note`). The worker empties
that list (`drain`): it loads the documents as they are now and writes them into the index, or takes out what nobody may find
any more. Killed at any moment it leaves the rows, and the same is done again.
"""

from collections.abc import Iterable

from django.db import connection, transaction

from alliance.core import outbox
from alliance.core.models import OutboxEntry
from search.engines.base import Engine, NewIndex
from search.engines.choose import engine
from search.kinds import kind_of
from search.models import IndexState, WaitingChange
from search.services.loading import BATCH, documents_of, in_batches

DRAIN = "search.drain"
MOST_HIDDEN = 2_000


class BrokenDocumentsError(Exception):
    """Some documents cannot be made. Everything else is indexed, and these go on waiting."""


def note(keys: Iterable[tuple[str, str]]) -> int:
    """Have the documents with these (kind, number) indexed anew once the current transaction commits; return how many."""
    found = list(dict.fromkeys((kind, str(number)) for kind, number in keys))
    for batch in in_batches(found, 1_000):
        WaitingChange.objects.bulk_create(WaitingChange(kind=kind, number=number) for kind, number in batch)
    if found:
        _call_worker()
    return len(found)


def _call_worker() -> None:
    """The worker is called once a transaction, not once a change: a large one would call it thousands of times."""
    called = any(each is _called for _savepoints, each, *_robust in connection.run_on_commit)
    if called and OutboxEntry.objects.waiting().filter(kind=DRAIN).exists():
        return
    outbox.enqueue(DRAIN, {}, key=DRAIN)
    transaction.on_commit(_called)


def _called() -> None:
    """Mark a transaction in which the worker was called; a savepoint that is rolled back takes the mark with it."""


def waiting_keys() -> frozenset[str]:
    """Return the keys of what changed and is not in the index yet: it must be neither found nor counted (`Question.hidden`).

    Of very many the newest alone: while a whole library is loaded, what is shown is decided by the database anyway.
    """
    rows = WaitingChange.objects.pending_now().order_by("-pk")
    return frozenset(f"{kind}:{number}" for kind, number in rows.values_list("kind", "number")[:MOST_HIDDEN])


def drain() -> int:
    """The index shows every change that was committed before this began; return how many documents were written or taken out.

    Only one may run at a time, which the outbox sees to by its key. Raises `EngineUnavailableError`, and
    `BrokenDocumentsError` at the end.
    """
    index, last, count, broken = engine(), 0, 0, set()
    while True:
        generation = IndexState.now().generation
        rows = list(WaitingChange.objects.pending(generation).filter(pk__gt=last)[:BATCH])
        if not rows:
            break
        written, failed = write_anew(index, rows)
        count += written
        broken |= set(failed)
        is_done = _finish([row.pk for row in rows if row.key not in failed], generation)
        last = rows[-1].pk if is_done else 0
    if broken:
        raise BrokenDocumentsError(", ".join(sorted(broken)))
    return count


def write_anew(index: Engine | NewIndex, rows: Iterable[WaitingChange]) -> tuple[int, list[str]]:
    """Bring the documents that ``rows`` name into ``index`` as they are now; return how many, and the keys of broken ones."""
    numbers_of: dict[str, dict[str, None]] = {}
    for row in rows:
        numbers_of.setdefault(row.kind, {})[row.number] = None
    documents, gone, broken = [], [], []
    for name, numbers in numbers_of.items():
        kind = kind_of(name)
        if kind is None:
            # A kind of another release: nothing can be found of it here.
            gone += [f"{name}:{number}" for number in numbers]
            continue
        made, failed = documents_of(kind, list(numbers))
        documents += made
        broken += [f"{name}:{number}" for number in failed]
        present = {document.number for document in made}
        gone += [f"{name}:{number}" for number in numbers if number not in present]
    if gone:
        index.remove(gone)
    if documents:
        index.write(documents)
    return len(documents) + len(gone), broken


@transaction.atomic
def _finish(pks: list[int], generation: int) -> bool:
    """Rows that readers' index shows are gone, or marked where an index is being made that needs them too.

    False where a rebuild began or ended meanwhile: nobody knows which index was written into, and all of it is done again.
    """
    state = IndexState.locked()
    if state.rebuild and not state.is_rebuilding:
        state.forget_rebuild()
    if state.generation != generation:
        return False
    rows = WaitingChange.objects.filter(pk__in=pks)
    if state.rebuild:
        rows.update(indexed_in=generation)
    else:
        rows.delete()
    return True
