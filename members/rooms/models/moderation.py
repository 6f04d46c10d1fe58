"""What keeps rooms a good place: reports, and the guidelines that everybody accepts before the first message."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.rooms.enums import ReportOutcome, ReportReason
from members.rooms.querysets import ReportQuerySet

from .message import Message


class Report(models.Model):
    """Somebody thinks that a moderator should look at a message. Who it was is told to nobody in the room."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=ReportReason)
    words = models.CharField(_("in your words"), max_length=400, blank=True)
    at = models.DateTimeField(_("reported"), default=timezone.now)
    closed_at = models.DateTimeField(_("decided"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReportOutcome, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "reporter"],
                condition=Q(closed_at=None),
                name="one_open_report_per_person_and_message",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} · {self.reason}"


class GuidelinesAcceptance(models.Model):
    """Somebody has accepted a version of the guidelines (`members.rooms.guidelines`)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="room_guidelines")
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="guidelines_are_accepted_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.version}"
