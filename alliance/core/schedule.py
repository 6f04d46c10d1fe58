"""Regular jobs: each is due at an interval and is then put into the outbox.

So it is run by one worker, tried again when it fails, and taken over when its worker is killed.

    @schedule.every("clean_up", days=1)                      # in <app>/tasks.py
    def clean_up(): ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from alliance.core import outbox
from alliance.core.models import Schedule


@dataclass(frozen=True)
class Job:
    """A regular job and its interval."""

    name: str
    interval: timedelta
    function: Callable[[], object]

    @property
    def kind(self) -> str:
        """The kind of its outbox entries."""
        return f"schedule.{self.name}"

    def __call__(self, payload: dict, entry_id: int) -> None:
        """Run it and note the success; this is the handler of its outbox entries."""
        self.function()
        Schedule.objects.filter(name=self.name).update(succeeded_at=timezone.now())


jobs: dict[str, Job] = {}


def every(name: str, **interval: float) -> Callable:
    """Register a function to be run at this interval (`minutes=1`, `days=1`), first as soon as a worker is there."""

    def register(function: Callable[[], object]) -> Callable:
        job = Job(name, timedelta(**interval), function)
        outbox.handler(job.kind)(job)
        jobs[name] = job
        return function

    return register


def tick() -> int:
    """Put the jobs that are due into the outbox; the number of them. Any number of workers may call this at once."""
    now = timezone.now()
    known = dict(Schedule.objects.values_list("name", "next_at"))
    count = 0
    for job in jobs.values():
        if job.name not in known:
            Schedule.objects.get_or_create(name=job.name, defaults={"next_at": now})
        elif known[job.name] > now:
            continue
        with transaction.atomic():
            # Whoever moves the time forward enqueues; for the others the row no longer matches.
            moved = Schedule.objects.filter(name=job.name, next_at__lte=now).update(next_at=now + job.interval)
            if moved:
                outbox.enqueue(job.kind, {}, key=job.name)
                count += 1
    return count
