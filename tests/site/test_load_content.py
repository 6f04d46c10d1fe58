"""Loading the real content: all of it arrives, whole, once."""

import csv
import io
import json
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Revision

from alliance.core.loading import Outcome, Report
from alliance.core.models import Country, Institution, LoadedRow, Origin, Term, Vocabulary
from alliance.site.content import INSTITUTIONS, ContentFolder
from evidence.models import (
    Edition,
    EditionRecord,
    LibraryRow,
    Practice,
    PracticeLineage,
    PracticeSource,
    PracticeText,
    PracticeVersion,
    Programme,
    ProgrammePhase,
)
from evidence.services.content.state import state_of
from tests.content import CONTENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_content")]


def read(name):
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def entries(*names):
    return {slug: entry for name in names for slug, entry in read(f"translations/{name}.json").items()}


ROWS = {
    "vocabularies.json": 111,
    "countries.json": 40,
    "glossary.json": 135,
    "practices.json": 138,
    "practices_full.json": 24,
    "translations/practices_a.json": 69,
    "translations/practices_b.json": 69,
    "programmes.json": 35,
    "programmes_full.json": 27,
    "translations/programmes.json": 35,
    "events_news.json": 31,
    "events_news_full.json": 31,
    "translations/events_news.json": 31,
    "tracks.json": 4,
    "courses.json": 13,
    "courses_full.json": 13,
    "translations/courses.json": 13,
    "lessons.json": 10,
    "networks.json": 13,
    "networks_full.json": 13,
    "translations/networks.json": 13,
    "mapping_179/edition.json": 1,
    "mapping_179/matrix.csv": 179,
    INSTITUTIONS: 168,
}


def test_every_row_of_every_file_stands_in_the_database_and_none_was_rejected():
    remembered = Counter(LoadedRow.objects.exclude(digest="").values_list("kind", flat=True))
    assert remembered == {
        "term": 111,
        "country": 40,
        "concept": 135,
        "practice": 138,
        "programme": 35,
        "news": 17,
        "event": 14,
        "track": 4,
        "course": 13,
        "lesson": 10,
        "network": 13,
        "edition": 1,
        "edition_record": 179,
    }


def test_the_library_holds_what_the_issue_promises():
    assert Practice.objects.filter(live=True).count() == 138
    assert LibraryRow.objects.filter(is_counted=True).count() == 138
    assert Practice.objects.values("country").distinct().count() == 37
    assert Programme.objects.filter(live=True).count() == 35
    assert Country.objects.filter(live=True).count() == 40
    assert Counter(Country.objects.values_list("membership", flat=True)) == {"member_state": 33, "associate_member": 7}
    assert Institution.objects.filter(live=True).count() == 168
    assert EditionRecord.objects.count() == 179


def test_every_term_has_a_label_in_every_language():
    for language in ("es", "en", "pt", "fr"):
        assert not Term.objects.filter(**{f"label_{language}": ""}).exists()
        assert not Term.objects.filter(**{f"label_{language}": None}).exists()
    assert set(Term.objects.values_list("vocabulary", flat=True)) == set(Vocabulary.values)


def test_each_practice_has_one_original_and_the_site_languages_it_was_translated_into():
    origins = Counter(PracticeText.objects.values_list("practice__slug", "origin"))
    assert {slug for (slug, origin), count in origins.items() if origin == Origin.ORIGINAL and count == 1} == set(
        Practice.objects.values_list("slug", flat=True)
    )
    translations = entries("practices_a", "practices_b")
    for slug, languages in translations.items():
        for language, words in languages.items():
            row = PracticeText.objects.get(practice__slug=slug, language=language)
            assert (row.title, row.summary) == (words["title"], words["summary"])
            assert row.origin == Origin.MACHINE
    assert PracticeText.objects.filter(origin=Origin.MACHINE).count() == sum(map(len, translations.values()))


def test_no_translation_is_outdated_on_the_day_it_is_loaded():
    for practice in Practice.objects.prefetch_related("texts"):
        original = practice.original_text
        assert all(row.made_from == original.digest for row in practice.texts.all() if row != original)
        assert original.made_from == ""


def test_the_anatomy_of_twenty_four_practices_stands_in_every_language_it_was_told_in():
    for told in read("practices_full.json"):
        for language, sections in told["texts"].items():
            row = PracticeText.objects.get(practice__slug=told["slug"], language=language)
            for section in PracticeText.SECTIONS:
                assert bool(getattr(row, section)) == bool(sections[section]), (told["slug"], language, section)


