"""The forms over a country's records, their history, and what a form may not do."""

import re
from html import unescape

import pytest
from wagtail.models import WorkflowState

from alliance.core.models import Country, CountryText, Draft, Origin
from alliance.site.roles import ensure_groups
from evidence.models import Programme
from members.enums import SeatPart
from members.services import seats
from tests.factories.core import CountryFactory
from tests.factories.evidence import ProgrammeFactory, ProgrammePhaseFactory, term
from tests.factories.members import MemberFactory, SeatFactory, hold

pytestmark = pytest.mark.django_db

COUNTRY = "/en/my/seat/EC-1/country/"
PROGRAMME = "/en/my/seat/EC-1/programmes/plan/"
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) <b onclick=x>y</b>"


@pytest.fixture
def country():
    ensure_groups()
    country = CountryFactory(code="EC", official_languages="es", ministry_name="Ministerio")
    CountryText.objects.create(country=country, language="es", origin=Origin.ORIGINAL, introduction="<p>Primera.</p>")
    return country


@pytest.fixture
def seat(country):
    return SeatFactory(country=country)


@pytest.fixture
def programme(country):
    programme = ProgrammeFactory(country=country, slug="plan", original__name="Plan", steps_language="es")
    ProgrammePhaseFactory(programme=programme, what_es="Comienza", stage=term("programme_stage:pilot"))
    return programme


@pytest.fixture
def own(client, seat):
    """The holder's browser."""
    person = MemberFactory(country=seat.country)
    hold(seat, person)
    return signed_in(client, person)


@pytest.fixture
def other(client, seat):
    """The deputy's browser."""
    person = MemberFactory(country=seat.country)
    hold(seat, person, SeatPart.DEPUTY)
    return signed_in(client, person)


def signed_in(client, person):
    browser = type(client)()
    browser.force_login(person)
    browser.user = person
    return browser


