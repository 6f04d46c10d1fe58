"""Two people, or one in two windows, press a button at the same moment on the way into the alliance: it happens once."""

import pytest

from alliance.core.models import AuditEntry, OutboxEntry, User
from members.enums import RequestState, Role, SeatPart
from members.models import Invitation, JoinRequest, RoleGrant, SeatHolding
from members.services import joining, requesting, seats
from members.services.joining import JoiningError, accept, invite
from members.services.requesting import RequestError
from tests.factories.members import MemberFactory, SeatFactory, StaffFactory, hold
from tests.members.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "maria@ministry.example"
ROUNDS = range(2)


def codes(ends: list, error: type) -> list[str]:
    """Return the codes of those that were refused; nothing else may go wrong."""
    wrong = [end for end in ends if isinstance(end, Exception) and not isinstance(end, error)]
    assert wrong == []
    return [end.code for end in ends if isinstance(end, error)]


def comes_in(invitation: Invitation):
    return lambda: accept(invitation=invitation, first_name="María", last_name="Paz", language="es")


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_acceptances_of_an_invitation_one_wins(_round):
    seat = SeatFactory()
    invitation = invite(
        by=StaffFactory(), email=ADDRESS, language="es", country=seat.country, seat=seat, seat_part=SeatPart.HOLDER
    )
    ends = at_once(comes_in(invitation), comes_in(invitation))
    assert codes(ends, JoiningError) == ["used"]
    person = User.objects.get(email=ADDRESS)
    assert RoleGrant.objects.filter(person=person, role=Role.MINISTRY_MEMBER).count() == 1
    assert SeatHolding.objects.current().filter(seat=seat, person=person).count() == 1
    assert AuditEntry.objects.filter(verb="invitation.accepted").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_invitations_of_one_address_accepted_at_once_make_one_account(_round):
    first, second = (invite(by=StaffFactory(), email=ADDRESS, language="es") for _ in range(2))
    ends = at_once(comes_in(first), comes_in(second))
    assert codes(ends, JoiningError) == []
    assert {end.pk for end in ends} == {User.objects.get(email=ADDRESS).pk}
    assert Invitation.objects.exclude(accepted_at=None).count() == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_acceptance_and_withdrawal_of_an_invitation_one_wins(_round):
    staff = StaffFactory()
    invitation = invite(by=staff, email=ADDRESS, language="es")
    ends = at_once(comes_in(invitation), lambda: joining.revoke(invitation=invitation, by=staff))
    [code] = codes(ends, JoiningError)
    assert code in {"used", "revoked"}
    assert User.objects.filter(email=ADDRESS).exists() == (code == "used")
    assert Invitation.objects.get().state == ("accepted" if code == "used" else "revoked")


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_clicks_of_an_inviter_one_invitation_is_made(_round):
    staff = StaffFactory()
    ends = at_once(*[lambda: invite(by=staff, email=ADDRESS, language="es")] * 2)
    assert codes(ends, JoiningError) == []
    assert Invitation.objects.count() == 1


def waiting_request() -> tuple[JoinRequest, list[User]]:
    """A confirmed request, and the holder and the deputy who both may decide it."""
    seat = SeatFactory()
    deciders = [MemberFactory(country=seat.country) for _ in range(2)]
    for person, part in zip(deciders, (SeatPart.HOLDER, SeatPart.DEPUTY), strict=True):
        hold(seat, person, part)
    requesting.ask_to_join(
        email=ADDRESS, language="es", country=seat.country, first_name="María", last_name="Paz", reason="Yes."
    )
    request = JoinRequest.objects.get()
    requesting.confirm(request=request)
    return request, deciders


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_acceptances_of_a_request_to_join_one_wins(_round):
    request, deciders = waiting_request()
    ends = at_once(*(lambda by=by: requesting.accept_request(request=request, by=by) for by in deciders))
    assert codes(ends, RequestError) == ["decided"]
    assert Invitation.objects.filter(email=ADDRESS).count() == 1
    assert OutboxEntry.objects.filter(kind=joining.MAIL).count() == 1
    assert AuditEntry.objects.filter(verb="join_request.accepted").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_acceptance_and_refusal_of_a_request_to_join_one_wins(_round):
    request, (holder, deputy) = waiting_request()
    ends = at_once(
        lambda: requesting.accept_request(request=request, by=holder),
        lambda: requesting.decline_request(request=request, by=deputy, reason="Not now."),
    )
    assert codes(ends, RequestError) == ["decided"]
    request.refresh_from_db()
    is_accepted = request.state == RequestState.ACCEPTED
    assert Invitation.objects.filter(email=ADDRESS).exists() == is_accepted
    assert OutboxEntry.objects.filter(payload__kind="join_declined").exists() != is_accepted


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_request_that_is_sent_twice_and_confirmed_twice_is_one(_round):
    seat = SeatFactory()
    hold(seat, MemberFactory(country=seat.country))

    def asks():
        return requesting.ask_to_join(
            email=ADDRESS, language="es", country=seat.country, first_name="María", last_name="Paz", reason="Yes."
        )

    assert codes(at_once(asks, asks), RequestError) == []
    request = JoinRequest.objects.get()
    assert codes(at_once(*[lambda: requesting.confirm(request=request)] * 2), RequestError) == []
    assert OutboxEntry.objects.filter(payload__kind="join_request").count() <= 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_hand_overs_of_a_seat_to_different_people_one_wins(_round):
    seat = SeatFactory()
    holder = MemberFactory(country=seat.country)
    holding = hold(seat, holder)
    heirs = [MemberFactory(country=seat.country) for _ in range(2)]
    ends = at_once(
        *(
            lambda to=to: seats.hand_over(seat=seat, to=to, by=holder, note="", contacts="", seen=holding.pk)
            for to in heirs
        )
    )
    assert sum(isinstance(end, seats.NotAllowed) for end in ends) == 1
    current = SeatHolding.objects.current().get(seat=seat, part=SeatPart.HOLDER)
    assert current.person in heirs
