"""Rows stand or fall alone: what is rejected, why, and what happens to the others."""

import json

import pytest
from django.db import IntegrityError

from alliance.core.loading import Outcome
from alliance.core.models import Country, Institution, LoadedRow, Term
from evidence.models import Practice, PracticeText, Programme
from evidence.services import publishing
from tests.site.loading import load, only_problem, row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        (
            {"technologies": ["radio_tv", "telegraph"]},
            "technologies",
            "“telegraph” is no code of the vocabulary technology",
        ),
        ({"context": "lunar"}, "context", "“lunar” is no code of the vocabulary context"),
        (
            {"licence": "all mine"},
            "licence",
            "“all mine” is none of CC0 1.0, CC BY 4.0, CC BY-SA 4.0, CC BY-NC 4.0, CC BY-NC-SA 4.0, CC BY-ND 4.0, "
            "CC BY-NC-ND 4.0",
        ),
        ({"country": "XX"}, "country", "“XX” is the code of no country here"),
        ({"country": ""}, "country", "is missing"),
        ({"start_year": "two thousand"}, "start_year", "must be a whole number, not the text “two thousand”"),
        ({"start_year": 2019.5}, "start_year", "must be a whole number, not the number 2019.5"),
        ({"start_year": True}, "start_year", "must be a whole number, not true or false"),
        ({"start_year": 19}, "start_year", "19 is not between 1950 and 2100"),
        ({"end_year": 2001}, "end_year", "2001 is before start_year 2019"),
        ({"students_reached": -4}, "students_reached", "-4 is not between 0 and 2147483647"),
        ({"levels": "primary"}, "levels", "must be a list of texts, not the text “primary”"),
        ({"levels": [1]}, "levels", "must be a list of texts, not a list"),
        ({"title": 7}, "title", "must be text, not the number 7"),
        ({"title": ""}, "title", "is missing"),
        ({"title": "x" * 251}, "title", "is longer than 250 characters"),
        ({"summary": None}, "summary", "is missing"),
        ({"original_language": "de"}, "original_language", "“de” is none of es, en, pt, fr, nl, ht"),
        ({"slug": "Radio Escolar"}, "slug", "“Radio Escolar” may hold small letters, digits and single hyphens only"),
        ({"slug": "statistics"}, "slug", "“statistics” is an address that the site needs for itself"),
        ({"source_urls": ["javascript:alert(1)"]}, "source_urls", "“javascript:alert(1)” is not a web address"),
        (
            {"sources": [{"url": "https://a.org", "accessed": "soon"}]},
            "sources[0].accessed",
            "“soon” is not a date like 2024-11-30",
        ),
        ({"sources": [{"url": "https://a.org", "read": "x"}]}, "sources[0].read", "is no field of this file"),
        ({"sources": ["https://a.org"]}, "sources[0]", "must be an object with named fields"),
        ({"start_yaer": 2019}, "start_yaer", "is no field of this file"),
        ({"title": "Radio\x00"}, "title", "holds the character NUL"),
    ],
)
def test_a_bad_field_is_named_with_its_reason_and_the_other_rows_load(folder, changes, field, reason):
    report = load(folder([row(**changes), row(slug="otra", title="Otra")]))

    problem = only_problem(report)
    assert (problem.file, problem.place, problem.field, problem.reason) == ("practices.json", "row 1", field, reason)
    assert report.files["practices.json"] == {Outcome.REJECTED: 1, Outcome.CREATED: 1}
    assert list(Practice.objects.values_list("slug", flat=True)) == ["otra"]


def test_all_that_is_wrong_with_a_row_is_said_at_once(folder):
    report = load(folder([row(country="XX", technologies=["telegraph"], end_year=2001)]))

    assert {problem.field for problem in report.problems} == {"country", "technologies", "end_year"}
    assert report.rejected == 1


def test_the_second_row_with_a_slug_is_rejected_with_the_place_of_the_first(folder):
    report = load(folder([row(), row(title="Otra radio")]))

    assert (
        str(only_problem(report))
        == "practices.json: row 2 (radio-escolar): slug: “radio-escolar” stands in row 1 already"
    )
    assert PracticeText.objects.get().title == "Radio escolar"


