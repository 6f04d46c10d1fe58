"""Workers as processes: several at once, killed in the middle, stopped politely.

The processes are forked from the test's, which has Django loaded already; one test goes through the command itself.
"""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from alliance.core import outbox, schedule
from alliance.core.background import WorkerLoop, reap_tasks
from alliance.core.models import OutboxEntry, OutboxState, Schedule, Worker
from tests import database

ROOT = Path(__file__).resolve().parents[2]
LEASE = timedelta(seconds=30)

fork = multiprocessing.get_context("fork")


class Diary:
    """What handlers did, on disk, where a killed process cannot take it back."""

    def __init__(self, folder: Path):
        self.log = folder / "log"
        self.effects = folder / "effects"
        self.effects.mkdir()

    def note(self, event: str, entry_id: int) -> None:
        with self.log.open("a") as log:
            log.write(f"{time.monotonic()} {event} {entry_id}\n")

    def handle(self, payload: dict, entry_id: int) -> None:
        """Work for a while, with an effect in the middle that happens once however often it is tried."""
        self.note("start", entry_id)
        time.sleep(payload["seconds"] / 2)
        (self.effects / str(entry_id)).touch()
        time.sleep(payload["seconds"] / 2)
        self.note("end", entry_id)

    def events(self) -> list[tuple[float, str, int]]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [(float(at), event, int(entry_id)) for at, event, entry_id in map(str.split, lines)]

    def count(self, event: str) -> Counter:
        return Counter(entry_id for _, name, entry_id in self.events() if name == event)

    def spans(self) -> dict[int, tuple[float, float]]:
        """From start to end, of entries that were run once."""
        starts = {entry_id: at for at, event, entry_id in self.events() if event == "start"}
        ends = {entry_id: at for at, event, entry_id in self.events() if event == "end"}
        return {entry_id: (starts[entry_id], ends[entry_id]) for entry_id in starts}


@pytest.fixture
def diary(tmp_path, monkeypatch):
    """The diary of the handler "work"; schedules and other handlers are away, pauses are short."""
    diary = Diary(tmp_path)
    monkeypatch.setattr(outbox, "_handlers", {})
    monkeypatch.setattr(outbox, "FIRST_PAUSE", timedelta(milliseconds=50))
    monkeypatch.setattr(schedule, "jobs", {})
    outbox.handler("work", max_attempts=1000)(diary.handle)
    return diary


@pytest.fixture
def start_worker():
    """Start worker processes; those that still run at the end are killed."""
    started = []

    def start(lease: float = 0.6):
        def run():
            database.without_pool()
            loop = WorkerLoop(interval=0.05, lease_seconds=lease)
            signal.signal(signal.SIGTERM, lambda *_: loop.stop.set())
            loop.run()

        database.disconnect()  # a connection must not be shared with the child
        process = fork.Process(target=run)
        process.start()
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.join()


