"""Files and pictures in messages."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.core.private_files import private_files
from members.rooms.enums import FileKind
from members.rooms.querysets import MessageFileQuerySet

from .message import Message
from .room import Room


class MessageFile(models.Model):
    """What somebody sent with a message. Without ``message`` it waits, for its sender alone, to be sent with one."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="files")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.FileField(_("file"), upload_to="rooms", storage=private_files)
    name = models.CharField(_("name of the file"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    kind = models.CharField(max_length=7, choices=FileKind)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    objects = MessageFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        indexes = [models.Index(fields=["added_at"], name="room_files_waiting", condition=models.Q(message=None))]

    def __str__(self) -> str:
        return self.name
