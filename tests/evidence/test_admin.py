"""An editor's day with practices and programmes in the Wagtail admin, with real posts."""

import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Workflow
from wagtail.test.utils.form_data import rich_text

from alliance.core.models import Origin
from alliance.site.roles import EDITORS, REVIEWERS, WORKFLOW, ensure_groups
from evidence import population
from evidence.models import Practice, PracticeText, PracticeVersion, Programme
from tests.admin import add_row, errors_of, fill_row, shown, signed_in
from tests.factories.core import CountryFactory, InstitutionFactory
from tests.factories.evidence import (
    IndicatorFactory,
    PracticeTextFactory,
    ProgrammeFactory,
    ProgrammePhaseFactory,
    published_practice,
    term,
)

pytestmark = pytest.mark.django_db

EMPTY = rich_text("")


@pytest.fixture(autouse=True)
def groups():
    population.forget()
    ensure_groups()
    yield
    population.forget()


@pytest.fixture
def editor(client):
    return signed_in(client, groups=[Group.objects.get(name=EDITORS)])


def address(model, name, *args):
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def words(language, origin, title, **sections):
    empty = dict.fromkeys(PracticeText.SECTIONS, EMPTY)
    return {"language": language, "origin": origin, "title": title, "summary": "Resumen.", **empty, **sections}


def send(client, practice, *, then="", **changes):
    """Open the practice, change something and press a button; the answer."""
    url = address(type(practice), "edit", practice.pk)
    data = shown(client.get(url)) | changes
    return client.post(url, data | ({f"action-{then}": "1"} if then else {}))


def test_a_practice_is_made_from_nothing_saved_as_draft_and_published(editor):
    country = CountryFactory(code="CL")
    rural, radio, phone = term("context:rural"), term("technology:radio_tv"), term("technology:mobile_phone")
    students = term("beneficiary:students")
    url = address(Practice, "add")
    data = shown(editor.get(url)) | {
        "country": country.pk,
        "context": rural.pk,
        "technology": [radio.pk, phone.pk],
        "beneficiary": [students.pk],
        "students_reached": "120",
    }
    fill_row(
        data, "texts", 0, **words("es", "original", "Radio en la montaña", results=rich_text("<p>Leen mejor.</p>"))
    )
    supports = ["results", "context"]
    add_row(data, "sources", url="https://example.org/nota", title="Nota", published="2022-07", supports=supports)
    add_row(data, "lineage", relation="adapted_from", name="Radio escuela")

    draft = editor.post(url, data)

    practice = Practice.objects.get()
    assert draft.status_code == 302
    assert (practice.slug, practice.live, practice.students_reached) == ("radio-en-la-montana", False, 120)
    assert sorted(each.code for each in practice.terms.all()) == ["mobile_phone", "radio_tv", "students"]
    assert practice.sources.get().supports == ["results", "context"]
    assert practice.lineage.get().name == "Radio escuela"
    assert population.library().everyone.bit_count() == 0

    assert send(editor, practice, then="publish").status_code == 302

    practice.refresh_from_db()
    assert practice.live
    assert PracticeVersion.objects.filter(practice=practice).count() == 1
    library = population.library()
    assert library.count({"technology": ("radio_tv",), "context": ("rural",)}) == 1
    assert practice.texts.get().participants == ""


def test_a_draft_with_other_terms_leaves_the_public_practice_as_it_is_until_published(editor):
    practice = published_practice(codes=["technology:radio_tv"])
    phone = term("technology:mobile_phone")

    send(editor, practice, technology=[phone.pk])

    assert [each.code for each in Practice.objects.get().terms.all()] == ["radio_tv"]
    assert population.library().count({"technology": ("mobile_phone",)}) == 0
    draft = Practice.objects.get().get_latest_revision_as_object()
    assert [each.code for each in draft.terms.all()] == ["mobile_phone"]

    send(editor, practice, then="publish")

    assert [each.code for each in Practice.objects.get().terms.all()] == ["mobile_phone"]
    library = population.library()
    assert [library.count({"technology": (code,)}) for code in ("mobile_phone", "radio_tv")] == [1, 0]


