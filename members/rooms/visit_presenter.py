"""What happened in a room since somebody was here last."""

from datetime import datetime

from django.utils.translation import gettext as _

from alliance.core.formatting import long_date
from alliance.core.zones import moment_in, zone_of
from members.rooms.enums import VoteState
from members.rooms.minutes_presenter import messages_told
from members.rooms.models import Room
from members.rooms.presenters import quote_of
from members.rooms.voting_presenter import countries_told, people_told

MOST = 5
"""Lines of what is marked, and of votes."""


def since_visit(room: Room, *, user, seq: int, at: datetime) -> dict | None:
    """Return how much others have written since the reader had read up to ``seq``, at this moment, who it was, which of it is
    pinned or the answer, and which votes were opened or closed since; None where nothing happened. Three queries.
    """
    new = room.messages.with_words().filter(seq__gt=seq).exclude(author=user.pk)
    written = list(new.values_list("author_id", "author__country_id"))
    votes = room.votes.exclude(state=VoteState.DRAFT).filter(opened_at__gt=at) | room.votes.filter(closed_at__gt=at)
    told = [_vote(vote) for vote in votes.order_by("-opened_at")[:MOST]]
    if not written and not told:
        return None
    marked = new.exclude(pinned_at=None) | new.filter(is_answer=True)
    counted = (
        messages_told(len(written)),
        people_told(len({author for author, _country in written})),
        countries_told(len({country for _author, country in written} - {None})),
    )
    return {
        "day": long_date(moment_in(zone_of(user), at)[0].date()),
        "counts": " · ".join(counted) if written else "",
        "lines": [*told, *(_marked(row) for row in marked.select_related("author", "room").order_by("seq")[:MOST])],
    }


def _vote(vote) -> dict:
    return {
        "url": vote.get_absolute_url(),
        "text": vote.title,
        "lang": "",
        "told": _("Vote closed") if vote.state == VoteState.CLOSED else _("Vote open"),
    }


def _marked(message) -> dict:
    quote = quote_of(message)
    return {
        "url": message.get_absolute_url(),
        "text": f"{quote['name']}: {quote['text']}",
        "lang": quote["lang"],
        "told": _("Pinned") if message.pinned_at else _("Answers it"),
    }
