"""Mails: written into the outbox with what they say, sent by the worker, as text and HTML, in the reader's language.

    mail.send_later("invitation", to=address, language="pt", context={...})

The words are in ``templates/emails/<kind>.subject.txt`` and ``<kind>.txt``, paragraphs with empty lines between them; the link
follows them. The same paragraphs make the HTML (``plain.html``), unless ``<kind>.html`` draws its own. What people typed is
escaped there and never becomes a header: a line break in a subject is a space.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string, select_template
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
        paragraphs = [
            each.strip() for each in re.split(r"\n\s*\n", render_to_string(f"emails/{kind}.txt", shown).strip())
        ]
        closing = [shown["link"]] if path else []
        text = "\n\n".join([*paragraphs, *closing, "-- ", f"{shown['alliance']} · {settings.SITE_URL}"]) + "\n"
        html = select_template([f"emails/{kind}.html", "emails/plain.html"]).render(
            {**shown, "subject": subject, "paragraphs": paragraphs}
        )
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
