"""Who may see what: the choices, and the half of every `visible_to()` that all models share.

    Practice.objects.filter(audience.q(user))                      # rows with a column `audience`
    Profile.objects.filter(audience.q(user, "email_audience"))     # a column that guards one field

What a network's members alone may see is told by the app that knows networks (`members.querysets`).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who may see something. Each level includes those below it: what members see, staff see too."""

    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members of the alliance")
    NETWORKS = "networks", _("My networks")
    STAFF = "staff", _("UNESCO staff")


def is_member(user) -> bool:
    """Whether ``user`` (a User or AnonymousUser) belongs to the alliance. No query."""
    return bool(user and user.is_authenticated and user.is_active and (user.joined_at or user.is_superuser))


def is_staff(user) -> bool:
    """Whether ``user`` works for the alliance's secretariat, and so sees what staff alone may see. No query."""
    return bool(user and user.is_authenticated and user.is_active and (user.is_staff or user.is_superuser))


def open_to(user) -> list[str]:
    """Return the audiences whose rows ``user`` may see without further ties: networks are not among them, except for staff."""
    if is_staff(user):
        return list(Audience)
    return [Audience.PUBLIC, Audience.MEMBERS] if is_member(user) else [Audience.PUBLIC]


def q(user, column: str = "audience") -> Q:
    """Return the condition that a row's ``column`` lets ``user`` see it by audience alone."""
    return Q(**{f"{column}__in": open_to(user)})
