"""The glossary comes from a file, stands in the admin, and gives every word with its language."""

import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from alliance.core.loading import Outcome, Report, Row
from alliance.site.roles import EDITORS, ensure_groups
from search.models import Concept, GlossaryTerm
from search.services.content.glossary import load_glossary
from tests.admin import add_row, shown, signed_in

pytestmark = pytest.mark.django_db


def entry(code, *, related=(), category="people", **terms):
    words = terms or {"es": ("docente", ["maestra"]), "fr": ("enseignant", [])}
    data = {"id": code, "category": category, "related": list(related)}
    return data | {language: {"term": term, "synonyms": others} for language, (term, others) in words.items()}


def load(*entries, overwrite=False):
    report = Report()
    rows = [Row("glossary.json", f"row {number}", data, data["id"]) for number, data in enumerate(entries, 1)]
    load_glossary(rows, report, overwrite=overwrite)
    return report


def outcomes(report):
    return dict(report.files["glossary.json"])


def test_concepts_have_their_words_and_are_related_to_those_that_come_later():
    report = load(entry("teacher", related=["facilitator"]), entry("facilitator"))
    assert outcomes(report) == {Outcome.CREATED: 2}
    rows = [
        (row.concept.code, row.concept.category, row.language, row.term, row.synonyms)
        for row in GlossaryTerm.objects.with_concepts()
    ]
    assert rows[2:] == [
        ("teacher", "people", "es", "docente", ["maestra"]),
        ("teacher", "people", "fr", "enseignant", []),
    ]
    assert [each.code for each in Concept.objects.get(code="teacher").related.all()] == ["facilitator"]


def test_loaded_again_nothing_changes_and_what_changed_in_the_file_is_stored():
    load(entry("teacher", related=["facilitator"]), entry("facilitator"))
    assert outcomes(load(entry("teacher", related=["facilitator"]), entry("facilitator"))) == {Outcome.UNCHANGED: 2}
    changed = load(entry("teacher", es=("docente", ["maestra", "profesora"])), entry("facilitator"))
    assert outcomes(changed)[Outcome.UPDATED] == 1
    assert GlossaryTerm.objects.get(concept__code="teacher").synonyms == ["maestra", "profesora"]
    assert not Concept.objects.get(code="teacher").related.exists()


def test_what_an_editor_wrote_is_kept_unless_the_file_is_said_to_win():
    load(entry("teacher"))
    GlossaryTerm.objects.filter(language="es").update(other_words="profe\nmaestra")
    changed = entry("teacher", es=("docente", []))
    assert "was edited since it was loaded" in str(load(changed).problems[0])
    assert GlossaryTerm.objects.get(language="es").synonyms == ["profe", "maestra"]
    assert outcomes(load(changed, overwrite=True)) == {Outcome.UPDATED: 1}
    assert GlossaryTerm.objects.get().synonyms == []


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (entry("teacher", related=["nobody"]), "related"),
        (entry("Teacher"), "id"),
        (entry("teacher", category="animals"), "category"),
        (entry("teacher", es=("", [])), "es.term"),
        (entry("teacher", it=("docente", [])), "it"),
        ({"id": "teacher", "category": "people", "related": []}, ""),
    ],
)
def test_a_broken_row_is_rejected_with_its_field(data, field):
    report = load(data)
    assert field in [problem.field for problem in report.problems]
    assert not Concept.objects.exists()


def test_an_editor_adds_a_word_in_the_admin(client):
    load(entry("teacher"))
    ensure_groups()
    editor = signed_in(client, groups=[Group.objects.get(name=EDITORS)])
    concept = Concept.objects.get()
    url = reverse("glossary:edit", args=[concept.pk])
    data = shown(editor.get(url))
    add_row(data, "terms", language="pt", term="professor", other_words="professora\n\nprofessor \n")
    answer = editor.post(url, data)
    assert answer.status_code == 302
    assert GlossaryTerm.objects.get(language="pt").synonyms == ["professora"]
    page = editor.get(reverse("glossary:list"), {"q": "maestra"}).content.decode()
    assert "docente" in page


def test_the_file_of_the_demo_has_no_broken_row():
    from tests.content import CONTENT

    report = load(*json.loads((CONTENT / "glossary.json").read_text(encoding="utf-8")))
    assert outcomes(report) == {Outcome.CREATED: 135}
    assert GlossaryTerm.objects.count() == 540
