"""What follows when people sign in, sign out, or change how they do: it is written down, and addresses stay in step.

The words of the log: account.signed_in, account.sign_in_failed, account.signed_out, account.email_changed,
account.password_changed, account.password_reset, second_factor.added, second_factor.removed,
second_factor.recovery_codes_made, and session.ended (`members.adapters`).
"""

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.dispatch import receiver

from alliance.core import audit
from alliance.core.languages import SESSION_KEY as LANGUAGE_KEY
from alliance.core.models import User
from members import second_factor
from members.forms.accounts import SHARED_DEVICE


@receiver(post_save, sender=User, dispatch_uid="members.address_of_account")
def on_user_saved(sender, instance: User, raw: bool = False, update_fields=None, **kwargs):
    """The account's address counts as confirmed: joining proved it, or staff vouch for it."""
    if raw or (update_fields is not None and "email" not in update_fields):
        return
    address = EmailAddress.objects.filter(user=instance, email__iexact=instance.email).first()
    if address and address.verified and address.primary:
        return
    EmailAddress.objects.filter(user=instance).delete()
    EmailAddress.objects.create(user=instance, email=instance.email, verified=True, primary=True)


@receiver(account.user_logged_in, dispatch_uid="members.signed_in")
def on_signed_in(sender, request, user, **kwargs):
    """It is written down by what means. The session speaks the account's language, and is short on a shared device."""
    methods = [each["method"] for each in request.session.get("account_authentication_methods", [])]
    audit.record("account.signed_in", actor=user, subject=user, methods=methods)
    request.session.pop(LANGUAGE_KEY, None)
    if request.session.pop(SHARED_DEVICE, False):
        request.session.set_expiry(0)


@receiver(user_logged_out, dispatch_uid="members.signed_out")
def on_signed_out(sender, request, user, **kwargs):
    """The session is over."""
    if user is not None:
        audit.record("account.signed_out", actor=user, subject=user)


@receiver(user_login_failed, dispatch_uid="members.sign_in_failed")
def on_sign_in_failed(sender, **kwargs):
    """Neither the address nor who has it is kept: what was typed may be anything, even a password."""
    audit.record("account.sign_in_failed", method="password")


@receiver(account.login_code_rejected, dispatch_uid="members.code_rejected")
def on_code_rejected(sender, user, **kwargs):
    """A mailed code was not the right one."""
    audit.record("account.sign_in_failed", subject=user, method="code")


@receiver(mfa.authentication_failed, dispatch_uid="members.second_factor_failed")
def on_second_factor_failed(sender, user, authenticator, **kwargs):
    """A code of the second step was not the right one."""
    audit.record("account.sign_in_failed", subject=user, method=str(authenticator.type))


@receiver(mfa.authenticator_added, dispatch_uid="members.second_factor_added")
def on_second_factor_added(sender, user, authenticator, **kwargs):
    """A code app, a passkey, or the recovery codes that come with the first of them."""
    audit.record("second_factor.added", actor=user, subject=user, type=str(authenticator.type))


@receiver(mfa.authenticator_removed, dispatch_uid="members.second_factor_removed")
def on_second_factor_removed(sender, request, user, authenticator, **kwargs):
    """Whoever needs one is asked for another at once."""
    audit.record("second_factor.removed", actor=user, subject=user, type=str(authenticator.type))
    second_factor.forget(request)


@receiver(mfa.authenticator_reset, dispatch_uid="members.recovery_codes_made")
def on_recovery_codes_made(sender, user, **kwargs):
    """Those from before are void."""
    audit.record("second_factor.recovery_codes_made", actor=user, subject=user)


@receiver(account.email_changed, dispatch_uid="members.email_changed")
def on_email_changed(sender, user, **kwargs):
    """The new address was confirmed and took the place of the old one."""
    audit.record("account.email_changed", actor=user, subject=user)


@receiver((account.password_changed, account.password_set), dispatch_uid="members.password_changed")
def on_password_changed(sender, user, **kwargs):
    """Whoever did it was signed in."""
    audit.record("account.password_changed", actor=user, subject=user)


@receiver(account.password_reset, dispatch_uid="members.password_reset")
def on_password_reset(sender, user, **kwargs):
    """Whoever did it had the link from the mail."""
    audit.record("account.password_reset", actor=user, subject=user)