def test_a_broken_json_line_is_rejected_and_the_lines_around_it_load(folder):
    lines = [json.dumps(row()), '{"slug": "rota", "title": ', json.dumps(row(slug="otra"))]

    report = load(folder("\n".join(lines), name="practices.jsonl"))

    problem = only_problem(report)
    assert (problem.place, problem.reason) == ("line 2", "is no JSON: Expecting value (column 27)")
    assert Practice.objects.count() == 2


def test_lines_in_a_json_file_are_read_as_lines(folder):
    report = load(folder("\n".join([json.dumps(row()), "{broken", json.dumps(row(slug="otra"))])))

    assert only_problem(report).place == "line 2"
    assert Practice.objects.count() == 2


def test_a_broken_array_is_one_problem_of_the_file_with_its_line(folder):
    report = load(folder('[\n{"slug": "a"},\n{"slug": }\n]'))

    problem = only_problem(report)
    assert (problem.file, problem.place) == ("practices.json", "line 3")
    assert problem.reason.startswith("is no JSON: Expecting value")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7", "must hold a list of rows"),
        ("[NaN]", "is no JSON: NaN is no number"),
        ("[" * 100_000, "is no JSON: it is nested too deeply"),
    ],
)
def test_json_that_holds_no_rows_is_refused_as_a_whole(folder, text, reason):
    assert only_problem(load(folder(text))).reason == reason


def test_a_row_in_another_encoding_is_rejected_and_the_others_load(folder):
    latin = (
        json.dumps([row(title="Educación"), row(slug="otra")], ensure_ascii=False)
        .replace("Puyán", "Puerto")
        .encode("latin-1")
    )

    report = load(folder(latin))

    problem = only_problem(report)
    assert (problem.place, problem.field) == ("row 1", "title")
    assert problem.reason == "is not UTF-8; save the file with the encoding UTF-8"
    assert Practice.objects.get().slug == "otra"


def test_a_file_in_utf_16_is_refused_as_a_whole(folder):
    assert "is not UTF-8" in only_problem(load(folder(json.dumps([row()]).encode("utf-16")))).reason


def test_a_rejected_row_leaves_no_institution_behind(folder):
    load(folder([row(context="lunar")]))

    assert not Institution.objects.exists()
    assert not LoadedRow.objects.exists()


def test_a_row_that_fails_while_it_is_stored_leaves_nothing_behind(folder, monkeypatch):
    keep_version = publishing.keep_version

    def fail_for_one(practice, **options):
        if practice.slug == "radio-escolar":
            raise IntegrityError("on purpose")
        return keep_version(practice, **options)

    monkeypatch.setattr(publishing, "keep_version", fail_for_one)

    report = load(folder([row(), row(slug="otra")]))

    assert only_problem(report).reason == "is refused by the database: on purpose"
    assert Practice.objects.get().slug == "otra"
    assert set(PracticeText.objects.values_list("practice__slug", flat=True)) == {"otra"}
    assert Practice.objects.get().institution == Institution.objects.get()
    assert LoadedRow.objects.get().key == "otra"


def test_what_belongs_to_no_practice_of_the_folder_is_rejected(folder):
    path = folder([row()], **{"translations/practices.json": {"otra": {"en": {"title": "Other"}}}})

    problem = only_problem(load(path))
    assert (problem.file, problem.key) == ("translations/practices.json", "otra")
    assert problem.reason == "belongs to no practice that was loaded with it"


def test_a_bad_translation_is_rejected_and_its_practice_loads(folder):
    path = folder([row()], **{"translations/practices.json": {"radio-escolar": {"en": {"titel": "Radio"}}}})

    report = load(path)

    assert only_problem(report).field == "en.titel"
    assert Practice.objects.get().text("es").title == "Radio escolar"


