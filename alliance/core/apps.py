"""The bottom app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The bottom app."""

    name = "alliance.core"
    label = "core"
    verbose_name = _("Shared")

    def ready(self) -> None:
        """Register the system checks and the schedules of this app."""
        from alliance.core import checks, receivers  # noqa: F401 - registers on import, once apps are loaded
