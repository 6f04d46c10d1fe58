"""What stands out in a room: messages that are pinned, and those that answer a question."""

from django.db import transaction
from django.utils import timezone

from alliance.core import audit
from alliance.core.models import User
from members.rooms.models import Message, Room
from members.rooms.rules import can_mark_answer, can_pin

from .refusals import NotAllowed
from .talking import held_message, stamp


@transaction.atomic
def pin(*, room: Room, by: User, seq: int, on: bool = True) -> Message:
    """The message is pinned, or no more; a repeat changes nothing. Raises `Refused`."""
    room, message = held_message(room, by, seq)
    if not can_pin(by, message):
        raise NotAllowed
    if on != (message.pinned_at is not None):
        message.pinned_at = timezone.now() if on else None
        stamp(message, room)
        message.save(update_fields=["pinned_at", "change"])
        audit.record("room.message_pinned" if on else "room.message_unpinned", actor=by, subject=message, room=room.pk)
    return message


@transaction.atomic
def mark_answer(*, room: Room, by: User, seq: int, on: bool = True) -> Message:
    """The message counts as the answer to what it replies to, or no more; a repeat changes nothing. Raises `Refused`."""
    room, message = held_message(room, by, seq)
    if not can_mark_answer(by, message):
        raise NotAllowed
    if on != message.is_answer:
        message.is_answer = on
        stamp(message, room)
        message.save(update_fields=["is_answer", "change"])
        if message.reply_to.author_id != by.pk:
            verb = "room.answer_marked" if on else "room.answer_unmarked"
            audit.record(verb, actor=by, subject=message, room=room.pk)
    return message
