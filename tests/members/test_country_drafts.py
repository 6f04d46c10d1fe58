"""The country's drafts: saved in somebody's name, joined or shown side by side, sent, taken back, validated when published."""

import threading

import pytest
from django.db import connections
from wagtail.models import WorkflowState

from alliance.core import waiting
from alliance.core.models import AuditEntry, Country, CountryText, Origin
from alliance.site.roles import ensure_groups
from evidence.country_kind import PROGRAMMES
from evidence.models import Programme, ProgrammeSource
from members.country_kind import COUNTRY
from members.country_records import values_of
from members.enums import SeatPart
from members.models import Profile
from members.services import country_drafts, seats
from tests.factories.core import CountryFactory
from tests.factories.evidence import ProgrammeFactory, ProgrammePhaseFactory, ProgrammeTextFactory
from tests.factories.members import MemberFactory, SeatFactory, StaffFactory, hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    ensure_groups()
    country = CountryFactory(code="EC", official_languages="es", ministry_name="Ministerio")
    CountryText.objects.create(
        country=country, language="es", origin=Origin.ORIGINAL, introduction='<p data-block-key="a1">Primera.</p>'
    )
    CountryText.objects.create(country=country, language="en", origin=Origin.MACHINE, introduction="<p>First.</p>")
    return country


@pytest.fixture
def seat(country):
    return SeatFactory(country=country)


@pytest.fixture
def focal(seat):
    person = MemberFactory(country=seat.country)
    hold(seat, person)
    return person


@pytest.fixture
def deputy(seat):
    person = MemberFactory(country=seat.country)
    hold(seat, person, SeatPart.DEPUTY)
    return person


def read(kind, record):
    record = kind.model.objects.get(pk=record.pk)
    draft = record.get_latest_revision_as_object()
    return values_of(kind, draft), country_drafts.base_of(record)


def save(record, by, base=None, kind=COUNTRY, **typed):
    values, now = read(kind, record)
    typed = {name.replace("__", "."): value for name, value in typed.items()}
    return country_drafts.save(
        kind=kind, record=record, typed=values | typed, base=now if base is None else base, by=by
    )


def published(record, by):
    """The newest draft goes through the editors' check."""
    state = WorkflowState.objects.for_instance(record).active().get()
    state.current_task_state.approve(user=by)
    return type(record).objects.get(pk=record.pk)


class TestSaving:
    def test_a_draft_is_a_revision_in_the_persons_name_and_readers_see_nothing_yet(self, country, focal):
        saved = save(country, focal, words__es__introduction="Primera.\n\n- uno\n- dos", fact__ministry_acronym="ME")
        assert saved.revision.user == focal
        stored = Country.objects.get(pk=country.pk)
        assert (stored.ministry_acronym, stored.has_unpublished_changes) == ("", True)
        assert "uno" not in stored.text("es").introduction
        draft = stored.get_latest_revision_as_object()
        assert draft.ministry_acronym == "ME"
        assert draft.text("es").introduction == "<p>Primera.</p><ul><li>uno</li><li>dos</li></ul>"

    def test_saved_without_a_change_nothing_is_made(self, country, focal):
        assert save(country, focal).revision is None
        assert Country.objects.get(pk=country.pk).latest_revision is None

    def test_what_was_not_touched_keeps_its_very_form(self, country, focal):
        save(country, focal, fact__ministry_acronym="ME")
        draft = Country.objects.get(pk=country.pk).get_latest_revision_as_object()
        assert draft.text("es").introduction == '<p data-block-key="a1">Primera.</p>'
        assert draft.text("en").origin == Origin.MACHINE

    def test_a_translation_that_was_rewritten_is_a_persons(self, country, focal):
        save(country, focal, words__en__introduction="Our first.", words__pt__introduction="Primeira.")
        draft = Country.objects.get(pk=country.pk).get_latest_revision_as_object()
        for language in ("en", "pt"):
            row = draft.text(language)
            assert (row.origin, row.reviewed_by_id) == (Origin.HUMAN, focal.pk)
            assert not row.is_outdated(draft.original_text)

    def test_a_translation_that_was_emptied_goes_and_the_original_stays(self, country, focal):
        save(country, focal, words__en__introduction="", words__es__introduction="")
        draft = Country.objects.get(pk=country.pk).get_latest_revision_as_object()
        assert [row.language for row in draft.texts.all()] == ["es"]

    @pytest.mark.parametrize("who", ["former", "neighbour", "member"])
    def test_nobody_else_saves_sends_or_takes_back(self, country, seat, focal, who):
        person = MemberFactory(country=country)
        if who == "former":
            seats.end(holding=hold(seat, person, SeatPart.DEPUTY), by=None)
        elif who == "neighbour":
            hold(SeatFactory(country__code="PE"), person)
        for act in (country_drafts.send, country_drafts.take_back):
            with pytest.raises(country_drafts.NotAllowed):
                act(kind=COUNTRY, record=country, by=person)
        with pytest.raises(country_drafts.NotAllowed):
            save(country, person, fact__ministry_acronym="ME")


