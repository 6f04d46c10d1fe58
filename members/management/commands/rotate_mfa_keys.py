"""Encrypts second factors anew, after a new key was put in front of MFA_KEYS."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from members import sealing

SEALED = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class Command(BaseCommand):
    help = "Encrypt all second factors with the first of MFA_KEYS. Afterwards the other keys can be taken away."

    @transaction.atomic
    def handle(self, **options) -> None:
        """Each row holds its secret under the first key; one that no key opens stops it, and nothing is changed."""
        count = 0
        rows = Authenticator.objects.select_for_update().filter(type__in=SEALED).order_by("pk")
        for row in rows.iterator():
            part = SEALED[row.type]
            try:
                row.data[part] = sealing.reseal(row.data[part])
            except sealing.InvalidToken as error:
                raise CommandError(f"No key of MFA_KEYS opens authenticator {row.pk}; nothing was changed.") from error
            row.save(update_fields=["data"])
            count += 1
        self.stdout.write(f"{count} encrypted anew")
