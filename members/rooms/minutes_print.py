"""Minutes as a tagged PDF (PDF/UA-1) and as Markdown."""

import re
from pathlib import Path

from django.utils.translation import gettext as _

from alliance.core.typesetting import Typesetter
from members.rooms.voting_presenter import escape_markdown

_pdf = Typesetter(Path(__file__).parent / "print" / "minutes.typ")
# What stands for something in Markdown, and nothing in a message: headings, rules and pictures.
_BEGINS = re.compile(r"(?m)^(\s*)(#|=|[-*_]{3,}\s*$)")


def pdf_of(minutes: dict, *, identity: str) -> bytes:
    """Return the minutes (`members.rooms.minutes_presenter.minutes_of`) as PDF, by ``identity``, the alliance's name."""
    words = {
        "identity": identity,
        "participants_title": _("Participants"),
        "conversation_title": _("Conversation"),
        "votes_title": _("Votes"),
        "actions_title": _("Actions"),
        "option": _("Option"),
        "per_person": _("Per person: dots · place"),
        "per_country": _("Per country: share · place"),
        "empty": _("Nobody wrote on these days."),
    }
    return _pdf.make(lambda compile: compile(minutes | words, format="pdf", pdf_standards="ua-1"))


def markdown_of(minutes: dict) -> str:
    """Return the minutes as Markdown that any program shows alike: what was typed keeps its emphasis, lists and links."""
    lines = [
        f"# {escape_markdown(minutes['title'])}",
        "",
        minutes["span"],
        "",
        f"{minutes['counts']}. {minutes['zone']}.",
    ]
    lines += ["", f"<{minutes['address']}>", ""]
    if minutes["cut"]:
        lines += [minutes["cut"], ""]
    if minutes["participants"]:
        lines += [f"## {_('Participants')}", ""]
        for group in minutes["participants"]:
            people = ", ".join(escape_markdown(name) for name in group["people"])
            lines.append(f"- **{escape_markdown(group['country'])}**: {people}")
        lines.append("")
    lines += [f"## {_('Conversation')}", ""]
    if not minutes["days"]:
        lines += [_("Nobody wrote on these days."), ""]
    for day in minutes["days"]:
        lines += [f"### {day['day']}", ""]
        for line in day["lines"]:
            lines += _message(line)
    if minutes["votes"]:
        lines += [f"## {_('Votes')}", ""]
        for vote in minutes["votes"]:
            lines += _vote(vote)
    return "\n".join(lines).rstrip() + "\n"


def _message(line: dict) -> list[str]:
    if line["gone"]:
        return [f"**{line['time']}** ({line['seq']}): _{line['gone']}_", ""]
    who = f"{line['name']}, {line['place']}" if line["place"] else line["name"]
    head = f"**{line['time']} {escape_markdown(who)}** ({line['seq']}"
    notes = f"; {escape_markdown(line['notes'])})" if line["notes"] else ")"
    body = [f"> {each}".rstrip() for each in _portable(line["body"]).split("\n")] if line["body"] else []
    return [head + notes, "", *body, *([""] if body else [])]


def _portable(body: str) -> str:
    """Return what was typed so that other programs show no more than the room does: no HTML, no headings, no pictures."""
    plain = body.replace("&", "&amp;").replace("<", "&lt;").replace("![", "\\![")
    return _BEGINS.sub(r"\1\\\2", plain)


def _vote(vote: dict) -> list[str]:
    lines = [
        f"### {escape_markdown(vote['title'])}",
        "",
        f"{vote['closed']}. {vote['counts']}. {vote['index']}".rstrip(),
    ]
    lines += ["", f"| {_('Option')} | {_('Per person: dots · place')} | {_('Per country: share · place')} |"]
    lines.append("| --- | --- | --- |")
    lines += [f"| {escape_markdown(row['text'])} | {row['person']} | {row['country']} |" for row in vote["rows"]]
    lines.append("")
    if vote["actions"]:
        lines += [f"#### {_('Actions')}", ""]
        lines += [f"- {escape_markdown(each['text'])} ({escape_markdown(each['about'])})" for each in vote["actions"]]
        lines.append("")
    return lines
