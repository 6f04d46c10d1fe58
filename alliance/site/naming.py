"""The networks that news and events name."""

from members.models import Network
from members.presenters.networks import short_line


def network_links(page, user) -> list[dict]:
    """Return the networks that a page names and that ``user`` may see; one that was merged is its heir. Two queries."""
    named = page.networks.all()
    if not named:
        return []
    keys = {network.merged_into_id or network.pk for network in named}
    rows = Network.objects.visible_to(user).filter(pk__in=keys).prefetch_related("texts")
    return [{"text": line["title"], "url": line["url"]} for line in map(short_line, rows)]