def test_a_bad_translation_takes_nothing_away_from_a_practice_that_is_there(folder):
    words = {"radio-escolar": {"en": {"title": "School radio", "summary": "Students make radio."}}}
    load(folder([row()], **{"translations/practices.json": words}))

    words["radio-escolar"]["en"]["title"] = 7
    report = load(folder([row(title="Radio nueva")], **{"translations/practices.json": words}))

    assert only_problem(report).field == "en.title"
    assert {text.language: text.title for text in PracticeText.objects.all()} == {
        "es": "Radio escolar",
        "en": "School radio",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"names": {"es": "Uruguay", "en": "Uruguay", "pt": "Uruguai"}}, "names.fr"),
        ({"iso2": "uy"}, "iso2"),
        ({"unesco_status": "observer"}, "unesco_status"),
        ({"capital": {"name": "Montevideo", "lat": 134, "lon": -56}}, "capital.lat"),
    ],
)
def test_a_bad_country_is_rejected(folder, changes, field):
    country = {
        "iso2": "UY",
        "iso3": "URY",
        "names": {"es": "Uruguay", "en": "Uruguay", "pt": "Uruguai", "fr": "Uruguay"},
        "unesco_status": "member_state",
    }

    problem = only_problem(load(folder([{**country, **changes}], name="countries.json")))

    assert problem.field == field
    assert not Country.objects.filter(code3="URY").exists()


def test_a_bad_term_or_vocabulary_is_rejected_and_the_other_terms_load(folder):
    labels = {"es": "Dron", "en": "Drone", "pt": "Drone", "fr": "Drone"}
    terms = [
        {"code": "drone", "labels": labels},
        {"code": "Drone!", "labels": labels},
        {"code": "kite", "labels": {"es": "Cometa"}},
    ]

    report = load(folder({"technology": terms, "colour": []}, name="vocabularies.json"))

    assert {(problem.place, problem.field) for problem in report.problems} == {
        ("technology 2", "code"),
        ("technology 3", "labels.en"),
        ("technology 3", "labels.pt"),
        ("technology 3", "labels.fr"),
        ("entry 2", ""),
    }
    assert Term.objects.get(code="drone").label_pt == "Drone"


def test_a_bad_programme_is_rejected_and_the_others_load(folder):
    good = {
        "slug": "enlaces",
        "country": "CL",
        "name": "Enlaces",
        "summary_es": "Red de escuelas.",
        "phases": [{"year": "1992", "what": "Comienza"}],
    }
    bad = {**good, "slug": "malo", "indicators": [{"name": "Escuelas", "unit": "escuelas"}], "status": "paused"}

    report = load(folder([good, bad], name="programmes.json"))

    assert {problem.field for problem in report.problems} == {"indicators[0].value", "status"}
    assert Programme.objects.get().slug == "enlaces"


def test_translated_phases_must_be_as_many_as_the_programme_has(folder):
    good = {
        "slug": "enlaces",
        "country": "CL",
        "name": "Enlaces",
        "summary_es": "Red.",
        "phases": [{"year": "1992", "what": "Comienza"}],
    }
    words = {"enlaces": {"en": {"name": "Enlaces", "phases": []}, "fr": {"phases": [{"what": "Un"}, {"what": "Deux"}]}}}

    report = load(folder([good], name="programmes.json", **{"translations/programmes.json": words}))

    assert only_problem(report).reason == "are 2, but the programme has 1"


def test_a_bad_record_of_an_edition_is_rejected_and_the_others_load(folder):
    edition = {"slug": "mapping", "title": dict.fromkeys(("es", "en", "pt", "fr"), "Mapeo")}
    matrix = "\n".join(
        [
            "code,country,context,technologies,beneficiaries,students_reached",
            "A-1,CL,rural,radio_tv|tablet,,0",
            "A-2,XX,rural,,,0",
            "A-3,CL,rural,,,5",
        ]
    )

    report = load(folder(**{"m/edition.json": edition, "m/matrix.csv": matrix}))

    assert [(problem.place, problem.field) for problem in report.problems] == [
        ("line 3", "country"),
        ("line 4", "students_reached"),
    ]
    assert report.files["m/matrix.csv"][Outcome.CREATED] == 1


@pytest.mark.parametrize(("written", "held"), [("CC BY 4.0", "cc-by-4.0"), ("cc0-1.0", "cc0-1.0"), ("", "")])
def test_a_licence_is_known_by_its_name_and_its_code(folder, written, held):
    load(folder([row(licence=written)]))
    assert Practice.objects.get().licence == held
