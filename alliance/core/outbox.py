"""The outbox: what must happen outside the database is written down inside it first.

    outbox.enqueue("mail.welcome", {"user": user.pk})        # in the caller's transaction: both happen, or neither

    @outbox.handler("mail.welcome")                          # in <app>/tasks.py
    def send_welcome(payload, entry_id): ...

What holds:

- **At least once.** An entry is run until a handler returns. A worker that is killed in the middle leaves a lease that
  runs out; the entry then waits again. So a handler must be idempotent; `entry_id` is the same in every attempt.
- **Never twice at once.** One entry has one worker while its lease is renewed, and of the entries with the same kind
  and key only one runs at a time.
- **Repeats collapse.** Entries of the same kind and key that wait together are run once, with the newest payload.
  Entries of transactions that are still open are not seen and so never lost: they run afterwards.
- **Failures are seen.** They are tried again with a growing pause, then given up: state `dead`, counted by the status
  page, listed in the admin, put back by `retry_dead`.

Why not a queue library: docs/decisions/0003-outbox-and-worker.md.
"""

import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from alliance.core.models import OutboxEntry, OutboxState

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
# With these pauses the last attempt comes three to six hours after the first: a mail server may be away for a while.
MAX_ATTEMPTS = 16
ERROR_LENGTH = 4000


class GiveUpError(Exception):
    """Raised by a handler that knows that trying again cannot help."""


@dataclass(frozen=True)
class Handler:
    """What runs one kind of entry."""

    function: Callable[[dict, int], object]
    max_attempts: int


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, max_attempts: int = MAX_ATTEMPTS) -> Callable:
    """Register the function that runs entries of this kind; it takes the payload and the entry's id."""

    def register(function: Callable[[dict, int], object]) -> Callable:
        known = _handlers.get(kind)
        if known and known.function is not function:
            raise ValueError(f"{kind!r} already has a handler: {known.function!r}")
        _handlers[kind] = Handler(function, max_attempts)
        return function

    return register


def enqueue(kind: str, payload: dict, *, key: str = "", run_at: datetime | None = None) -> OutboxEntry:
    """Write an entry in the current transaction. It runs after the commit, not before `run_at`."""
    return OutboxEntry.objects.create(kind=kind, payload=payload, key=key, run_at=run_at or timezone.now())


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts: doubling up to an hour, with jitter against failures in step."""
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return pause * random.uniform(0.5, 1)  # noqa: S311 - spreads load, guards nothing


def claim(worker: str, lease: timedelta) -> OutboxEntry | None:
    """Take the entry that is longest due, for this worker alone until the lease ends; None if nothing is due."""
    now = timezone.now()
    # A plain read first: an idle worker asks twice a second and must not take SQLite's write lock each time.
    if not _runnable(now).exists():
        return None
    try:
        with transaction.atomic():
            entry = _lock(_runnable(now)).first()
            if entry is None:
                return None
            if entry.key:
                entry = _collapse_repeats(entry, now)
            entry.state = OutboxState.RUNNING
            entry.attempts += 1
            entry.worker = worker
            entry.lease_until = now + lease
            entry.save(update_fields=["state", "attempts", "worker", "lease_until"])
            return entry
    except IntegrityError:
        # Another worker has just taken an entry of the same key. Ours waits until that one has finished.
        return None


def run(entry: OutboxEntry) -> bool:
    """Run a claimed entry and write down how it ended. True if the handler returned."""
    try:
        registered = _handlers.get(entry.kind)
        if registered is None:
            # A web server of a newer release may write kinds that this worker has not learnt yet: it tries again later.
            raise LookupError(f"no handler for {entry.kind!r}")
        registered.function(entry.payload, entry.pk)
    except Exception as error:
        _fail(entry, error)
        return False
    _owned(entry).update(state=OutboxState.DONE, finished_at=timezone.now(), lease_until=None, error="")
    return True


def renew_lease(entry: OutboxEntry, lease: timedelta) -> None:
    """Keep an entry that is being run out of the reach of `reap`."""
    _owned(entry).update(lease_until=timezone.now() + lease)


def reap() -> int:
    """Free the entries of workers that were killed; the number of them."""
    now = timezone.now()
    count = 0
    for entry in OutboxEntry.objects.abandoned(now):
        still_abandoned = OutboxEntry.objects.abandoned(now).filter(pk=entry.pk, worker=entry.worker)
        count += still_abandoned.update(**_after_attempt(entry, f"worker {entry.worker} disappeared"))
    return count


def retry_dead(**filters) -> int:
    """Put entries that were given up back, with all their attempts; the number of them."""
    return (
        OutboxEntry.objects.dead()
        .filter(**filters)
        .update(state=OutboxState.WAITING, attempts=0, run_at=timezone.now(), finished_at=None)
    )


def prune(older_than: timedelta) -> int:
    """Delete entries that were done before that; the number of them. What was given up stays until somebody decides."""
    done = OutboxEntry.objects.filter(state=OutboxState.DONE, finished_at__lt=timezone.now() - older_than)
    return done.delete()[0]


def _runnable(now: datetime):
    """Due entries whose key is not running elsewhere."""
    same_key = OutboxEntry.objects.running().filter(kind=OuterRef("kind"), key=OuterRef("key"))
    return OutboxEntry.objects.due(now).filter(Q(key="") | ~Exists(same_key))


def _lock(entries):
    """Lock the rows where the database can, passing over rows that others hold; SQLite's write lock is held already."""
    if connection.features.has_select_for_update_skip_locked:
        return entries.select_for_update(skip_locked=True, of=("self",))
    return entries


def _collapse_repeats(entry: OutboxEntry, now: datetime) -> OutboxEntry:
    """Delete all but the newest of the entries that wait for the same effect, and return that one.

    An older entry that failed and pauses goes too: it would bring an older payload after the newer one.
    """
    same = OutboxEntry.objects.waiting().filter(kind=entry.kind, key=entry.key)
    waiting = list(_lock(same.filter(Q(run_at__lte=now) | Q(attempts__gt=0))).order_by("id"))
    newest = [repeat for repeat in waiting if repeat.run_at <= now][-1]
    older = [repeat.pk for repeat in waiting if repeat.pk < newest.pk]
    OutboxEntry.objects.filter(pk__in=older).delete()
    return newest


def _owned(entry: OutboxEntry):
    """The row, if the worker that claimed it still has it: a lease that ran out may have passed it on."""
    return OutboxEntry.objects.running().filter(pk=entry.pk, worker=entry.worker, attempts=entry.attempts)


def _fail(entry: OutboxEntry, error: Exception) -> None:
    text = "".join(traceback.format_exception(error))[-ERROR_LENGTH:]
    _owned(entry).update(**_after_attempt(entry, text, give_up=isinstance(error, GiveUpError)))


def _after_attempt(entry: OutboxEntry, error: str, *, give_up: bool = False) -> dict:
    """The fields of an entry after an attempt that did not succeed."""
    now = timezone.now()
    registered = _handlers.get(entry.kind)
    if give_up or entry.attempts >= (registered.max_attempts if registered else MAX_ATTEMPTS):
        ended = {"state": OutboxState.DEAD, "finished_at": now}
    else:
        ended = {"state": OutboxState.WAITING, "run_at": now + pause_after(entry.attempts)}
    return {**ended, "lease_until": None, "error": error}
