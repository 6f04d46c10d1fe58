"""A message as it goes over the wire: one form for socket, catch-up and polling, the same for every reader of the room.

So an event is written as JSON once, however many are listening. What depends on the reader (dates in their zone, names of
countries in their language) is told by the page.
"""

import json
from collections import Counter
from datetime import timedelta
from urllib.parse import quote

from django.db.models import Count, Q
from django.utils import timezone

from alliance.core.audience import Audience
from alliance.core.cards import cards_in
from alliance.core.models import FORMER_DOMAIN, User
from members.models import Profile
from members.rooms.enums import VoteState
from members.rooms.models import Message, Room, Vote

NEWS_OF_VOTES = timedelta(days=1)
"""For so long after its close somebody who comes back to a page is told of a vote."""


def frames_of(messages: list[Message]) -> list[dict]:
    """Return the ``message`` frames of messages read with `MessageQuerySet.in_full`; without their words once they are gone."""
    shown = cards_in("" if message.is_gone else message.html for message in messages)
    return [_frame(message, cards) for message, cards in zip(messages, shown, strict=True)]


def frame_of(message: Message) -> dict:
    """Return the frame of one message."""
    return frames_of([message])[0]


def _frame(message: Message, cards: dict[str, list[dict]]) -> dict:
    gone = message.is_gone
    marks = {} if gone else Counter(reaction.mark for reaction in message.reactions.all())
    return {
        "type": "message",
        "seq": message.seq,
        "change": message.change,
        "client_id": str(message.client_id),
        "author": author_of(message.author, message.room),
        "html": "" if gone else message.html,
        "text": "" if gone else message.body,
        "language": message.language,
        "reply_to": message.reply_to.seq if message.reply_to_id else None,
        "at": message.at.isoformat(),
        "edited_at": message.edited_at.isoformat() if message.edited_at else None,
        "deleted": gone,
        "hidden": message.hidden_at is not None and message.deleted_at is None,
        "pinned": message.pinned_at is not None and not gone,
        "answer": message.is_answer and not gone,
        "marks": dict(sorted(marks.items())),
        "files": [] if gone else files_of(message),
        # By language, each reader's page takes its own.
        "cards": cards,
    }


def files_of(message: Message) -> list[dict]:
    """Return what was sent with the message. Addresses have no language: each reader's page puts its own before them."""
    return [
        {
            "url": f"/rooms/{message.room.slug}/files/{file.pk}/{quote(file.name)}",
            "name": file.name,
            "size": file.size,
            "kind": file.kind,
            "width": file.width,
            "height": file.height,
        }
        for file in sorted(message.files.all(), key=lambda file: file.pk)
    ]


def poll_of(vote: Vote, ballots: int) -> dict:
    """Return the ``poll`` frame of a vote: where it stands and how many have voted; never how."""
    return {"type": "poll", "vote": vote.pk, "state": vote.state, "ballots": ballots}


def polls_of(room: Room) -> list[dict]:
    """Return the ``poll`` frames of what is open, and of what was closed of late. One query."""
    since = timezone.now() - NEWS_OF_VOTES
    rows = room.votes.filter(Q(state=VoteState.OPEN) | Q(state=VoteState.CLOSED, closed_at__gt=since))
    return [poll_of(vote, vote.cast) for vote in rows.annotate(cast=Count("ballots")).order_by("pk")]


def author_of(person: User, room: Room) -> dict:
    """Return who wrote: the name, where their page is for all readers of the room, the code of their country.

    A former member has no name: each reader's page says so in its language.
    """
    name = name_of_author(person)
    if not name:
        return {"name": "", "slug": "", "country": ""}
    profile = getattr(person, "profile", None)
    return {
        "name": name,
        "slug": profile.slug if profile and _opens_for_all_of(profile, room) else "",
        "country": person.country.code if person.country else "",
    }


def name_of_author(person: User) -> str:
    """Return the name of who wrote; nothing for a former member."""
    return "" if person.email.endswith(f"@{FORMER_DOMAIN}") else person.shown_name


def _opens_for_all_of(profile: Profile, room: Room) -> bool:
    """Whether everybody who reads the room may open the profile."""
    if profile.audience == Audience.PUBLIC:
        return True
    return profile.audience == Audience.MEMBERS and room.audience != Audience.PUBLIC


def as_text(frame: dict) -> str:
    """Return a frame as the text of a socket's message."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
