"""What is new in rooms for somebody (the number in the header, the rooms at ``my/``), and what waits for those who moderate."""

from django.db.models import Count, F, Min, Sum
from django.utils.translation import ngettext

from alliance.core import waiting
from alliance.core.formatting import number
from alliance.core.waiting import Task
from members.rooms.models import Action, Reading, Report, Room
from members.rooms.presenters import name_of


def unread_for(user) -> int:
    """Return how many messages ``user`` has not read in the rooms that they have opened once and may still read. One query."""
    behind = Reading.objects.filter(person=user.pk, seq__lt=F("room__last_seq"), room__in=Room.objects.visible_to(user))
    return behind.aggregate(unread=Sum(F("room__last_seq") - F("seq")))["unread"] or 0


def unread_rooms(user) -> list[Room]:
    """Return those rooms, with what a line of the list shows, the liveliest first. Two queries."""
    rows = Room.objects.visible_to(user).with_line().with_unread(user)
    return list(rows.filter(is_known=True, unread__gt=0).order_by("-last_at", "slug"))


@waiting.source("members.rooms.reports")
def reports(user) -> list[Task]:
    """Rooms with messages that were reported, for those who moderate them."""
    rows = Report.objects.to_decide_by(user).order_by().values("message__room")
    counts = {
        row["message__room"]: row for row in rows.annotate(since=Min("at"), count=Count("message", distinct=True))
    }
    rooms = Room.objects.filter(pk__in=counts).with_line().order_by("pk") if counts else []
    return [
        Task(
            kind="room_reports",
            title=ngettext(
                "%(number)s message was reported", "%(number)s messages were reported", counts[room.pk]["count"]
            )
            % {"number": number(counts[room.pk]["count"])},
            url=f"{room.get_absolute_url()}moderation/",
            since=counts[room.pk]["since"],
            about=name_of(room),
        )
        for room in rooms
    ]


@waiting.source("members.rooms.actions")
def actions(user) -> list[Task]:
    """What votes have given the user to do, until it is done."""
    rooms = Room.objects.visible_to(user)
    rows = Action.objects.filter(owner=user.pk, progress__lt=100, vote__room__in=rooms).select_related("vote__room")
    return [
        Task(
            kind="room_action",
            title=row.text,
            url=f"{row.vote.get_absolute_url()}actions/{row.pk}/",
            since=row.made_at,
            due=row.due,
            about=row.vote.title,
        )
        for row in rows
    ]
