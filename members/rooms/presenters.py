"""What the pages of rooms show."""

from collections import Counter
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from alliance.core import reference
from alliance.core.formatting import long_date
from alliance.core.models import site_language
from alliance.core.zones import moment_in
from members.rooms import rules
from members.rooms.act_presenter import Rights, acts_of, shown_files, shows_words
from members.rooms.enums import Mark
from members.rooms.frames import author_of
from members.rooms.models import Message, Room

PAGE = 30
"""Messages on one page of a room."""

QUOTE = 90
"""Characters of a message that an answer to it shows."""


def name_of(room: Room) -> str:
    """Return what the room is called in the active language: its own title, else its network's name."""
    if room.title or not room.network_id:
        return room.title or room.slug
    row = room.network.text(site_language())
    return (row and row.name) or room.slug


def room_line(room: Room) -> dict:
    """Return what the list shows of a room read with `with_line` and `with_unread`."""
    return {
        "url": room.get_absolute_url(),
        "title": name_of(room),
        "description": room.description,
        "network": room.network,
        "unread": room.unread if room.is_known else 0,
        "messages": room.last_seq,
        "last": room.last_at,
        "is_archived": room.is_archived,
    }


def days_of(
    messages: list[Message], *, user, unread_after: int | None = None, rights: Rights | None = None
) -> list[dict]:
    """Return the messages as days of lines, in the reader's zone. The first one after ``unread_after`` that is somebody
    else's is marked as new. With ``rights`` each line has what the reader may do with it.
    """
    zone = getattr(user, "time_zone", "") or "UTC"
    moments = {message.pk: moment_in(zone, message.at)[0] for message in messages}
    first_new = next(
        (m.pk for m in messages if unread_after is not None and m.seq > unread_after and m.author_id != user.pk), None
    )
    days = groupby(messages, key=lambda message: moments[message.pk].date())
    return [
        {
            "day": _day(day),
            "date": day,
            "lines": [
                line_of(each, user=user, moment=moments[each.pk], is_new=each.pk == first_new, rights=rights)
                for each in rows
            ],
        }
        for day, rows in days
    ]


def line_of(message: Message, *, user, moment: datetime, is_new: bool = False, rights: Rights | None = None) -> dict:
    """Return what a page shows of one message that was read with `MessageQuerySet.in_full`."""
    author = author_of(message.author, message.room)
    answered = message.reply_to
    reactions = list(message.reactions.all())
    counts = Counter(reaction.mark for reaction in reactions)
    mine = {reaction.mark for reaction in reactions if reaction.person_id == user.pk}
    return {
        "seq": message.seq,
        "message": message,
        "name": author["name"] or _("Former member"),
        "profile": f"/{site_language()}/people/{author['slug']}/" if author["slug"] else "",
        "code": author["country"],
        "country": reference.country_names().get(author["country"], ""),
        "mine": message.author_id == user.pk,
        "at": moment,
        # Cleaned by nh3 when it was written, see `members.rooms.rendering`.
        "html": mark_safe(message.html) if shows_words(message, user, rights) else "",  # noqa: S308 - see above
        "files": shown_files(message, user, rights),
        "is_new": is_new,
        "quote": _quote(answered) if answered else None,
        "marks": [
            {"code": mark.value, "label": mark.label, "count": counts[mark.value], "mine": mark.value in mine}
            for mark in Mark
        ],
        "can_edit": rules.can_edit(user, message),
        "acts": acts_of(message, user, rights) if rights else {},
    }


def _quote(message: Message) -> dict:
    return {
        "seq": message.seq,
        "text": "" if message.is_gone else message.body.replace("\n", " ")[:QUOTE],
        "lang": message.language,
    }


def _day(day: date) -> str:
    today = timezone.localdate()
    if day == today:
        return _("Today")
    return long_date(day)
