"""Seats in the admin: staff see all of them, appoint and end; nobody else finds them."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from alliance.core.models import Country
from members.enums import SeatPart
from members.models import Seat, SeatHolding
from members.services import seats
from tests.admin import signed_in
from tests.factories.core import CountryFactory
from tests.factories.members import MemberFactory, SeatFactory, hold

pytestmark = pytest.mark.django_db


def address(model, name, *args):
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


@pytest.fixture
def staff(client):
    """Somebody of the secretariat who opens the admin."""
    client = signed_in(client, groups=Group.objects.filter(name="Editors"))
    type(client.user).objects.filter(pk=client.user.pk).update(is_staff=True, joined_at="2026-01-01T00:00Z")
    client.user.refresh_from_db()
    return client


@pytest.fixture
def seat():
    return SeatFactory(country__code="EC")


def listed(client, model, **query):
    return list(client.get(address(model, "list"), query).context["object_list"])


def test_lists_tell_who_holds_what_and_are_narrowed(staff, seat):
    vacant = SeatFactory(country__code="UY")
    person = MemberFactory(country=seat.country)
    former = hold(seat, MemberFactory(country=seat.country), SeatPart.DEPUTY)
    seats.end(holding=former, by=None)
    holding = hold(seat, person)
    page = staff.get(address(Seat, "list")).content.decode()
    assert str(person) in page
    assert str(former.person) not in page
    assert listed(staff, Seat, vacant="true") == [vacant]
    assert listed(staff, Seat, vacant="false") == [seat]
    assert set(listed(staff, SeatHolding)) == {holding, former}
    assert listed(staff, SeatHolding, present="true") == [holding]
    assert listed(staff, SeatHolding, part="deputy") == [former]
    assert listed(staff, SeatHolding, country=vacant.country_id) == []


def test_staff_appoint_and_whoever_held_it_does_not_any_more(staff, seat):
    before, person = MemberFactory(country=seat.country), MemberFactory(country=CountryFactory(code="PE"))
    hold(seat, before)
    answer = staff.post(address(SeatHolding, "add"), {"seat": seat.pk, "person": person.pk, "part": "holder"})
    assert answer.status_code == 302
    holding = seat.holdings.current().get()
    assert (holding.person, holding.appointed_by) == (person, staff.user)
    stranger = MemberFactory(joined_at=None)
    refused = staff.post(address(SeatHolding, "add"), {"seat": seat.pk, "person": stranger.pk, "part": "holder"})
    assert refused.status_code == 200
    assert seat.holdings.current().get() == holding


def test_staff_end_holdings_and_change_and_delete_none(staff, seat):
    holding = hold(seat, MemberFactory(country=seat.country))
    url = reverse("wagtail_bulk_action", args=["members", "seatholding", "end_holding"])
    assert staff.get(f"{url}?id={holding.pk}").status_code == 200
    staff.post(f"{url}?id={holding.pk}")
    holding.refresh_from_db()
    assert holding.until is not None
    for name in ("edit", "delete"):
        staff.post(address(SeatHolding, name, holding.pk), {"seat": seat.pk, "person": 1, "part": "deputy"})
    staff.post(reverse("wagtail_bulk_action", args=["members", "seatholding", "delete"]) + f"?id={holding.pk}")
    again = SeatHolding.objects.get(pk=holding.pk)
    assert (again.part, again.person) == (holding.part, holding.person)


def test_a_focal_point_finds_no_seats_in_the_admin(client, seat):
    person = MemberFactory(country=seat.country)
    seats.appoint(seat=seat, person=person, part=SeatPart.HOLDER, by=None)
    client.force_login(person)
    other = SeatFactory(country__code="PE")
    Seat.objects.update(start_note="Nota ajena")
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    for model in (Seat, SeatHolding):
        assert client.get(address(model, "list")).status_code == 302
        answer = client.get(address(model, "add"), follow=True)
        assert "Nota ajena" not in answer.content.decode()
    answer = client.get(address(Seat, "inspect", other.pk), follow=True)
    assert "Nota ajena" not in answer.content.decode()
    # Their own country they find, by the seat.
    country = reverse(Country.snippet_viewset.get_url_name("edit"), args=[seat.country_id])
    assert client.get(country).status_code == 200
    seats.end(holding=seat.holdings.get(), by=None)
    assert client.get(country).status_code != 200
