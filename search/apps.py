"""The search app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One question, four languages, every section."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Connect what follows when words change."""
        from search import following  # noqa: F401 - connects on import, once apps are loaded
