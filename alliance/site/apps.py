"""The top app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """The top app: it may import every other."""

    name = "alliance.site"
    label = "site"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Tell how drafts of countries are previewed, which roles open the admin and what is found, and listen to publishing."""
        from alliance.core import cards
        from alliance.core.models import Country, previewed_by
        from alliance.site import receivers  # noqa: F401 - registers on import, once apps are loaded
        from alliance.site.cards import page_cards
        from alliance.site.found.countries import COUNTRIES
        from alliance.site.found.pages import EVENTS, NEWS, PAGES
        from alliance.site.roles import open_groups
        from alliance.site.slots import fill_slots
        from alliance.site.views.country import country_context
        from search import receivers as search_receivers
        from search.kinds import register

        open_groups()
        fill_slots()
        cards.register(page_cards)
        previewed_by(Country, country_context)
        for kind in (COUNTRIES, NEWS, EVENTS, PAGES):
            register(kind)
        search_receivers.connect()
