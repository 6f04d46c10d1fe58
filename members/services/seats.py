"""Who holds a country's seat."""

from django.db import transaction
from django.utils import timezone

from alliance.core import audit
from alliance.core.models import User
from members.enums import SeatPart
from members.models import Seat, SeatHolding
from members.services.roles import sync_rights


@transaction.atomic
def appoint(*, seat: Seat, person: User, part: SeatPart | str = SeatPart.HOLDER, by: User | None) -> SeatHolding:
    """``person`` holds this part of the seat from now on; whoever held it does not any more. A repeat changes nothing."""
    Seat.objects.select_for_update().get(pk=seat.pk)
    current = seat.holdings.current().filter(part=part).select_related("person").first()
    if current and current.person_id == person.pk:
        return current
    for holding in seat.holdings.current().filter(person=person) | seat.holdings.current().filter(part=part):
        SeatHolding.objects.filter(pk=holding.pk).update(until=timezone.now())
        sync_rights(holding.person)
    holding = SeatHolding.objects.create(seat=seat, person=person, part=part, appointed_by=by)
    sync_rights(person)
    audit.record("seat.appointed", actor=by, subject=seat, person=person.pk, part=part)
    return holding
