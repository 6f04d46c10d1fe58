"""The search app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One question, four languages, every section."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Connect what follows when words change, and tell the apps below what is alike."""
        from alliance.core import likeness
        from search import following  # noqa: F401 - connects on import, once apps are loaded
        from search.services.likeness import numbers_alike

        likeness.register(numbers_alike)