def test_numbered_lines_become_a_list_and_nothing_in_a_text_is_markup():
    row = PracticeText.objects.get(practice__slug="atalaya-sur-villa-20", language="es")
    assert row.how_to_adapt.startswith("<ol><li>Recorrer el barrio")
    assert row.how_to_adapt.count("<li>") == 4
    assert row.context.startswith("<p>La Villa 20")


def test_cost_kind_of_evidence_and_notes_come_from_the_full_record():
    practice = Practice.objects.get(slug="impulsionar-brasil")
    assert (str(practice.cost_amount), practice.cost_currency, practice.cost_year) == ("2360000.00", "USD", 2021)
    assert practice.texts.get(language="pt").cost.startswith("Investimento conjunto anunciado")
    assert practice.texts.get(language="en").cost.startswith("Joint investment announced")
    kinds = Counter(Practice.objects.values_list("evidence_kind__code", flat=True))
    assert kinds == {
        None: 115,
        "monitoring_data": 15,
        "comparison_study": 4,
        "external_evaluation": 3,
        "self_report": 1,
    }
    assert "Adaptation steps are editorial" in practice.editor_notes


def test_a_cost_without_currency_keeps_the_amount_and_states_no_currency():
    practice = Practice.objects.get(slug="csf-coding-workshops")
    assert (str(practice.cost_amount), practice.cost_currency) == ("200.00", "")


def test_lineage_leads_to_practices_of_the_library_in_both_directions():
    links = PracticeLineage.objects.exclude(other=None).values_list("practice__slug", "relation", "other__slug")
    assert set(links) == {
        ("jadenka-panama", "adapted_from", "tikichuela-paraguay"),
        ("tikichuela-paraguay", "adapted_by", "jadenka-panama"),
        ("coding-for-kids-colombia", "adapted_by", "colombia-programa-biobots"),
    }
    assert PracticeLineage.objects.filter(other=None).exclude(name="").count() == 19


def test_sources_keep_their_dates_as_exact_as_given_and_say_what_rests_on_them():
    rows = {row.url: row for row in PracticeSource.objects.filter(practice__slug="atalaya-sur-villa-20")}
    page = rows["https://www.pagina12.com.ar/440366-una-red-de-wifi-propia-en-villa-20-instalada-por-mujeres"]
    assert (page.published, str(page.accessed_date)) == ("2022-07", "2026-11-22")
    assert page.supports == [
        "participants",
        "how_it_works",
        "results",
        "continuity_training",
        "continuity_infrastructure",
        "how_to_adapt",
    ]
    assert rows["https://accion.coop/?p=18318"].published == ""
    mirrors = sum(bool(source.get("mirror")) for row in read("practices.json") for source in row["sources"])
    assert PracticeSource.objects.filter(is_mirror=True).count() == mirrors == 6


def test_every_practice_has_exactly_its_first_version():
    assert list(PracticeVersion.objects.values_list("number", flat=True).distinct()) == [1]
    assert PracticeVersion.objects.count() == 138


def test_facts_that_no_source_states_are_empty():
    row = next(row for row in read("practices.json") if row["students_reached"] is None and not row["context"])
    practice = Practice.objects.get(slug=row["slug"])
    assert practice.students_reached is None
    assert practice.context is None


def test_library_rows_count_by_the_codes_of_the_file():
    for row in read("practices.json"):
        codes = set(LibraryRow.objects.get(practice__slug=row["slug"]).codes.split())
        expected = {f"country:{row['country']}", f"language:{row['original_language']}"}
        expected |= {f"organisation:{row['organisation_type']}"}
        expected |= {f"level:{code}" for code in row["levels"]} | {f"technology:{code}" for code in row["technologies"]}
        expected |= {f"purpose:{code}" for code in row["purposes"]} | {
            f"target:{code}" for code in row["target_groups"]
        }
        expected |= {f"beneficiary:{code}" for code in row["beneficiaries"]}
        expected |= {f"context:{row['context']}"} if row["context"] else set()
        expected |= {f"year:{row['start_year']}"} if row["start_year"] else set()
        assert codes == expected


