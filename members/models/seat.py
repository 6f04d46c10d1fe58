"""A country's seat in the alliance: it outlives the people who hold it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.enums import SeatPart
from members.querysets import HoldingQuerySet, SeatQuerySet


class Seat(models.Model):
    """A place of a country. Drafts, tasks and the country's page belong to it, never to a person."""

    country = models.ForeignKey(
        "core.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="seats"
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    start_note = models.TextField(
        _("start here"), blank=True, max_length=4000, help_text=_("What whoever comes next should know first.")
    )
    contacts = models.TextField(
        _("contacts"),
        blank=True,
        max_length=4000,
        help_text=_("Whom to call for what. Seen by those who hold the seat, and staff."),
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("country seat")
        verbose_name_plural = _("country seats")
        constraints = [models.UniqueConstraint(fields=["country", "number"], name="one_seat_per_number")]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The seat's name in letters and invitations, such as EC-1. Reads the country."""
        return f"{self.country.code}-{self.number}"


class SeatHolding(models.Model):
    """Somebody holds, or held, a seat. A row is ended, never deleted: it is the seat's history."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="holdings"
    )
    part = models.CharField(_("part"), max_length=8, choices=SeatPart, default=SeatPart.HOLDER)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("appointed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = HoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("holding of a seat")
        verbose_name_plural = _("holdings of seats")
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "part"], condition=models.Q(until=None), name="one_person_holds_a_part_of_a_seat"
            ),
            models.UniqueConstraint(
                fields=["seat", "person"], condition=models.Q(until=None), name="nobody_holds_a_seat_twice"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="a_holding_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_part_display()}"
