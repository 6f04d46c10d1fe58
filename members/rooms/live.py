"""What the page of a room gives its script: messages to fill in, the reader's own hours, and names that frames leave out.

The words of a message that arrives are the server's, in the frame; everything around them (labels, addresses, what the reader
may do) is an article of `rooms/_message.html` with nothing in it, so that a message looks the same however it came.
"""

import json

from django.http import HttpRequest
from django.utils import timezone

from alliance.core import reference
from alliance.core.zones import zone_of
from members.rooms.act_presenter import Rights, acts_of
from members.rooms.enums import Mark
from members.rooms.frames import author_of
from members.rooms.models import Message, Room

NUMBER = "{seq}"
"""Stands for a message's number in a blank article."""
NAME = "{name}"


def live(request: HttpRequest, room: Room, rights: Rights) -> dict:
    """Return what `rooms/_live.html` shows. Only for people who are signed in."""
    user = request.user
    return {
        "owner": user.pk,
        "me": author_of(user, room)["slug"],
        "moderates": rights.moderates,
        "zone": zone_of(user),
        # Somebody who said that others use this computer leaves nothing in it.
        "keeps": not request.session.get_expire_at_browser_close(),
        "countries": json.dumps(reference.country_names(), ensure_ascii=False),
        "blanks": [("mine", _blank(room, user, rights, mine=True)), ("other", _blank(room, user, rights, mine=False))],
    }


def _blank(room: Room, user, rights: Rights, *, mine: bool) -> dict:
    """Return a line as `members.rooms.presenters.line_of` makes it, with every part that a message may have."""
    own = author_of(user, room) if mine else {"name": NAME, "slug": "", "country": ""}
    return {
        "blank": True,
        "seq": NUMBER,
        "message": {"is_gone": False},
        "name": own["name"],
        "profile": "",
        "code": own["country"],
        "country": reference.country_names().get(own["country"], ""),
        "mine": mine,
        "at": timezone.now(),
        "html": "",
        "quote": {"seq": "", "name": "", "text": "", "lang": ""},
        "marks": [{"code": mark.value, "label": mark.label, "count": 0, "mine": False} for mark in Mark],
        "can_edit": mine,
        "acts": _all_acts(room, user, rights, mine=mine),
    }


def _all_acts(room: Room, user, rights: Rights, *, mine: bool) -> dict:
    """Return whatever the reader may ever do with a message of this kind; the script leaves out what does not apply."""
    now = timezone.now()
    answered = Message(pk=0, room=room, author=user, seq=0)
    states: list[dict] = [{}, {"edited_at": now}, {"hidden_at": now}, {"reply_to": answered}]
    acts: dict = {}
    for state in states:
        message = Message(room=room, seq=0, at=now, **state)
        message.author_id = user.pk if mine else None
        acts |= acts_of(message, user, rights)
    return {act: f"{address.removesuffix(f'0/{act}/')}{NUMBER}/{act}/" for act, address in acts.items()}
