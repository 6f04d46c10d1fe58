"""What pages show of votes."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core import reference
from alliance.core.audience import is_member
from alliance.core.charts import bar_width
from alliance.core.formatting import long_date, number
from alliance.core.zones import moment_in, zone_of
from members.rooms import counting
from members.rooms.enums import VoteState
from members.rooms.models import Room, Vote
from members.rooms.presenters import name_of
from members.rooms.rules import can_moderate, can_see_results, can_vote


def sheets_of(vote: Vote) -> list[counting.Sheet]:
    """Return the ballots of a vote as they are counted. Two queries."""
    ballots = vote.ballots.select_related("country").prefetch_related("dots")
    return [
        counting.Sheet(
            country=ballot.country.code if ballot.country else "",
            dots={each.option_id: each.count for each in ballot.dots.all()},
        )
        for ballot in ballots
    ]


def results_of(vote: Vote) -> dict:
    """Return both counts with their places, the highest per person first, and how far the two orders agree."""
    sheets, options = sheets_of(vote), list(vote.options.all())
    keys = [option.pk for option in options]
    people, countries = counting.per_person(sheets, keys), counting.per_country(sheets, keys)
    person_places, country_places = counting.ranks(people), counting.ranks(countries)
    tops = [max(scores.values(), default=Fraction(0)) or Fraction(1) for scores in (people, countries)]
    lines = [
        {
            "text": option.text,
            "dots": int(people[option.pk]),
            "place": person_places[option.pk],
            "is_tied": list(person_places.values()).count(person_places[option.pk]) > 1,
            "width": bar_width(people[option.pk], tops[0]),
            "share": number(round(float(countries[option.pk]), 2)),
            "exact": countries[option.pk],
            "country_place": country_places[option.pk],
            "is_country_tied": list(country_places.values()).count(country_places[option.pk]) > 1,
            "country_width": bar_width(countries[option.pk], tops[1]),
            "moves": person_places[option.pk] != country_places[option.pk],
        }
        for option in options
    ]
    index = counting.agreement(people, countries)
    return {
        "lines": sorted(lines, key=lambda line: line["place"]),
        "ballots": len(sheets),
        "countries": len({sheet.country for sheet in sheets if sheet.country}),
        "without_country": sum(not sheet.country for sheet in sheets),
        "dots": sum(sum(sheet.dots.values()) for sheet in sheets),
        "index": None if index is None or not sheets else number(round(float(index), 2)),
        "exact_index": index,
        "by_proxy": vote.ballots.exclude(by=None).count(),
    }


def outcome_lines(vote: Vote) -> list[str]:
    """Return the result as lines of Markdown for the room."""
    found = results_of(vote)
    lines = [
        f"{line['place']}. " + escape_markdown(line["text"]) + f" — {line['dots']} ({line['share']})"
        for line in found["lines"]
    ]
    told = _("%(people)s took part, from %(countries)s. In brackets: each country counts the same.") % {
        "people": people_told(found["ballots"]),
        "countries": countries_told(found["countries"]),
    }
    agreed = _("Agreement of the two orders: %(index)s.") % {"index": found["index"]} if found["index"] else ""
    return [*lines, "", " ".join(filter(None, [told, agreed])), "", vote.get_absolute_url()]


def outcome_mail(vote: Vote) -> dict:
    """Return what the mail about the result tells, in the active language."""
    found = results_of(vote)
    return {
        "room": name_of(vote.room),
        "question": vote.title,
        "people": people_told(found["ballots"]),
        "countries": countries_told(found["countries"]),
        "lines": [f"{line['place']}. {line['text']} — {line['dots']} ({line['share']})" for line in found["lines"]],
        "index": found["index"] or "",
        "actions": [
            " · ".join(filter(None, (each.text, each.owner.shown_name, long_date(each.due) if each.due else "")))
            for each in vote.actions.select_related("owner")
        ],
    }


def escape_markdown(text: str) -> str:
    """Return the text so that Markdown takes no sign of it for its own."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!<>|~" else sign for sign in text)


def people_told(count: int) -> str:
    """Return "67 people"."""
    return ngettext("%(number)s person", "%(number)s people", count) % {"number": number(count)}


def countries_told(count: int) -> str:
    """Return "16 countries"."""
    return ngettext("%(number)s country", "%(number)s countries", count) % {"number": number(count)}


def vote_context(vote: Vote, user) -> dict:
    """Return what the page of a vote shows to a reader of its room."""
    moderates = can_moderate(user, vote.room)
    shown, zone = can_see_results(vote), zone_of(user)
    closed = moment_in(zone, vote.closed_at)[0].date() if vote.closed_at else None
    mine = vote.ballots.filter(person=user.pk).prefetch_related("dots").first() if user.pk else None
    return {
        "vote": vote,
        "options": list(vote.options.all()),
        "moderates": moderates,
        "may_vote": can_vote(user, vote),
        "mine": mine,
        "is_proxy": mine is not None and mine.by_id is not None,
        "ballots": vote.ballots.count(),
        "hears": vote.is_open and is_member(user),
        "results": results_of(vote) if shown else None,
        "actions": [action_line(each, user, moderates) for each in vote.actions.select_related("owner")],
        "closed_on": long_date(closed) if closed else "",
        "closed_day": closed.isoformat() if closed else "",
        "told_on": long_date(moment_in(zone, vote.told_at)[0].date()) if vote.told_at else "",
    }


def action_line(action, user, moderates: bool) -> dict:
    """Return what a list shows of an action."""
    return {
        "action": action,
        "owner": action.owner.shown_name,
        "due": long_date(action.due) if action.due else "",
        "may_move": moderates or action.owner_id == user.pk,
    }


def votes_of(room: Room, user) -> list[dict]:
    """Return the votes of a room for its page, open ones first; drafts for those who moderate. Two queries."""
    rows = room.votes.order_by("-made_at")
    if not can_moderate(user, room):
        rows = rows.exclude(state=VoteState.DRAFT)
    lines = [
        {"vote": vote, "url": vote.get_absolute_url(), "title": vote.title, "state": vote.get_state_display()}
        for vote in rows[:20]
    ]
    return sorted(lines, key=lambda line: line["vote"].state != VoteState.OPEN)


def country_choices() -> list[tuple[str, str]]:
    """Return code and name of each country in the active language, for a guest in the hall."""
    return list(reference.country_names().items())
