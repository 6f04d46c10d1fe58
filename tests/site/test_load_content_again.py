"""Loading again: what has changed, what people edited since, and runs that write nothing."""

import io

import pytest
from django.core.management import CommandError, call_command

from alliance.core.loading import Outcome
from alliance.core.models import Institution, LoadedRow, Origin, Term
from alliance.site.content import ContentFolder, NothingToLoad
from evidence.models import LibraryRow, Practice, PracticeText, PracticeVersion
from evidence.services.publishing import practice_published
from tests.factories.evidence import PracticeFactory, term
from tests.site.loading import GOOD, load, only_problem, row

pytestmark = pytest.mark.django_db


def test_texts_are_composed_so_that_equal_words_are_equal(folder):
    load(folder([row(title="Educacio\u0301n")]))

    assert PracticeText.objects.get().title == "Educaci\u00f3n"


def test_a_changed_row_updates_its_record_and_keeps_a_second_version(folder):
    load(folder([row()]))

    report = load(folder([row(students_reached=100, technologies=["tablet"])]))

    assert report.files["practices.json"] == {Outcome.UPDATED: 1}
    practice = Practice.objects.get()
    assert practice.students_reached == 100
    assert sorted(practice.terms.values_list("code", flat=True)) == ["primary", "tablet"]
    assert list(practice.versions.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert "technology:tablet" in LibraryRow.objects.get().codes
    assert load(folder()).files["practices.json"] == {Outcome.UNCHANGED: 1}


def test_a_translation_that_did_not_follow_its_original_is_outdated(folder):
    words = {"radio-escolar": {"en": {"title": "School radio", "summary": "Students make radio."}}}
    load(folder([row()], **{"translations/practices.json": words}))
    load(folder([row(summary="Ahora también graban pódcasts.")]))

    practice = Practice.objects.in_full().get()
    assert practice.text("en").is_outdated(practice.original_text)

    words["radio-escolar"]["en"]["summary"] = "They record podcasts too."
    load(folder(**{"translations/practices.json": words}))

    practice = Practice.objects.in_full().get()
    assert not practice.text("en").is_outdated(practice.original_text)


def test_an_edited_record_whose_row_did_not_change_stays_as_edited(folder):
    load(folder([row()]))
    text = PracticeText.objects.get()
    text.summary = "Editado a mano."
    text.save()

    report = load(folder())

    assert report.files["practices.json"] == {Outcome.UNCHANGED: 1}
    assert PracticeText.objects.get().summary == "Editado a mano."


def test_where_record_and_row_have_both_changed_the_row_is_rejected_until_overwrite(folder):
    load(folder([row()]))
    text = PracticeText.objects.get()
    text.summary = "Editado a mano."
    text.save()
    path = folder([row(title="Radio nueva")])

    problem = only_problem(load(path))
    assert (problem.key, problem.reason) == ("radio-escolar", "was edited since it was loaded; --overwrite replaces it")
    assert PracticeText.objects.get().title == "Radio escolar"

    assert load(path, overwrite=True).files["practices.json"] == {Outcome.UPDATED: 1}
    assert (PracticeText.objects.get().title, PracticeText.objects.get().summary) == ("Radio nueva", GOOD["summary"])


def test_overwrite_shows_the_loaded_words_in_the_editor_too(folder):
    load(folder([row()]))
    practice = Practice.objects.in_full().get()
    practice.locality = "Chiloé"
    practice.save_revision()  # a draft that was never published

    assert "edited since" in only_problem(load(folder([row(title="Radio nueva", locality="Ancud")]))).reason
    load(folder(), overwrite=True)

    draft = Practice.objects.get().get_latest_revision_as_object()
    assert (draft.locality, draft.text("es").title) == ("Ancud", "Radio nueva")
    assert not Practice.objects.get().has_unpublished_changes


def test_a_record_made_by_hand_is_not_taken_over(folder):
    practice = PracticeFactory(slug="radio-escolar")
    practice_published(practice=practice)

    assert only_problem(load(folder([row()]))).reason == "exists already, made by hand; --overwrite replaces it"


def test_a_deleted_record_does_not_come_back_by_itself(folder):
    load(folder([row()]))
    Practice.objects.all().delete()

    assert load(folder()).files["practices.json"] == {Outcome.UNCHANGED: 1}
    assert "was deleted since" in only_problem(load(folder([row(title="Nueva")]))).reason
    assert load(folder(), overwrite=True).files["practices.json"] == {Outcome.CREATED: 1}


def test_an_edited_term_or_country_is_kept_likewise(folder):
    labels = {"es": "Dron", "en": "Drone", "pt": "Drone", "fr": "Drone"}
    load(folder({"technology": [{"code": "drone", "labels": labels}]}, name="vocabularies.json"))
    Term.objects.filter(code="drone").update(label_es="Aeronave")

    assert load(folder()).problems == []
    changed = {"technology": [{"code": "drone", "labels": {**labels, "en": "Drones"}}]}
    assert "edited since" in only_problem(load(folder(changed, name="vocabularies.json"))).reason
    assert Term.objects.get(code="drone").label_es == "Aeronave"


def test_a_merged_term_stands_for_its_heir(folder):
    old, heir = term("technology:tablet"), term("technology:radio_tv")
    Term.objects.filter(pk=old.pk).update(merged_into=heir)

    load(folder([row(technologies=["tablet"])]))

    assert list(Practice.objects.get().terms.filter(vocabulary="technology")) == [heir]


def test_a_load_that_was_killed_before_listing_is_completed_by_the_next(folder):
    load(folder([row()]))
    LibraryRow.objects.all().delete()

    load(folder())

    assert LibraryRow.objects.get().practice.slug == "radio-escolar"


def test_a_dry_run_reports_the_same_and_writes_nothing(folder):
    path = folder([row(), row(slug="mala", context="lunar")])
    output = io.StringIO()

    with pytest.raises(CommandError, match=r"Rejected: 1\. Everything else would be loaded\."):
        call_command("load_content", str(path), dry_run=True, stdout=output)

    assert output.getvalue().splitlines() == [
        "practices.json                     created 1, updated 0, unchanged 0, rejected 1",
        "institutions named by these files  created 1, updated 0, unchanged 0, rejected 0",
        "rejected  practices.json: row 2 (mala): context: “lunar” is no code of the vocabulary context",
        "Dry run: nothing was written.",
    ]
    for model in (Practice, PracticeVersion, Institution, LibraryRow, LoadedRow):
        assert not model.objects.exists()


def test_the_command_ends_with_an_error_when_a_row_was_rejected(folder):
    with pytest.raises(CommandError, match=r"Rejected: 1\. Everything else was loaded\.") as ended:
        call_command("load_content", str(folder([row(context="lunar"), row(slug="buena")])), stdout=io.StringIO())

    assert ended.value.returncode == 1
    assert Practice.objects.get().slug == "buena"


def test_a_folder_without_content_is_refused(tmp_path):
    with pytest.raises(NothingToLoad):
        ContentFolder(tmp_path)
    with pytest.raises(CommandError, match="holds no content"):
        call_command("load_content", str(tmp_path))
    with pytest.raises(CommandError, match="is no folder"):
        call_command("load_content", str(tmp_path / "none"))


def test_summary_en_is_a_machine_translation_under_the_original_title(folder):
    load(folder([row(summary_en="Students make a radio programme.")]))

    english = PracticeText.objects.get(language="en")
    assert (english.origin, english.title) == (Origin.MACHINE, "Radio escolar")
