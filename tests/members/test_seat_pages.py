"""The pages of a country's seat, and those who try addresses, forms and old sessions."""

import re

import pytest
from django.core import mail

from alliance.core.models import Notice
from members.enums import Role, SeatPart
from members.models import Invitation, RoleGrant, Seat
from members.services import seats
from tests.factories.core import CountryFactory
from tests.factories.evidence import ProgrammeFactory
from tests.factories.members import MemberFactory, SeatFactory, StaffFactory, hold
from tests.members.accounts import PASSWORD, sign_in
from tests.working import work

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert("1")</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def seat():
    return SeatFactory(country__code="EC")


@pytest.fixture
def holder(seat):
    person = MemberFactory(country=seat.country, first_name="Rosa")
    hold(seat, person)
    return person


@pytest.fixture
def deputy(seat):
    person = MemberFactory(country=seat.country, first_name="Luis")
    hold(seat, person, SeatPart.DEPUTY)
    return person


def browser(client, person):
    """A client of its own, signed in a moment ago."""
    own = type(client)()
    sign_in(own, person)
    own.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return own


def here(rest=""):
    return f"/en/my/seat/EC-1/{rest}"


EVERY = ("", "notes/", "hand-over/", "deputy/", "country/", "country/history/")


class TestWhoComesIn:
    def test_strangers_are_asked_to_sign_in(self, client, seat):
        for rest in EVERY:
            answer = client.get(here(rest))
            assert answer.status_code == 302, rest
            assert "next=" in answer["Location"]

    @pytest.mark.parametrize("rest", EVERY)
    def test_others_learn_of_nothing(self, client, seat, holder, rest):
        neighbour = MemberFactory(country=CountryFactory(code="PE"))
        hold(SeatFactory(country__code="PE"), neighbour)
        for person in (MemberFactory(country=seat.country), neighbour):
            assert browser(client, person).get(here(rest)).status_code == 404
            assert browser(client, person).post(here(rest), {"step": "confirm", "act": "send"}).status_code in {
                404,
                405,
            }
        for wrong in ("EC-2", "XX-1"):
            assert browser(client, holder).get(f"/en/my/seat/{wrong}/{rest}").status_code == 404
        assert browser(client, holder).get(f"/en/my/seat/EC-0/{rest}").status_code == 404
        assert browser(client, holder).get(f"/en/my/seat/EC-999999999999999999999/{rest}").status_code == 404

    def test_a_deputy_writes_but_hands_nothing_over(self, client, seat, holder, deputy):
        own = browser(client, deputy)
        assert [own.get(here(rest)).status_code for rest in EVERY] == [200, 200, 404, 404, 200, 200]
        assert "hand-over/" not in own.get(here()).content.decode()

    def test_a_former_holder_loses_everything_in_an_open_session(self, client, seat, holder, deputy):
        own = browser(client, holder)
        Seat.objects.update(start_note="Nota secreta", contacts="Contacto secreto")
        assert "Nota secreta" in own.get(here()).content.decode()
        seats.hand_over(seat=seat, to=deputy, by=holder, note="Nota secreta", contacts="Contacto secreto")
        for rest in EVERY:
            answer = own.get(here(rest))
            assert answer.status_code == 404
            assert "secret" not in answer.content.decode()
        assert own.post(here("notes/"), {"note": "x", "contacts": "x"}).status_code == 404
        assert own.get("/en/my/seat/").status_code == 404
        # What is theirs is there.
        assert own.get("/en/my/").status_code == 200
        assert Notice.objects.filter(person=holder, kind="seat_handed_over").exists()

    def test_another_countrys_programme_has_no_address_here(self, client, seat, holder):
        ProgrammeFactory(slug="own", country=seat.country)
        ProgrammeFactory(slug="foreign", country=CountryFactory(code="PE"))
        own = browser(client, holder)
        assert own.get(here("programmes/own/")).status_code == 200
        for rest in ("programmes/foreign/", "programmes/foreign/history/", "programmes/", "country/own/", "users/own/"):
            assert own.get(here(rest)).status_code == 404, rest
            assert own.post(here(rest), {"base": "0"}).status_code in {404, 405}, rest

    def test_answers_are_kept_by_nobody_else(self, client, seat, holder):
        for rest in EVERY:
            assert "no-store" in browser(client, holder).get(here(rest))["Cache-Control"], rest


