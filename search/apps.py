"""The search app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One question, four languages, every section."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Register the kinds of the apps below, follow their changes, and tell those apps what is alike and what words find."""
        from alliance.core import likeness, wordsearch
        from search import following, health, receivers  # noqa: F401 - most register on import, once apps are loaded
        from search.kinds import register
        from search.services.likeness import numbers_alike
        from search.services.narrowing import numbers_that_fit
        from search.services.showing import excerpts
        from search.sources.courses import COURSES
        from search.sources.networks import NETWORKS
        from search.sources.people import PEOPLE
        from search.sources.practices import PRACTICES
        from search.sources.programmes import PROGRAMMES
        from search.sources.rooms import MESSAGES

        for kind in (PRACTICES, PROGRAMMES, NETWORKS, PEOPLE, COURSES, MESSAGES):
            register(kind)
        receivers.connect()
        likeness.register(numbers_alike)
        wordsearch.register(numbers_that_fit, excerpts)
