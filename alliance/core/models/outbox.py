"""What runs behind the pages: the outbox, the workers that empty it, the schedules, and the version of the content.

The rules of their use are in `alliance.core.outbox`, `alliance.core.schedule` and `alliance.core.cache`.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

__all__ = ["ContentVersion", "OutboxEntry", "OutboxQuerySet", "OutboxState", "Schedule", "Worker"]


class OutboxState(models.TextChoices):
    """Where an entry stands. Waiting and running ones are still owed; done and dead ones are history."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DEAD = "dead", _("Given up")


class OutboxQuerySet(models.QuerySet):
    """The sets of entries that the worker, the status page and the admin ask for."""

    def waiting(self) -> "OutboxQuerySet":
        return self.filter(state=OutboxState.WAITING)

    def due(self, now) -> "OutboxQuerySet":
        """What may run at this time, longest due first."""
        return self.waiting().filter(run_at__lte=now).order_by("run_at", "id")

    def running(self) -> "OutboxQuerySet":
        return self.filter(state=OutboxState.RUNNING)

    def abandoned(self, now) -> "OutboxQuerySet":
        """Entries whose worker has not renewed its lease: it was killed, or it hangs."""
        return self.running().filter(lease_until__lt=now)

    def dead(self) -> "OutboxQuerySet":
        return self.filter(state=OutboxState.DEAD)


class OutboxEntry(models.Model):
    """One thing that must happen outside the database, written in the transaction that makes it necessary."""

    kind = models.CharField(_("kind"), max_length=80)
    payload = models.JSONField(_("payload"), default=dict)
    key = models.CharField(_("key"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=OutboxState, default=OutboxState.WAITING)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    run_at = models.DateTimeField(_("not before"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    worker = models.CharField(_("worker"), max_length=100, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox entry")
        verbose_name_plural = _("outbox entries")
        constraints = [
            # Two workers that reach for two entries of one key at the same moment: the database lets one through.
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state=OutboxState.RUNNING) & ~Q(key=""),
                name="outbox_one_running_per_key",
            ),
        ]
        indexes = [
            models.Index(fields=["run_at", "id"], condition=Q(state=OutboxState.WAITING), name="outbox_waiting"),
            models.Index(
                fields=["kind", "key"], condition=Q(state=OutboxState.WAITING) & ~Q(key=""), name="outbox_waiting_key"
            ),
            models.Index(fields=["state", "finished_at"], name="outbox_history"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip()


class Worker(models.Model):
    """A worker process that is alive, or was when it last reported."""

    name = models.CharField(max_length=100, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Schedule(models.Model):
    """When a regular job is next due and when it last succeeded. Written by `alliance.core.schedule` only."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class ContentVersion(models.Model):
    """A number that grows whenever something that visitors see has changed. One row, id 1."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
