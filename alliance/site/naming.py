"""The networks that news and events name."""

from members.models import Network
from members.presenters.networks import short_line


def network_links(page) -> list[dict]:
    """Return the networks that a page names and that anybody may see; one that was merged is its heir. Two queries.

    Not those that only some may see: what a page says is printed once, for all its readers.
    """
    named = page.networks.all()
    if not named:
        return []
    keys = {network.merged_into_id or network.pk for network in named}
    rows = Network.objects.visible_to(None).filter(pk__in=keys).prefetch_related("texts")
    return [{"text": line["title"], "url": line["url"]} for line in map(short_line, rows)]
