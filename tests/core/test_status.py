"""The status report, as command, page and health check."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alliance.core import schedule, status
from alliance.core.models import OutboxEntry, OutboxState, Schedule, User, Worker
from search.services.rebuilding import rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def healthy(monkeypatch):
    """A worker that has just been seen, schedules that have just succeeded, an index, nothing left over from making the tree."""
    now = timezone.now()
    DBTaskResult.objects.all().delete()
    status.report()  # has the regular jobs registered
    Worker.objects.create(name="w1", started_at=now, seen_at=now)
    for name in schedule.jobs:
        Schedule.objects.update_or_create(name=name, defaults={"next_at": now, "succeeded_at": now})
    rebuild()
    OutboxEntry.objects.all().delete()
    monkeypatch.setattr(status, "LEAST_FREE_BYTES", 0)


def failed_checks():
    return [name for name, result in status.run_checks().items() if not result.ok]


def run_command(*options):
    """Output and exit code of `manage.py status`."""
    out = io.StringIO()
    try:
        call_command("status", *options, stdout=out)
    except SystemExit as stopped:
        return out.getvalue(), stopped.code
    return out.getvalue(), 0


def test_all_is_well(healthy):
    assert failed_checks() == []


def test_command_prints_the_agreed_json(healthy):
    text, code = run_command("--json")
    report = json.loads(text)
    assert code == 0
    assert report["ok"] is True
    assert {"database", "migrations", "cache", "channel_layer", "outbox", "worker", "schedules", "disk"} <= set(
        report["checks"]
    )
    assert all(set(result) == {"ok", "detail"} for result in report["checks"].values())


def test_command_exits_with_1_and_names_what_is_wrong(healthy):
    Worker.objects.all().delete()
    text, code = run_command()
    assert code == 1
    assert "BAD worker: None is running" in text


@pytest.mark.parametrize(
    ("name", "break_it"),
    [
        ("worker", lambda ago: Worker.objects.update(seen_at=ago(minutes=2))),
        ("schedules", lambda ago: Schedule.objects.update(succeeded_at=ago(days=3))),
        ("schedules", lambda ago: Schedule.objects.all().delete()),
        ("outbox", lambda ago: OutboxEntry.objects.create(kind="x", state=OutboxState.DEAD)),
        ("outbox", lambda ago: OutboxEntry.objects.create(kind="x", run_at=ago(minutes=6))),
        (
            "tasks",
            lambda ago: DBTaskResult.objects.create(
                args_kwargs={}, backend_name="default", run_after=ago(days=1), status="FAILED", finished_at=ago(hours=1)
            ),
        ),
    ],
)
def test_each_fault_is_found_by_its_check(healthy, name, break_it):
    break_it(lambda **span: timezone.now() - timedelta(**span))
    assert failed_checks() == [name]


def test_entry_for_later_is_no_fault(healthy):
    OutboxEntry.objects.create(kind="x", run_at=timezone.now() + timedelta(days=1))
    assert failed_checks() == []


def test_check_that_breaks_is_a_fault_and_the_others_answer(healthy, monkeypatch):
    def broken():
        raise ConnectionError("refused")

    monkeypatch.setitem(status._checks, "cache", broken)
    results = status.run_checks()
    assert results["cache"] == status.Result(False, "ConnectionError: refused")
    assert results["database"].ok


class TestHealthz:
    def test_answers(self, client):
        response = client.get("/healthz")
        assert (response.status_code, response.content) == (200, b"ok\n")
        assert "no-store" in response["Cache-Control"]

    def test_tells_that_the_database_is_away(self, client, monkeypatch):
        def away():
            raise DatabaseError

        monkeypatch.setattr(status, "database", away)
        assert client.get("/healthz").status_code == 503


class TestPage:
    def test_is_for_staff(self, healthy):
        member = User.objects.create_user(email="member@example.org", password="x")
        client = Client()
        assert client.get(reverse("status")).status_code == 302
        client.force_login(member)
        assert client.get(reverse("status")).status_code == 403

    def test_shows_each_check(self, healthy):
        OutboxEntry.objects.create(kind="x", state=OutboxState.DEAD)
        client = Client()
        client.force_login(User.objects.create_superuser(email="staff@example.org", password="x", language="en"))
        text = client.get(reverse("status")).content.decode()
        assert all(name in text for name in status.run_checks())
        assert "Needs attention" in text
        assert "given up: 1" in text
