"""What the site shows on the pages of records below it: news and events that name a network."""

from django.utils.translation import gettext as _

from alliance.core import slots
from alliance.core.models import site_language
from alliance.core.slots import Section
from alliance.site.told import told_of_network


def events_of_network(network, user) -> Section:
    """Return the events that name a network, those to come first."""
    url = f"/{site_language()}/events/"
    return Section(_("Meetings and events"), told_of_network(network.pk).events, url, _("All events"))


def news_of_network(network, user) -> Section:
    """Return the news that name a network, the newest first."""
    return Section(_("News"), told_of_network(network.pk).news, f"/{site_language()}/news/", _("All news"))


def fill_slots() -> None:
    """News and events stand on the pages of networks."""
    slots.register("network", events_of_network)
    slots.register("network", news_of_network)
