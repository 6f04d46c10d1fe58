"""What becomes of a closed vote: its result told in the room, and actions with owner, date and progress."""

from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alliance.core import audit
from alliance.core.models import User
from alliance.core.notify import notify
from members.enums import MembershipState
from members.models import Membership
from members.rooms.enums import VoteState
from members.rooms.models import Action, Message, Vote
from members.rooms.querysets import people_who_read
from members.rooms.rules import can_moderate, can_move_action
from members.rooms.voting_presenter import outcome_lines, outcome_mail

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
def tell_members(*, vote: Vote, by: User) -> int:
    """Who is concerned (`_concerned`) has one notice and one mail with the result and what follows; return how many people.

    A repeat tells nobody. Raises `Refused`.
    """
    vote = Vote.objects.select_for_update(of=("self",)).select_related("room__network").get(pk=vote.pk)
    if vote.state != VoteState.CLOSED or not can_moderate(by, vote.room):
        raise NotAllowed
    if vote.told_at:
        return 0
    people = list(_concerned(vote).exclude(pk=by.pk))
    for language in dict.fromkeys(person.language for person in people):
        with translation.override(language):
            context = outcome_mail(vote)
        path = f"/rooms/{vote.room.slug}/votes/{vote.pk}/"
        notify(
            "room_outcome", to=[person for person in people if person.language == language], context=context, path=path
        )
    vote.told_at = timezone.now()
    vote.save(update_fields=["told_at"])
    audit.record("vote.told", actor=by, subject=vote, people=len(people))
    return len(people)


def _concerned(vote: Vote) -> QuerySet[User]:
    """Return who reads the room and is of its network, has voted, or has something to do because of the vote."""
    condition = Q(pk__in=vote.ballots.values("person")) | Q(pk__in=vote.actions.values("owner"))
    if vote.room.network_id:
        members = Membership.objects.filter(network=vote.room.network_id, state=MembershipState.ACTIVE)
        condition |= Q(pk__in=members.values("person"))
    return people_who_read(vote.room).filter(condition)


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
