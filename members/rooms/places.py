"""Where the site leads to rooms: the main menu, and the page of a network."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliance.core import places, slots
from alliance.core.audience import is_member
from alliance.core.formatting import long_date, number
from alliance.core.models import site_language
from alliance.core.places import Place
from alliance.core.slots import Section
from members.rooms.models import Room
from members.rooms.waiting import unread_for


def is_any_public() -> bool:
    """Whether visitors have a room to read."""
    return Room.objects.visible_to(AnonymousUser()).exists()


def rooms_of_network(network, user) -> Section:
    """Return the rooms of a network that ``user`` may read. Visitors, whose page is kept, see nothing that each message changes."""
    rows = (
        Room.objects.visible_to(user)
        .with_unread(user)
        .filter(network=network)
        .order_by("archived_at", "-last_at", "slug")
    )
    lines = [_line(room, with_news=is_member(user)) for room in rows]
    return Section(_("Rooms"), lines, f"/{site_language()}/rooms/", _("All rooms"))


def _line(room: Room, *, with_news: bool) -> dict:
    when = ""
    if room.archived_at:
        when = _("Archived")
    elif with_news and room.is_known and room.unread:
        when = ngettext("%(number)s new", "%(number)s new", room.unread) % {"number": number(room.unread)}
    elif with_news and room.last_at:
        when = _("last on %(day)s") % {"day": long_date(room.last_at)}
    return {
        "url": room.get_absolute_url(),
        "title": room.title or _("Room of this network"),
        "summary": room.description,
        "when": when,
    }


def register() -> None:
    """Rooms are in the menu and on the pages of networks."""
    places.register(Place("rooms", gettext_lazy("Rooms"), "rooms/", is_any_public, unread_for))
    slots.register("network", rooms_of_network)
