"""Who holds a country's seat: appointing, ending, handing over. Rights move with the row, in one transaction.

Everybody who acts locks the seat first. Of two at once one waits, then finds what the other has done.
"""

from django.db import transaction
from django.utils import timezone

from alliance.core import audit
from alliance.core.audience import is_member
from alliance.core.cache import bump_content_version
from alliance.core.models import Country, Draft, MembershipStatus, User
from alliance.core.notify import notify
from members import country_records, rules
from members.country_records import TYPING, drafts_key
from members.enums import SeatPart
from members.models import Seat, SeatHolding
from members.services.roles import sync_rights


class SeatError(Exception):
    """The seat cannot pass on as asked."""


class NotAllowed(SeatError):
    """Who asked has no right to it, or not any more."""


class CannotHold(SeatError):
    """This person cannot hold the seat: no active member of the alliance, or of another country's ministry."""


def ensure_seats() -> int:
    """Every member state has a seat; returns how many were made."""
    without = Country.objects.filter(membership=MembershipStatus.MEMBER_STATE, seats=None)
    return len(Seat.objects.bulk_create((Seat(country=country) for country in without), ignore_conflicts=True))


def acting_for(country: Country) -> User | None:
    """Return who answers for ``country`` today: the holder, the deputy while the holder is away, or None."""
    acting = SeatHolding.objects.acting().filter(seat__country=country).select_related("person")
    found = acting.order_by("seat__number").first()
    return found.person if found else None


@transaction.atomic
def appoint(*, seat: Seat, person: User, part: SeatPart | str = SeatPart.HOLDER, by: User | None) -> SeatHolding:
    """``person`` holds this part of the seat from now on, with its rights, and whoever held it does not any more; both are told.

    A deputy who becomes the holder leaves the other part. A repeat changes nothing. ``by`` None is the software itself.
    Raises NotAllowed, CannotHold.
    """
    seat = _locked(seat)
    current = _holders(seat)
    before = current.get(part)
    if before and before.person_id == person.pk:
        return before
    if by is not None and not rules.can_appoint(by, seat, part):
        raise NotAllowed
    _check(person, seat, by)
    for holding in current.values():
        if holding is before or holding.person_id == person.pk:
            _finish(holding)
    holding = _begin(seat, person, part, by)
    audit.record("seat.appointed", actor=by, subject=seat, person=person.pk, part=str(part))
    _tell("seat_appointed", person, seat, part=str(part))
    if before:
        _tell("seat_ended", before.person, seat, part=str(part), path="/my/")
    return holding


@transaction.atomic
def end(*, holding: SeatHolding, by: User | None) -> SeatHolding:
    """The person holds the seat no more and keeps what is theirs; they and the other holder are told.

    Ended twice, it is ended once. Raises NotAllowed.
    """
    seat = _locked(holding.seat)
    holding = SeatHolding.objects.select_for_update().select_related("person", "seat__country").get(pk=holding.pk)
    if holding.until:
        return holding
    if by is not None and not rules.can_end(by, holding):
        raise NotAllowed
    _finish(holding)
    audit.record("seat.ended", actor=by, subject=seat, person=holding.person_id, part=str(holding.part))
    _tell("seat_ended", holding.person, seat, part=str(holding.part), path="/my/")
    for other in _holders(seat).values():
        _tell("seat_changed", other.person, seat, who=str(holding.person), whose="")
    return holding


@transaction.atomic
def hand_over(*, seat: Seat, to: User, by: User, note: str, contacts: str, seen: int | None = None) -> SeatHolding:
    """``to`` holds the seat in place of its present holder, with the note and the contacts that are left for whoever comes.

    ``seen`` is the key of the holding that ``by`` saw when deciding: where another one has begun since, nothing is done.
    Handed over twice to the same person, it is handed over once. Raises NotAllowed, CannotHold.
    """
    seat = _locked(seat)
    current = _holders(seat)
    leaving = current.get(SeatPart.HOLDER)
    if leaving and leaving.person_id == to.pk:
        return leaving
    if not rules.can_hand_over(by, seat) or (seen is not None and (leaving is None or leaving.pk != seen)):
        raise NotAllowed
    _check(to, seat, by)
    for holding in current.values():
        if holding is leaving or holding.person_id == to.pk:
            _finish(holding)
    holding = _begin(seat, to, SeatPart.HOLDER, by)
    _write_notes(seat, note, contacts)
    audit.record(
        "seat.handed_over", actor=by, subject=seat, person=to.pk, former=leaving.person_id if leaving else None
    )
    _tell("seat_received", to, seat, former=str(leaving.person) if leaving else "")
    if leaving:
        _pass_on_typing(leaving.person, to, seat.country)
        _tell("seat_handed_over", leaving.person, seat, who=str(to), path="/my/")
    deputy = current.get(SeatPart.DEPUTY)
    if deputy and deputy.person_id != to.pk:
        _tell("seat_changed", deputy.person, seat, who=str(leaving.person) if leaving else "", whose=str(to))
    return holding


