"""Mails: written into the outbox with what they say, sent by the worker, as text and HTML, in the reader's language.

    mail.send_later("invitation", to=address, language="pt", context={...})

The words are in ``templates/emails/<kind>.subject.txt``, ``<kind>.txt`` and ``<kind>.html``. What people typed is escaped by the
templates and never becomes a header: a line break in a subject is a space.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from alliance.core import outbox
from alliance.core.models import SiteIdentity

KIND = "mail.send"


def send_later(
    kind: str, *, to: str, language: str, context: dict, reply_to: str = "", path: str = "", key: str = ""
) -> None:
    """A mail of this kind waits in the outbox, in the caller's transaction.

    ``context`` holds JSON values. ``path`` is an address of the site that the mail leads to. Mails of one ``key`` that wait
    together are sent once, with the newest words.
    """
    payload = {"kind": kind, "to": to, "language": language, "context": context, "reply_to": reply_to, "path": path}
    outbox.enqueue(KIND, payload, key=key)


def send(payload: dict, entry_id: int) -> None:
    """The mail is at the mail server. A repeat carries the same Message-ID, by which mail programs know it again."""
    message = compose(**{**payload, "number": entry_id})
    message.send()


def compose(*, kind: str, to: str, language: str, context: dict, reply_to: str, path: str, number: int):
    """Return the mail as an `EmailMultiAlternatives`, ready to be sent."""
    with translation.override(language):
        identity = SiteIdentity.objects.order_by("pk").first()
        shown = {
            **context,
            "alliance": identity.name if identity else settings.WAGTAIL_SITE_NAME,
            "identity": identity,
            "site_url": settings.SITE_URL,
            "link": f"{settings.SITE_URL}{path}" if path else "",
            "language": language,
        }
        subject = " ".join(render_to_string(f"emails/{kind}.subject.txt", shown).split())
        text = render_to_string(f"emails/{kind}.txt", shown).strip() + "\n"
        html = render_to_string(f"emails/{kind}.html", shown)
    message = EmailMultiAlternatives(
        subject,
        text,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={"Message-ID": message_id(number), "Content-Language": language, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    return message


def message_id(number: int) -> str:
    """Return the Message-ID of the mail of this outbox entry, the same in every attempt."""
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<outbox.{number}@{domain}>"
