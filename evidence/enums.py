"""Named choices of the evidence library."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# First parts of addresses under evidence/ that no practice may take.
RESERVED_SLUGS = frozenset(
    {"statistics", "map", "programmes", "compare", "export", "calls", "search", "versions", "random", "feed"}
)


class Lineage(models.TextChoices):
    """How a practice stands to another."""

    ADAPTED_FROM = "adapted_from", _("Adapted from")
    ADAPTED_BY = "adapted_by", _("Adapted by")


class IndicatorConfidence(models.TextChoices):
    """How far an indicator can be trusted."""

    REPORTED = "reported", _("Reported by the source")
    TARGET = "target", _("Target or announcement")
    UNVERIFIED = "unverified", _("As printed, unverified")