@transaction.atomic
def leave(*, seat: Seat, by: User, note: str, contacts: str, seen: int) -> SeatHolding:
    """The holding that ``by`` saw has ended before a successor is known; note and contacts wait for one.

    The deputy acts until then, and staff are told. Raises NotAllowed.
    """
    seat = _locked(seat)
    holding = SeatHolding.objects.filter(seat=seat, pk=seen, part=SeatPart.HOLDER).first()
    if holding is None or not (holding.until or rules.can_hand_over(by, seat)):
        raise NotAllowed
    if holding.until:
        return holding
    _write_notes(seat, note, contacts)
    ended = end(holding=holding, by=by)
    for person in User.objects.filter(is_active=True, is_staff=True).exclude(pk=by.pk):
        _tell("seat_vacant", person, seat, who=str(ended.person))
    return ended


@transaction.atomic
def take_up(*, seat: Seat, person: User, part: SeatPart | str, invited_by: User | None) -> SeatHolding:
    """Somebody who was invited to the seat holds it; where the present holder had invited them, it is handed over to them.

    Raises NotAllowed where the inviter could not pass it on any more, CannotHold.
    """
    seat = _locked(seat)
    holder = _holders(seat).get(SeatPart.HOLDER)
    if part == SeatPart.HOLDER and holder and invited_by:
        return hand_over(seat=seat, to=person, by=invited_by, note=seat.start_note, contacts=seat.contacts)
    return appoint(seat=seat, person=person, part=part, by=invited_by)


@transaction.atomic
def keep_notes(*, seat: Seat, note: str, contacts: str, by: User) -> Seat:
    """The seat's note and contacts are these. Raises NotAllowed for who neither holds the seat nor is staff."""
    seat = _locked(seat)
    if not rules.can_see_seat_notes(by, seat):
        raise NotAllowed
    if (seat.start_note, seat.contacts) != (note, contacts):
        _write_notes(seat, note, contacts)
        audit.record("seat.notes_changed", actor=by, subject=seat)
    return seat


def _locked(seat: Seat) -> Seat:
    return Seat.objects.select_for_update(of=("self",)).select_related("country").get(pk=seat.pk)


def _holders(seat: Seat) -> dict[str, SeatHolding]:
    """Return the present holdings of a locked seat, by part."""
    rows = seat.holdings.current().select_related("person", "seat__country")
    return {holding.part: holding for holding in rows}


def _check(person: User, seat: Seat, by: User | None) -> None:
    fresh = User.objects.get(pk=person.pk)
    foreign = fresh.country_id != seat.country_id and by is not None and not rules.is_staff(by)
    if not is_member(fresh) or foreign:
        raise CannotHold


def _begin(seat: Seat, person: User, part: SeatPart | str, by: User | None) -> SeatHolding:
    """The holding has begun, and the rights that come with it."""
    holding = SeatHolding.objects.create(seat=seat, person=person, part=part, appointed_by=by)
    sync_rights(person)
    bump_content_version()
    return holding


def _finish(holding: SeatHolding) -> None:
    """The holding has ended, and the rights with it that nothing else gives."""
    holding.until = max(timezone.now(), holding.since)
    holding.save(update_fields=["until"])
    # Locked, for a person may hold two seats and lose both at once.
    sync_rights(User.objects.select_for_update().get(pk=holding.person_id))
    bump_content_version()


def _pass_on_typing(former: User, to: User, country: Country) -> None:
    """What the former holder typed for the country and did not save goes on with the seat, where nobody typed there since."""
    for kind in country_records.kinds():
        keys = [drafts_key(kind, pk) for pk in kind.of_country(country).values_list("pk", flat=True)]
        rows = Draft.objects.filter(form=TYPING, about__in=keys)
        own = set(rows.filter(person=to.pk).exclude(data={}).values_list("about", flat=True))
        passing = rows.filter(person=former.pk).exclude(data={}).exclude(about__in=own)
        rows.filter(person=to.pk, about__in=list(passing.values_list("about", flat=True))).delete()
        passing.update(person=to.pk)


def _write_notes(seat: Seat, note: str, contacts: str) -> None:
    seat.start_note, seat.contacts = note, contacts
    seat.save(update_fields=["start_note", "contacts", "updated_at"])


def _tell(kind: str, person: User, seat: Seat, *, path: str = "", **context: str) -> None:
    """The person is told, with the country named in their language."""
    country = getattr(seat.country, f"name_{person.language}") or str(seat.country)
    notify(
        kind,
        to=[person],
        context={"country": country, "seat": seat.code, **context},
        path=path or f"/my/seat/{seat.code}/",
    )
