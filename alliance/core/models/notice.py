"""What people are told: one row a person and event, shown on the site and mailed from the outbox."""

from typing import Self

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet):
    """Notices."""

    def visible_to(self, user) -> Self:
        """Those of ``user`` alone."""
        return self.filter(person=user.pk) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing that one person was told. Its words come from ``templates/emails/<kind>.*`` in the reader's language."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(_("kind"), max_length=60)
    context = models.JSONField(_("context"), default=dict)
    path = models.CharField(_("leads to"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["person", "-created_at"], name="notice_newest")]

    def __str__(self) -> str:
        return self.kind

    @property
    def words(self) -> str:
        """What the notice says in one line, in the active language: the subject of its mail. No markup in it is meant."""
        return " ".join(render_to_string(f"emails/{self.kind}.subject.txt", self.context).split())
