"""What waits for those who moderate rooms."""

from django.db.models import Count, Min
from django.utils.translation import ngettext

from alliance.core import waiting
from alliance.core.formatting import number
from alliance.core.waiting import Task
from members.rooms.models import Report, Room
from members.rooms.presenters import name_of


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