class TestTwoPeople:
    def test_different_fields_are_put_together_and_told(self, country, focal, deputy):
        save(country, deputy, base=0, fact__ministry_acronym="ME")
        values = values_of(COUNTRY, country) | {"words.es.introduction": "Otra."}
        saved = country_drafts.save(kind=COUNTRY, record=country, typed=values, base=0, by=focal)
        assert saved.joined == ["fact.ministry_acronym"]
        found, _base = read(COUNTRY, country)
        assert (found["fact.ministry_acronym"], found["words.es.introduction"]) == ("ME", "Otra.")

    def test_the_same_field_clashes_and_both_texts_are_there(self, country, focal, deputy):
        first = save(country, deputy, words__es__introduction="De ella.", fact__ministry_acronym="ME")
        values = values_of(COUNTRY, country) | {"words.es.introduction": "De él."}
        with pytest.raises(country_drafts.Clash) as clash:
            country_drafts.save(kind=COUNTRY, record=country, typed=values, base=0, by=focal)
        assert clash.value.keys == ["words.es.introduction"]
        assert clash.value.theirs["words.es.introduction"] == "De ella."
        # What only the other has changed comes along, so that saving again does not take it back.
        assert clash.value.values["words.es.introduction"] == "De él."
        assert clash.value.values["fact.ministry_acronym"] == "ME"
        country_drafts.save(kind=COUNTRY, record=country, typed=clash.value.values, base=first.revision.pk, by=focal)
        found, _base = read(COUNTRY, country)
        assert (found["words.es.introduction"], found["fact.ministry_acronym"]) == ("De él.", "ME")

    def test_a_form_whose_beginning_nobody_knows_overwrites_nothing(self, country, focal, deputy):
        save(country, deputy, words__es__introduction="De ella.")
        with pytest.raises(country_drafts.Clash):
            save(country, focal, base=999_999, words__es__introduction="De él.")


class TestChecking:
    def test_sent_approved_and_validated_on_the_day_it_was_sent_with_both_in_the_history(self, country, focal):
        editor = StaffFactory(is_superuser=True)
        save(country, focal, words__es__introduction="Nueva.")
        state = country_drafts.send(kind=COUNTRY, record=country, by=focal)
        assert country_drafts.send(kind=COUNTRY, record=country, by=focal) == state
        record = published(country, editor)
        assert "Nueva" in record.text("es").introduction
        assert (record.validated_at, record.validated_by) == (state.current_task_state.started_at, focal)
        assert record.revisions.get().user == focal
        assert AuditEntry.objects.filter(verb="record.sent_for_check", actor=focal).count() == 1

    def test_what_editors_publish_by_themselves_validates_nothing(self, country, focal):
        editor = StaffFactory(is_superuser=True)
        save(country, editor, words__es__introduction="Nueva.").revision.publish(user=editor)
        assert Country.objects.get(pk=country.pk).validated_at is None
        save(country, editor, words__es__introduction="Otra.")
        country_drafts.send(kind=COUNTRY, record=country, by=editor)
        assert published(country, editor).validated_at is None

    def test_an_older_revision_does_not_take_the_validation_back(self, country, focal):
        editor = StaffFactory(is_superuser=True)
        save(country, focal, words__es__introduction="Nueva.")
        country_drafts.send(kind=COUNTRY, record=country, by=focal)
        record = published(country, editor)
        before = record.validated_at
        save(record, editor, words__es__introduction="Con coma.").revision.publish(user=editor)
        record = Country.objects.get(pk=country.pk)
        assert (record.validated_at, record.validated_by) == (before, focal)

    def test_while_it_is_checked_nothing_changes_until_it_is_taken_back(self, country, focal, deputy):
        save(country, focal, words__es__introduction="Nueva.")
        country_drafts.send(kind=COUNTRY, record=country, by=focal)
        with pytest.raises(country_drafts.InCheck):
            save(country, deputy, words__es__introduction="Otra.")
        country_drafts.take_back(kind=COUNTRY, record=country, by=deputy)
        save(country, deputy, words__es__introduction="Otra.")
        with pytest.raises(country_drafts.NothingToSend):
            country_drafts.send(kind=COUNTRY, record=quiet_country(), by=StaffFactory())

    def test_returned_it_says_why_and_is_sent_again_in_the_name_of_who_sends(self, country, focal, deputy):
        editor = StaffFactory(is_superuser=True)
        save(country, focal, words__es__introduction="Nueva.")
        state = country_drafts.send(kind=COUNTRY, record=country, by=focal)
        state.current_task_state.reject(user=editor, comment="Falta la fuente.")
        found = country_drafts.standing(Country.objects.get(pk=country.pk))
        assert (found.state, found.comment, found.is_open) == ("returned", "Falta la fuente.", True)
        [task] = waiting.tasks_of(focal, of_country=True)
        assert task.url.endswith("/my/seat/EC-1/country/")
        again = country_drafts.send(kind=COUNTRY, record=country, by=deputy)
        assert (again.requested_by, again.status) == (deputy, WorkflowState.STATUS_IN_PROGRESS)

    def test_a_locked_record_is_not_written(self, country, focal):
        Country.objects.filter(pk=country.pk).update(locked=True)
        with pytest.raises(country_drafts.InCheck):
            save(country, focal, fact__ministry_acronym="ME")


