"""What somebody has typed into a long form and not sent yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """One form of one person: the fields as they would be sent. Nobody else reads it, unless the form
    is a country's: that one passes on with the country's seat."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(_("form"), max_length=40)
    about = models.CharField(_("what it is about"), max_length=64, blank=True)
    data = models.JSONField(_("fields"), default=dict)
    saved_at = models.DateTimeField(_("saved"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["person", "form", "about"], name="one_draft_per_form")]

    def __str__(self) -> str:
        return f"{self.form} {self.about}".strip()