def shown(answer) -> dict[str, str]:
    """The fields of the form as a browser would send them."""
    page = answer.content.decode()
    form = page[page.index('name="base"') - 200 :]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="search"' not in tag:
            found[name[1]] = unescape(value[1]) if value else ""
    for name, words in re.findall(r'<textarea name="([^"]*)"[^>]*>\s?(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(words)
    for name, options in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def draft_of(record):
    return type(record).objects.get(pk=record.pk).get_latest_revision_as_object()


class TestWriting:
    def test_saved_it_is_a_draft_and_what_was_typed_waits_no_more(self, own, country):
        page = own.get(COUNTRY)
        typed = shown(page) | {"words-es-introduction": "Primera.\r\n\r\n- uno\r\n- dos", "act": "save"}
        Draft.objects.create(
            person=own.user, form="country_record", about=f"country.{country.pk}", data={"base": ["0"]},
            saved_at=country.last_published_at or "2026-01-01T00:00Z",
        )  # fmt: skip
        answer = own.post(COUNTRY, typed)
        assert (answer.status_code, answer["Location"]) == (302, COUNTRY)
        assert Draft.objects.get().data == {}
        assert draft_of(country).text("es").introduction == "<p>Primera.</p><ul><li>uno</li><li>dos</li></ul>"
        again = own.get(COUNTRY)
        assert shown(again)["words-es-introduction"].replace("\r", "") == "Primera.\n\n- uno\n- dos"
        assert "draft, not sent yet" in again.content.decode()

    def test_what_was_typed_and_not_sent_is_back_with_what_it_was_made_from(self, own, country):
        Draft.objects.create(
            person=own.user,
            form="country_record",
            about=f"country.{country.pk}",
            data={"base": ["0"], "words-es-introduction": ["A medias"]},
            saved_at="2026-01-01T00:00Z",
        )
        assert shown(own.get(COUNTRY))["words-es-introduction"] == "A medias"

    def test_rows_are_changed_added_and_emptied(self, own, programme):
        typed = shown(own.get(PROGRAMME))
        assert typed["rows-phases-0-what"] == "Comienza"
        typed |= {"rows-phases-1-what": "Crece", "rows-phases-1-first_year": "2015", "act": "save"}
        typed |= {"rows-sources-0-url": "https://example.org/plan", "rows-sources-0-accessed_date": "2026-01-02"}
        assert own.post(PROGRAMME, typed).status_code == 302
        draft = draft_of(programme)
        assert [(row.what_es, row.first_year) for row in draft.phases.all()] == [("Comienza", 2010), ("Crece", 2015)]
        assert [str(row.accessed_date) for row in draft.sources.all()] == ["2026-01-02"]
        typed = shown(own.get(PROGRAMME)) | {"act": "save"}
        typed |= {name: "" for name in typed if name.startswith("rows-phases-0-")}
        own.post(PROGRAMME, typed)
        assert [row.what_es for row in draft_of(programme).phases.all()] == ["Crece"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("words-es-name", ""),
            ("words-pt-summary", "Sem nome"),
            ("words-es-name", "x" * 300),
            ("words-es-summary", "x" * 20_001),
            ("fact-start_year", "veinte"),
            ("fact-start_year", "99999999999999999999"),
            ("fact-end_year", "1900"),
            ("fact-status", "999999"),
            ("rows-phases-0-what", ""),
            ("rows-phases-0-last_year", "1900"),
            ("rows-sources-0-url", "javascript:alert(1)"),
            ("rows-phases-TOTAL_FORMS", "100000"),
            ("rows-phases-TOTAL_FORMS", "x"),
            ("base", "x"),
        ],
    )
    def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(self, own, programme, name, value):
        typed = shown(own.get(PROGRAMME)) | {"fact-start_year": "2011", "words-es-summary": "Lo escrito"}
        answer = own.post(PROGRAMME, typed | {name: value, "act": "save"})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "What you wrote is kept." in page
        assert "Lo escrito" in page or name == "words-es-summary"
        assert Programme.objects.get(pk=programme.pk).latest_revision is None

    def test_hostile_words_are_words(self, own, country):
        own.post(COUNTRY, shown(own.get(COUNTRY)) | {"words-es-introduction": HOSTILE, "act": "save"})
        stored = draft_of(country).text("es").introduction
        assert stored.startswith("<p>&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) &lt;b onclick")
        for address in (COUNTRY, f"{COUNTRY}history/"):
            assert "<script>alert(1)" not in own.get(address).content.decode()

    def test_a_form_sets_nothing_that_it_does_not_show(self, own, country, programme):
        foreign = CountryFactory(code="PE")
        more = {
            "code": "XX", "fact-code": "XX", "fact-membership": "associate_member", "live": "0", "fact-live": "",
            "validated_at": "2026-01-01", "fact-validated_by": "1", "country": foreign.pk, "fact-country": foreign.pk,
            "fact-slug": "otro", "words-es-origin": "machine", "fact-editor_notes": "x", "act": "save",
        }  # fmt: skip
        own.post(COUNTRY, shown(own.get(COUNTRY)) | {"fact-capital_name": "Quito"} | more)
        draft = draft_of(country)
        assert (draft.code, draft.membership, draft.validated_by, draft.editor_notes) == (
            "EC",
            "member_state",
            None,
            "",
        )
        assert (draft.capital_name, draft.text("es").origin) == ("Quito", Origin.ORIGINAL)
        own.post(PROGRAMME, shown(own.get(PROGRAMME)) | {"fact-end_year": "2020"} | more)
        assert (draft_of(programme).country, draft_of(programme).slug) == (country, "plan")

    def test_it_costs_the_same_for_many_steps(self, own, programme, django_assert_num_queries):
        own.get(PROGRAMME)
        with django_assert_num_queries(16, exact=False) as few:
            own.get(PROGRAMME)
        number = len(few.captured_queries)
        for _each in range(20):
            ProgrammePhaseFactory(programme=programme, what_es="Paso")
        with django_assert_num_queries(number):
            own.get(PROGRAMME)


