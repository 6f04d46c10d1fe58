"""The worker's loop: the outbox, Wagtail's tasks and the schedules, in one process that may be killed at any moment."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, reset_queries, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from alliance.core import outbox, schedule
from alliance.core.models import OutboxEntry, Worker

logger = logging.getLogger(__name__)

SCHEDULE_SECONDS = 5
AFTER_DATABASE_ERROR_SECONDS = 2
# A task whose worker was killed this often is what kills them: it is marked as failed instead of tried again.
MAX_TASK_STARTS = 3


class WorkerLoop:
    """Runs what is due, one thing at a time, until `stop` is set."""

    def __init__(self, *, interval: float = 0.5, lease_seconds: float = 30) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.interval = interval
        self.lease = timedelta(seconds=lease_seconds)
        self.stop = threading.Event()
        self._running: OutboxEntry | None = None
        self._finished = threading.Event()
        self._housekeeping_at = 0.0
        self._schedule_at = 0.0
        self._task_runner = _task_runner(self.name)

    def run(self, *, until_idle: bool = False) -> None:
        """Work until `stop` is set. With `until_idle` return as soon as nothing is due, and let database errors out."""
        started_at = timezone.now()
        Worker.objects.create(name=self.name, started_at=started_at, seen_at=started_at)
        heartbeat = threading.Thread(target=self._heartbeat, name="heartbeat", daemon=True)
        heartbeat.start()
        try:
            while not self.stop.is_set():
                busy = self._step() if until_idle else self._protected(self._step)
                if until_idle and not busy:
                    return
                if not busy:
                    self.stop.wait(self.interval if busy is False else AFTER_DATABASE_ERROR_SECONDS)
                    close_old_connections()
        finally:
            self._finished.set()
            heartbeat.join()
            self._protected(Worker.objects.filter(name=self.name).delete)

    def _step(self) -> bool:
        """Do what is due once over; False if there was nothing."""
        now = time.monotonic()
        if now >= self._housekeeping_at:
            self._housekeeping_at = now + self.lease.total_seconds() / 3
            outbox.reap()
            reap_tasks(self.name, self.lease)
        if now >= self._schedule_at:
            self._schedule_at = now + SCHEDULE_SECONDS
            schedule.tick()
        # One of each in turn, so that a flood in one does not hold up the other.
        ran_entry = self._run_one_entry()
        return self._run_one_task() or ran_entry

    def _run_one_entry(self) -> bool:
        """Run the outbox entry that is longest due; False if there was none."""
        entry = outbox.claim(self.name, self.lease)
        if entry is None:
            return False
        self._running = entry
        try:
            outbox.run(entry)
        finally:
            # If the database went away before the result was written, nobody renews the lease and the entry is reaped.
            self._running = None
        return True

    def _run_one_task(self) -> bool:
        """Run the django-tasks task that is longest due, as `db_worker` would; False if there was none."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self._task_runner.backend_name)
        if not ready.exists():
            return False
        with exclusive_transaction():
            task = ready.get_locked()
            if task is None:
                return False
            task.claim(self.name)
        self._task_runner.run_task(task)
        return True

    def _heartbeat(self) -> None:
        """Report this worker alive and renew its lease, in a thread: a long handler is no dead worker."""
        try:
            while not self._finished.wait(self.lease.total_seconds() / 3):
                self._protected(self._report)
        finally:
            connection.close()

    def _report(self) -> None:
        Worker.objects.filter(name=self.name).update(seen_at=timezone.now())
        if entry := self._running:
            outbox.renew_lease(entry, self.lease)

    def _protected(self, action: Callable):
        """Return what the action returns, or None if the database could not be used: a restart of it is waited for."""
        reset_queries()  # with DEBUG on Django keeps them all
        try:
            return action()
        except (DatabaseError, InterfaceError):
            logger.exception("The database cannot be used at the moment")
            connection.close()
            return None


def reap_tasks(worker: str, lease: timedelta) -> int:
    """Free the django-tasks tasks that nobody runs any more; the number of them.

    A task belongs to the last of its worker ids. It is abandoned when that worker has not been seen for the length of a
    lease, or is the one that asks, between two tasks: then it could not write the task's end.
    """
    now = timezone.now()
    alive = set(Worker.objects.filter(seen_at__gte=now - lease).exclude(name=worker).values_list("name", flat=True))
    count = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=now - lease):
        if task.worker_ids and task.worker_ids[-1] in alive:
            continue
        with transaction.atomic():
            same_run = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
            if len(task.worker_ids) >= MAX_TASK_STARTS:
                count += same_run.update(
                    status=TaskResultStatus.FAILED,
                    finished_at=now,
                    exception_class_path="builtins.RuntimeError",
                    traceback=f"Its worker disappeared {len(task.worker_ids)} times.",
                )
            else:
                count += same_run.update(status=TaskResultStatus.READY, started_at=None)
    return count


def _task_runner(name: str) -> TaskRunner:
    """django-tasks-db's own runner of one task; its loop is not used, ours claims and waits."""
    (backend_name,) = (
        alias for alias, backend in settings.TASKS.items() if backend["BACKEND"] == "django_tasks_db.DatabaseBackend"
    )
    return TaskRunner(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=backend_name,
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
