"""What moderators do, and what they are asked to look at. Every act is in the log, and nobody is acted upon silently."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation

from alliance.core import audit
from alliance.core.models import User
from alliance.core.notify import notify
from members.rooms.enums import MuteFor, ReportOutcome, ReportReason
from members.rooms.models import Message, Mute, Report, Room
from members.rooms.rules import can_hide, can_moderate, can_mute, can_report, can_restore

from .refusals import NotAllowed, Refused
from .talking import held_message, hold, stamp

LONGEST_REASON = 400
SLOWEST = 24 * 3600


@transaction.atomic
def report(*, room: Room, by: User, seq: int, reason: str, words: str = "") -> Report:
    """Moderators are asked to look at the message. While it waits, a repeat by the same person changes nothing.

    Raises `Refused`.
    """
    if reason not in ReportReason.values:
        raise Refused
    room, message = held_message(room, by, seq, also_closed=True)
    if not can_report(by, message):
        raise NotAllowed
    found, is_new = Report.objects.get_or_create(
        message=message,
        reporter=by,
        closed_at=None,
        defaults={"reason": reason, "words": words.strip()[:LONGEST_REASON]},
    )
    if is_new:
        audit.record("room.message_reported", actor=by, subject=message, room=room.pk, reason=reason)
    return found


@transaction.atomic
def hide(*, room: Room, by: User, seq: int, reason: str = "") -> Message:
    """Readers see that a message was hidden; its words are kept, and read by its author, who is told, and by moderators.

    What was reported about it is decided. A repeat changes nothing. Raises `Refused`.
    """
    room, message = held_message(room, by, seq, also_closed=True)
    if message.hidden_at is not None and can_moderate(by, room):
        return message
    if not can_hide(by, message):
        raise NotAllowed
    message.hidden_at, message.hidden_by = timezone.now(), by
    stamp(message, room)
    message.save(update_fields=["hidden_at", "hidden_by", "change"])
    _close_reports(message, by, ReportOutcome.HIDDEN)
    audit.record("room.message_hidden", actor=by, subject=message, room=room.pk)
    if message.author_id != by.pk:
        _tell("room_message_hidden", message.author, room, path=f"{seq}/history/", reason=reason[:LONGEST_REASON])
    return message


@transaction.atomic
def restore(*, room: Room, by: User, seq: int) -> Message:
    """The hidden message is read again by all; its author is told. A repeat changes nothing. Raises `Refused`."""
    room, message = held_message(room, by, seq, also_closed=True)
    if not message.is_gone and can_moderate(by, room):
        return message
    if not can_restore(by, message):
        raise NotAllowed
    message.hidden_at = message.hidden_by = None
    stamp(message, room)
    message.save(update_fields=["hidden_at", "hidden_by", "change"])
    audit.record("room.message_restored", actor=by, subject=message, room=room.pk)
    _tell("room_message_restored", message.author, room, path=f"?at={seq}#m-{seq}")
    return message


@transaction.atomic
def leave(*, room: Room, by: User, seq: int) -> Message:
    """A moderator has looked at the reported message, and it stays. Nobody decides about their own. Raises `Refused`."""
    room, message = held_message(room, by, seq, also_closed=True)
    if not can_moderate(by, room) or message.author_id == by.pk:
        raise NotAllowed
    outcome = ReportOutcome.GONE if message.deleted_at else ReportOutcome.LEFT
    if _close_reports(message, by, outcome):
        audit.record("room.message_left", actor=by, subject=message, room=room.pk)
    return message


@transaction.atomic
def mute(*, room: Room, by: User, person: User, hours: int, reason: str = "") -> Mute:
    """The person reads on, and writes here again after so many hours (one of `MuteFor`) from now; they are told.

    Takes the place of a mute that lasts. Raises `Refused`.
    """
    if hours not in MuteFor.values:
        raise Refused
    room = hold(room.pk, by)
    if not can_mute(by, room, person):
        raise NotAllowed
    now = timezone.now()
    for lasting in room.mutes.filter(person=person, until__gt=now):
        _end(lasting)
    reason = reason.strip()[:LONGEST_REASON]
    row = Mute.objects.create(
        room=room, person=person, by=by, reason=reason, since=now, until=now + timedelta(hours=hours)
    )
    audit.record("room.person_muted", actor=by, subject=person, room=room.pk, hours=hours)
    _tell("room_muted", person, room, reason=reason, hours=hours)
    return row


@transaction.atomic
def end_mute(*, room: Room, by: User, mute: int) -> None:
    """The person writes here again; a repeat changes nothing. Raises `Refused`."""
    room = hold(room.pk, by)
    row = room.mutes.filter(pk=mute).first()
    if not can_moderate(by, room) or row is None or row.person_id == by.pk:
        raise NotAllowed
    if row.until > timezone.now():
        _end(row)
        audit.record("room.mute_ended", actor=by, subject=row.person, room=room.pk)


@transaction.atomic
def set_slow(*, room: Room, by: User, seconds: int) -> Room:
    """So many seconds lie between two messages of one person; moderators are not slowed. Raises `Refused`."""
    if not 0 <= seconds <= SLOWEST:
        raise Refused
    room = _moderated(room, by)
    if room.slow_seconds != seconds:
        room.slow_seconds = seconds
        room.save(update_fields=["slow_seconds"])
        audit.record("room.slowed", actor=by, subject=room, seconds=seconds)
    return room


@transaction.atomic
def archive(*, room: Room, by: User) -> Room:
    """The room is read, and nobody writes in it; a repeat changes nothing. Raises `Refused`."""
    room = _moderated(room, by)
    if room.archived_at is None:
        room.archived_at = timezone.now()
        room.save(update_fields=["archived_at"])
        audit.record("room.archived", actor=by, subject=room)
    return room


@transaction.atomic
def reopen(*, room: Room, by: User) -> Room:
    """People write in the room again, unless its network is archived; a repeat changes nothing. Raises `Refused`."""
    room = _moderated(room, by)
    if room.archived_at is not None:
        room.archived_at = None
        room.save(update_fields=["archived_at"])
        audit.record("room.reopened", actor=by, subject=room)
    return room


def _moderated(room: Room, by: User) -> Room:
    room = hold(room.pk, by)
    if not can_moderate(by, room):
        raise NotAllowed
    return room


def _close_reports(message: Message, by: User, outcome: ReportOutcome) -> int:
    return message.reports.open().update(closed_at=timezone.now(), closed_by=by, outcome=outcome)


def _end(mute: Mute) -> None:
    # Saved and not updated: sockets of the person look again, see `members.rooms.receivers`.
    mute.until = timezone.now()
    mute.save(update_fields=["until"])


def _tell(kind: str, person: User, room: Room, *, path: str = "", **context) -> None:
    with translation.override(person.language):
        name = str(room)
    notify(kind, to=[person], context={"room": name, **context}, path=f"/rooms/{room.slug}/{path}")
