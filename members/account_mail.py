"""Mails about accounts: into the outbox when something happens, written and sent by the worker.

They carry codes and links that open an account, so what waits in the outbox is sealed (`members.sealing`). Who has an account
is looked up when the mail is written, not while somebody waits for an answer: known and unknown addresses take the same time.
"""

import json
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliance.core import mail, outbox
from alliance.core.models import User
from members import sealing

KIND = "accounts.mail"
CODE_LASTS = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)

WITH_WORDS_OF_THEIR_OWN = {
    "login_code": "accounts/login_code",
    "email_confirmation": "accounts/email_confirmation",
    "email_confirmation_signup": "accounts/email_confirmation",
    "password_reset_key": "accounts/password_reset",
    "unknown_account": "accounts/unknown",
    "account_already_exists": "accounts/unknown",
}
CHANGES = {
    "email_changed": _("Your e-mail address was changed"),
    "email_deleted": _("An e-mail address was removed"),
    "password_changed": _("Your password was changed"),
    "password_set": _("A password was set"),
    "password_reset": _("Your password was changed"),
    "recovery_codes_generated": _("New recovery codes were made"),
    "totp_activated": _("A code app was added"),
    "totp_deactivated": _("The code app was removed"),
    "webauthn_added": _("A passkey was added"),
    "webauthn_removed": _("A passkey was removed"),
    "account_connected": _("The account of your ministry was connected"),
    "account_disconnected": _("The account of your ministry was disconnected"),
}


def send_later(template_prefix: str, email: str, context: dict) -> None:
    """The mail that allauth calls ``template_prefix`` waits in the outbox, in the caller's transaction."""
    name = template_prefix.rpartition("/")[2]
    said = {
        "name": name,
        "to": email,
        "language": (get_language() or settings.LANGUAGE_CODE)[:2],
        "at": timezone.now().isoformat(),
        "code": context.get("code", ""),
        "path": _path(context.get("password_reset_url", "")),
        "new_address": context.get("to_email", ""),
    }
    outbox.enqueue(KIND, {"sealed": sealing.seal(json.dumps(said))})


@outbox.handler(KIND)
def send(payload: dict, entry_id: int) -> None:
    """The mail is at the mail server, in the language of the account. A code that is over by now is not sent any more."""
    said = json.loads(sealing.unseal(payload["sealed"]))
    at = parse_datetime(said["at"])
    if said["code"] and at + CODE_LASTS < timezone.now():
        return
    compose(said, entry_id).send()


def compose(said: dict, number: int):
    """Return the mail for what `send_later` was told."""
    person = User.objects.filter(email__iexact=said["to"]).first()
    name = said["name"]
    return mail.compose(
        kind=WITH_WORDS_OF_THEIR_OWN.get(name, "accounts/changed"),
        to=said["to"],
        language=person.language if person else said["language"],
        context={
            "name": person.get_full_name() if person else "",
            "code": said["code"],
            "minutes": CODE_LASTS.seconds // 60,
            "change": CHANGES.get(name, ""),
            "at": parse_datetime(said["at"]),
            "new_address": said["new_address"],
        },
        reply_to="",
        path=said["path"],
        number=number,
    )


def _path(url: str) -> str:
    """Links in mails lead to the site's own address, not to the host that a request named."""
    return urlsplit(url).path
