"""Invitations: how people come into the alliance. A request that was accepted ends in one too (`requesting`)."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from alliance.core import audit, outbox
from alliance.core.audience import is_member, is_staff
from alliance.core.models import Country, Institution, User
from members import links
from members.enums import MembershipRole, Role, SeatPart
from members.models import Invitation, Network, Seat
from members.models.joining import in_three_weeks
from members.rules import can_appoint, can_hand_over, can_invite, can_manage_network
from members.services.networks.holding import NotAllowed
from members.services.networks.joining import bring_in
from members.services.profiles import ensure_profile
from members.services.roles import NEVER_GRANTED, grant_role
from members.services.seats import SeatError, take_up

MAIL = "members.invitation"
LINK = "invitation"
MOST_A_DAY = 30
MOST_RESENDS = 5
OTHERS_MAY_GIVE = (Role.MINISTRY_MEMBER, Role.PARTNER)


class JoiningError(Exception):
    """Why somebody could not be invited, or could not accept. ``code`` is one of the words below.

    not_allowed, too_many, is_member, used, expired, revoked, other_account
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def invite(
    *,
    by: User,
    email: str,
    language: str,
    roles: tuple[Role, ...] = (Role.MINISTRY_MEMBER,),
    country: Country | None = None,
    institution: Institution | None = None,
    seat: Seat | None = None,
    seat_part: SeatPart | str = "",
    network: Network | None = None,
    network_role: MembershipRole | str = MembershipRole.MEMBER,
    note: str = "",
) -> Invitation:
    """An invitation waits in the outbox. Another one that is open for the same address and inviter is renewed instead.

    Raises `JoiningError`: not_allowed, too_many (30 a day), is_member.
    """
    User.objects.select_for_update().get(pk=by.pk)  # one inviter's clicks come one after the other
    _check_may_invite(by, country, roles, seat, network)
    if seat is not None and not may_give(by, seat, seat_part):
        raise JoiningError("not_allowed")
    email = email.strip().lower()
    if User.objects.filter(email=email, is_active=True, joined_at__isnull=False).exists():
        raise JoiningError("is_member")
    today = by.invitations.filter(created_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise JoiningError("too_many")
    same = by.invitations.open().filter(email=email).first()
    invitation = same or Invitation(created_by=by, email=email)
    invitation.language, invitation.roles, invitation.note = language, [str(role) for role in roles], note
    invitation.country, invitation.institution, invitation.network = country, institution, network
    invitation.seat, invitation.seat_part = seat, seat_part if seat else ""
    invitation.network_role = network_role if network else ""
    if same:
        return _send_again(same)
    invitation.save()
    audit.record("invitation.sent", actor=by, subject=invitation, roles=invitation.roles)
    outbox.enqueue(MAIL, {"invitation": invitation.pk}, key=str(invitation.pk))
    return invitation


def may_give(by: User, seat: Seat, part: SeatPart | str) -> bool:
    """Whether ``by`` could give this part of the seat by hand: a deputy invites nobody into the holder's place."""
    return can_hand_over(by, seat) if part == SeatPart.HOLDER else can_appoint(by, seat, part)


def _check_may_invite(by: User, country, roles, seat, network) -> None:
    may = can_invite(by, country) or (network is not None and country is None and can_manage_network(by, network))
    if not may or any(role in NEVER_GRANTED for role in roles):
        raise JoiningError("not_allowed")
    if is_staff(by):
        return
    if any(role not in OTHERS_MAY_GIVE for role in roles):
        raise JoiningError("not_allowed")
    if seat is not None and (country is None or seat.country_id != country.pk):
        raise JoiningError("not_allowed")
    if network is not None and not can_manage_network(by, network):
        raise JoiningError("not_allowed")


@transaction.atomic
def resend(*, invitation: Invitation, by: User) -> Invitation:
    """The mail is sent again and the link is good for three more weeks.

    Raises `JoiningError`: used, revoked, not_allowed (who has lost the office that it was sent from), too_many (after five
    times).
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.revoked_at:
        raise JoiningError("used" if invitation.accepted_at else "revoked")
    roles = tuple(Role(role) for role in invitation.roles)
    _check_may_invite(by, invitation.country, roles, invitation.seat, invitation.network)
    audit.record("invitation.sent_again", actor=by, subject=invitation)
    return _send_again(invitation)


def _send_again(invitation: Invitation) -> Invitation:
    if invitation.times_sent >= MOST_RESENDS:
        raise JoiningError("too_many")
    invitation.times_sent += 1
    invitation.sent_at, invitation.expires_at = timezone.now(), in_three_weeks()
    invitation.save()
    outbox.enqueue(MAIL, {"invitation": invitation.pk}, key=str(invitation.pk))
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> None:
    """The link opens nothing any more; a repeat changes nothing. Raises `JoiningError` used."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise JoiningError("used")
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        audit.record("invitation.revoked", actor=by, subject=invitation)


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that a mailed link names, in whatever state; None where the link is not ours."""
    values = links.read(LINK, token)
    if values is None:
        return None
    return (
        Invitation.objects.select_related("country", "institution", "created_by", "seat").filter(pk=values[0]).first()
    )


def token_of(invitation: Invitation) -> str:
    """Return what the link of this invitation carries. Whoever has it has read the mail."""
    return links.sign(LINK, invitation.pk)


def _account(invitation: Invitation, **facts: str) -> User:
    """Return a new account of the invited address, or the one that another invitation of it has made at this moment."""
    try:
        with transaction.atomic():
            return User.objects.create_user(invitation.email, country=invitation.country, **facts)
    except IntegrityError:
        return User.objects.get(email=invitation.email)


@transaction.atomic
def accept(*, invitation: Invitation, first_name: str, last_name: str, language: str, user: User | None = None) -> User:
    """Return the person who has joined, with the roles, the seat and the network that the invitation names.

    ``user`` is who is signed in. An account of that address is taken over only by its own person; other addresses are told
    to use the link where they are signed out. The link proves that the mail was read, so the address counts as confirmed.
    Raises `JoiningError`: used, revoked, expired, other_account.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.state != "waiting":
        raise JoiningError({"accepted": "used"}.get(invitation.state, str(invitation.state)))
    person = User.objects.filter(email=invitation.email).first()
    if user is not None and user.is_authenticated and (person is None or user.pk != person.pk):
        raise JoiningError("other_account")
    if person is None:
        person = _account(invitation, first_name=first_name, last_name=last_name, language=language)
    elif not person.is_active:
        raise JoiningError("revoked")
    person.joined_at = person.joined_at or timezone.now()
    person.country = invitation.country or person.country
    person.institution = invitation.institution or person.institution
    if person.country and person.country.time_zone and not is_member(user):
        person.time_zone = person.country.time_zone
    person.save()
    ensure_profile(person)
    for role in invitation.roles:
        grant_role(person=person, role=Role(role), by=invitation.created_by)
    if invitation.seat:
        try:
            take_up(seat=invitation.seat, person=person, part=invitation.seat_part, invited_by=invitation.created_by)
        except SeatError as error:
            raise JoiningError("revoked") from error
    if invitation.network:
        try:
            bring_in(network=invitation.network, person=person, by=invitation.created_by, role=invitation.network_role)
        except NotAllowed as error:
            raise JoiningError("revoked") from error
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit.record("invitation.accepted", actor=person, subject=invitation)
    return person
