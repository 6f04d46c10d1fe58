"""Whether everything that the site needs is there: one registry of checks, read by `manage.py status`, `/status/` and,
for the database alone, `/healthz`.

    @status.check("mail")                                    # in <app>/..., imported when the app is ready
    def mail() -> str:
        ...                                                  # returns what to show, raises Problem when it is not well
"""

import asyncio
import secrets
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.auth.decorators import login_required, permission_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_tasks_db.models import DBTaskResult

from alliance.core import schedule
from alliance.core.models import OutboxEntry, Schedule, Worker

LONGEST_WAIT = timedelta(minutes=5)
WORKER_SILENCE = timedelta(seconds=60)
CHANNEL_SECONDS = 2
LEAST_FREE_BYTES = 500 * 1024 * 1024
RECENT_FAILURES = timedelta(days=1)


class Problem(Exception):
    """Raised by a check that finds something wrong; its text is shown."""


@dataclass(frozen=True)
class Result:
    """What one check found."""

    ok: bool
    detail: str


_checks: dict[str, Callable[[], str]] = {}


def check(name: str) -> Callable:
    """Register a check under the name that scripts rely on."""

    def register(function: Callable[[], str]) -> Callable:
        _checks[name] = function
        return function

    return register


def run_checks() -> dict[str, Result]:
    """All checks, each with what it found; a check that breaks has found something."""
    results = {}
    for name, function in _checks.items():
        try:
            results[name] = Result(True, function())
        except Problem as problem:
            results[name] = Result(False, str(problem))
        except Exception as error:  # whatever is broken, the other checks still answer
            results[name] = Result(False, f"{type(error).__name__}: {error}")
    return results


def report() -> dict:
    """The report as `manage.py status --json` prints it."""
    autodiscover_modules("tasks")  # where the regular jobs are registered
    results = run_checks()
    return {
        "ok": all(result.ok for result in results.values()),
        "checks": {name: asdict(result) for name, result in results.items()},
    }


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """For load balancers: 200 while this process can use the database, else 503."""
    try:
        database()
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@login_required
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def status_page(request: HttpRequest) -> HttpResponse:
    """The report, for those who work in the admin."""
    return render(request, "pages/status.html", {"report": report(), "checked_at": timezone.now()})


@check("database")
def database() -> str:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.display_name


@check("migrations")
def migrations() -> str:
    """The tables are those that this version of the code expects."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        first, _backwards = missing[0]
        raise Problem(_("Not applied: %(count)d, the first is %(name)s") % {"count": len(missing), "name": first})
    return _("All applied")


@check("cache")
def page_cache() -> str:
    """The cache gives back what it was given."""
    value = secrets.token_hex(8)
    cache.set("status", value, 10)
    if cache.get("status") != value:
        raise Problem(_("It does not give back what was put in"))
    return settings.CACHES["default"]["BACKEND"].rpartition(".")[2]


@check("channel_layer")
def channel_layer() -> str:
    """A message sent through the channel layer arrives."""
    layer = get_channel_layer()

    async def send_to_self() -> None:
        channel = await layer.new_channel()
        await layer.send(channel, {"type": "status"})
        await asyncio.wait_for(layer.receive(channel), CHANNEL_SECONDS)

    try:
        async_to_sync(send_to_self)()
    except TimeoutError:
        raise Problem(_("A message did not arrive")) from None
    return type(layer).__name__


@check("outbox")
def outbox() -> str:
    """Nothing waits for long and nothing was given up."""
    now = timezone.now()
    due = OutboxEntry.objects.due(now)
    oldest = due.first()
    dead = OutboxEntry.objects.dead().count()
    waited = now - oldest.run_at if oldest else timedelta()
    detail = _("Due: %(due)d (oldest: %(seconds)d s); running: %(running)d; later: %(later)d; given up: %(dead)d") % {
        "due": due.count(),
        "seconds": waited.total_seconds(),
        "running": OutboxEntry.objects.running().count(),
        "later": OutboxEntry.objects.waiting().filter(run_at__gt=now).count(),
        "dead": dead,
    }
    if dead or waited > LONGEST_WAIT:
        raise Problem(detail)
    return detail


@check("tasks")
def tasks() -> str:
    """Wagtail's tasks are run, and none failed of late."""
    now = timezone.now()
    ready = DBTaskResult.objects.ready()
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=now - RECENT_FAILURES).count()
    detail = _("Ready: %(ready)d; failed in a day: %(failed)d") % {"ready": ready.count(), "failed": failed}
    if failed or ready.filter(enqueued_at__lt=now - LONGEST_WAIT).exists():
        raise Problem(detail)
    return detail


@check("worker")
def worker() -> str:
    """At least one worker is alive."""
    now = timezone.now()
    alive = Worker.objects.filter(seen_at__gte=now - WORKER_SILENCE).count()
    if not alive:
        last = Worker.objects.aggregate(last=Max("seen_at"))["last"]
        raise Problem(_("None is running; last seen: %(time)s") % {"time": _shown(last)})
    return _("Running: %(count)d") % {"count": alive}


@check("schedules")
def schedules() -> str:
    """Each regular job has succeeded when it should have."""
    now = timezone.now()
    last = dict(Schedule.objects.values_list("name", "succeeded_at"))
    late = [
        job.name
        for job in schedule.jobs.values()
        if last.get(job.name) is None or last[job.name] < now - 2 * job.interval - LONGEST_WAIT
    ]
    detail = "; ".join(f"{name}: {_shown(last.get(name))}" for name in schedule.jobs)
    if late:
        raise Problem(_("Late: %(names)s") % {"names": ", ".join(late)} + f" ({detail})")
    return detail


@check("disk")
def disk() -> str:
    """There is room for the database's and the readers' files."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = _("Free: %(megabytes)d MB") % {"megabytes": free // 2**20}
    if free < LEAST_FREE_BYTES:
        raise Problem(detail)
    return detail


def _shown(time: datetime | None) -> str:
    return time.isoformat(timespec="seconds") if time else _("never")
