"""What people say: written, changed, taken back, marked. Page and socket call the same functions."""

from collections.abc import Collection
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from alliance.core.models import User
from members.rooms import rendering
from members.rooms.enums import Mark
from members.rooms.models import Message, MessageFile, MessageRevision, Reaction, Room
from members.rooms.models.message import LONGEST
from members.rooms.querysets import people_who_read
from members.rooms.rules import (
    can_delete,
    can_edit,
    can_moderate,
    can_post,
    can_react,
    has_accepted_guidelines,
    muted_until,
)

from .mentions import tell_mentioned
from .refusals import (
    Closed,
    Empty,
    FileGone,
    GuidelinesFirst,
    Muted,
    NotAllowed,
    NotFound,
    Refused,
    TooFast,
    TooLong,
    TooManyFiles,
)
from .telling import tell

MOST_FILES = 5
MOST = 10
WINDOW = timedelta(seconds=10)
"""So many messages of one person, in all rooms, within so long."""


def hold(room_pk: int, user: User) -> Room:
    """Return the room as it is now, held until the caller's transaction ends. Raises NotFound for rooms not for ``user``."""
    room = Room.objects.visible_to(user).select_for_update(of=("self",)).select_related("network").filter(pk=room_pk)
    found = room.first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def post(
    *,
    room: Room,
    author: User,
    client_id: UUID,
    body: str,
    language: str,
    reply_to: int | None = None,
    files: Collection[int] = (),
) -> Message:
    """The message stands in the room under the next number, and everybody hears of it. The same ``client_id`` again returns
    the first message, whatever the rest says. ``files`` are uploads of the author that wait (`services.files`).

    Raises `Refused` in one of its kinds; then nothing has happened.
    """
    room = hold(room.pk, author)
    if first := room.messages.filter(author=author, client_id=client_id).first():
        return first
    if room.is_archived:
        raise Closed
    if not can_post(author, room):
        if until := muted_until(author, room):
            raise Muted(until)
        raise NotAllowed
    if not has_accepted_guidelines(author):
        raise GuidelinesFirst(f"{room.get_absolute_url()}guidelines/")
    kept = waiting_files(files, room=room, by=author)
    body = clean(body, may_be_empty=bool(kept))
    _must_not_be_too_fast(author, room)
    answered = message_in(room, reply_to) if reply_to is not None else None
    message = place(room=room, author=author, client_id=client_id, body=body, language=language, answered=answered)
    kept.update(message=message)
    return message


def place(
    *, room: Room, author: User, client_id: UUID, body: str, language: str, answered: Message | None = None
) -> Message:
    """The message stands in a room that is held, without a look at who may write in it."""
    room.last_seq += 1
    room.last_at = timezone.now()
    message = Message(
        room=room,
        seq=room.last_seq,
        author=author,
        client_id=client_id,
        body=body,
        html=rendering.render(body, people=people_in(body, room)),
        language=language,
        reply_to=answered,
        at=room.last_at,
    )
    stamp(message, room)
    message.save()
    tell_mentioned(message)
    return message


@transaction.atomic
def edit(*, room: Room, by: User, seq: int, body: str) -> Message:
    """The message says this now, and what it said is kept. Raises `Refused`."""
    room, message = held_message(room, by, seq)
    if not can_edit(by, message):
        raise NotAllowed
    body = clean(body, may_be_empty=message.files.exists())
    if body != message.body:
        keep(message, by)
        message.body, message.edited_at = body, timezone.now()
        message.html = rendering.render(body, people=people_in(body, room))
        stamp(message, room)
        message.save()
        tell_mentioned(message)
    return message


@transaction.atomic
def delete(*, room: Room, by: User, seq: int) -> Message:
    """The author takes the message back: its place stays, its words are kept for moderators only. Raises `Refused`."""
    room, message = held_message(room, by, seq)
    if message.author_id == by.pk and message.deleted_at is not None:
        return message
    if not can_delete(by, message):
        raise NotAllowed
    keep(message, by)
    message.body = message.html = ""
    message.deleted_at = timezone.now()
    stamp(message, room)
    message.save()
    return message


