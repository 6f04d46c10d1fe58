"""What becomes of a closed vote: its result told in the room, and actions with owner, date and progress."""

from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.core import audit
from alliance.core.models import User
from members.rooms.enums import VoteState
from members.rooms.models import Action, Message, Vote
from members.rooms.querysets import people_who_read
from members.rooms.rules import can_moderate, can_move_action
from members.rooms.voting_presenter import outcome_lines

from . import voting
from .refusals import NotAllowed
from .talking import hold, place

_NAMES = UUID("7f4a0e0c-6a0f-4d3f-9c55-3c1b5a5d2a10")


@transaction.atomic
def close_and_tell(*, vote: Vote, by: User, language: str) -> None:
    """The vote is closed and its result told in the room: both or neither. Raises `Refused`."""
    voting.close(vote=vote, by=by)
    tell_outcome(vote=vote, by=by, language=language)


@transaction.atomic
def tell_outcome(*, vote: Vote, by: User, language: str) -> Message:
    """The room holds a message with the result, in this language; a repeat returns the first. Raises `Refused`."""
    # The message is read after the lock: what is joined to a locked row is as old as the wait for it.
    vote = Vote.objects.select_for_update(of=("self",)).select_related("room").get(pk=vote.pk)
    if vote.state != VoteState.CLOSED or not can_moderate(by, vote.room):
        raise NotAllowed
    if vote.outcome_id:
        return vote.outcome
    text = "\n".join([f"**{_('Result')}: {vote.title}**", "", *outcome_lines(vote)])
    # Who leads a vote tells its result, also somebody who has not accepted the guidelines of the rooms yet.
    room = hold(vote.room_id, by)
    message = place(room=room, author=by, client_id=uuid5(_NAMES, f"vote {vote.pk}"), body=text, language=language)
    vote.outcome = message
    vote.save(update_fields=["outcome"])
    return message


@transaction.atomic
def add_action(*, vote: Vote, by: User, text: str, language: str, owner: User, due: date | None) -> Action:
    """Somebody who reads the room has something to do. Raises `Refused`."""
    if vote.state != VoteState.CLOSED or not can_moderate(by, vote.room):
        raise NotAllowed
    if not people_who_read(vote.room).filter(pk=owner.pk).exists():
        raise NotAllowed
    action, is_new = Action.objects.get_or_create(
        vote=vote, text=text, owner=owner, defaults={"language": language, "due": due}
    )
    if is_new:
        audit.record("vote.action_made", actor=by, subject=action)
    return action


@transaction.atomic
def move_action(*, action: Action, by: User, progress: int, note: str) -> Action:
    """The action is so far. Raises `Refused`."""
    action = Action.objects.select_for_update(of=("self",)).select_related("vote__room__network").get(pk=action.pk)
    if not can_move_action(by, action):
        raise NotAllowed
    action.progress, action.note, action.moved_at = progress, note, timezone.now()
    action.save()
    audit.record("vote.action_moved", actor=by, subject=action, progress=progress)
    return action
