"""The real tracks, courses and lessons, and rows of theirs that cannot be loaded."""

import json
from collections import Counter

import pytest
from django.utils import translation
from wagtail_localize.models import StringTranslation, Translation

from alliance.core.models import Origin
from evidence.models import Practice
from tests.content import CONTENT, real_content  # noqa: F401 - pytest finds the fixture in this namespace
from training.models import CoursePage, LessonPage, TrackPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_content")]
LANGUAGES = ("es", "en", "pt", "fr")


def read(name: str):
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def course(slug: str, language: str) -> CoursePage:
    return CoursePage.objects.with_state_of_words().get(slug=slug, locale__language_code=language)


def lesson(slug: str, language: str) -> LessonPage:
    return LessonPage.objects.with_state_of_words().get(slug=slug, locale__language_code=language)


def test_four_tracks_and_thirteen_courses_stand_in_four_languages_and_none_is_an_alias():
    for model, count in ((TrackPage, 4), (CoursePage, 13)):
        pages = model.objects.visible_to(None).filter(alias_of=None)
        assert Counter(pages.values_list("locale__language_code", flat=True)) == dict.fromkeys(LANGUAGES, count)
        assert not model.objects.exclude(alias_of=None).exists()
        assert not model.objects.outdated().exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_track_holds_its_courses_in_the_order_of_the_file(language):
    tracks = TrackPage.objects.in_language(language).order_by("path")
    assert [track.slug for track in tracks] == [row["slug"] for row in read("tracks.json")]
    assert [track.title for track in tracks] == [row["title"][language] for row in read("tracks.json")]
    full = read("courses_full.json")
    for track in tracks:
        slugs = [page.slug for page in CoursePage.objects.child_of(track).order_by("path")]
        assert slugs == [slug for slug, facts in full.items() if facts["track"] == track.slug]


def test_a_course_has_its_facts_and_none_that_no_source_states():
    modalities = {"virtual": "virtual", "in person": "in_person", "mixta": "blended"}
    full = read("courses_full.json")
    for row in read("courses.json"):
        for language in LANGUAGES:
            page = course(row["slug"], language)
            assert page.status == row["status"]
            assert page.languages.split() == row["languages"]
            assert page.modality == modalities[row["modality"]]
            assert page.level == full[row["slug"]].get("level", "")
            assert page.price == full[row["slug"]].get("price", {}).get(language, "")
            assert [each.value for each in page.competencies] == [
                point[language] for point in full[row["slug"]].get("competencies", [])
            ]
            assert page.link == ""
            assert bool(page.effort) == bool(row["duration"])
    assert Counter(CoursePage.objects.in_language("es").values_list("status", flat=True)) == {"real": 9, "adapted": 4}
    assert set(CoursePage.objects.values_list("level", flat=True)) == {"", "first_steps"}


def test_every_word_of_a_course_stands_in_its_language():
    words = read("translations/courses.json")
    for row in read("courses.json"):
        for language in LANGUAGES:
            told = words[row["slug"]].get(language, {})
            page = course(row["slug"], language)
            assert page.title == told.get("title", row["title"])
            assert page.provider == told.get("provider", row["provider"])
            assert page.audience == told.get("audience", row["audience"])
            assert page.effort == told.get("duration", row["duration"] or "")
            assert [each.value["title"] for each in page.modules] == told.get("modules", row["modules"])
            text = "".join(block.value.source.removeprefix("<p>").removesuffix("</p>") for block in page.body)
            assert f"{page.lead} {text}" == (row.get(f"summary_{language}") or told["summary"])


def test_a_course_is_original_in_the_language_into_which_nobody_translated_it():
    english = {"iiep-emis", "col-oer4ol", "col-intro-tel", "col-facilitating-online"}
    for row in read("courses.json"):
        original = "en" if row["slug"] in english else "es"
        for language in LANGUAGES:
            page = course(row["slug"], language)
            expected = Origin.ORIGINAL if language == original else Origin.MACHINE
            assert (page.words_origin, page.words_language) == (expected, language), (row["slug"], language)


