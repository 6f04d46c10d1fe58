"""What moderators see of a room: what was reported, what is hidden, who is muted. Nobody learns who reported."""

from itertools import groupby

from django.utils import timezone

from alliance.core.zones import moment_in, zone_of
from members.rooms.models import Message, Report, Room

HIDDEN_SHOWN = 50


def queue_of(room: Room, user) -> list[dict]:
    """Return the reported messages that ``user`` may decide about, those first that wait longest, with the reasons."""
    rows = Report.objects.to_decide_by(user).filter(message__room=room).select_related("message__author__country")
    found = []
    for _pk, reports in groupby(rows.order_by("message", "at"), key=lambda row: row.message_id):
        kept = list(reports)
        found.append(
            {
                "message": _shown(kept[0].message, room),
                "name": kept[0].message.author.shown_name,
                "since": _moment(user, kept[0].at),
                "at": kept[0].at,
                "reasons": [{"reason": row.get_reason_display(), "words": row.words} for row in kept],
            }
        )
    return sorted(found, key=lambda entry: entry["at"])


def hidden_in(room: Room, user) -> list[dict]:
    """Return the hidden messages, the newest act first."""
    rows = room.messages.filter(hidden_at__isnull=False, deleted_at=None).select_related("author", "hidden_by")
    return [
        {
            "message": _shown(message, room),
            "name": message.author.shown_name,
            "by": message.hidden_by.shown_name if message.hidden_by else "",
            "since": _moment(user, message.hidden_at),
            "can_restore": message.author_id != user.pk,
        }
        for message in rows.order_by("-hidden_at")[:HIDDEN_SHOWN]
    ]


def mutes_in(room: Room, user) -> list[dict]:
    """Return who may not write at present, and until when."""
    rows = room.mutes.filter(until__gt=timezone.now()).select_related("person").order_by("until")
    return [
        {
            "pk": row.pk,
            "name": row.person.shown_name,
            "until": _moment(user, row.until),
            "reason": row.reason,
            "mine": row.person_id == user.pk,
        }
        for row in rows
    ]


def _shown(message: Message, room: Room) -> Message:
    message.room = room
    return message


def _moment(user, moment) -> str:
    there, zone = moment_in(zone_of(user), moment)
    return f"{there:%Y-%m-%d %H:%M} ({zone})"
