"""What the demo's people say in rooms: an invented conversation, made once, in rooms in which nobody has said anything yet."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from alliance.core.demo_accounts import ACCOUNTS
from alliance.core.models import User
from members.models import Membership, Network
from members.rooms.models import Message, Room
from members.rooms.services import keeping, reading, talking

ROOMS = settings.BASE_DIR / "alliance" / "content" / "demo" / "rooms.json"
_MENTION = re.compile(r"\{mention:([a-z.]+)\}")


@transaction.atomic
def make_demo_rooms() -> int:
    """Every network has its room, and the demo's people have talked; return how many messages were made.

    A room in which somebody has said something stays as it is, and so do networks in which the people are already.
    """
    content = json.loads(ROOMS.read_text(encoding="utf-8"))
    keeping.ensure_rooms_of_networks()
    people = _people()
    for slug, roles in content["networks"].items():
        _let_in(slug, roles, people)
    return sum(_talk(slug, told, people) for slug, told in content["rooms"].items())


def _people() -> dict[str, User]:
    emails = {account.email: account.name for account in ACCOUNTS}
    rows = User.objects.filter(email__in=emails, is_active=True).select_related("profile", "country")
    return {emails[person.email]: person for person in rows}


def _let_in(slug: str, roles: dict[str, str], people: dict[str, User]) -> None:
    network = Network.objects.filter(slug=slug, live=True, merged_into=None).first()
    if network is None:
        return
    for name, role in roles.items():
        if name in people:
            Membership.objects.get_or_create(
                network=network, person=people[name], defaults={"role": role, "since": timezone.now()}
            )


def _talk(slug: str, told: list[dict[str, Any]], people: dict[str, User]) -> int:
    """The conversation stands in the room, if the room is empty and everybody in it is there; return its messages."""
    room = Room.objects.filter(slug=slug, last_seq=0, archived_at=None).select_related("network").first()
    if room is None or not {each["author"] for each in told} <= people.keys():
        return 0
    said: dict[str, Message] = {}
    for each in told:
        answered = said.get(each.get("reply_to", ""))
        message = said[each["key"]] = _say(room, each, people, answered)
        for name, mark in each.get("marks", {}).items():
            if name in people:
                talking.react(room=room, by=people[name], seq=message.seq, mark=mark)
    for each in told:  # who writes has read what stands above
        reading.note_reading(room=room, person=people[each["author"]], seq=said[each["key"]].seq)
    return len(said)


def _say(room: Room, told: dict[str, Any], people: dict[str, User], answered: Message | None) -> Message:
    author, at = people[told["author"]], timezone.now() - timedelta(days=told["days"])
    with translation.override(told["language"]):
        message = talking.post(
            room=room,
            author=author,
            client_id=uuid5(NAMESPACE_URL, f"demo/rooms/{room.slug}/{told['key']}"),
            body=_words(told, people),
            language=told["language"],
            reply_to=answered.seq if answered else None,
        )
    # Nobody listens yet: what is told after the commit is the message with these.
    Message.objects.filter(pk=message.pk).update(
        at=at, pinned_at=at if told.get("pinned") else None, is_answer=told.get("answers", False)
    )
    Room.objects.filter(pk=room.pk).update(last_at=at)
    return message


def _words(told: dict[str, Any], people: dict[str, User]) -> str:
    body = told["body"].replace("{base}", f"/{told['language']}/evidence")
    return _MENTION.sub(lambda found: f"@{people[found[1]].profile.slug}" if found[1] in people else found[1], body)
