"""The search app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One question, four languages, every section."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Register the kinds of the apps below, and follow their changes."""
        from search import health, receivers  # noqa: F401 - the first registers on import, once apps are loaded
        from search.kinds import register
        from search.sources.courses import COURSES
        from search.sources.networks import NETWORKS
        from search.sources.people import PEOPLE
        from search.sources.practices import PRACTICES
        from search.sources.programmes import PROGRAMMES

        for kind in (PRACTICES, PROGRAMMES, NETWORKS, PEOPLE, COURSES):
            register(kind)
        receivers.connect()