def test_the_summary_in_the_other_language_is_a_persons_and_editors_see_that():
    page = course("unesco-ai-cft", "es")
    strings = StringTranslation.objects.filter(
        context__object_id=page.translation_key, locale__language_code="en"
    ).select_related("context")
    kinds = {string.context.path.partition(".")[0]: string.translation_type for string in strings}
    assert kinds == {
        "title": "machine",
        "lead": "manual",
        "cover_alt": "manual",
        "body": "manual",
        "provider": "machine",
        "audience": "machine",
        "effort": "machine",
        "modules": "machine",
    }
    with translation.override("es"):  # an earlier test may have left another language
        assert {each.get_status_display() for each in Translation.objects.all()} == {"Actualizado"}


def test_a_name_that_needs_no_translation_counts_as_translated():
    page = course("col-oer4ol", "fr")
    assert (page.provider, page.is_outdated) == ("Commonwealth of Learning", False)


def test_ten_lessons_stand_in_their_courses_and_follow_the_original_where_nobody_translated_them():
    languages = {"siged-transformacion-gestion": set(LANGUAGES), "unesco-ai-cft": {"es", "en"}}
    for slug, entry in read("lessons.json").items():
        for language in LANGUAGES:
            lessons = LessonPage.objects.visible_to(None).child_of(course(slug, language)).order_by("path")
            assert [(each.slug, each.module, each.minutes) for each in lessons] == [
                (told["slug"], told["module"], told["minutes"]) for told in entry["lessons"]
            ]
            for page, told in zip(lessons, entry["lessons"], strict=True):
                own = language in languages[slug]
                assert page.words_language == (language if own else "es")
                assert page.title == told["words"][page.words_language]["title"]
                assert (page.alias_of_id is None) == own
    assert set(LessonPage.objects.filter(alias_of=None).values_list("locale__language_code", "words_origin")) == {
        ("es", Origin.ORIGINAL),
        ("en", Origin.MACHINE),
        ("pt", Origin.MACHINE),
        ("fr", Origin.MACHINE),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blocks_of_a_lesson_are_those_of_the_file_in_its_language(language):
    (told,) = [
        each
        for each in read("lessons.json")["siged-transformacion-gestion"]["lessons"]
        if each["slug"] == "que-es-un-siged"
    ]
    words, page = told["words"][language], lesson("que-es-un-siged", language)
    assert [block.block_type for block in page.body] == [next(iter(block)) for block in words["body"]]
    assert page.lead == words["lead"]
    for block, said in zip(page.body, words["body"], strict=True):
        match block.block_type:
            case "heading":
                assert block.value == said["heading"]
            case "figure":
                assert {name: block.value[name] for name in said["figure"]} == said["figure"]
            case "table":
                assert (block.value["data"], block.value["table_caption"]) == (
                    said["table"]["rows"],
                    said["table"]["caption"],
                )
            case "accordion":
                assert [item["title"] for item in block.value["items"]] == [each["title"] for each in said["accordion"]]
    assert [block.value["url"] for block in page.sources] == [source["url"] for source in told["sources"]]


def test_a_practice_in_a_lesson_is_that_of_the_library_in_every_language():
    for language in LANGUAGES:
        page = lesson("procesos-de-gestion", language)
        chosen = [block.value["practice"] for block in page.body if block.block_type == "practice"]
        assert chosen == [Practice.objects.get(slug="internet-slep-maule-costa")]


def test_every_course_and_track_has_a_cover_of_its_own_with_words_in_its_language():
    pages = [*CoursePage.objects.select_related("cover"), *TrackPage.objects.select_related("cover")]
    assert len({page.cover.file_hash for page in pages}) == len({page.translation_key for page in pages}) == 17
    assert all(page.cover_alt for page in pages)
    emis = CoursePage.objects.get(slug="iiep-emis", locale__language_code="fr")
    assert emis.cover_alt == (
        "Toile sur le métier avec 5 bandes, une par module, la première en terre cuite\u00a0; 2 fils foncés, un par semaine."
    )