def test_saving_without_a_change_changes_nothing(editor):
    practice = published_practice(original="es", original__results="<p>Leen mejor &amp; más.</p><ol><li>Uno</li></ol>")
    original = practice.texts.get()
    PracticeTextFactory(practice=practice, language="en", origin=Origin.MACHINE, made_from=original.digest)
    send(editor, practice, then="publish")

    send(editor, practice, then="publish")

    rows = {row.language: row for row in PracticeText.objects.filter(practice=practice)}
    assert rows["es"].digest == original.digest
    assert (rows["en"].origin, rows["en"].reviewed_at) == (Origin.MACHINE, None)
    assert not rows["en"].is_outdated(rows["es"])
    assert rows["es"].context == ""
    assert PracticeVersion.objects.filter(practice=practice).count() == 2


def test_new_words_in_the_original_make_its_translations_outdated_until_checked(editor):
    practice = published_practice()
    original = practice.texts.get()
    english = PracticeTextFactory(practice=practice, language="en", origin=Origin.MACHINE, made_from=original.digest)
    french = PracticeTextFactory(practice=practice, language="fr", origin=Origin.MACHINE, made_from=original.digest)

    send(editor, practice, then="publish", **{"texts-0-summary": "Otras palabras."})

    def outdated():
        rows = {row.language: row for row in PracticeText.objects.filter(practice=practice)}
        return [language for language in ("en", "fr") if rows[language].is_outdated(rows["es"])]

    assert outdated() == ["en", "fr"]
    assert list(Practice.objects.with_outdated_translation()) == [practice]

    send(editor, practice, then="publish", **{"texts-1-is_checked": "on"})

    assert outdated() == ["fr"]
    english.refresh_from_db()
    assert (english.origin, english.reviewed_by) == (Origin.MACHINE, editor.user)

    send(editor, practice, then="publish", **{"texts-2-summary": "D'autres mots."})

    assert outdated() == []
    french.refresh_from_db()
    assert (french.origin, french.reviewed_by) == (Origin.HUMAN, editor.user)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"end_year": "2010"}, "end_year", "The last year is before the first."),
        ({"slug": "statistics"}, "slug", "This address is taken by the site. Choose another."),
        ({"slug": "taken"}, "slug", "Practice with this Address already exists."),
        ({"cost_amount": "10"}, "cost_currency", "Say in which currency the cost is."),
        ({"texts-0-title": ""}, "texts.0.title", "This field is required."),
        (
            {"texts-1-language": "es"},
            "texts.1.language",
            "This language stands here already. Each may stand only once.",
        ),
        ({"texts-1-language": ""}, "texts.1.language", "This field is required."),
        (
            {"texts-1-origin": "original"},
            "texts.1.origin",
            "Another language is the original already. Only one can be.",
        ),
        ({"texts-0-origin": "human"}, "texts.0.origin", "Mark one language as the original."),
        ({"texts-0-DELETE": "on", "texts-1-DELETE": "on"}, "texts", "Write the words in one language at least."),
    ],
)
def test_a_fault_is_told_beside_its_field_and_what_was_typed_stays(editor, changes, field, message):
    published_practice(slug="taken")
    practice = published_practice(live=False, first_published_at=None)
    PracticeTextFactory(practice=practice, language="en", origin=Origin.HUMAN)

    answer = send(editor, practice, then="publish", locality="Valle Alto", **changes)

    assert answer.status_code == 200
    assert errors_of(answer) == {field: [message]}
    assert 'value="Valle Alto"' in answer.content.decode()
    assert Practice.objects.get(pk=practice.pk).locality == ""


def test_the_address_of_a_published_practice_stays(editor):
    practice = published_practice(slug="radio")
    send(editor, practice, then="publish", slug="other")
    assert Practice.objects.get().slug == "radio"


