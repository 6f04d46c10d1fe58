"""People whom messages mention: whom a writer may name, and who is told."""

import re

from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from alliance.core.models import User
from alliance.core.notify import notify
from alliance.core.reference import fold
from members.models import Profile
from members.rooms.models import Mention, Message, Room
from members.rooms.querysets import people_who_read

KIND = "room_mention"
MOST_OFFERED = 8
MOST_TOLD = 20
"""People who are told of one message: whoever names more calls nobody, they read it in the room."""

LONGEST_EXCERPT = 600
LAST_MESSAGES = 100

_RENDERED = re.compile(r'<a class="mention" href="/people/([a-z0-9-]+)/"')


def offered(*, room: Room, asker: User, words: str) -> list[Profile]:
    """Return at most `MOST_OFFERED` people whom ``asker`` may name: they read the room, and ``asker`` may see their profile.

    Without ``words`` those who wrote lately. Accents and capitals do not matter. Never the asker.
    """
    rows = Profile.objects.visible_to(asker).filter(person__in=people_who_read(room)).exclude(person=asker.pk)
    asked = fold(words).split()
    for word in asked:
        # The address of a profile is its person's name without accents.
        named = Q(slug__contains=word) | Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word)
        rows = rows.filter(named)
    if not asked:
        lately = room.messages.filter(seq__gt=room.last_seq - LAST_MESSAGES).values("author")
        rows = rows.filter(person__in=lately)
    return list(rows.with_line().order_by("person__first_name", "person__last_name", "pk")[:MOST_OFFERED])


def tell_mentioned(message: Message) -> list[User]:
    """Those whom the message names and who were not told of it yet have a notice and a mail; return them.

    Nobody who may not read the room or may not write in it at present, and not the author. In the transaction of the
    message, under the lock of its room.
    """
    slugs = mentioned_in(message.html)
    if not slugs:
        return []
    found = _to_be_told(message, slugs)
    Mention.objects.bulk_create(Mention(message=message, person=person) for person in found)
    for language in dict.fromkeys(person.language for person in found):
        with translation.override(language):
            context = {
                "author": message.author.shown_name,
                "room": str(message.room),
                "text": message.body[:LONGEST_EXCERPT],
                "is_cut": len(message.body) > LONGEST_EXCERPT,
            }
        readers = [person for person in found if person.language == language]
        path = f"/rooms/{message.room.slug}/?at={message.seq}#m-{message.seq}"
        notify(KIND, to=readers, context=context, path=path)
    return found


def mentioned_in(html: str) -> set[str]:
    """Return the slugs of the profiles that a rendered message links to as mentions. Links that somebody typed are none."""
    return set(_RENDERED.findall(html))


def _to_be_told(message: Message, slugs: set[str]) -> list[User]:
    muted = message.room.mutes.filter(until__gt=timezone.now()).values("person")
    rows: QuerySet[User] = people_who_read(message.room).filter(profile__slug__in=slugs)
    rows = rows.exclude(pk=message.author_id).exclude(pk__in=muted).exclude(pk__in=message.mentions.values("person"))
    return list(rows.order_by("pk")[: max(0, MOST_TOLD - message.mentions.count())])
