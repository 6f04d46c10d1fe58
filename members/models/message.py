"""What people write to each other through a profile: neither sees the other's address."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.querysets import MessageQuerySet


class Message(models.Model):
    """One message, or the answer to one."""

    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("message"), max_length=4000)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["sender", "sent_at"], name="messages_of_a_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(sender=models.F("recipient")), name="nobody_writes_to_themselves")
        ]

    def __str__(self) -> str:
        return str(self.token)