def test_two_practices_with_one_title_get_two_addresses(editor):
    country = CountryFactory()
    for _time in range(2):
        data = shown(editor.get(address(Practice, "add"))) | {"country": country.pk}
        fill_row(data, "texts", 0, **words("pt", "original", "Rádio"))
        editor.post(address(Practice, "add"), data)
    assert sorted(Practice.objects.values_list("slug", flat=True)) == ["radio", "radio-2"]


def test_unpublishing_takes_a_practice_out_of_the_figures(editor):
    practice = published_practice()
    assert population.library().everyone.bit_count() == 1
    editor.post(address(Practice, "unpublish", practice.pk))
    assert not Practice.objects.get().live
    assert population.library().everyone.bit_count() == 0


def test_deleting_a_practice_takes_it_out_of_the_figures(editor):
    practice = published_practice()
    assert population.library().everyone.bit_count() == 1
    editor.post(address(Practice, "delete", practice.pk))
    assert population.library().everyone.bit_count() == 0


def test_an_organisation_of_another_type_moves_the_figures_of_its_practices(editor):
    institution = InstitutionFactory(kind=term("organisation_type:ngo"))
    published_practice(institution=institution)
    assert population.library().count({"organisation": ("ngo",)}) == 1
    send(editor, institution, then="publish", kind=term("organisation_type:university").pk)
    library = population.library()
    assert [library.count({"organisation": (code,)}) for code in ("university", "ngo")] == [1, 0]


def test_a_locked_practice_is_kept_from_others(editor, client):
    practice = published_practice(locality="Antes")
    editor.post(address(Practice, "lock", practice.pk))
    assert Practice.objects.get().locked

    colleague = signed_in(type(client)(), groups=[Group.objects.get(name=EDITORS)])
    answer = send(colleague, practice, locality="Después")

    assert answer.status_code == 200
    assert "locked" in answer.content.decode()
    assert Practice.objects.get().get_latest_revision_as_object().locality == "Antes"

    editor.post(address(Practice, "unlock", practice.pk))
    assert send(colleague, practice, locality="Después").status_code == 302


def test_a_reviewer_approves_what_an_editor_submits(editor, client):
    practice = published_practice(locality="Antes")
    assert practice.get_workflow() == Workflow.objects.get(name=WORKFLOW)
    send(editor, practice, then="submit", locality="Después")
    practice = Practice.objects.get()
    assert (practice.workflow_in_progress, practice.locality) == (True, "Antes")
    state = practice.current_workflow_task_state

    reviewer = signed_in(type(client)(), groups=[Group.objects.get(name=REVIEWERS)])
    for name, args in (
        ("edit", ()),
        ("workflow_history", ()),
        ("workflow_history_detail", (state.workflow_state_id,)),
        ("workflow_preview", (state.task_id,)),
    ):
        assert reviewer.get(address(Practice, name, practice.pk, *args)).status_code == 200, name
    reviewer.post(address(Practice, "workflow_action", practice.pk, "approve", state.pk))

    practice = Practice.objects.get()
    assert (practice.workflow_in_progress, practice.locality) == (False, "Después")


def test_every_screen_of_practices_and_programmes_opens(editor):
    practice = published_practice(codes=["technology:radio_tv"])
    programme = ProgrammeFactory()
    ProgrammePhaseFactory(programme=programme)
    IndicatorFactory(programme=programme)
    send(editor, practice, locality="Uno")
    send(editor, practice, locality="Dos")
    send(editor, programme, then="publish")
    for record in (practice, programme):
        model = type(record)
        first, last = record.revisions.order_by("pk").first(), record.revisions.order_by("-pk").first()
        urls = [
            *(address(model, name) for name in ("list", "add")),
            *(address(model, name, record.pk) for name in ("edit", "history", "usage", "delete", "unpublish")),
            address(model, "revisions_compare", record.pk, first.pk, last.pk),
            address(model, "revisions_compare", record.pk, "live", "latest"),
            address(model, "revisions_revert", record.pk, first.pk),
            address(model, "revisions_view", record.pk, last.pk),
        ]
        for url in urls:
            assert editor.get(url).status_code == 200, url
        for form in ("csv", "xlsx"):
            assert editor.get(address(model, "list") + f"?export={form}").status_code == 200


