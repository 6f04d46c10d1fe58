"""Messages: numbered in their room, never silently gone."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.rooms.enums import Mark
from members.rooms.querysets import MessageQuerySet

from .room import Room

LONGEST = 4000
"""Characters of one message."""


class Message(models.Model):
    """What somebody said. ``seq`` gives its place, ``change`` the last event that touched it (see `Room`).

    ``client_id`` names the attempt: sent again after a cut, it is the same message.
    """

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="messages")
    seq = models.PositiveBigIntegerField()
    change = models.PositiveBigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="room_messages")
    client_id = models.UUIDField()
    body = models.TextField(_("text"), max_length=LONGEST)
    html = models.TextField(editable=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    at = models.DateTimeField(_("sent"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    pinned_at = models.DateTimeField(_("pinned"), null=True, blank=True)
    is_answer = models.BooleanField(_("answers what it replies to"), default=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_message_per_number"),
            models.UniqueConstraint(fields=["room", "change"], name="one_message_per_change"),
            models.UniqueConstraint(fields=["room", "author", "client_id"], name="one_message_per_attempt"),
        ]
        indexes = [models.Index(fields=["author", "at"], name="room_messages_of_person")]

    def __str__(self) -> str:
        return f"{self.room.slug} {self.seq}"

    def get_absolute_url(self) -> str:
        """The address of the page that shows it, at its place."""
        return f"{self.room.get_absolute_url()}?at={self.seq}#m-{self.seq}"

    @property
    def is_gone(self) -> bool:
        """Whether readers see only that something stood here."""
        return self.deleted_at is not None or self.hidden_at is not None


class MessageRevision(models.Model):
    """What a message said before it was edited, deleted or hidden; for its author and for moderators."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.message} · {self.at:%Y-%m-%d %H:%M}"


class Reaction(models.Model):
    """Somebody's mark under a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="room_reactions")
    mark = models.CharField(max_length=10, choices=Mark)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "person", "mark"], name="one_mark_of_a_kind_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.message} · {self.mark}"
