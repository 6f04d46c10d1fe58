"""Somebody goes: what they said stays without their name, also where others mention them."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from alliance.core.models import User
from members.rooms import rendering
from members.rooms.models import (
    GuidelinesAcceptance,
    Message,
    MessageFile,
    MessageRevision,
    Mute,
    Reading,
    Report,
    Room,
)

from .files import drop
from .talking import people_in
from .telling import tell

AT_ONCE = 500


@transaction.atomic
def forget(person: User) -> None:
    """The person's messages are told anew, by then without a name; how far they read and what waited to be sent is gone.

    Marks stay and count. Reports stay without their words once they are decided, and without whoever made them.
    """
    _told_anew(Message.objects.filter(author=person.pk))
    drop(MessageFile.objects.waiting_for(person))
    for model in (Reading, Mute, GuidelinesAcceptance):
        model.objects.filter(person=person.pk).delete()
    Report.objects.filter(reporter=person.pk, closed_at__isnull=False).update(words="")
    Report.objects.filter(reporter=person.pk).update(reporter=None)


@transaction.atomic
def unmention(slug: str) -> None:
    """No message says the name behind a profile's address any more, neither as a link nor in what was typed or kept."""
    mentions = Q(body__icontains=f"@{slug}")
    for revision in MessageRevision.objects.filter(mentions).select_related("message"):
        revision.body = _without(revision.body, slug, revision.message.language)
        revision.save(update_fields=["body"])
    found = [
        message
        for message in Message.objects.filter(mentions).select_related("room")
        if slug in rendering.mentioned(message.body)
    ]
    for message in found:
        message.body = _without(message.body, slug, message.language)
        message.html = rendering.render(message.body, people=people_in(message.body, message.room))
    _told_anew(found, "body", "html")


def _without(body: str, slug: str, language: str) -> str:
    with translation.override(language):
        former = f"@{_('Former member')}"
    return rendering.MENTION.sub(lambda found: former if found[1].lower().rstrip("-") == slug else found[0], body)


def _told_anew(messages: Iterable[Message], *fields: str) -> None:
    """Each message has a new change, and everybody in its room hears of it.

    Only the last one of a room is told: hubs see that others are missing before it, and read all of them in one query.
    """
    rooms: dict[int, list[Message]] = defaultdict(list)
    for message in messages:
        rooms[message.room_id].append(message)
    for room in Room.objects.select_for_update(of=("self",)).filter(pk__in=rooms).order_by("pk"):
        rows = sorted(rooms[room.pk], key=lambda message: message.seq)
        for message in rows:
            room.last_change += 1
            message.change = room.last_change
        Message.objects.bulk_update(rows, ["change", *fields], batch_size=AT_ONCE)
        room.save(update_fields=["last_change"])
        tell(rows[-1])
