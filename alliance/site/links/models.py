"""What the last look at the links found."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Fault(models.TextChoices):
    """Why a link leads nowhere."""

    GONE = "gone", _("It does not exist any more")
    UNPUBLISHED = "unpublished", _("It is not published")
    CLOSED = "closed", _("Not everybody may see it")
    NO_ANSWER = "no_answer", _("Nothing is found at this address")


class BrokenLink(models.Model):
    """A link of a published page or record that no visitor can follow. The worker writes them all anew at each look."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    words = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=600)
    fault = models.CharField(max_length=11, choices=Fault.choices)
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("broken link")
        verbose_name_plural = _("broken links")
        indexes = [models.Index(fields=["content_type", "object_id"], name="broken_link_source")]

    def __str__(self) -> str:
        return self.words or self.target