@pytest.mark.parametrize("language", ["es", "pt-br", "fr"])
def test_the_screens_open_in_every_language_of_the_admin(client, language):
    editor = signed_in(client, groups=[Group.objects.get(name=EDITORS)], language=language)
    practice = published_practice(original__title="Rádio")
    PracticeTextFactory(practice=practice, language="pt", origin=Origin.HUMAN, title="Título em português")
    listed = editor.get(address(Practice, "list")).content.decode()
    assert ("Título em português" in listed) == (language == "pt-br")
    assert editor.get(address(Practice, "edit", practice.pk)).status_code == 200


def test_the_preview_shows_the_words_that_are_being_typed(editor):
    practice = published_practice()
    url = address(Practice, "preview_on_edit", practice.pk)
    data = shown(editor.get(address(Practice, "edit", practice.pk))) | {"texts-0-title": "Recién escrito"}
    assert json.loads(editor.post(url, data).content)["is_valid"]
    page = editor.get(url)
    assert page.status_code == 200
    assert "Recién escrito" in page.content.decode()
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"


def test_the_preview_works_before_the_first_save(editor):
    url = address(Practice, "preview_on_add")
    data = shown(editor.get(address(Practice, "add"))) | {"country": CountryFactory().pk, "slug": "nueva"}
    fill_row(data, "texts", 0, **words("es", "original", "Nueva"))
    assert json.loads(editor.post(url, data).content)["is_valid"]
    assert "Nueva" in editor.get(url).content.decode()


def test_a_programme_with_steps_in_portuguese_only_is_published(editor):
    country = CountryFactory()
    data = shown(editor.get(address(Programme, "add"))) | {"country": country.pk, "steps_language": "pt"}
    name = {"name": "Programa", "name_origin": "original"}
    fill_row(data, "texts", 0, language="pt", origin="original", summary=EMPTY, **name)
    blank = dict.fromkeys((f"{name}_{code}" for name in ("when", "what") for code in ("es", "en", "pt", "fr")), "")
    add_row(data, "phases", **(blank | {"what_pt": "Começa", "when_pt": "2010", "first_year": "2010"}))
    blank = dict.fromkeys((f"{name}_{code}" for name in ("name", "unit") for code in ("es", "en", "pt", "fr")), "")
    add_row(data, "indicators", **(blank | {"name_pt": "Escolas", "value": "12", "confidence": "reported"}))

    answer = editor.post(address(Programme, "add"), data | {"action-publish": "1"})

    assert answer.status_code == 302, errors_of(answer)
    programme = Programme.objects.get()
    assert programme.live
    assert programme.phases.get().what_pt == "Começa"
    assert programme.indicators.get().name_pt == "Escolas"


def test_an_indicator_that_says_nothing_is_refused_beside_its_value(editor):
    programme = ProgrammeFactory()
    IndicatorFactory(programme=programme)
    answer = send(editor, programme, then="publish", **{"indicators-0-value": ""})
    assert errors_of(answer) == {"indicators.0.value": ["Give a value, or what the source prints."]}


def test_somebody_without_rights_sees_nothing(client):
    practice = published_practice()
    nobody = signed_in(client)
    for name, args in (("list", ()), ("add", ()), ("edit", (practice.pk,)), ("history", (practice.pk,))):
        assert nobody.get(address(Practice, name, *args)).status_code == 302, name
    nobody.post(address(Practice, "delete", practice.pk))
    assert Practice.objects.filter(pk=practice.pk).exists()


def test_a_draft_opens_though_what_it_names_was_deleted(editor):
    practice = published_practice()
    institution = InstitutionFactory()
    send(editor, practice, institution=institution.pk)
    institution.delete()
    assert send(editor, practice, then="publish").status_code == 302
    assert Practice.objects.get().institution is None
