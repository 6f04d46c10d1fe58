"""Who may do what in a room. Seeing is told by `members.rooms.querysets`; these assume that it was seen."""

from datetime import datetime

from django.utils import timezone

from alliance.core.audience import is_member, is_staff
from members.enums import MembershipRole, MembershipState
from members.rooms.enums import Can, Posting, VoteState
from members.rooms.guidelines import VERSION
from members.rules import coordinates


def can_moderate(user, room) -> bool:
    """Whether ``user`` may hide, mute, pin and close: staff, and in a network's room its coordinators."""
    return is_staff(user) or (room.network_id is not None and coordinates(user, room.network))


def is_muted(user, room) -> bool:
    """Whether ``user`` may not write here at present."""
    return muted_until(user, room) is not None


def muted_until(user, room) -> datetime | None:
    """Return until when ``user`` may not write here; None for those who are not muted."""
    rows = room.mutes.filter(person=user.pk, until__gt=timezone.now()).order_by("-until")
    return rows.values_list("until", flat=True).first()


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


def can_report(user, message) -> bool:
    """Whether ``user`` may have moderators look at the message: members, at others' messages that can be read."""
    return is_member(user) and message.author_id != user.pk and not message.is_gone


def can_hide(user, message, *, moderates: bool | None = None) -> bool:
    """Whether ``user`` may hide the message; also where the room is closed."""
    return not message.is_gone and _moderates(user, message, moderates)


def can_restore(user, message, *, moderates: bool | None = None) -> bool:
    """Whether ``user`` may have the hidden message read again: moderators, but never one's own."""
    hidden = message.hidden_at is not None and message.deleted_at is None
    return hidden and message.author_id != user.pk and _moderates(user, message, moderates)


def can_mute(user, room, person) -> bool:
    """Whether ``user`` may keep ``person`` from writing here for a time. Moderators do not mute each other."""
    return person.is_active and can_moderate(user, room) and not can_moderate(person, room)


def has_accepted_guidelines(user) -> bool:
    """Whether ``user`` has accepted the guidelines as they are now."""
    return user.room_guidelines.filter(version=VERSION).exists()


def can_vote(user, vote) -> bool:
    """Whether ``user`` may share out dots now: who belongs to the room, those who moderate it too, while the vote is open."""
    return vote.is_open and not vote.room.is_archived and (belongs(user, vote.room) or can_moderate(user, vote.room))


def can_see_vote(user, vote) -> bool:
    """Whether ``user``, who may read the room, may see the vote: drafts are for those who moderate."""
    return vote.state != VoteState.DRAFT or can_moderate(user, vote.room)


def can_see_results(vote) -> bool:
    """Whether anybody may see how dots lie: nobody before the close where results are hidden, facilitators neither."""
    return vote.state == VoteState.CLOSED or (vote.is_open and not vote.is_hidden)


def can_move_action(user, action) -> bool:
    """Whether ``user`` may say how far an action is: its owner, and those who moderate the room."""
    return is_member(user) and (action.owner_id == user.pk or can_moderate(user, action.vote.room))


def can_in(user, room) -> list[str]:
    """Return what ``user`` may do in the room, as codes of `Can`."""
    asked = ((Can.POST, can_post), (Can.REACT, can_react), (Can.MODERATE, can_moderate))
    return [code.value for code, rule in asked if rule(user, room)]
