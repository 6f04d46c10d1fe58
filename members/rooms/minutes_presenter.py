"""Minutes of a room: what was said in a span of days, who took part from where, and what was decided. One set of data for page,
PDF and Markdown; the same for everybody who reads the room, but for the hours, which are the reader's own.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core import reference
from alliance.core.formatting import joined, long_date, number
from alliance.core.markup import blocks_of
from alliance.core.models import site_language
from alliance.core.zones import moment_in, zone_of
from members.rooms.enums import VoteState
from members.rooms.frames import author_of
from members.rooms.models import Message, Room, Vote
from members.rooms.presenters import name_of
from members.rooms.voting_presenter import countries_told, people_told, results_of

MOST = 2000
"""Messages in one set of minutes."""
MOST_VOTES = 50

_LINK = re.compile(r'<a [^>]*href="((?:https?|mailto)[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both included; None where it has no beginning or no end."""

    first: date | None = None
    last: date | None = None

    def within(self, zone: tzinfo, field: str) -> dict:
        """Return the conditions under which the moment in ``field`` falls on these days in a zone."""
        found = {}
        if self.first:
            found[f"{field}__gte"] = datetime.combine(self.first, time.min, zone)
        if self.last:
            found[f"{field}__lt"] = datetime.combine(self.last + timedelta(days=1), time.min, zone)
        return found

    def told(self) -> str:
        """Return the span in words."""
        if self.first and self.last:
            if self.first == self.last:
                return long_date(self.first)
            return _("%(first)s to %(last)s") % {"first": long_date(self.first), "last": long_date(self.last)}
        if self.first:
            return _("from %(first)s on") % {"first": long_date(self.first)}
        return _("until %(last)s") % {"last": long_date(self.last)} if self.last else _("from the beginning until now")


def minutes_of(room: Room, *, user, span: Span) -> dict:
    """Return the minutes in the active language: texts, numbers and lists only, so that they can be printed as they are.

    Five queries and, for each vote that was closed in the span, five more.
    """
    zone = zone_of(user)
    now, told_zone = moment_in(zone, timezone.now())
    rows = list(_messages(room, span.within(now.tzinfo, "at"))[: MOST + 1])
    kept = rows[:MOST]
    heard = [row for row in kept if not row.is_gone]
    people = {row.author_id: author_of(row.author, room) for row in heard}
    countries = reference.country_names()
    closed = room.votes.filter(state=VoteState.CLOSED, **span.within(now.tzinfo, "closed_at")).order_by("closed_at")
    votes = list(closed[: MOST_VOTES + 1])
    return {
        "language": site_language(),
        "title": _("Minutes: %(room)s") % {"room": name_of(room)},
        "span": span.told(),
        "zone": _("Hours: %(zone)s") % {"zone": told_zone},
        "address": settings.SITE_URL + room.get_absolute_url(),
        "counts": " · ".join(
            (
                messages_told(len(heard)),
                people_told(len(people)),
                countries_told(len({each["country"] for each in people.values()} - {""})),
            )
        ),
        "cut": _cut(len(rows) > MOST, len(votes) > MOST_VOTES),
        "participants": _participants(list(people.values()), countries),
        "days": _days(kept, zone, people, countries),
        "votes": [_vote(vote, zone) for vote in votes[:MOST_VOTES]],
    }


def _cut(messages: bool, votes: bool) -> str:
    """Return what is left out of the minutes of long days."""
    told = [
        _("Only the first %(most)s messages of these days are here. Choose fewer days for the others.")
        % {"most": number(MOST)}
        if messages
        else "",
        _("Only the first %(most)s votes of these days are here. Choose fewer days for the others.")
        % {"most": number(MOST_VOTES)}
        if votes
        else "",
    ]
    return " ".join(filter(None, told))


def messages_told(count: int) -> str:
    """Return "12 messages"."""
    return ngettext("%(number)s message", "%(number)s messages", count) % {"number": number(count)}


def _messages(room: Room, within: dict) -> QuerySet[Message]:
    related = ("author__country", "author__profile", "reply_to__author")
    return room.messages.filter(**within).select_related(*related).prefetch_related("files").order_by("seq")


