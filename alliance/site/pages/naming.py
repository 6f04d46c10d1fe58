"""Networks that a page names."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from alliance.core.audience import Audience


class NetworksMixin(models.Model):
    """A page that tells of networks. Only those that everybody may see can be named."""

    networks = ParentalManyToManyField(
        "members.Network",
        verbose_name=_("networks"),
        blank=True,
        related_name="+",
        limit_choices_to={"live": True, "audience": Audience.PUBLIC},
    )

    SHARED = ("networks",)

    class Meta:
        abstract = True
