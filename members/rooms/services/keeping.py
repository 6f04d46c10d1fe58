"""Making rooms, closing them, opening them again."""

from django.db import IntegrityError, transaction

from alliance.core.audience import Audience
from members.models import Network
from members.rooms.models import Room


def ensure_room_of(*, network: Network) -> Room:
    """The network has a room, which its members read and write; return it. A repeat returns the one there is."""
    found = Room.objects.filter(network=network).order_by("pk").first()
    if found is not None:
        return found
    slugs = [network.slug, f"{network.slug[:60]}-{network.pk}"]
    for slug in slugs:
        try:
            with transaction.atomic():
                return Room.objects.create(slug=slug, network=network, audience=Audience.NETWORKS)
        except IntegrityError:  # a room of that name is there already
            continue
    raise ValueError(f"No address is free for the room of network {network.pk}")
