"""What was done to people, rights and data: written once, never changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that are only ever added."""

    def update(self, **fields) -> int:
        """Refuse. Raises TypeError."""
        raise TypeError("What was written down is not changed.")

    def delete(self) -> tuple[int, dict]:
        """Refuse. Raises TypeError."""
        raise TypeError("What was written down is not deleted.")


class AuditEntry(models.Model):
    """One act. People are named by key and, once they asked to be forgotten, by nobody: no name or address stands here."""

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    verb = models.CharField(_("what"), max_length=60, db_index=True)
    subject_type = models.CharField(_("kind of thing"), max_length=80, blank=True)
    subject_id = models.CharField(_("key of the thing"), max_length=40, blank=True)
    detail = models.JSONField(_("detail"), default=dict)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        indexes = [
            models.Index(fields=["-at"], name="audit_newest"),
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["actor", "-at"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    def save(self, *args, **kwargs) -> None:
        """Store a new act. Raises TypeError for one that is stored already."""
        if not self._state.adding:
            raise TypeError("What was written down is not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict]:
        """Refuse. Raises TypeError."""
        raise TypeError("What was written down is not deleted.")
