"""What is new in rooms for somebody: the number in the header, the rooms at ``my/``."""

from django.db.models import F, Sum

from members.rooms.models import Reading, Room


def unread_for(user) -> int:
    """Return how many messages ``user`` has not read in the rooms that they have opened once and may still read. One query."""
    behind = Reading.objects.filter(person=user.pk, seq__lt=F("room__last_seq"), room__in=Room.objects.visible_to(user))
    return behind.aggregate(unread=Sum(F("room__last_seq") - F("seq")))["unread"] or 0


def unread_rooms(user) -> list[Room]:
    """Return those rooms, with what a line of the list shows, the liveliest first. Two queries."""
    rows = Room.objects.visible_to(user).with_line().with_unread(user)
    return list(rows.filter(is_known=True, unread__gt=0).order_by("-last_at", "slug"))
