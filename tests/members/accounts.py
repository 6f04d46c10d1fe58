"""Signing in as people do, by the forms that they see."""

import re
import time
from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.utils.module_loading import autodiscover_modules

from alliance.core import outbox

PASSWORD = "password"
LOGIN = "/accounts/login/"
ASK_FOR_CODE = "/accounts/login/code/"
TYPE_CODE = "/accounts/login/code/confirm/"
RESET = "/accounts/password/reset/"
SECOND_STEP = "/accounts/2fa/authenticate/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(client: Client, user, next_url: str = "") -> None:
    """The person is signed in with the password, or before the second step."""
    client.post(LOGIN, {"login": user.email, "password": PASSWORD, "next": next_url})


def send_waiting() -> list:
    """Mails that waited in the outbox are sent; return them."""
    autodiscover_modules("tasks")
    before = len(mail.outbox)
    while entry := outbox.claim("tests", timedelta(seconds=30)):
        assert outbox.run(entry)
    return mail.outbox[before:]


def mailed_code() -> str:
    """The code of the mail that was asked for last."""
    return re.search(r"^\d{6}$", send_waiting()[-1].body, re.MULTILINE)[0]


def with_code_app(user, secret: str = SECRET) -> None:
    """The person has a code app."""
    TOTP.activate(user, secret)


def shown_by_app(secret: str = SECRET) -> str:
    """What the code app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def who(client: Client) -> int | None:
    """The key of the person who is signed in."""
    return int(client.session["_auth_user_id"]) if "_auth_user_id" in client.session else None