def wait_until(condition, seconds: float = 10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {condition.__doc__ or condition}"
        time.sleep(0.02)


def all_done() -> bool:
    return not OutboxEntry.objects.exclude(state=OutboxState.DONE).exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_workers_are_killed_in_the_middle(diary, start_worker):
    entries = {outbox.enqueue("work", {"seconds": 0.04}).pk for _ in range(60)}
    workers = [start_worker() for _ in range(2)]
    kills_in_the_middle = 0
    for _ in range(6):
        done_before = len(list(diary.effects.iterdir()))
        wait_until(lambda: len(list(diary.effects.iterdir())) > done_before or all_done())  # noqa: B023 - called at once
        time.sleep(random.uniform(0, 0.05))
        victim = workers.pop(0)
        victim.kill()
        victim.join()
        kills_in_the_middle += sum((diary.count("start") - diary.count("end")).values()) > 0
        workers.append(start_worker())
    wait_until(all_done)

    assert kills_in_the_middle, "no kill hit a handler: the test proved nothing"
    assert {int(effect.name) for effect in diary.effects.iterdir()} == entries
    assert set(diary.count("end")) == entries
    # Only a kill makes an entry start twice.
    assert diary.count("start").total() <= len(entries) + 6


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_run_an_entry_or_a_key_at_once(diary, start_worker):
    workers = [start_worker(lease=30) for _ in range(2)]
    keyed = OutboxEntry.objects.filter(key="one at a time")
    number = 0
    # Repeats that still wait collapse, so how many runs of the key there are depends on the machine: go on until there are enough.
    while sum(pk in diary.count("start") for pk in keyed.values_list("pk", flat=True)) < 8:
        number += 1
        assert number < 1000
        outbox.enqueue("work", {"seconds": 0.02})
        outbox.enqueue("work", {"seconds": 0.05, "n": number}, key="one at a time")
        time.sleep(0.02)
    wait_until(all_done)

    assert set(diary.count("start").values()) == {1}
    spans = diary.spans()
    of_key = sorted(spans[pk] for pk in keyed.values_list("pk", flat=True))
    assert len(of_key) > 5
    assert all(end <= next_start for (_, end), (next_start, _) in pairwise(of_key))
    assert len(set(OutboxEntry.objects.values_list("worker", flat=True))) == len(workers)
    assert keyed.order_by("-pk").first().payload["n"] == number


@pytest.mark.django_db(transaction=True)
def test_long_handler_keeps_its_entry(diary, start_worker):
    outbox.enqueue("work", {"seconds": 2})
    for _ in range(2):
        start_worker(lease=0.6)
    wait_until(all_done)
    assert diary.count("start").total() == 1


@pytest.mark.django_db(transaction=True)
def test_schedule_is_run_once_by_two_workers(diary, start_worker):
    schedule.every("hourly", hours=1)(lambda: diary.note("hourly", 0))
    for _ in range(2):
        start_worker()
    wait_until(lambda: diary.count("hourly"))
    time.sleep(0.5)
    assert diary.count("hourly").total() == 1


@pytest.mark.django_db(transaction=True)
def test_sigterm_lets_the_current_entry_finish(diary, tmp_path):
    first, second = (outbox.enqueue("work", {"seconds": 1.5}) for _ in range(2))
    database.disconnect()
    program = f"""
import django, pathlib
django.setup()
from django.core.management import call_command
from alliance.core import outbox
from tests.core.test_worker import Diary
diary = Diary.__new__(Diary)
diary.log, diary.effects = pathlib.Path({str(diary.log)!r}), pathlib.Path({str(diary.effects)!r})
outbox.handler("work")(diary.handle)
call_command("worker")
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}) as process:
        wait_until(lambda: diary.count("start"), seconds=30)
        assert Worker.objects.count() == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert diary.count("end") == {first.pk: 1}
    states = dict(OutboxEntry.objects.filter(kind="work").values_list("pk", "state"))
    assert states == {first.pk: OutboxState.DONE, second.pk: OutboxState.WAITING}
    assert not Worker.objects.exists()


@task()
def double(number: int) -> int:
    return 2 * number


def running_task(*worker_ids: str) -> DBTaskResult:
    """A task that a worker has taken an hour ago."""
    result = DBTaskResult.objects.get(pk=double.enqueue(21).id)
    for worker_id in worker_ids:
        result.claim(worker_id)
    DBTaskResult.objects.filter(pk=result.pk).update(started_at=timezone.now() - timedelta(hours=1))
    return result


class TestWagtailsTasks:
    pytestmark = pytest.mark.django_db

    def test_are_run_by_the_same_worker(self):
        result = double.enqueue(21)
        WorkerLoop().run(until_idle=True)
        result.refresh()
        assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, 42)

    def test_of_a_killed_worker_run_again(self):
        result = running_task("killed")
        assert reap_tasks("w1", LEASE) == 1
        WorkerLoop().run(until_idle=True)
        result.refresh_from_db()
        assert result.status == TaskResultStatus.SUCCESSFUL

    def test_of_a_living_worker_are_left(self):
        Worker.objects.create(name="w2", started_at=timezone.now(), seen_at=timezone.now())
        running_task("w2")
        assert reap_tasks("w1", LEASE) == 0

    def test_that_kill_their_workers_fail(self):
        result = running_task("killed", "killed too", "killed as well")
        assert reap_tasks("w1", LEASE) == 1
        result.refresh_from_db()
        assert result.status == TaskResultStatus.FAILED


class TestSchedules:
    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def hourly(self, monkeypatch):
        monkeypatch.setattr(outbox, "_handlers", {})
        monkeypatch.setattr(schedule, "jobs", {})
        ran = []
        schedule.every("hourly", hours=1)(lambda: ran.append(timezone.now()))
        return ran

    def test_are_due_at_once_and_then_at_their_interval(self, hourly):
        assert [schedule.tick(), schedule.tick()] == [1, 0]
        Schedule.objects.update(next_at=timezone.now() - timedelta(seconds=1))
        assert schedule.tick() == 1
        next_at = Schedule.objects.get().next_at
        assert timedelta(minutes=59) < next_at - timezone.now() <= timedelta(hours=1)

    def test_are_run_and_noted_by_the_worker(self, hourly):
        WorkerLoop().run(until_idle=True)
        assert len(hourly) == 1
        assert Schedule.objects.get().succeeded_at is not None

    def test_of_the_platform_run(self):
        call_command("worker", until_idle=True)
        late = [name for name, at in Schedule.objects.values_list("name", "succeeded_at") if at is None]
        assert set(schedule.jobs) >= {"publish_scheduled", "clean_up"}
        assert not late