class TestSeat:
    def test_it_shows_who_answers_the_note_and_what_it_writes(self, client, seat, holder, deputy):
        Seat.objects.update(start_note=HOSTILE, contacts=HOSTILE)
        page = browser(client, deputy).get(here()).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page
        assert "/en/my/seat/EC-1/country/" in page
        assert f"answers today: {holder}" in page
        assert holder.email not in page

    def test_it_costs_the_same_however_long_the_history(self, client, seat, holder, django_assert_num_queries):
        own = browser(client, holder)
        own.get(here())
        ProgrammeFactory(country=seat.country)
        with django_assert_num_queries(15, exact=False) as one:
            own.get(here())
        number = len(one.captured_queries)
        for _each in range(5):
            ProgrammeFactory(country=seat.country)
            former = hold(seat, MemberFactory(country=seat.country), SeatPart.DEPUTY)
            seats.end(holding=former, by=None)
        own.get(here())  # what is printed once for each state of the content
        with django_assert_num_queries(number):
            own.get(here())

    def test_notes_are_kept_by_holders_and_mass_assignment_changes_nothing_else(self, client, seat, holder, deputy):
        own = browser(client, deputy)
        typed = {
            "note": "Nueva",
            "contacts": "Ana",
            "number": "7",
            "country": "1",
            "person": deputy.pk,
            "part": "holder",
        }
        answer = own.post(here("notes/"), typed)
        assert (answer.status_code, answer["Location"]) == (302, here())
        stored = Seat.objects.get(pk=seat.pk)
        assert (stored.start_note, stored.contacts, stored.number, stored.country) == ("Nueva", "Ana", 1, seat.country)
        too_long = own.post(here("notes/"), {"note": "x" * 4001, "contacts": ""})
        assert too_long.status_code == 400
        assert "x" * 4001 in too_long.content.decode()

    def test_the_holder_names_the_deputy(self, client, seat, holder, deputy):
        other = MemberFactory(country=seat.country)
        foreign = MemberFactory(country=CountryFactory(code="PE"))
        own = browser(client, holder)
        assert own.post(here("deputy/"), {"who": foreign.pk}).status_code == 400
        assert own.post(here("deputy/"), {"who": other.pk}).status_code == 302
        assert seat.holdings.current().get(part=SeatPart.DEPUTY).person == other
        own.post(here("deputy/"), {"who": ""})
        assert not seat.holdings.current().filter(part=SeatPart.DEPUTY).exists()


