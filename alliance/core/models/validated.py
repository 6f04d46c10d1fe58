"""Records that a country's ministry has validated."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ValidatedByMinistry(models.Model):
    """When the words that a ministry had sent were last published, and who had sent them.

    That belongs to the record as it is shown, not to a draft of it: a revision made earlier must not take it back.
    """

    validated_at = models.DateTimeField(_("validated by the ministry"), null=True, blank=True, editable=False)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("validated by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        abstract = True

    def with_content_json(self, content: dict) -> Self:
        """As Wagtail's, with the validation that stands now."""
        record = super().with_content_json(content)
        record.validated_at, record.validated_by_id = self.validated_at, self.validated_by_id
        return record
