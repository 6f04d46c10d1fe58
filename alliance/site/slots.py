"""What the site shows on the pages of records below it: news and events that name a network."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.core import slots
from alliance.core.models import EditorialQuerySet, site_language
from alliance.core.slots import Section
from alliance.site.event_presenter import coming_first, events
from alliance.site.news_presenter import articles
from alliance.site.told import SHOWN, tight_line


def _naming(pages: EditorialQuerySet, network) -> EditorialQuerySet:
    """Return the pages that name the network, or one that was merged into it."""
    named = pages.model.objects.filter(Q(networks=network) | Q(networks__merged_into=network))
    return pages.filter(pk__in=named.values("pk"))


def events_of_network(network, user) -> Section:
    """Return the events that name a network, those to come first. One query."""
    pages = coming_first(_naming(events(user), network), timezone.now())[:SHOWN]
    return Section(
        _("Meetings and events"), [tight_line(page) for page in pages], f"/{site_language()}/events/", _("All events")
    )


def news_of_network(network, user) -> Section:
    """Return the news that name a network, the newest first. One query."""
    pages = _naming(articles(user), network).order_by("-published_date", "slug")[:SHOWN]
    return Section(_("News"), [tight_line(page) for page in pages], f"/{site_language()}/news/", _("All news"))


def fill_slots() -> None:
    """News and events stand on the pages of networks."""
    slots.register("network", events_of_network)
    slots.register("network", news_of_network)