@transaction.atomic
def react(*, room: Room, by: User, seq: int, mark: str) -> Message:
    """The mark of ``by`` is put under the message, or taken away where it was. Raises `Refused`."""
    if mark not in Mark.values:
        raise Refused
    room, message = held_message(room, by, seq)
    if not can_react(by, room) or message.is_gone:
        raise NotAllowed
    mine = Reaction.objects.filter(message=message, person=by, mark=mark)
    if not mine.delete()[0]:
        Reaction.objects.create(message=message, person=by, mark=mark)
    stamp(message, room)
    message.save(update_fields=["change"])
    return message


def clean(body: str, *, may_be_empty: bool = False) -> str:
    """Return what was typed without what nobody sees. Raises Empty, TooLong."""
    body = "".join(sign for sign in body.replace("\r\n", "\n") if sign in "\n\t" or sign.isprintable()).strip()
    if len(body) > LONGEST:
        raise TooLong(len(body))
    if not body and may_be_empty:
        return body
    if not any(sign.isalnum() or not sign.isascii() for sign in body) and not rendering.render(body):
        raise Empty
    return body


def waiting_files(pks: Collection[int], *, room: Room, by: User) -> QuerySet[MessageFile]:
    """Return what the person uploaded for this room and has not sent yet. Raises TooManyFiles, FileGone."""
    wanted = set(pks)
    if len(wanted) > MOST_FILES:
        raise TooManyFiles(MOST_FILES)
    rows = MessageFile.objects.waiting_for(by).filter(room=room, pk__in=wanted)
    if wanted and len(rows.select_for_update(of=("self",))) != len(wanted):
        raise FileGone
    return rows


def people_in(body: str, room: Room) -> dict[str, str]:
    """Return the names of those whom the text mentions and who may read the room, by the slug of their profile."""
    slugs = rendering.mentioned(body)
    if not slugs:
        return {}
    rows = people_who_read(room).filter(profile__slug__in=slugs).select_related("profile")
    return {person.profile.slug: person.shown_name for person in rows}


def message_in(room: Room, seq: int) -> Message:
    """Return a message of the room by its number. Raises NotFound."""
    message = room.messages.select_related("reply_to").filter(seq=seq).first()
    if message is None:
        raise NotFound
    return message


def keep(message: Message, by: User) -> None:
    """What the message says is kept before it changes."""
    MessageRevision.objects.create(message=message, body=message.body, by=by)


def held_message(room: Room, by: User, seq: int, *, also_closed: bool = False) -> tuple[Room, Message]:
    """Return room and message as they are now, both held. Raises NotFound, and Closed unless closed rooms are meant too."""
    room = hold(room.pk, by)
    if room.is_archived and not also_closed:
        raise Closed
    message = message_in(room, seq)
    message.room = room
    return room, message


def stamp(message: Message, room: Room) -> None:
    """The message bears the room's next change, and everybody will hear of it. The caller saves the message."""
    room.last_change += 1
    room.save(update_fields=["last_seq", "last_change", "last_at"])
    message.change = room.last_change
    tell(message)


def _must_not_be_too_fast(author: User, room: Room) -> None:
    if can_moderate(author, room):
        return
    now = timezone.now()
    recent = Message.objects.filter(author=author, at__gt=now - WINDOW).order_by("-at").values_list("at", flat=True)
    times = list(recent[:MOST])
    if len(times) == MOST:
        raise TooFast(_seconds(times[-1] + WINDOW, now))
    if room.slow_seconds:
        pause = timedelta(seconds=room.slow_seconds)
        last = room.messages.filter(author=author, at__gt=now - pause).order_by("-at").values_list("at", flat=True)
        if last:
            raise TooFast(_seconds(last[0] + pause, now))


def _seconds(until: datetime, now: datetime) -> int:
    return max(1, ceil((until - now).total_seconds()))
