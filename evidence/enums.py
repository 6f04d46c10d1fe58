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


class Licence(models.TextChoices):
    """Under which licence the text of a practice may be used; the names are the same in every language."""

    CC0 = "cc0-1.0", "CC0 1.0"
    BY = "cc-by-4.0", "CC BY 4.0"
    BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
    BY_NC_SA = "cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0"
    BY_ND = "cc-by-nd-4.0", "CC BY-ND 4.0"
    BY_NC_ND = "cc-by-nc-nd-4.0", "CC BY-NC-ND 4.0"

    @property
    def url(self) -> str:
        """Where its conditions stand."""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return f"https://creativecommons.org/licenses/{self.value.removeprefix('cc-').removesuffix('-4.0')}/4.0/"


class IndicatorConfidence(models.TextChoices):
    """How far an indicator can be trusted."""

    REPORTED = "reported", _("Reported by the source")
    TARGET = "target", _("Target or announcement")
    UNVERIFIED = "unverified", _("As printed, unverified")
