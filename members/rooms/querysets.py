"""Who may read which room: the only place that knows. Page, list, history, socket, search, file and count start from here."""

from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from alliance.core.audience import Audience, is_member, is_staff
from members.enums import MembershipState
from members.querysets import coordinated_by, networks_of


def people_who_read(room) -> models.QuerySet:
    """Return the active accounts that may read the room, as `RoomQuerySet.visible_to` says; of a public one, the members."""
    members = Q(joined_at__isnull=False) | Q(is_superuser=True)
    staff = Q(is_staff=True) | Q(is_superuser=True)
    if room.network_id and (not room.network.live or room.network.merged_into_id):
        condition = staff
    elif room.audience == Audience.NETWORKS:
        rows = apps.get_model("members", "Membership").objects
        condition = staff | members & Q(
            pk__in=rows.filter(network=room.network_id, state=MembershipState.ACTIVE).values("person")
        )
    else:
        condition = staff | members
    return apps.get_model("core", "User").objects.filter(condition, is_active=True)


def may_read(user, room, *, belongs: bool) -> bool:
    """Whether ``user`` may read a room that is at hand with its network; ``belongs`` tells whether they are of that network.

    The same as `RoomQuerySet.visible_to`, without a query: for many people at once. A test holds the two together.
    """
    if is_staff(user):
        return True
    if room.network_id and (not room.network.live or room.network.merged_into_id):
        return False
    if room.audience == Audience.PUBLIC:
        return True
    return is_member(user) and (room.audience == Audience.MEMBERS or belongs)


class RoomQuerySet(models.QuerySet):
    """Rooms."""

    def visible_to(self, user) -> Self:
        """Rooms that ``user`` may read: public ones, for members those of the alliance and of their own networks.

        A room whose network is not published, or was merged into another, is for staff alone.
        """
        if is_staff(user):
            return self.all()
        condition = Q(audience=Audience.PUBLIC)
        if is_member(user):
            condition |= Q(audience=Audience.MEMBERS) | Q(network__in=networks_of(user))
        return self.filter(condition).filter(Q(network=None) | Q(network__live=True, network__merged_into=None))

    def with_line(self) -> Self:
        """With what a line of the list shows, in a fixed number of queries."""
        return self.select_related("network").prefetch_related("network__texts")

    def with_unread(self, user) -> Self:
        """With ``read_seq``, how far ``user`` has read, and ``unread``, how many messages came since. For those who joined
        late, what was said before their first visit is not unread: it begins with the first page they open.
        """
        readings = apps.get_model("rooms", "Reading").objects.filter(room=OuterRef("pk"), person=user.pk)
        read = Coalesce(Subquery(readings.values("seq")[:1]), 0, output_field=models.PositiveBigIntegerField())
        return self.annotate(
            read_seq=read,
            is_known=Exists(readings),
            unread=Greatest(F("last_seq") - F("read_seq"), 0, output_field=models.PositiveBigIntegerField()),
        )


class MessageQuerySet(models.QuerySet):
    """Messages. What was deleted or hidden keeps its place and shows no words."""

    def visible_to(self, user) -> Self:
        """Messages of the rooms that ``user`` may read."""
        return self.filter(room__in=apps.get_model("rooms", "Room").objects.visible_to(user))

    def with_words(self) -> Self:
        """Messages whose words readers may see."""
        return self.filter(deleted_at=None, hidden_at=None)

    def in_full(self) -> Self:
        """With everything that `members.rooms.frames` tells of a message, in a fixed number of queries."""
        related = ("room", "author__country", "author__profile", "reply_to__author")
        return self.select_related(*related).prefetch_related("reactions", "files")


class ReportQuerySet(models.QuerySet):
    """What was reported."""

    def open(self) -> Self:
        """Not decided yet."""
        return self.filter(closed_at=None)

    def to_decide_by(self, user) -> Self:
        """Open reports that ``user`` may decide: of rooms that they moderate, never about their own messages."""
        rooms = apps.get_model("rooms", "Room").objects.visible_to(user)
        if not is_staff(user):
            rooms = rooms.filter(network__in=coordinated_by(user))
        return self.open().filter(message__room__in=rooms).exclude(message__author=user.pk)


class MessageFileQuerySet(models.QuerySet):
    """Files in messages."""

    def visible_to(self, user) -> Self:
        """Files of messages whose words ``user`` may read: of hidden ones, their author and moderators; one's own that wait."""
        rooms = apps.get_model("rooms", "Room").objects.visible_to(user)
        sent = Q(message__isnull=False, message__deleted_at=None)
        if not is_staff(user):
            shown = Q(message__hidden_at=None) | Q(room__network__in=coordinated_by(user))
            sent &= shown | Q(message__author=user.pk) if is_member(user) else shown
        mine = Q(message=None, added_by=user.pk) if is_member(user) else Q(pk=None)
        return self.filter(sent | mine, room__in=rooms)

    def waiting_for(self, user) -> Self:
        """What ``user`` has uploaded and not sent yet."""
        return self.filter(message=None, added_by=user.pk)
