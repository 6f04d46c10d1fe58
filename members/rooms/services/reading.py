"""How far people have read."""

from django.utils import timezone

from alliance.core.models import User
from members.rooms.models import Message, Reading, Room


def note_reading(*, room: Room, person: User, seq: int) -> None:
    """The person has read up to ``seq``; it never goes back, and never beyond what is there."""
    seq = max(0, min(seq, Room.objects.values_list("last_seq", flat=True).get(pk=room.pk)))
    reading, is_new = Reading.objects.get_or_create(room=room, person=person, defaults={"seq": seq})
    if not is_new:
        Reading.objects.filter(pk=reading.pk, seq__lt=seq).update(seq=seq, read_at=timezone.now())


def note_visit(*, room: Room, person: User) -> None:
    """The person has been told what happened until now."""
    Reading.objects.filter(room=room, person=person).update(read_at=timezone.now())


def first_unread(room: Room, *, person: User, after: int) -> int:
    """Return the number of the first message after ``after`` that somebody else wrote and that can be read; 0 for none."""
    rows = room.messages.with_words().filter(seq__gt=after).exclude(author=person.pk)
    return rows.order_by("seq").values_list("seq", flat=True).first() or 0


def since(room: Room, *, seq: int, change: int | None = None) -> list[Message]:
    """Return the messages after ``seq``, and where ``change`` is given those before it that changed since; in order of seq."""
    rows = room.messages.in_full().order_by("seq")
    if change is None:
        return list(rows.filter(seq__gt=seq))
    return list(rows.filter(change__gt=change))


def part_since(room: Room, *, seq: int, change: int | None, most: int) -> list[Message]:
    """Return the next ``most`` messages: after ``seq``, in order of seq, or where ``change`` is given those that changed since,
    in order of their changes.
    """
    rows = room.messages.in_full()
    if change is None:
        return list(rows.filter(seq__gt=seq).order_by("seq")[:most])
    return list(rows.filter(change__gt=change).order_by("change")[:most])