class TestHandOver:
    def typed(self, seat, **more):
        seen = seat.holdings.current().get(part=SeatPart.HOLDER).pk
        return {"seen": seen, "note": "Empiece aquí", "contacts": "Ana", "step": "review"} | more

    def test_one_screen_then_a_summary_then_it_is_done(self, client, seat, holder, deputy):
        own = browser(client, holder)
        page = own.get(here("hand-over/")).content.decode()
        assert f'value="{deputy.pk}"' in page
        typed = self.typed(seat, who=deputy.pk)
        summary = own.post(here("hand-over/"), typed)
        assert summary.templates[0].name == "members/seat_confirm.html"
        assert str(deputy) in summary.content.decode()
        assert seats.acting_for(seat.country) == holder
        back = own.post(here("hand-over/"), typed | {"step": "back"}).content.decode()
        assert "Empiece aquí" in back
        assert re.search(rf'value="{deputy.pk}"[^>]*checked', back)
        answer = own.post(here("hand-over/"), typed | {"step": "confirm"})
        assert (answer.status_code, answer["Location"]) == (302, "/en/my/")
        assert seats.acting_for(seat.country) == deputy
        assert own.post(here("hand-over/"), typed | {"step": "confirm"}).status_code == 404
        start = browser(client, deputy).get(here()).content.decode()
        assert "Empiece aquí" in start

    def test_the_mails_speak_each_persons_language(self, client, seat, holder, deputy):
        type(holder).objects.filter(pk=holder.pk).update(language="en")
        type(deputy).objects.filter(pk=deputy.pk).update(language="en")
        browser(client, holder).post(here("hand-over/"), self.typed(seat, who=deputy.pk, step="confirm"))
        work()
        sent = {message.to[0]: message for message in mail.outbox}
        assert "Country EC" in sent[deputy.email].subject
        assert "/en/my/seat/EC-1/" in sent[deputy.email].body
        assert str(deputy) in sent[holder.email].body
        assert deputy.email not in sent[holder.email].body

    def test_only_people_who_may_hold_it_are_offered_or_taken(self, client, seat, holder):
        partner = MemberFactory(country=seat.country)
        RoleGrant.objects.create(person=partner, role=Role.PARTNER)
        foreign = MemberFactory(country=CountryFactory(code="PE"))
        hidden = MemberFactory(country=seat.country, profile__audience="staff")
        own = browser(client, holder)
        page = own.get(here("hand-over/")).content.decode()
        for wrong in (partner, foreign, hidden, holder):
            assert str(wrong) not in page.partition('name="who"')[2].partition("stickybar")[0]
            for step in ("review", "confirm"):
                refused = own.post(here("hand-over/"), self.typed(seat, who=wrong.pk, step=step))
                assert refused.status_code == 400
                assert "Empiece aquí" in refused.content.decode()
        assert own.post(here("hand-over/"), self.typed(seat)).status_code == 400
        assert seats.acting_for(seat.country) == holder

    def test_who_signed_in_long_ago_proves_again_who_they_are(self, client, seat, holder, deputy):
        own = browser(client, holder)
        session = own.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 3600
        session.save()
        answer = own.post(here("hand-over/"), self.typed(seat, who=deputy.pk, step="confirm"))
        assert answer["Location"].startswith("/accounts/reauthenticate/")
        assert seats.acting_for(seat.country) == holder

    def test_a_choice_made_before_somebody_else_acted_is_not_carried_out(self, client, seat, holder, deputy):
        staff, third = StaffFactory(), MemberFactory(country=seat.country)
        typed = self.typed(seat, who=third.pk, step="confirm")
        seats.hand_over(seat=seat, to=deputy, by=holder, note="", contacts="")
        assert browser(client, staff).post(here("hand-over/"), typed).status_code == 400
        assert seats.acting_for(seat.country) == deputy

    def test_by_invitation_nothing_moves_until_it_is_accepted(self, client, seat, holder):
        own = browser(client, holder)
        assert own.post(here("hand-over/"), self.typed(seat, who="invite", step="confirm")).status_code == 400
        typed = self.typed(seat, who="invite", step="confirm", email="nueva@example.org", language="pt")
        assert own.post(here("hand-over/"), typed).status_code == 302
        found = Invitation.objects.get()
        assert (found.seat, found.seat_part, found.language) == (seat, SeatPart.HOLDER, "pt")
        assert seats.acting_for(seat.country) == holder
        assert Seat.objects.get(pk=seat.pk).start_note == "Empiece aquí"

    def test_left_without_a_successor_the_deputy_answers(self, client, seat, holder, deputy):
        own = browser(client, holder)
        assert own.post(here("hand-over/"), self.typed(seat, who="nobody", step="confirm")).status_code == 302
        assert seats.acting_for(seat.country) == deputy
        assert own.get(here()).status_code == 404

    def test_hostile_notes_and_names_stay_words(self, client, seat, holder, deputy):
        type(deputy).objects.filter(pk=deputy.pk).update(first_name=HOSTILE)
        typed = self.typed(seat, who=deputy.pk, note=HOSTILE, contacts=HOSTILE)
        for step in ("review", "back", ""):
            page = browser(client, holder).post(here("hand-over/"), typed | {"step": step}).content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page

    def test_it_costs_the_same_for_many_colleagues(self, client, seat, holder, django_assert_num_queries):
        own = browser(client, holder)
        own.get(here("hand-over/"))
        with django_assert_num_queries(15, exact=False) as one:
            own.get(here("hand-over/"))
        number = len(one.captured_queries)
        for _each in range(10):
            MemberFactory(country=seat.country)
        with django_assert_num_queries(number):
            own.get(here("hand-over/"))
