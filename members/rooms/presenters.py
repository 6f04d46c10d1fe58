"""What the pages of rooms show."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from html import unescape
from itertools import groupby

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from alliance.core import reference, wordsearch
from alliance.core.cards import cards_in
from alliance.core.formatting import long_date
from alliance.core.models import site_language
from alliance.core.zones import moment_in, zone_of
from members.rooms import rules
from members.rooms.act_presenter import Rights, acts_of, shown_files, shows_words
from members.rooms.enums import Mark
from members.rooms.frames import author_of, name_of_author
from members.rooms.models import Message, Room
from members.rooms.rendering import plain

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
    else's says how many are new. With ``rights`` each line has what the reader may do with it.
    """
    zone = zone_of(user)
    moments = {message.pk: moment_in(zone, message.at)[0] for message in messages}
    language = site_language()
    shown = cards_in(message.html if shows_words(message, user, rights) else "" for message in messages)
    cards = {message.pk: found.get(language, []) for message, found in zip(messages, shown, strict=True)}
    new = [m for m in messages if unread_after is not None and m.seq > unread_after and m.author_id != user.pk]
    days = groupby(messages, key=lambda message: moments[message.pk].date())
    return [
        {
            "day": _day(day, zone),
            "date": day,
            "lines": [
                line_of(
                    each,
                    user=user,
                    moment=moments[each.pk],
                    new=len(new) if each in new[:1] else 0,
                    rights=rights,
                    cards=cards[each.pk],
                )
                for each in rows
            ],
        }
        for day, rows in days
    ]


def line_of(
    message: Message, *, user, moment: datetime, new: int = 0, rights: Rights | None = None, cards: Iterable[dict] = ()
) -> dict:
    """Return what a page shows of one message that was read with `MessageQuerySet.in_full`; ``new`` others stand from here on.

    ``cards``: what its links lead to (`alliance.core.cards`).
    """
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
        "cards": cards,
        "new": new,
        "quote": quote_of(answered) if answered else None,
        "marks": [
            {"code": mark.value, "label": mark.label, "count": counts[mark.value], "mine": mark.value in mine}
            for mark in Mark
        ],
        "can_edit": rules.can_edit(user, message),
        "acts": acts_of(message, user, rights) if rights else {},
    }


def found_lines(messages: Iterable[Message], words: str, *, user) -> list[dict]:
    """Return what the search in a room shows of messages, with ``words`` marked in them."""
    zone, countries = zone_of(user), reference.country_names()
    excerpt, found = wordsearch.excerpts(words), []
    for message in messages:
        author, at = author_of(message.author, message.room), moment_in(zone, message.at)[0]
        found.append(
            {
                "url": message.get_absolute_url(),
                "name": author["name"] or _("Former member"),
                "country": countries.get(author["country"], ""),
                "day": long_date(at),
                "at": at,
                "language": message.language,
                "excerpt": excerpt(plain(message.html)),
            }
        )
    return found


def quote_of(message: Message) -> dict:
    """Return what an answer shows of the message it answers. Reads its author."""
    return {
        "seq": message.seq,
        "name": name_of_author(message.author) or _("Former member"),
        "text": "" if message.is_gone else Truncator(" ".join(unescape(strip_tags(message.html)).split())).chars(QUOTE),
        "lang": message.language,
    }


def _day(day: date, zone: str) -> str:
    if day == moment_in(zone, timezone.now())[0].date():
        return _("Today")
    return long_date(day)
