"""Countries, organisations, people and roles in the Wagtail admin."""

import csv
import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission, Workflow, WorkflowContentType
from wagtail.test.utils.form_data import rich_text

from alliance.core.models import Country, Institution, Origin, OutboxEntry, SiteIdentity, Term, User
from alliance.core.spreadsheets import harmless
from alliance.site.roles import CHECKED_RECORDS, EDITORS, PERMISSIONS, REVIEWERS, WORKFLOW, ensure_groups
from evidence.models import EditionRecord, Practice, Programme
from tests.admin import add_row, shown, signed_in
from tests.factories.core import CountryFactory, InstitutionFactory, UserFactory
from tests.factories.evidence import (
    EditionRecordFactory,
    PracticeTextFactory,
    ProgrammeFactory,
    published_practice,
    term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    ensure_groups()
    return signed_in(client, groups=[Group.objects.get(name=EDITORS)])


def address(model, name, *args):
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def listed(client, model, **query):
    return [row.pk for row in client.get(address(model, "list"), query).context["object_list"]]


def test_groups_and_workflow_are_made_once():
    ensure_groups()
    ensure_groups()
    assert Group.objects.filter(name__in=PERMISSIONS).count() == len(PERMISSIONS)
    for name, wanted in PERMISSIONS.items():
        granted = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
        assert set(wanted) <= {f"{app}.{codename}" for app, codename in granted}
    assert GroupPagePermission.objects.filter(group__name=EDITORS).count() == 5
    assert Workflow.objects.filter(name=WORKFLOW).count() == 1
    assert {model.get_default_workflow().name for model in CHECKED_RECORDS} == {WORKFLOW}


def test_what_an_administrator_chose_stays():
    ensure_groups()
    extra = Permission.objects.get(codename="delete_country")
    Group.objects.get(name=REVIEWERS).permissions.add(extra)
    other = Workflow.objects.create(name="Another")
    WorkflowContentType.objects.filter(content_type__model="country").update(workflow=other)
    ensure_groups()
    assert extra in Group.objects.get(name=REVIEWERS).permissions.all()
    assert Country.get_default_workflow() == other


def test_every_screen_of_the_reference_data_opens(editor):
    country, institution, tv = CountryFactory(code="CL"), InstitutionFactory(), term("technology:tv")
    for record in (country, institution, tv):
        model = type(record)
        names = ("edit", "history", "usage") if model is Term else ("edit", "history", "usage", "unpublish")
        urls = [
            *(address(model, name) for name in ("list", "add")),
            *(address(model, each, record.pk) for each in names),
        ]
        for url in urls:
            assert editor.get(url).status_code == 200, url


@pytest.mark.parametrize("model", [Country, Institution])
def test_previews_open(editor, model):
    record = CountryFactory(code="CL") if model is Country else InstitutionFactory()
    url = address(model, "preview_on_edit", record.pk)
    assert editor.post(url, shown(editor.get(address(model, "edit", record.pk)))).json()["is_valid"]
    assert editor.get(url).status_code == 200


def test_a_country_gets_an_introduction_and_keeps_its_code(editor):
    country = CountryFactory(code="CL")
    url = address(Country, "edit", country.pk)
    data = shown(editor.get(url)) | {"code": "XX", "ministry_acronym": "MINEDUC"}
    add_row(data, "texts", language="es", origin="original", introduction=rich_text("<p>Hola.</p>"))
    assert editor.post(url, data | {"action-publish": "1"}).status_code == 302
    country.refresh_from_db()
    assert (country.code, country.ministry_acronym, country.texts.count()) == ("CL", "MINEDUC", 1)


def test_practices_are_found_by_words_of_any_language_and_by_place(editor):
    radio = published_practice(locality="Cusco", original="es", original__title="Radio escuela")
    PracticeTextFactory(practice=radio, language="pt", origin=Origin.HUMAN, title="Rádio na montanha")
    radio.save_revision().publish()
    other = published_practice(slug="tablets", original__title="Tabletas")
    for query in ("escuela", "montanha", "radio montanha", "ESCUELA", "cusco", "Rádio montanha"):
        assert listed(editor, Practice, q=query) == [radio.pk], query
    assert listed(editor, Practice, q="tablets") == [other.pk]
    assert listed(editor, Practice, q="escuela tabletas") == []


def test_practices_are_narrowed_by_facts_state_and_translations(editor):
    rural = published_practice(context="rural", codes=["technology:tv", "technology:radio"], country__code="PE")
    original = rural.texts.get()
    PracticeTextFactory(practice=rural, language="en", origin=Origin.MACHINE, made_from=original.digest)
    old = PracticeTextFactory(practice=rural, language="fr", origin=Origin.HUMAN, made_from="0" * 32)
    draft = published_practice(live=False, original="pt", country__code="BR")

    tv, radio = term("technology:tv"), term("technology:radio")
    peru = Country.objects.get(code="PE")
    for query, expected in (
        ({"country": [peru.pk]}, rural),
        ({"context": [rural.context_id]}, rural),
        ({"technology": [tv.pk, radio.pk]}, rural),
        ({"technology": [tv.pk], "country": [Country.objects.get(code="BR").pk]}, None),
        ({"state": "live"}, rural),
        ({"state": "draft"}, draft),
        ({"state": "changed"}, None),
        ({"original": "pt"}, draft),
        ({"missing": "pt"}, rural),
        ({"missing": "es"}, draft),
        ({"machine": "true"}, rural),
        ({"machine": "false"}, draft),
        ({"outdated": "true"}, rural),
        ({"outdated": "false"}, draft),
    ):
        assert listed(editor, Practice, **query) == ([expected.pk] if expected else []), query

    old.made_from = original.digest
    old.save()
    assert listed(editor, Practice, outdated="true") == []


def test_the_list_needs_no_more_queries_for_more_practices(editor, django_assert_num_queries):
    published_practice(codes=["technology:tv"], context="rural")
    url = address(Practice, "list")
    editor.get(url)
    with CaptureQueriesContext(connection) as few:
        editor.get(url)
    for _number in range(10):
        published_practice(codes=["technology:tv"], context="rural")
    with django_assert_num_queries(len(few)):
        editor.get(url)


def test_downloads_hold_the_codes_and_no_formula(editor):
    published_practice(slug="one", original__title="=1+1", codes=["technology:tv", "technology:radio"])
    programme = ProgrammeFactory()
    answer = editor.get(address(Practice, "list"), {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [list(row.values())[:3] for row in rows] == [["one", "'=1+1", "es"]]
    assert rows[0]["Technology"] in ("tv, radio", "radio, tv")
    answer = editor.get(address(Programme, "list"), {"export": "csv"})
    assert programme.slug in b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [("=A1", "'=A1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("a=b", "a=b"), (-1, -1), ("", "")],
)
def test_text_that_would_run_is_made_harmless(value, expected):
    assert harmless(value) == expected


def test_people_are_made_and_changed_by_their_address(client):
    administrator = signed_in(client, is_superuser=True)
    country = CountryFactory(code="CL")
    assert administrator.get(reverse("wagtailusers_users:index")).status_code == 200
    url = reverse("wagtailusers_users:add")
    person = {
        "email": "Rosa@Example.org",
        "first_name": "Rosa",
        "last_name": "Quispe",
        "language": "pt",
        "country": country.pk,
    }
    assert administrator.post(url, shown(administrator.get(url)) | person).status_code == 302
    rosa = User.objects.get(email="rosa@example.org")
    # They sign in by a code that is mailed to them; nobody else chooses a password for them.
    assert (rosa.language, rosa.country, rosa.has_usable_password()) == ("pt", country, False)

    again = administrator.post(url, shown(administrator.get(url)) | person | {"email": "ROSA@example.org"})
    assert again.status_code == 200
    assert "email" in again.context["form"].errors

    url = reverse("wagtailusers_users:edit", args=[rosa.pk])
    assert administrator.post(url, shown(administrator.get(url)) | {"language": "fr"}).status_code == 302
    rosa.refresh_from_db()
    assert rosa.language == "fr"


def test_an_editor_edits_the_identity_but_no_people(editor):
    assert editor.get(reverse("wagtailsettings:edit", args=["core", "siteidentity"]), follow=True).status_code == 200
    assert editor.get(reverse("wagtailusers_users:index")).status_code == 302
    assert editor.get(reverse("wagtailadmin_home")).status_code == 200
    assert SiteIdentity.objects.count() <= 1


def test_somebody_without_rights_does_not_enter(client):
    client.force_login(UserFactory())
    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    assert client.get(address(Country, "list")).status_code == 302


def test_records_of_editions_and_the_outbox_are_looked_at_only(client):
    administrator = signed_in(client, is_superuser=True)
    record = EditionRecordFactory()
    entry = OutboxEntry.objects.create(kind="note")
    for row in (record, entry):
        model = type(row)
        assert administrator.get(address(model, "list")).status_code == 200
        assert administrator.get(address(model, "inspect", row.pk)).status_code == 200
        administrator.post(address(model, "delete", row.pk))
        assert administrator.get(address(model, "add")).status_code == 302
    assert EditionRecord.objects.count() == 1
    assert OutboxEntry.objects.filter(pk=entry.pk).exists()
