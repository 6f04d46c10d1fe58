"""How people come into the alliance: invited, or asking."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.enums import InvitationState, MembershipRole, RequestState, Role, SeatPart
from members.querysets import InvitationQuerySet, JoinRequestQuerySet

INVITATION_LASTS = timedelta(days=21)


def in_three_weeks():
    """Return when an invitation that is sent now ends."""
    return timezone.now() + INVITATION_LASTS


class RoleGrant(models.Model):
    """Somebody was given a role, with who gave it and why. Ended, never deleted.

    Focal points and coordinators hold theirs by a seat and a membership, and have no row here.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="grants"
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("granted role")
        verbose_name_plural = _("granted roles")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(ended_at=None), name="a_role_is_granted_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=[Role.FOCAL_POINT, Role.COORDINATOR]), name="some_roles_are_never_granted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class Invitation(models.Model):
    """An invitation to join, for one address and once. Its link is signed (`members.links`); no secret is stored."""

    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="es")
    country = models.ForeignKey("core.Country", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "core.Institution", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    roles = models.JSONField(_("roles"), default=list, blank=True)
    seat = models.ForeignKey("members.Seat", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seat_part = models.CharField(_("part"), max_length=8, choices=SeatPart, blank=True)
    network = models.ForeignKey("members.Network", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    network_role = models.CharField(_("role in the network"), max_length=12, choices=MembershipRole, blank=True)
    note = models.TextField(_("personal note"), blank=True, max_length=1000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    expires_at = models.DateTimeField(_("valid until"), default=in_three_weeks)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [models.Index(fields=["created_by", "-created_at"], name="invitation_of_inviter")]

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> InvitationState:
        """Where it stands now."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= timezone.now() else InvitationState.WAITING


OPEN_REQUESTS = (RequestState.UNCONFIRMED, RequestState.WAITING, RequestState.ASKED)


class JoinRequest(models.Model):
    """Somebody asks to join; the country's seat or staff decide. Nothing happens before the address is confirmed."""

    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="es")
    country = models.ForeignKey("core.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(_("organisation"), max_length=200)
    position = models.CharField(_("position"), max_length=160, blank=True)
    reason = models.TextField(_("why do you want to join?"), max_length=2000)
    state = models.CharField(_("state"), max_length=12, choices=RequestState, default=RequestState.UNCONFIRMED)
    question = models.TextField(_("question"), blank=True, max_length=1000)
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    decision_note = models.TextField(_("reason"), blank=True, max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint("email", name="one_open_request", condition=models.Q(state__in=OPEN_REQUESTS))
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
