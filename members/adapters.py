"""Where allauth meets the alliance: who may come in, where people land, how mails go out, how secrets are kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alliance.core import audit
from members import account_mail, sealing


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: made by joining alone, mails through the outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code, or its time is over. Type the newest one."),
        "too_many_login_attempts": _("Too many attempts that failed. Please try again in five minutes."),
        "email_password_mismatch": _("Address and password do not go together."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account alone: people are invited, or ask to join."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The person's own page, in their language."""
        return f"/{request.user.language}/my/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The mail waits in the outbox, sealed: it is sent although the mail server is away now."""
        account_mail.send_later(template_prefix, email, context)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors, encrypted where they are kept."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not valid now. Type the one that you see at this moment."),
    }

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Sessions that people end from afar."""

    def end_sessions(self, sessions) -> None:
        """They are over at their next request, and it is written down."""
        super().end_sessions(sessions)
        if sessions:
            user = current.request.user
            audit.record("session.ended", actor=user, subject=user, count=len(sessions))


class MinistryAdapter(DefaultSocialAccountAdapter):
    """The sign-in of a ministry: for those who have an account here, known by an address that the ministry has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        """No account comes from outside."""
        return False
