"""People: the e-mail address is the login."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# A domain that can never exist (RFC 2606): no mail reaches somebody who asked to be forgotten.
FORMER_DOMAIN = "former.invalid"


class UserManager(BaseUserManager):
    """Makes people by e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Return a stored person with this address, lower-cased; without a password nobody can sign in with one.

        Raises ValueError when the address is empty.
        """
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Return a stored person who may do everything."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str) -> "User":
        """Return the person whose address is ``username`` in any case. Raises User.DoesNotExist."""
        return self.get(email=username.strip().lower())


class User(AbstractUser):
    """Somebody who signs in. What they are to the alliance (seat, network, role) is told by other rows."""

    username = None
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="es")
    time_zone = models.CharField(_("time zone"), max_length=64, default="America/Santiago")
    country = models.ForeignKey(
        "core.Country", verbose_name=_("country"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    institution = models.ForeignKey(
        "core.Institution",
        verbose_name=_("institution"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    joined_at = models.DateTimeField(
        _("member since"),
        null=True,
        blank=True,
        help_text=_("Empty for accounts that do not belong to the alliance: they see what everybody sees."),
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_address_in_any_case"),
        ]

    @property
    def shown_name(self) -> str:
        """The name that other people see, which is never the address."""
        if self.email.endswith(f"@{FORMER_DOMAIN}"):
            return gettext("Former member")
        return self.get_full_name() or gettext("Member of the alliance")

    def __str__(self) -> str:
        if self.email.endswith(f"@{FORMER_DOMAIN}"):
            return gettext("Former member")
        return self.get_full_name() or self.email