class TestTogether:
    def test_a_clash_shows_both_texts_and_the_next_save_is_of_somebody_who_saw_them(self, own, other, country):
        mine, theirs = shown(own.get(COUNTRY)), shown(other.get(COUNTRY))
        other.post(COUNTRY, theirs | {"words-es-introduction": "De ella", "fact-capital_name": "Quito", "act": "save"})
        answer = own.post(COUNTRY, mine | {"words-es-introduction": "De él", "act": "send"})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "De ella" in page
        assert str(other.user) in page
        kept = shown(answer)
        assert (kept["words-es-introduction"], kept["fact-capital_name"]) == ("De él", "Quito")
        assert draft_of(country).text("es").introduction == "<p>De ella</p>"
        own.post(COUNTRY, kept | {"words-es-introduction": "De los dos", "act": "save"})
        assert draft_of(country).text("es").introduction == "<p>De los dos</p>"
        assert draft_of(country).capital_name == "Quito"

    def test_changes_of_different_fields_are_joined_and_told(self, own, other, country):
        mine, theirs = shown(own.get(COUNTRY)), shown(other.get(COUNTRY))
        other.post(COUNTRY, theirs | {"fact-capital_name": "Quito", "act": "save"})
        answer = own.post(COUNTRY, mine | {"words-es-introduction": "De él", "act": "save"}, follow=True)
        assert "capital" in answer.content.decode()
        draft = draft_of(country)
        assert (draft.capital_name, draft.text("es").introduction) == ("Quito", "<p>De él</p>")


class TestSending:
    def test_sent_it_waits_and_is_taken_back(self, own, other, country):
        own.post(COUNTRY, shown(own.get(COUNTRY)) | {"words-es-introduction": "Nueva", "act": "send"})
        state = WorkflowState.objects.for_instance(country).active().get()
        assert state.requested_by == own.user
        late = other.post(COUNTRY, shown(other.get(COUNTRY)) | {"words-es-introduction": "Tarde", "act": "save"})
        assert late.status_code == 409
        assert "Tarde" in late.content.decode()
        assert other.post(COUNTRY, {"act": "take_back"}).status_code == 302
        assert not WorkflowState.objects.for_instance(country).active().exists()

    def test_a_former_holder_in_an_open_form_saves_and_sends_nothing(self, own, other, country, seat):
        typed = shown(own.get(COUNTRY)) | {"words-es-introduction": "Tarde"}
        seats.hand_over(seat=seat, to=other.user, by=own.user, note="", contacts="")
        for act in ("save", "send", "take_back"):
            assert own.post(COUNTRY, typed | {"act": act}).status_code == 404
        assert Country.objects.get(pk=country.pk).latest_revision is None

    def test_signed_out_in_between_what_was_typed_waits(self, own, country, client):
        page = own.get(COUNTRY)
        typed = shown(page) | {"words-es-introduction": "Casi"}
        own.logout()
        assert own.post(COUNTRY, typed | {"act": "save"}).status_code == 302
        assert Draft.objects.get().data["words-es-introduction"] == ["Casi"]
        assert shown(signed_in(client, own.user).get(COUNTRY))["words-es-introduction"] == "Casi"


class TestHistory:
    def test_who_changed_what_when(self, own, other, country):
        for browser, words in ((own, "Segunda versión"), (other, "Tercera versión")):
            browser.post(COUNTRY, shown(browser.get(COUNTRY)) | {"words-es-introduction": words, "act": "save"})
        first, second = country.revisions.order_by("pk").values_list("pk", flat=True)
        page = own.get(f"{COUNTRY}history/").content.decode()
        assert str(own.user) in page
        assert str(other.user) in page
        assert f"?from={first}&amp;to={second}" in page
        compared = own.get(f"{COUNTRY}history/?from={first}&to={second}").content.decode()
        assert re.search(r"<del>.*Segunda.*</del>", compared)
        assert re.search(r"<ins>.*Tercera.*</ins>", compared)

    @pytest.mark.parametrize("query", ["from=1&to=x", "from=99999&to=1", "from=" + "9" * 40 + "&to=1", "from=%00&to=1"])
    def test_versions_of_others_are_not_compared(self, own, country, query):
        foreign = CountryFactory(code="PE", ministry_name="Ajeno")
        revision = foreign.save_revision()
        answer = own.get(f"{COUNTRY}history/?from={revision.pk}&to={revision.pk}")
        assert "Ajeno" not in answer.content.decode()
        assert "What changed from" not in answer.content.decode()
        assert own.get(f"{COUNTRY}history/?{query}").status_code in {200, 400}
