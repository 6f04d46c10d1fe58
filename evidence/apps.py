from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """The evidence library."""

    name = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        """Connect the receivers of this app."""
        from evidence import receivers  # noqa: F401, PLC0415 - connects on import, once apps are loaded