def _participants(people: list[dict], countries: dict[str, str]) -> list[dict]:
    """Return who wrote, by country in the order of its name; those without one, and former members, last."""
    names = defaultdict(list)
    for person in people:
        names[countries.get(person["country"], "")].append(person["name"] or _("Former member"))
    ordered = sorted(names.items(), key=lambda pair: (not pair[0], pair[0]))
    return [{"country": country or _("No country"), "people": sorted(found)} for country, found in ordered]


def _days(rows: list[Message], zone: str, people: dict, countries: dict[str, str]) -> list[dict]:
    moments = {row.pk: moment_in(zone, row.at)[0] for row in rows}
    days = groupby(rows, key=lambda row: moments[row.pk].date())
    return [
        {"day": long_date(day), "lines": [_line(row, moments[row.pk], people, countries) for row in found]}
        for day, found in days
    ]


def _line(row: Message, moment: datetime, people: dict, countries: dict[str, str]) -> dict:
    """Return a message. What was taken back or hidden keeps its place, without a word and without a name."""
    line = {"seq": row.seq, "url": row.get_absolute_url(), "time": f"{moment:%H:%M}", "language": row.language}
    if row.is_gone:
        gone = _("The author took this message back.") if row.deleted_at else _("A moderator has hidden this message.")
        return line | {"gone": gone, "name": "", "place": "", "notes": "", "html": "", "body": "", "blocks": []}
    author = people[row.author_id]
    notes = [
        _("answers message %(number)s") % {"number": row.reply_to.seq} if row.reply_to_id else "",
        _("Pinned") if row.pinned_at else "",
        _("Answers it") if row.is_answer else "",
        _("Files: %(names)s") % {"names": joined(sorted(file.name for file in row.files.all()))}
        if row.files.all()
        else "",
    ]
    return line | {
        "gone": "",
        "name": author["name"] or _("Former member"),
        "place": countries.get(author["country"], ""),
        "notes": " · ".join(filter(None, notes)),
        # Cleaned by nh3 when it was written, see `members.rooms.rendering`.
        "html": mark_safe(row.html),  # noqa: S308 - see above
        "body": row.body,
        "blocks": [{"mark": block.mark, "text": block.text} for block in blocks_of(_with_addresses(row.html))],
    }


def _with_addresses(html: str) -> str:
    """Return HTML whose links say where they lead, for paper."""
    return _LINK.sub(lambda link: link[2] if link[1] in link[2] else f"{link[2]} ({link[1]})", html)


def _vote(vote: Vote, zone: str) -> dict:
    found = results_of(vote)
    tied = _("tied")
    rows = [
        {
            "text": line["text"],
            "person": f"{line['dots']} · {line['place']}{f' ({tied})' if line['is_tied'] else ''}",
            "country": f"{line['share']} · {line['country_place']}{f' ({tied})' if line['is_country_tied'] else ''}",
        }
        for line in found["lines"]
    ]
    proxies = found["by_proxy"] and ngettext(
        "%(number)s entered by the facilitator", "%(number)s entered by the facilitator", found["by_proxy"]
    ) % {"number": number(found["by_proxy"])}
    counted = (people_told(found["ballots"]), countries_told(found["countries"]), proxies)
    return {
        "title": vote.title,
        "url": vote.get_absolute_url(),
        "closed": _("Closed on %(date)s") % {"date": long_date(moment_in(zone, vote.closed_at)[0].date())},
        "counts": " · ".join(filter(None, counted)),
        "index": _("Agreement of the two orders: %(index)s.") % {"index": found["index"]} if found["index"] else "",
        "rows": rows,
        "actions": [_action(action) for action in vote.actions.select_related("owner")],
    }


def _action(action) -> dict:
    told = (
        action.owner.shown_name,
        _("until %(last)s") % {"last": long_date(action.due)} if action.due else "",
        _("%(progress)s %% done") % {"progress": action.progress},
        action.note,
    )
    return {"text": action.text, "language": action.language, "about": " · ".join(filter(None, told))}
