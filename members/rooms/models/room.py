"""Rooms, and how far each person has come in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.core.audience import Audience
from alliance.core.models import site_language
from members.models import Network
from members.rooms.enums import Posting
from members.rooms.querysets import RoomQuerySet


class Room(models.Model):
    """One conversation, of a network or of the whole alliance. It writes two numbers on everything that happens in it.

    ``last_seq`` is the number of the newest message. ``last_change`` counts every event, edits and reactions too, so that
    whoever was away can ask for what changed. Both grow under a lock of this row that lasts until the commit, so whoever
    sees a number sees all before it.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    network = models.ForeignKey(
        Network,
        verbose_name=_("network"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rooms",
        help_text=_("Empty for a room of the whole alliance."),
    )
    title = models.CharField(
        _("title"), max_length=120, blank=True, help_text=_("Empty where the network's name says it.")
    )
    description = models.CharField(_("what it is for"), max_length=400, blank=True)
    audience = models.CharField(
        _("who may read"),
        max_length=8,
        choices=[
            (Audience.PUBLIC, _("Everybody")),
            (Audience.MEMBERS, _("Members of the alliance")),
            (Audience.NETWORKS, _("Members of its network")),
        ],
        default=Audience.NETWORKS,
    )
    posting = models.CharField(_("who may write"), max_length=13, choices=Posting, default=Posting.OPEN)
    slow_seconds = models.PositiveIntegerField(
        _("slow mode"), default=0, help_text=_("Seconds between two messages of one person; 0 for none.")
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    last_change = models.PositiveBigIntegerField(default=0, editable=False)
    last_at = models.DateTimeField(_("last message"), null=True, blank=True, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.CheckConstraint(
                condition=Q(network__isnull=False) | ~Q(audience=Audience.NETWORKS),
                name="a_room_of_all_has_no_network_to_read_it",
                violation_error_message=_("Choose a network, or let all members read."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or (str(self.network) if self.network_id else self.slug)

    def get_absolute_url(self) -> str:
        """The address in the active language."""
        return f"/{site_language()}/rooms/{self.slug}/"

    @property
    def is_archived(self) -> bool:
        """Whether nobody writes here any more, because the room or its network was archived."""
        return self.archived_at is not None or (self.network_id is not None and self.network.is_archived)


class Reading(models.Model):
    """How far a person has read in a room."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="room_readings")
    seq = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_reading_per_room_and_person")]

    def __str__(self) -> str:
        return f"{self.room}: {self.seq}"


class Mute(models.Model):
    """Somebody may not write in a room for a time."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="mutes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="room_mutes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("mute")
        verbose_name_plural = _("mutes")

    def __str__(self) -> str:
        return f"{self.person} · {self.room}"
