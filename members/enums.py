"""The states and choices of people, seats and networks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is to the alliance; several at once. Which rights each gives: `members.roles`."""

    STAFF = "staff", _("UNESCO staff")
    NEWSROOM = "newsroom", _("Newsroom")
    CALL_MANAGER = "call_manager", _("Call manager")
    REVIEWER = "reviewer", _("Reviewer")
    FOCAL_POINT = "focal_point", _("Focal point")
    MINISTRY_MEMBER = "ministry_member", _("Member of a ministry")
    COORDINATOR = "coordinator", _("Network coordinator")
    FACILITATOR = "facilitator", _("Training facilitator")
    PARTNER = "partner", _("Partner")
    APPLICANT = "applicant", _("Applicant")


class SeatPart(models.TextChoices):
    """How somebody holds a country's seat."""

    HOLDER = "holder", _("Focal point")
    DEPUTY = "deputy", _("Deputy focal point")


class JoinPolicy(models.TextChoices):
    """How people come into a network."""

    OPEN = "open", _("Open: members of the alliance join by themselves")
    REQUEST = "request", _("On request: a coordinator accepts")
    INVITATION = "invitation", _("By invitation only")


class MembershipRole(models.TextChoices):
    """What a member is to a network."""

    COORDINATOR = "coordinator", _("Coordinator")
    MEMBER = "member", _("Member")
    OBSERVER = "observer", _("Observer")


class MembershipState(models.TextChoices):
    """Where a membership stands. `ACTIVE` alone gives rights; the last three are history."""

    REQUESTED = "requested", _("Asks to join")
    INVITED = "invited", _("Invited")
    ACTIVE = "active", _("Member")
    DECLINED = "declined", _("Declined")
    LEFT = "left", _("Left")
    REMOVED = "removed", _("Removed")


OPEN_STATES = (MembershipState.REQUESTED, MembershipState.INVITED, MembershipState.ACTIVE)
"""A person, an organisation or a network has one such row in a network at most."""


class RequestState(models.TextChoices):
    """Where a request to join the alliance stands."""

    UNCONFIRMED = "unconfirmed", _("E-mail address not confirmed yet")
    WAITING = "waiting", _("Waits for an answer")
    ASKED = "asked", _("A question was asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class InvitationState(models.TextChoices):
    """Where an invitation stands; computed from its dates."""

    WAITING = "waiting", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Withdrawn")


class LanguageLevel(models.TextChoices):
    """How well somebody speaks a language."""

    NATIVE = "native", _("First language")
    FLUENT = "fluent", _("Fluent")
    WORKING = "working", _("Enough to work")
    READING = "reading", _("Reads it")