def quiet_country():
    """A country where nothing waits."""
    return SeatFactory(country__code="UY").country


class TestTasks:
    def test_drafts_wait_for_who_answers_for_the_country(self, country, focal, deputy):
        save(country, focal, fact__ministry_acronym="ME")
        assert [len(waiting.tasks_of(each, of_country=True)) for each in (focal, deputy)] == [1, 0]
        Profile.objects.filter(person=focal).update(absent_from="2020-01-01")
        assert [len(waiting.tasks_of(each, of_country=True)) for each in (focal, deputy)] == [0, 1]

    def test_they_cost_the_same_for_one_and_for_ten(self, country, focal, django_assert_num_queries):
        def drafts(number):
            for _each in range(number):
                programme = ProgrammeFactory(country=country)
                save(programme, focal, kind=PROGRAMMES, fact__start_year="2001")

        drafts(1)
        with django_assert_num_queries(7) as one:
            assert len(waiting.tasks_of(focal, of_country=True)) == 1
        number = len(one.captured_queries)
        drafts(9)
        with django_assert_num_queries(number):
            assert len(waiting.tasks_of(focal, of_country=True)) == 10


class TestProgrammes:
    @pytest.fixture
    def programme(self, country):
        programme = ProgrammeFactory(country=country, slug="plan", steps_language="es")
        ProgrammeTextFactory(programme=programme, language="en", origin=Origin.MACHINE, name="Plan")
        ProgrammePhaseFactory(programme=programme, what_es="Comienza", what_en="Starts", when_es="2010")
        ProgrammeSource.objects.create(programme=programme, url="https://example.org/a", title="A")
        return Programme.objects.get(pk=programme.pk)

    def test_a_changed_step_loses_its_old_translations_and_another_keeps_them(self, programme, focal):
        ProgrammePhaseFactory(programme=programme, what_es="Crece", what_en="Grows", when_es="2012", sort_order=2)
        values, base = read(PROGRAMMES, Programme.objects.get(pk=programme.pk))
        steps = [dict(row) for row in values["rows.phases"]]
        steps[0]["what"] = "Nace"
        steps.append({**steps[0], "pk": "", "what": "Termina", "when": "2020"})
        saved = country_drafts.save(
            kind=PROGRAMMES, record=programme, typed=values | {"rows.phases": steps}, base=base, by=focal
        )
        rows = list(saved.revision.as_object().phases.all())
        assert [(row.what_es, row.what_en) for row in rows] == [("Nace", ""), ("Crece", "Grows"), ("Termina", "")]
        editor = StaffFactory(is_superuser=True)
        country_drafts.send(kind=PROGRAMMES, record=programme, by=focal)
        record = published(programme, editor)
        assert [row.what_es for row in record.phases.all()] == ["Nace", "Crece", "Termina"]
        assert record.validated_by == focal

    def test_keys_of_another_programmes_rows_make_new_rows(self, programme, focal):
        other = ProgrammeFactory()
        foreign = ProgrammePhaseFactory(programme=other, what_es="Ajeno")
        values, base = read(PROGRAMMES, programme)
        rows = [{**values["rows.phases"][0], "pk": str(foreign.pk), "what": "Mío"}]
        saved = country_drafts.save(
            kind=PROGRAMMES, record=programme, typed=values | {"rows.phases": rows}, base=base, by=focal
        )
        saved.revision.publish()
        foreign.refresh_from_db()
        assert (foreign.what_es, foreign.programme) == ("Ajeno", other)
        assert [row.what_es for row in Programme.objects.get(pk=programme.pk).phases.all()] == ["Mío"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_nobodys_words_disappear():
    ensure_groups()
    country = CountryFactory(code="EC", official_languages="es")
    CountryText.objects.create(country=country, language="es", introduction="<p>Primera.</p>")
    seat = SeatFactory(country=country)
    people = [MemberFactory(country=country), MemberFactory(country=country)]
    for person, part in zip(people, SeatPart, strict=True):
        hold(seat, person, part)
    start, outcome = threading.Barrier(2), {}

    def act(person):
        try:
            values = values_of(COUNTRY, Country.objects.get(pk=country.pk)) | {"words.es.introduction": person.email}
            start.wait()
            country_drafts.save(kind=COUNTRY, record=country, typed=values, base=0, by=person)
            outcome[person.email] = "saved"
        except country_drafts.Clash as clash:
            outcome[person.email] = clash.theirs["words.es.introduction"]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [winner] = [email for email, what in outcome.items() if what == "saved"]
    [loser] = [email for email in outcome if email != winner]
    assert outcome[loser] == winner
    assert Country.objects.get(pk=country.pk).revisions.count() == 1
