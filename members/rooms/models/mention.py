"""Who was told that a message mentions them."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .message import Message


class Mention(models.Model):
    """Somebody was told that the message mentions them: however often it is edited, they are told once."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="room_mentions")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="one_mention_per_message_and_person")]

    def __str__(self) -> str:
        return f"{self.message} · {self.person}"
