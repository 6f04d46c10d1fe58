"""Votes: made, opened, cast, closed. A repeat, a reconnect or a second window never counts twice."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.core import audit
from alliance.core.models import Country, User
from members.rooms.enums import VoteState
from members.rooms.models import Ballot, Dots, Room, Vote, VoteOption
from members.rooms.querysets import people_who_read
from members.rooms.rules import belongs, can_moderate, can_vote

from .refusals import Closed, NotAllowed, Refused
from .talking import hold
from .telling import tell_poll

# No letter or digit that can be taken for another when it is read aloud or from far away.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6

Words = Mapping[str, str]
"""A text by language; languages without one are left out."""


class WrongDots(Refused):
    """The dots are fewer than one, or more than a person has."""

    def __init__(self, given: int, most: int):
        super().__init__(given, most)
        self.given, self.most = given, most

    def __str__(self) -> str:
        if self.given < 1:
            return _("Give at least one dot.")
        return _("You have given %(given)s dots and have %(most)s. Take some away.") % {
            "given": self.given,
            "most": self.most,
        }


class NotReady(Refused):
    """A vote needs two options to be opened."""

    def __str__(self) -> str:
        return _("Write at least two options.")


@dataclass(frozen=True)
class Content:
    """What a vote asks: words by language, dots a person has, whether results wait for the close."""

    title: Words
    options: Sequence[Words]
    dots: int = 5
    is_hidden: bool = True
    token: UUID | None = None


@transaction.atomic
def make(*, room: Room, by: User, content: Content) -> Vote:
    """A draft of a vote is there; the same token again returns the first. Raises `Refused`."""
    room = _held_by_moderator(room, by)
    if content.token and (first := Vote.objects.filter(token=content.token).first()):
        if first.room_id != room.pk:
            raise NotAllowed
        return first
    vote = Vote(room=room, made_by=by, token=content.token)
    _fill(vote, content)
    audit.record("vote.made", actor=by, subject=vote)
    return vote


@transaction.atomic
def change(*, vote: Vote, by: User, content: Content) -> Vote:
    """The draft asks this now. Once opened nothing of it changes. Raises `Refused`."""
    vote = _held(vote, by)
    if vote.state != VoteState.DRAFT:
        raise NotAllowed
    vote.options.all().delete()
    _fill(vote, content)
    return vote


@transaction.atomic
def open_vote(*, vote: Vote, by: User) -> Vote:
    """Everybody in the room can vote, and the hall has a code. A repeat changes nothing. Raises `Refused`."""
    vote = _held(vote, by)
    if vote.state == VoteState.OPEN:
        return vote
    if vote.state != VoteState.DRAFT:
        raise NotAllowed
    if vote.options.count() < 2:
        raise NotReady
    vote.state, vote.opened_at, vote.code = VoteState.OPEN, timezone.now(), _free_code()
    vote.save()
    audit.record("vote.opened", actor=by, subject=vote)
    tell_poll(vote)
    return vote


@transaction.atomic
def cast(*, vote: Vote, person: User, dots: Mapping[int, int]) -> Ballot:
    """The person's dots lie so, whatever they were before; ``dots`` by option. Raises `Refused`."""
    vote = _locked(vote)
    if not can_vote(person, vote):
        raise Closed if vote.state == VoteState.CLOSED else NotAllowed
    return _lay(vote, dots, person=person, by=None, country=person.country)


@transaction.atomic
def cast_for(
    *,
    vote: Vote,
    by: User,
    dots: Mapping[int, int],
    person: User | None = None,
    guest: str = "",
    country: Country | None = None,
) -> Ballot:
    """A facilitator enters the dots of somebody in the hall: a member of the room, or a guest with name and country.

    What a member has cast alone is never replaced. Raises `Refused`.
    """
    vote = _held(vote, by)
    if not vote.is_open:
        raise Closed
    if person is not None:
        if not (belongs(person, vote.room) and people_who_read(vote.room).filter(pk=person.pk).exists()):
            raise NotAllowed
        if vote.ballots.filter(person=person, by=None).exists():
            raise NotAllowed
        guest, country = "", person.country
    ballot = _lay(vote, dots, person=person, guest=guest, by=by, country=country)
    audit.record("vote.cast_for", actor=by, subject=vote, ballot=ballot.pk)
    return ballot


@transaction.atomic
def close(*, vote: Vote, by: User) -> Vote:
    """No ballot is taken any more, and the code opens nothing. A repeat changes nothing. Raises `Refused`."""
    vote = _held(vote, by)
    if vote.state == VoteState.CLOSED:
        return vote
    if vote.state != VoteState.OPEN:
        raise NotAllowed
    vote.state, vote.closed_at, vote.code = VoteState.CLOSED, timezone.now(), None
    vote.save()
    audit.record("vote.closed", actor=by, subject=vote)
    tell_poll(vote)
    return vote


def _fill(vote: Vote, content: Content) -> None:
    for language in ("es", "en", "pt", "fr"):
        setattr(vote, f"title_{language}", content.title.get(language) or None)
    vote.dots, vote.is_hidden = content.dots, content.is_hidden
    vote.save()
    for position, words in enumerate(content.options):
        VoteOption.objects.create(
            vote=vote, position=position, **{f"text_{language}": words.get(language) or None for language in words}
        )


def _lay(vote: Vote, dots: Mapping[int, int], *, person, by, country, guest: str = "") -> Ballot:
    """One row a person or guest; the vote's lock has them come one after the other."""
    given = sum(dots.values())
    known = set(vote.options.values_list("pk", flat=True))
    if not known.issuperset(dots) or any(count < 0 for count in dots.values()):
        raise Refused
    if not 1 <= given <= vote.dots:
        raise WrongDots(given, vote.dots)
    whose = {"person": person} if person else {"guest": guest, "country": country}
    ballot, is_new = Ballot.objects.get_or_create(vote=vote, **whose, defaults={"country": country, "by": by})
    if not is_new:
        ballot.country, ballot.by, ballot.at = country, by, timezone.now()
        ballot.save()
        ballot.dots.all().delete()
    Dots.objects.bulk_create(
        Dots(ballot=ballot, option_id=option, count=count) for option, count in dots.items() if count
    )
    tell_poll(vote)
    return ballot


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
        if not Vote.objects.filter(code=code).exists():
            return code


def _locked(vote: Vote) -> Vote:
    return (
        Vote.objects.select_for_update(of=("self",))
        .select_related("room__network")
        .prefetch_related("room__network__texts")
        .get(pk=vote.pk)
    )


def _held(vote: Vote, by: User) -> Vote:
    vote = _locked(vote)
    if not can_moderate(by, vote.room):
        raise NotAllowed
    if vote.room.is_archived:
        raise Closed
    return vote


def _held_by_moderator(room: Room, by: User) -> Room:
    room = hold(room.pk, by)
    if not can_moderate(by, room):
        raise NotAllowed
    if room.is_archived:
        raise Closed
    return room
