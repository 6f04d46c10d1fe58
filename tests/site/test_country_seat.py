"""What a country's page tells of its seat, to whom."""

import pytest
from django.utils import timezone

from alliance.core.models import Country
from members.enums import SeatPart
from members.models import Profile
from members.services import seats
from tests.factories.evidence import ProgrammeFactory
from tests.factories.members import MemberFactory, SeatFactory, StaffFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/en/countries/EC/"


@pytest.fixture
def seat():
    return SeatFactory(country__code="EC")


def page(client, person=None, address=ADDRESS):
    browser = type(client)()
    if person:
        browser.force_login(person)
    return browser.get(address).content.decode()


def appoint(seat, part=SeatPart.HOLDER, **fields):
    person = MemberFactory(country=seat.country, **fields)
    seats.appoint(seat=seat, person=person, part=part, by=None)
    return person


def test_nobody_holds_it(client, seat):
    assert page(client).count("vacant") == 2


def test_each_reader_sees_whom_they_may_see_and_nobody_an_address(client, seat):
    holder = appoint(seat, profile__audience="public", profile__ask_me_about="Redes rurales", last_name="Abierta")
    deputy = appoint(seat, SeatPart.DEPUTY, profile__audience="members", last_name="Cerrada")
    visitor, member = page(client), page(client, MemberFactory())
    assert ("Abierta" in visitor, "Cerrada" in visitor, "Redes rurales" in visitor) == (True, False, False)
    assert "appointed; shown to members" in visitor
    assert ("Abierta" in member, "Cerrada" in member, "Redes rurales" in member) == (True, True, True)
    for text in (visitor, member):
        assert holder.email not in text
        assert deputy.email not in text


def test_visitors_learn_at_once_that_the_seat_has_passed_on(client, seat):
    holder = appoint(seat, profile__audience="public", last_name="Primera")
    assert "Primera" in page(client)
    to = MemberFactory(country=seat.country, profile__audience="public", last_name="Segunda")
    seats.hand_over(seat=seat, to=to, by=holder, note="", contacts="")
    text = page(client)
    assert ("Primera" in text, "Segunda" in text) == (False, True)


def test_those_who_hold_it_are_led_to_what_they_write(client, seat):
    holder = appoint(seat)
    edit = 'href="/en/my/seat/EC-1/country/"'
    assert edit in page(client, holder)
    assert edit in page(client, StaffFactory())
    assert edit not in page(client)
    assert edit not in page(client, MemberFactory(country=seat.country))


def test_it_says_when_the_ministry_validated_it_and_who_where_that_may_be_seen(client, seat):
    holder = appoint(seat, last_name="Valida")
    programme = ProgrammeFactory(slug="plan", country=seat.country)
    for record in (seat.country, programme):
        type(record).objects.filter(pk=record.pk).update(
            validated_at=timezone.datetime(2026, 11, 4, 12, tzinfo=timezone.get_current_timezone()), validated_by=holder
        )
    for address in (ADDRESS, "/en/evidence/programmes/plan/"):
        text = page(client, address=address)
        assert "Validated by the ministry on 4 November 2026" in " ".join(text.split()), address
        assert "Valida<" not in text
        assert "Valida" in page(client, MemberFactory(), address)
    Profile.objects.filter(person=holder).update(audience="public")
    Country.objects.get(pk=seat.country_id).save()
    assert str(holder) in page(client)


def test_its_people_who_confirmed_their_profile_are_counted(client, seat):
    appoint(seat)
    stale = MemberFactory(country=seat.country)
    Profile.objects.filter(person=stale).update(confirmed_at="2020-01-01T00:00Z")
    assert "1 of 2 profiles" in page(client)
