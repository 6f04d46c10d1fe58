"""The outbox's promises, one entry at a time; those that need processes that die are in test_worker.py."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alliance.core import outbox
from alliance.core.models import OutboxEntry, OutboxState

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def handlers(monkeypatch):
    """No handlers but the test's own."""
    monkeypatch.setattr(outbox, "_handlers", {})


@pytest.fixture
def calls():
    """A handler of kind "note" that remembers its calls."""
    seen = []
    outbox.handler("note")(lambda payload, entry_id: seen.append((payload, entry_id)))
    return seen


NO_ROUTE = OSError("no route")


def failing(kind="fail", error=NO_ROUTE, **options):
    def fail(payload, entry_id):
        raise error

    outbox.handler(kind, **options)(fail)


def run_next(worker="w1"):
    """Claim and run what is due; the entry as it is afterwards."""
    entry = outbox.claim(worker, LEASE)
    if entry is None:
        return None
    outbox.run(entry)
    entry.refresh_from_db()
    return entry


def make_due(entry):
    OutboxEntry.objects.filter(pk=entry.pk).update(run_at=timezone.now())


def test_handler_gets_payload_and_entry_id(calls):
    entry = outbox.enqueue("note", {"user": 7})
    done = run_next()
    assert calls == [({"user": 7}, entry.pk)]
    assert (done.state, done.attempts, done.lease_until) == (OutboxState.DONE, 1, None)
    assert run_next() is None


def test_rollback_of_the_caller_leaves_no_entry():
    def caller():
        with transaction.atomic():
            outbox.enqueue("note", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        caller()
    assert not OutboxEntry.objects.exists()


def test_entry_waits_for_its_time(calls):
    outbox.enqueue("note", {"n": 1}, run_at=timezone.now() + timedelta(hours=1))
    assert run_next() is None
    OutboxEntry.objects.update(run_at=timezone.now() - timedelta(seconds=1))
    run_next()
    assert len(calls) == 1


def test_longest_due_comes_first(calls):
    now = timezone.now()
    for minutes in (1, 3, 2):
        outbox.enqueue("note", {"minutes": minutes}, run_at=now - timedelta(minutes=minutes))
    while run_next():
        pass
    assert [payload["minutes"] for payload, _ in calls] == [3, 2, 1]


def test_looking_for_work_is_one_read_when_nothing_is_due(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert outbox.claim("w1", LEASE) is None


def test_failure_is_kept_and_tried_again_later():
    failing()
    outbox.enqueue("fail", {})
    before = timezone.now()
    entry = run_next()
    assert entry.state == OutboxState.WAITING
    assert "OSError: no route" in entry.error
    assert timedelta(seconds=2.5) <= entry.run_at - before <= timedelta(seconds=6)
    make_due(entry)
    assert run_next().attempts == 2


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 10), (3, 20), (10, 2560), (11, 3600), (500, 3600)])
def test_pause_doubles_up_to_an_hour_with_jitter(attempts, seconds):
    pauses = [outbox.pause_after(attempts).total_seconds() for _ in range(50)]
    assert all(seconds / 2 <= pause <= seconds for pause in pauses)
    assert len(set(pauses)) > 25


def test_entry_is_given_up_after_its_attempts_and_can_be_put_back():
    failing(max_attempts=2)
    entry = outbox.enqueue("fail", {})
    assert run_next().state == OutboxState.WAITING
    make_due(entry)
    assert run_next().state == OutboxState.DEAD
    assert run_next() is None

    assert outbox.retry_dead(pk=entry.pk) == 1
    assert run_next().attempts == 1


def test_handler_may_give_up_at_once():
    failing(error=outbox.GiveUpError("no such address"))
    outbox.enqueue("fail", {})
    assert run_next().state == OutboxState.DEAD


def test_unknown_kind_waits_for_a_worker_that_knows_it(calls):
    entry = outbox.enqueue("newer", {})
    assert run_next().state == OutboxState.WAITING
    outbox.handler("newer")(lambda payload, entry_id: calls.append(entry_id))
    make_due(entry)
    assert run_next().state == OutboxState.DONE


def test_a_kind_has_one_handler(calls):
    with pytest.raises(ValueError, match="already has a handler"):
        outbox.handler("note")(print)


