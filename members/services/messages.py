"""Writing to somebody through the platform: both addresses stay hidden."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from alliance.core import drafts, mail
from alliance.core.audit import record
from alliance.core.models import User
from members.models import Message

MOST_A_DAY = 20
DAY = timedelta(days=1)


class TooMany(Exception):
    """Somebody has written as many messages as fit into a day."""


@transaction.atomic
def send(*, sender: User, recipient: User, text: str, token: UUID, answers: Message | None, draft: str) -> Message:
    """The message is written, its mail waits, its ``draft`` is done. Raises TooMany.

    The same ``token`` again returns the first message.
    """
    # One at a time for each sender, so that nobody gets past the limit by pressing fast.
    User.objects.select_for_update().get(pk=sender.pk)
    if first := Message.objects.filter(token=token).first():
        return first
    today = Message.objects.filter(sender=sender, sent_at__gt=timezone.now() - DAY).count()
    if today >= MOST_A_DAY:
        raise TooMany
    message = Message.objects.create(sender=sender, recipient=recipient, text=text, token=token, answers=answers)
    mail.send_later(
        "message",
        to=recipient.email,
        language=recipient.language,
        context={
            "name": recipient.shown_name,
            "sender": sender.shown_name,
            "text": text,
            "is_answer": answers is not None,
        },
        path=f"/{recipient.language}/my/messages/{token}/",
    )
    drafts.sent(sender, "message", draft)
    record("message.sent", actor=sender, subject=message)
    return message


def thread_of(message: Message) -> list[Message]:
    """Return the message with those it answers, the oldest first. One query a message, ten at most."""
    thread = [message]
    while thread[0].answers_id and len(thread) < 10:
        thread.insert(0, Message.objects.select_related("sender", "recipient").get(pk=thread[0].answers_id))
    return thread