def test_every_translation_of_a_programme_is_attached():
    for slug, languages in entries("programmes").items():
        programme = Programme.objects.in_full().get(slug=slug)
        texts = {row.language: row for row in programme.texts.all()}
        for language, words in languages.items():
            if words.get("name"):
                assert texts[language].name == words["name"]
            assert "summary" not in words or texts[language].origin == Origin.MACHINE
            if "phases" in words and slug != "enlaces-chile":  # its life cycle is told anew in programmes_full.json
                phases = [getattr(phase, f"what_{language}") for phase in programme.phases.all()]
                assert phases == [phase["what"] for phase in words["phases"]]
    assert not ProgrammePhase.objects.filter(what_es="").exists()


def test_enlaces_has_its_life_cycle_and_the_misprint_of_its_source():
    enlaces = Programme.objects.in_full().get(slug="enlaces-chile")
    assert [phase.stage.code if phase.stage else None for phase in enlaces.phases.all()] == [
        "connectivity_pilot",
        "pilot_with_partners",
        "national_programme",
        "absorbed_by_ministry",
        None,
        "renewal",
    ]
    schools, teachers, ratio = enlaces.indicators.all()
    assert (schools.confidence, schools.as_printed) == ("unverified", "almost 11,00 schools")
    assert (int(teachers.value), teachers.confidence) == (110_000, "reported")
    assert (int(ratio.value), ratio.confidence) == (10, "target")
    assert {other.slug for other in enlaces.comparable.all()} == {"plan-ceibal-uruguay", "pronie-costa-rica"}


def test_years_of_phases_are_read_only_where_the_source_prints_them():
    phases = ProgrammePhase.objects.filter(programme__slug="tablets-in-schools-jamaica-programme").order_by(
        "sort_order"
    )
    assert [(phase.when_en, phase.first_year, phase.last_year) for phase in phases] == [
        ("2013-04", 2013, None),
        ("2014-03", 2014, None),
        ("2014-2015", 2014, 2015),
        ("after pilot", None, None),
    ]


def test_what_was_written_in_dutch_is_kept_for_the_editors():
    programme = Programme.objects.get(slug="digitalisering-onderwijs-suriname")
    assert programme.steps_language == "nl"
    assert "Presentatie van drie beleidsdocumenten van het ministerie" in programme.editor_notes


def test_the_edition_presents_itself_as_assumed_in_every_language():
    edition = Edition.objects.get(slug="second-mapping-2024")
    assert (edition.is_assumed, edition.received) == (True, 184)
    for language in ("es", "en", "pt", "fr"):
        assert getattr(edition, f"title_{language}")
        assert "179" in getattr(edition, f"note_{language}")


def test_the_records_of_the_edition_say_what_the_matrix_says():
    with (CONTENT / "mapping_179" / "matrix.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    records = {record.code: record for record in EditionRecord.objects.all()}
    assert len(rows) == 179
    for row in rows:
        record = records[row["code"]]
        assert f"country:{row['country']}" in record.codes.split()
        assert f"organisation:{row['applicant_type']}" in record.codes.split()
        assert {f"technology:{code}" for code in row["technologies"].split("|")} <= set(record.codes.split())
        assert (record.students_reached or 0, record.teachers_reached or 0, record.stage) == (
            int(row["students_reached"]),
            int(row["teachers_reached"]),
            row["stage"],
        )


def test_a_second_load_changes_nothing_and_makes_no_version():
    before = dict(PracticeVersion.objects.values_list("practice__slug", "number"))
    revisions = Revision.objects.count()
    report = Report()
    with CaptureQueriesContext(connection) as queries:
        ContentFolder(CONTENT).load(report)
    assert report.problems == []
    assert {file: dict(counts) for file, counts in report.files.items()} == {
        file: {Outcome.UNCHANGED: count} for file, count in ROWS.items()
    }
    assert dict(PracticeVersion.objects.values_list("practice__slug", "number")) == before
    assert Revision.objects.count() == revisions
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_what_is_remembered_of_a_record_is_how_it_stands_in_the_database():
    states = {(row.kind, row.key): row.state for row in LoadedRow.objects.all()}
    for kind, model in (("practice", Practice), ("programme", Programme)):
        for record in model.objects.in_full():
            assert states[kind, record.slug] == state_of(record)


def test_the_command_prints_a_line_a_file():
    output = io.StringIO()
    call_command("load_content", str(CONTENT), stdout=output)
    lines = output.getvalue().splitlines()
    assert lines[3].split() == [
        "practices.json",
        "created",
        "0,",
        "updated",
        "0,",
        "unchanged",
        "138,",
        "rejected",
        "0",
    ]
    assert len(lines) == len(ROWS)
