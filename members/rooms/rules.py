"""Who may do what in a room. Seeing is told by `members.rooms.querysets`; these assume that it was seen."""

from django.utils import timezone

from alliance.core.audience import is_member, is_staff
from members.enums import MembershipRole, MembershipState
from members.rooms.enums import Can, Posting
from members.rules import coordinates


def can_moderate(user, room) -> bool:
    """Whether ``user`` may hide, mute, pin and close: staff, and in a network's room its coordinators."""
    return is_staff(user) or (room.network_id is not None and coordinates(user, room.network))


def is_muted(user, room) -> bool:
    """Whether ``user`` may not write here at present."""
    return room.mutes.filter(person=user.pk, until__gt=timezone.now()).exists()


def belongs(user, room) -> bool:
    """Whether ``user`` is one of those who talk here: any member in a room of all, else a member of the network.

    Observers of a network listen.
    """
    if not is_member(user):
        return False
    if room.network_id is None:
        return True
    rows = room.network.memberships.filter(person=user.pk, state=MembershipState.ACTIVE)
    return rows.exclude(role=MembershipRole.OBSERVER).exists()


def can_post(user, room) -> bool:
    """Whether ``user`` may write here now."""
    if room.is_archived or not is_member(user):
        return False
    if can_moderate(user, room):
        return True
    return room.posting == Posting.OPEN and belongs(user, room) and not is_muted(user, room)


def can_react(user, room) -> bool:
    """Whether ``user`` may put marks under messages: also where only coordinators write."""
    return not room.is_archived and (is_staff(user) or belongs(user, room)) and not is_muted(user, room)


def can_edit(user, message) -> bool:
    """Whether ``user`` may change the words of the message: its author alone, while they can be read."""
    return message.author_id == user.pk and not message.is_gone


def can_delete(user, message) -> bool:
    """Whether ``user`` may take the message back: its author."""
    return message.author_id == user.pk and message.deleted_at is None


def _moderates(user, message, known: bool | None) -> bool:
    return can_moderate(user, message.room) if known is None else known


# Where `can_moderate` was asked already, as for a page of messages of one room, ``moderates`` tells what it said.


def can_pin(user, message, *, moderates: bool | None = None) -> bool:
    """Whether ``user`` may have the message stand at the top of its room."""
    return not message.is_gone and not message.room.is_archived and _moderates(user, message, moderates)


def can_mark_answer(user, message, *, moderates: bool | None = None) -> bool:
    """Whether ``user`` may say that the message answers what it replies to: who asked, and moderators."""
    if message.reply_to_id is None or message.is_gone or message.room.is_archived:
        return False
    asked = is_member(user) and message.reply_to.author_id == user.pk
    return asked or _moderates(user, message, moderates)


def can_see_history(user, message, *, moderates: bool | None = None) -> bool:
    """Whether ``user`` may read what the message said before: its author and moderators."""
    return message.author_id == user.pk or _moderates(user, message, moderates)


def can_in(user, room) -> list[str]:
    """Return what ``user`` may do in the room, as codes of `Can`."""
    asked = ((Can.POST, can_post), (Can.REACT, can_react), (Can.MODERATE, can_moderate))
    return [code.value for code, rule in asked if rule(user, room)]