class TestKeys:
    def test_repeats_that_wait_run_once_with_the_newest_payload(self, calls):
        for number in range(3):
            outbox.enqueue("note", {"n": number}, key="practice 1")
        outbox.enqueue("note", {"n": 9}, key="practice 2")
        while run_next():
            pass
        assert [payload["n"] for payload, _ in calls] == [2, 9]
        assert OutboxEntry.objects.count() == 2

    def test_entries_without_key_never_collapse(self, calls):
        for number in range(3):
            outbox.enqueue("note", {"n": number})
        while run_next():
            pass
        assert len(calls) == 3

    def test_repeat_for_later_stays(self, calls):
        outbox.enqueue("note", {"n": 1}, key="k")
        outbox.enqueue("note", {"n": 2}, key="k", run_at=timezone.now() + timedelta(days=1))
        run_next()
        assert [payload["n"] for payload, _ in calls] == [1]
        assert OutboxEntry.objects.waiting().count() == 1

    def test_older_payload_does_not_come_after_a_newer_one(self, calls):
        failing()
        old = outbox.enqueue("fail", {"n": 1}, key="k")
        run_next()
        outbox._handlers["fail"] = outbox._handlers["note"]
        outbox.enqueue("fail", {"n": 2}, key="k")
        run_next()
        assert [payload["n"] for payload, _ in calls] == [2]
        assert not OutboxEntry.objects.filter(pk=old.pk).exists()

    def test_key_that_runs_elsewhere_waits(self, calls):
        outbox.enqueue("note", {"n": 1}, key="k")
        running = outbox.claim("w1", LEASE)
        outbox.enqueue("note", {"n": 2}, key="k")
        outbox.enqueue("other", {"n": 3}, key="k")
        assert outbox.claim("w2", LEASE).kind == "other"
        assert outbox.claim("w2", LEASE) is None
        outbox.run(running)
        assert outbox.claim("w2", LEASE).payload == {"n": 2}

    def test_database_refuses_two_running_entries_of_a_key(self):
        OutboxEntry.objects.create(kind="note", key="k", state=OutboxState.RUNNING)
        with pytest.raises(IntegrityError), transaction.atomic():
            OutboxEntry.objects.create(kind="note", key="k", state=OutboxState.RUNNING)


class TestLeases:
    def claim_and_lose(self):
        entry = outbox.claim("killed", LEASE)
        OutboxEntry.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        return entry

    def test_entry_of_a_killed_worker_is_freed(self, calls):
        outbox.enqueue("note", {})
        entry = self.claim_and_lose()
        assert outbox.reap() == 1
        make_due(entry)
        assert run_next("w2").state == OutboxState.DONE

    def test_entry_with_a_lease_is_left(self, calls):
        outbox.enqueue("note", {})
        outbox.claim("w1", LEASE)
        assert outbox.reap() == 0

    def test_renewing_keeps_the_lease(self, calls):
        outbox.enqueue("note", {})
        entry = self.claim_and_lose()
        outbox.renew_lease(entry, LEASE)
        assert outbox.reap() == 0

    def test_worker_that_lost_its_lease_cannot_end_the_entry_of_another(self, calls):
        outbox.enqueue("note", {})
        lost = self.claim_and_lose()
        outbox.reap()
        make_due(lost)
        outbox.claim("w2", LEASE)
        outbox.run(lost)
        lost.refresh_from_db()
        assert (lost.state, lost.worker) == (OutboxState.RUNNING, "w2")

    def test_entry_that_kills_its_workers_is_given_up(self):
        outbox.handler("poison", max_attempts=2)(print)
        entry = outbox.enqueue("poison", {})
        for _ in range(2):
            make_due(entry)
            self.claim_and_lose()
            outbox.reap()
        entry.refresh_from_db()
        assert entry.state == OutboxState.DEAD
        assert "disappeared" in entry.error


def test_pruning_leaves_what_is_owed_or_given_up(calls):
    old = timezone.now() - timedelta(days=8)
    for state in OutboxState:
        OutboxEntry.objects.create(kind="note", state=state, finished_at=old)
    OutboxEntry.objects.create(kind="note", state=OutboxState.DONE, finished_at=timezone.now())
    assert outbox.prune(timedelta(days=7)) == 1
    assert sorted(OutboxEntry.objects.values_list("state", flat=True)) == ["dead", "done", "running", "waiting"]
