"""Votes: dots on options, one ballot a person, and what follows from the result."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.core.models import site_language
from members.rooms.enums import VoteState

from .message import Message
from .room import Room

MOST_DOTS = 20
"""Dots that one person can have in a vote."""


class Vote(models.Model):
    """A question of a room, with options among which people share out their dots.

    ``code`` opens it in a hall; it exists while the vote is open. ``token`` names the attempt to make it.
    """

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="votes")
    title = models.CharField(_("question"), max_length=200)
    dots = models.PositiveSmallIntegerField(
        _("dots per person"), default=5, validators=[MinValueValidator(1), MaxValueValidator(MOST_DOTS)]
    )
    is_hidden = models.BooleanField(_("results hidden until it is closed"), default=True)
    state = models.CharField(_("state"), max_length=6, choices=VoteState, default=VoteState.DRAFT)
    code = models.CharField(_("join code"), max_length=8, null=True, blank=True, unique=True)
    token = models.UUIDField(unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    told_at = models.DateTimeField(_("result sent to the members"), null=True, blank=True)
    outcome = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address in the active language."""
        return f"/{site_language()}/rooms/{self.room.slug}/votes/{self.pk}/"

    @property
    def is_open(self) -> bool:
        """Whether ballots are taken."""
        return self.state == VoteState.OPEN


class VoteOption(models.Model):
    """Something that can be given dots."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(_("option"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Ballot(models.Model):
    """How one person, or a guest in the hall, shares out the dots. ``country`` is the person's when it was cast.

    ``by`` is set where a facilitator entered it for somebody.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots"
    )
    guest = models.CharField(_("name of a guest"), max_length=120, blank=True)
    country = models.ForeignKey("core.Country", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "person"], name="one_ballot_per_person"),
            models.UniqueConstraint(
                fields=["vote", "guest", "country"], condition=~Q(guest=""), name="one_ballot_per_guest"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest="") | Q(person=None) & ~Q(guest=""),
                name="a_ballot_is_a_persons_or_a_guests",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote} · {self.person or self.guest}"


class Dots(models.Model):
    """Dots of a ballot on one option."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="dots")
    option = models.ForeignKey(VoteOption, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "option"], name="an_option_stands_once_on_a_ballot")]

    def __str__(self) -> str:
        return f"{self.option}: {self.count}"


class Action(models.Model):
    """What somebody does because of a vote, until when, and how far it is."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="actions")
    text = models.CharField(_("what is done"), max_length=300)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who does it"), on_delete=models.PROTECT, related_name="room_actions"
    )
    due = models.DateField(_("until"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(_("done, %"), default=0, validators=[MaxValueValidator(100)])
    note = models.CharField(_("how it stands"), max_length=400, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.text
