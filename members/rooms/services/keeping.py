"""Making rooms, closing them, opening them again."""

from django.db import IntegrityError, transaction

from alliance.core.audience import Audience
from members.models import Network
from members.rooms.models import Room


def ensure_room_of_all(*, slug: str, titles: dict[str, str], descriptions: dict[str, str]) -> Room:
    """There is a room of that address; a new one is for all members, named by language. One that is there stays as it is."""
    words = {f"title_{language}": text for language, text in titles.items()}
    words |= {f"description_{language}": text for language, text in descriptions.items()}
    return Room.objects.get_or_create(slug=slug, defaults={"audience": Audience.MEMBERS, **words})[0]


def ensure_rooms_of_networks() -> int:
    """Every published network has a room; return how many were made. Networks that come from files pass no other door."""
    without = Network.objects.filter(live=True, merged_into=None, rooms=None).order_by("pk")
    return len([ensure_room_of(network=network) for network in without])


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
