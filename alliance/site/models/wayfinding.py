"""What readers are told at an address where nothing is, and which of those addresses they ask for."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, Page

from alliance.site.wayfinding.words import parts_of, words_of

LONGEST_ADDRESS = 200


class Signpost(Orderable):
    """A page that editors offer whoever asks for an address like this one."""

    address = models.CharField(
        _("words or beginning of an address"),
        max_length=LONGEST_ADDRESS,
        unique=True,
        help_text=_(
            "A beginning starts with a slash: /library. Words may stand anywhere in the address: workshop 2024."
        ),
    )
    page = models.ForeignKey(
        Page,
        verbose_name=_("page to offer"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Readers are offered it in their own language, as long as it is published there."),
    )

    panels = [FieldPanel("address"), FieldPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("suggestion for wrong addresses")
        verbose_name_plural = _("suggestions for wrong addresses")

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        """The address is kept without the spaces around it; one that would fit every address, or none, is refused."""
        super().clean()
        self.address = " ".join(self.address.split())
        says = parts_of(self.address) if self.address.startswith("/") else words_of(self.address)
        if self.address and not says:
            raise ValidationError(
                {"address": _("Write a word of three letters or more, or a beginning like /library.")}
            )


class MissedAddress(models.Model):
    """An address that leads nowhere, and how often it was asked for; by whom is not kept."""

    path = models.CharField(_("address"), max_length=LONGEST_ADDRESS, unique=True)
    count = models.PositiveIntegerField(_("times"), default=0)
    last_asked_date = models.DateField(_("last asked for"), default=timezone.localdate)

    class Meta:
        verbose_name = _("address that leads nowhere")
        verbose_name_plural = _("addresses that lead nowhere")
        ordering = ["-count", "path"]
        indexes = [models.Index(fields=["-count", "-last_asked_date"], name="missed_address_often")]

    def __str__(self) -> str:
        return self.path
