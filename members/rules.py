"""Who may do what to one person, seat or network. Seeing is told by `members.querysets`; these assume that it was seen."""

from alliance.core.audience import is_member, is_staff
from members.enums import JoinPolicy, MembershipRole, MembershipState, RequestState, Role, SeatPart

SECOND_FACTOR_ROLES = (Role.STAFF, Role.NEWSROOM, Role.CALL_MANAGER, Role.REVIEWER)
STAFF_ROLES = (Role.STAFF, Role.NEWSROOM, Role.CALL_MANAGER)


def needs_second_factor(user) -> bool:
    """Whether this account may do so much that a password alone must not open it. One to three queries."""
    if user.is_staff or user.is_superuser:
        return True
    return (
        user.grants.filter(ended_at=None, role__in=SECOND_FACTOR_ROLES).exists()
        or user.holdings.filter(until=None).exists()
        or user.memberships.filter(state=MembershipState.ACTIVE, role=MembershipRole.COORDINATOR).exists()
    )


def holds_seat_of(user, country) -> bool:
    """Whether ``user`` holds a seat of ``country``, as focal point or deputy."""
    return is_member(user) and user.holdings.filter(until=None, seat__country=country).exists()


def can_edit_country(user, country) -> bool:
    """Whether ``user`` may write the country's page and programmes: who holds its seat, and staff."""
    return is_staff(user) or holds_seat_of(user, country)


def parts_held(user, seat) -> set[str]:
    """Return how ``user`` holds the seat now. No query where `SeatQuerySet.with_holdings` has read them."""
    if not is_member(user):
        return set()
    known = getattr(seat, "all_holdings", None)
    if known is None:
        known = seat.holdings.filter(until=None, person=user.pk)
    return {holding.part for holding in known if holding.person_id == user.pk and holding.until is None}


def can_see_seat_notes(user, seat) -> bool:
    """Whether ``user`` may read what holders leave to each other."""
    return is_staff(user) or bool(parts_held(user, seat))


def can_hand_over(user, seat) -> bool:
    """Whether ``user`` may pass the seat on: the focal point who holds it, and staff. A deputy may not."""
    return is_staff(user) or SeatPart.HOLDER in parts_held(user, seat)


def can_appoint(user, seat, part) -> bool:
    """Whether ``user`` may give this part of the seat to somebody: staff, and the holder the deputy's."""
    return is_staff(user) or (part == SeatPart.DEPUTY and can_hand_over(user, seat))


def can_end(user, holding) -> bool:
    """Whether ``user`` may end this holding: staff, people their own, and the holder the deputy's."""
    return is_staff(user) or holding.person_id == user.pk or can_appoint(user, holding.seat, holding.part)


def can_invite(user, country=None) -> bool:
    """Whether ``user`` may invite people: staff anybody, those who hold a seat people of their country."""
    return is_staff(user) or (country is not None and holds_seat_of(user, country))


def can_decide_request(user, request) -> bool:
    """Whether ``user`` may accept or decline this request to join."""
    return request.state != RequestState.UNCONFIRMED and can_invite(user, request.country)


def can_edit_profile(user, profile) -> bool:
    """Whether ``user`` may write this profile: its person alone."""
    return is_member(user) and profile.person_id == user.pk


def coordinates(user, network) -> bool:
    """Whether ``user`` is a coordinator of the network."""
    rows = network.memberships.filter(person=user.pk, state=MembershipState.ACTIVE)
    return is_member(user) and rows.filter(role=MembershipRole.COORDINATOR).exists()


def belongs_to(user, network) -> bool:
    """Whether ``user`` is a member of the network, in whatever role."""
    return is_member(user) and network.memberships.filter(person=user.pk, state=MembershipState.ACTIVE).exists()


def can_manage_network(user, network) -> bool:
    """Whether ``user`` may change the network, its members and its shelf, and announce."""
    return is_staff(user) or coordinates(user, network)


def can_join(user, network) -> bool:
    """Whether ``user`` may join by themselves or ask to; invitations are accepted by other means."""
    return (
        is_member(user)
        and not network.is_archived
        and network.join_policy != JoinPolicy.INVITATION
        and not network.memberships.filter(
            person=user.pk,
            state__in=[MembershipState.ACTIVE, MembershipState.REQUESTED, MembershipState.INVITED],
        ).exists()
    )


def can_start_network(user) -> bool:
    """Whether ``user`` may make a network: every member of the alliance. It appears once staff have checked it."""
    return is_member(user)
