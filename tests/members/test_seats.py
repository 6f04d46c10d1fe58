"""A country's seat passes between people: rights with it, in one act, and exactly one of two at once wins."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from alliance.core.models import AuditEntry, Draft, Notice, User
from alliance.core.own_country import CONTRIBUTORS, countries_of
from members import rules
from members.country_records import TYPING
from members.enums import SeatPart
from members.models import Profile, Seat, SeatHolding
from members.services import seats
from members.services.joining import JoiningError, accept, invite
from tests.factories.core import CountryFactory
from tests.factories.members import MemberFactory, SeatFactory, StaffFactory, hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    return SeatFactory(country__code="CO")


@pytest.fixture
def staff():
    return StaffFactory()


def colleague(seat, **fields):
    return MemberFactory(country=seat.country, **fields)


@pytest.fixture
def holder(seat, staff):
    person = colleague(seat)
    seats.appoint(seat=seat, person=person, part=SeatPart.HOLDER, by=staff)
    return person


def fresh(person):
    return User.objects.get(pk=person.pk)


def is_contributor(person):
    return person.groups.filter(name=CONTRIBUTORS).exists()


class TestHandingOver:
    def test_rights_tasks_note_and_contacts_pass_at_once(self, seat, holder):
        to = colleague(seat)
        holding = seats.hand_over(seat=seat, to=to, by=holder, note="Empiece por las cifras.", contacts="Ana, 123")
        assert (holding.person, holding.part, holding.appointed_by) == (to, SeatPart.HOLDER, holder)
        assert SeatHolding.objects.get(person=holder).until is not None
        seat.refresh_from_db()
        assert (seat.start_note, seat.contacts) == ("Empiece por las cifras.", "Ana, 123")
        old, new = fresh(holder), fresh(to)
        assert (rules.can_edit_country(old, seat.country), rules.can_edit_country(new, seat.country)) == (False, True)
        assert (rules.can_see_seat_notes(old, seat), rules.can_see_seat_notes(new, seat)) == (False, True)
        assert (is_contributor(old), is_contributor(new)) == (False, True)
        assert Profile.objects.filter(person=holder).exists()
        assert fresh(holder).joined_at is not None

    def test_those_concerned_are_told_and_the_act_is_written_down(self, seat, holder, staff):
        deputy, to = colleague(seat), colleague(seat)
        seats.appoint(seat=seat, person=deputy, part=SeatPart.DEPUTY, by=staff)
        Notice.objects.all().delete()
        seats.hand_over(seat=seat, to=to, by=holder, note="", contacts="")
        told = dict(Notice.objects.values_list("person", "kind"))
        assert told == {to.pk: "seat_received", holder.pk: "seat_handed_over", deputy.pk: "seat_changed"}
        entry = AuditEntry.objects.get(verb="seat.handed_over")
        assert (entry.actor, entry.subject_id) == (holder, str(seat.pk))
        assert entry.detail == {"person": to.pk, "former": holder.pk}

    def test_a_deputy_who_receives_it_is_the_deputy_no_more(self, seat, holder, staff):
        deputy = colleague(seat)
        seats.appoint(seat=seat, person=deputy, part=SeatPart.DEPUTY, by=staff)
        seats.hand_over(seat=seat, to=deputy, by=holder, note="", contacts="")
        assert list(seat.holdings.current().values_list("person", "part")) == [(deputy.pk, SeatPart.HOLDER)]
        assert is_contributor(deputy)

    def test_a_second_click_hands_over_once(self, seat, holder):
        to = colleague(seat)
        first = seats.hand_over(seat=seat, to=to, by=holder, note="1", contacts="")
        assert seats.hand_over(seat=seat, to=to, by=holder, note="2", contacts="") == first
        assert Seat.objects.get(pk=seat.pk).start_note == "1"

    def test_what_was_decided_about_another_holder_does_nothing(self, seat, holder, staff):
        seen = seat.holdings.get().pk
        seats.hand_over(seat=seat, to=colleague(seat), by=holder, note="", contacts="")
        with pytest.raises(seats.NotAllowed):
            seats.hand_over(seat=seat, to=colleague(seat), by=staff, note="", contacts="", seen=seen)

    @pytest.mark.parametrize("who", ["deputy", "former", "neighbour", "stranger"])
    def test_nobody_else_hands_it_over(self, seat, holder, staff, who):
        person = colleague(seat)
        if who == "deputy":
            seats.appoint(seat=seat, person=person, part=SeatPart.DEPUTY, by=staff)
        elif who == "former":
            seats.hand_over(seat=seat, to=person, by=holder, note="", contacts="")
            seats.hand_over(seat=seat, to=holder, by=person, note="", contacts="")
        elif who == "neighbour":
            hold(SeatFactory(country__code="PE"), person)
        with pytest.raises(seats.NotAllowed):
            seats.hand_over(seat=seat, to=colleague(seat), by=person, note="", contacts="")
        assert seat.holdings.current().get(part=SeatPart.HOLDER).person == holder

    def test_it_goes_to_members_of_the_country_only(self, seat, holder, staff):
        foreign = MemberFactory(country=CountryFactory(code="PE"))
        for wrong in (foreign, colleague(seat, joined_at=None), colleague(seat, is_active=False)):
            with pytest.raises(seats.CannotHold):
                seats.hand_over(seat=seat, to=wrong, by=holder, note="", contacts="")
        # Staff know of people who serve a country from elsewhere.
        assert seats.hand_over(seat=seat, to=foreign, by=staff, note="", contacts="").person == foreign

    def test_what_was_typed_and_not_saved_goes_on_with_the_seat(self, seat, holder):
        to = colleague(seat)
        about = f"country.{seat.country_id}"
        for person, form in ((holder, TYPING), (holder, "profile")):
            Draft.objects.create(person=person, form=form, about=about, data={"a": ["1"]}, saved_at=timezone.now())
        Draft.objects.create(person=to, form=TYPING, about=about, data={}, saved_at=timezone.now())
        seats.hand_over(seat=seat, to=to, by=holder, note="", contacts="")
        assert Draft.objects.get(form=TYPING).person == to
        assert Draft.objects.get(form="profile").person == holder


class TestAppointing:
    def test_whoever_held_the_part_is_told_and_loses_the_rights(self, seat, holder, staff):
        to = colleague(seat)
        seats.appoint(seat=seat, person=to, part=SeatPart.HOLDER, by=staff)
        assert seats.acting_for(seat.country) == to
        assert not is_contributor(fresh(holder))
        assert Notice.objects.filter(person=holder, kind="seat_ended").exists()

    def test_the_holder_names_the_deputy_and_a_deputy_nobody(self, seat, holder):
        deputy = colleague(seat)
        holding = seats.appoint(seat=seat, person=deputy, part=SeatPart.DEPUTY, by=holder)
        for part in SeatPart:
            with pytest.raises(seats.NotAllowed):
                seats.appoint(seat=seat, person=colleague(seat), part=part, by=deputy)
        seats.end(holding=holding, by=holder)
        assert not rules.can_edit_country(fresh(deputy), seat.country)

    def test_leaving_tells_staff_and_the_deputy_answers(self, seat, holder, staff):
        deputy = colleague(seat)
        seats.appoint(seat=seat, person=deputy, part=SeatPart.DEPUTY, by=staff)
        seen = seat.holdings.get(part=SeatPart.HOLDER).pk
        seats.leave(seat=seat, by=holder, note="Nota", contacts="", seen=seen)
        assert seats.acting_for(seat.country) == deputy
        assert Notice.objects.filter(person=staff, kind="seat_vacant").exists()
        assert Notice.objects.filter(person=deputy, kind="seat_changed").exists()
        seats.leave(seat=seat, by=holder, note="Otra", contacts="", seen=seen)
        assert Seat.objects.get(pk=seat.pk).start_note == "Nota"

    def test_two_seats_keep_the_door_open_until_both_are_gone(self, seat, holder, staff):
        other = seats.appoint(seat=SeatFactory(country__code="PE"), person=holder, part=SeatPart.HOLDER, by=staff)
        assert countries_of(fresh(holder)) == {seat.country_id, other.seat.country_id}
        seats.end(holding=seat.holdings.get(), by=staff)
        assert countries_of(fresh(holder)) == {other.seat.country_id}
        seats.end(holding=other, by=staff)
        assert not is_contributor(fresh(holder))

    def test_the_admin_follows_the_seat_and_not_the_accounts_country(self, seat, staff):
        person = MemberFactory(country=CountryFactory(code="PE"))
        seats.appoint(seat=seat, person=person, part=SeatPart.HOLDER, by=staff)
        assert countries_of(fresh(person)) == {seat.country_id}


class TestAnswering:
    def test_absence_hands_the_tasks_to_the_deputy_and_back(self, seat, holder, staff):
        deputy = colleague(seat)
        seats.appoint(seat=seat, person=deputy, part=SeatPart.DEPUTY, by=staff)
        assert seats.acting_for(seat.country) == holder
        today = timezone.localdate()
        Profile.objects.filter(person=holder).update(absent_from=today, absent_until=today + timedelta(days=3))
        assert seats.acting_for(seat.country) == deputy
        Profile.objects.filter(person=deputy).update(absent_from=today)
        assert seats.acting_for(seat.country) == holder
        Profile.objects.filter(person=holder).update(absent_until=today, absent_from=today - timedelta(days=9))
        Profile.objects.filter(person=deputy).update(absent_from=None)
        assert seats.acting_for(seat.country) == deputy
        Profile.objects.filter(person=holder).update(
            absent_until=today - timedelta(days=1), absent_from=today - timedelta(days=9)
        )
        assert seats.acting_for(seat.country) == holder

    def test_without_a_deputy_the_holder_answers_and_without_anybody_nobody(self, seat, holder, staff):
        Profile.objects.filter(person=holder).update(absent_from=timezone.localdate())
        assert seats.acting_for(seat.country) == holder
        seats.end(holding=seat.holdings.get(), by=staff)
        assert seats.acting_for(seat.country) is None

    def test_people_without_a_profile_count_as_present(self, seat, staff):
        person = colleague(seat, profile=False)
        seats.appoint(seat=seat, person=person, part=SeatPart.HOLDER, by=staff)
        assert seats.acting_for(seat.country) == person


class TestInviting:
    def test_a_deputy_invites_nobody_into_the_holders_place(self, seat, holder, staff):
        deputy = colleague(seat)
        seats.appoint(seat=seat, person=deputy, part=SeatPart.DEPUTY, by=staff)
        for part in SeatPart:
            with pytest.raises(JoiningError):
                invite(by=deputy, email="n@example.org", language="es", country=seat.country, seat=seat, seat_part=part)

    def test_the_seat_passes_on_when_the_invitation_is_accepted(self, seat, holder):
        found = invite(
            by=holder, email="n@example.org", language="es", country=seat.country, seat=seat, seat_part=SeatPart.HOLDER
        )
        assert seats.acting_for(seat.country) == holder
        person = accept(invitation=found, first_name="N", last_name="N", language="es")
        assert seats.acting_for(seat.country) == person
        assert not rules.can_edit_country(fresh(holder), seat.country)

    def test_an_invitation_by_who_lost_the_seat_since_opens_nothing(self, seat, holder):
        found = invite(
            by=holder, email="n@example.org", language="es", country=seat.country, seat=seat, seat_part=SeatPart.HOLDER
        )
        to = colleague(seat)
        seats.hand_over(seat=seat, to=to, by=holder, note="", contacts="")
        with pytest.raises(JoiningError):
            accept(invitation=found, first_name="N", last_name="N", language="es")
        assert seats.acting_for(seat.country) == to
        assert not User.objects.filter(email="n@example.org").exists()


def test_every_member_state_has_a_seat_once():
    CountryFactory(code="CL")
    CountryFactory(code="PR", membership="associate_member")
    before = Seat.objects.count()
    assert seats.ensure_seats() == 1
    assert seats.ensure_seats() == 0
    assert Seat.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hand_over_at_once_exactly_one_wins():
    seat = SeatFactory(country__code="CO")
    holder, staff = colleague(seat), StaffFactory()
    seen = seats.appoint(seat=seat, person=holder, part=SeatPart.HOLDER, by=staff).pk
    receivers = [colleague(seat) for _each in range(6)]
    start, results = threading.Barrier(len(receivers)), []

    def act(to, by):
        try:
            start.wait()
            seats.hand_over(seat=seat, to=to, by=by, note=to.email, contacts="", seen=seen)
            results.append(to)
        except seats.NotAllowed:
            results.append(None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(to, (holder, staff)[at % 2])) for at, to in enumerate(receivers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [winner] = [each for each in results if each]
    assert len(results) == 6
    current = seat.holdings.current().get()
    assert (current.person, current.part) == (winner, SeatPart.HOLDER)
    assert Seat.objects.get(pk=seat.pk).start_note == winner.email
    assert [person.pk for person in User.objects.filter(groups__name=CONTRIBUTORS)] == [winner.pk]
    assert AuditEntry.objects.filter(verb="seat.handed_over").count() == 1
    assert connection.vendor in {"sqlite", "postgresql"}
