"""Small files of tracks, courses and lessons: what has changed, what was edited, and what cannot be loaded."""

import copy

import pytest
from wagtail.models import Revision

from alliance.core.loading import Outcome
from alliance.core.models import Origin
from tests.factories.evidence import PracticeFactory
from tests.site.conftest import folder, references  # noqa: F401 - pytest finds fixtures in this namespace
from tests.site.loading import load, only_problem
from training.models import CoursePage, LessonPage, TrackPage

pytestmark = pytest.mark.django_db
TRACK = {
    "slug": "datos",
    "title": {"es": "Datos", "en": "Data", "pt": "Dados", "fr": "Données"},
    "lead": {"es": "Para decidir.", "en": "To decide.", "pt": "Para decidir.", "fr": "Pour décider."},
}
COURSE = {
    "slug": "tableros",
    "title": "Tableros",
    "provider": "OEI",
    "status": "real",
    "audience": "Equipos",
    "duration": None,
    "languages": ["es"],
    "modality": "virtual",
    "modules": ["Leer", "Decidir"],
    "summary_es": "Se aprende a leer.",
    "summary_en": "One learns to read.",
    "source_urls": ["https://example.org/tableros"],
}
WORDS = {"en": {"title": "Dashboards", "audience": "Teams", "modules": ["Reading", "Deciding"]}}
LESSON = {
    "slug": "leer",
    "module": 2,
    "minutes": 10,
    "words": {
        "es": {
            "title": "Leer",
            "lead": "Una cifra.",
            "body": [
                {"heading": "Qué"},
                {"text": "<p>Uno.</p><p>Dos.</p>"},
                {"quote": {"words": "Así es.", "who": "Ana", "role": ""}},
                {"practices": {"address": "?context=rural", "title": "Rurales", "most": 2}},
                {"statistic": {"basis": "library", "figure": "practices", "then": None}},
                {"table": {"caption": "Años", "rows": [["Año", "Uno"], ["2024", "12"]]}},
                {"accordion": [{"title": "¿Por qué?", "text": "<p>Porque sí.</p>"}]},
            ],
        },
        "en": {
            "title": "Reading",
            "lead": "A figure.",
            "body": [
                {"heading": "What"},
                {"text": "<p>One.</p><p>Two.</p>"},
                {"quote": {"words": "So it is.", "who": "Ana", "role": ""}},
                {"practices": {"address": "?context=rural", "title": "Rural ones", "most": 2}},
                {"statistic": {"basis": "library", "figure": "practices", "then": None}},
                {"table": {"caption": "Years", "rows": [["Year", "One"], ["2024", "12"]]}},
                {"accordion": [{"title": "Why?", "text": "<p>Because.</p>"}]},
            ],
        },
    },
    "origin": {"en": "human"},
    "sources": [{"url": "https://example.org/leer", "title": "Leer", "published": "2024", "accessed": "2026-11-22"}],
}


@pytest.fixture
def write(folder):  # noqa: F811 - a fixture is named by its parameter
    """Writes a track, a course with its words, and lessons; a change of any of them by its name."""

    def files(*, tracks=(TRACK,), courses=(COURSE,), full=None, words=None, lessons=(LESSON,)):
        return folder(
            **{
                "tracks.json": list(tracks),
                "courses.json": list(courses),
                "courses_full.json": {"tableros": {"track": "datos"}} if full is None else full,
                "translations/courses.json": {"tableros": WORDS if words is None else words},
                "lessons.json": {"tableros": {"original": "es", "lessons": list(lessons)}},
            }
        )

    return files


def page(model, slug: str, language: str):
    return model.objects.with_state_of_words().get(slug=slug, locale__language_code=language)


def changed_lesson(language: str, at: int, block: dict) -> dict:
    """The lesson with another block in one language."""
    changed = copy.deepcopy(LESSON)
    changed["words"][language]["body"][at] = block
    return changed


def test_every_kind_of_block_is_translated_string_by_string_and_a_person_said_so(write):
    assert load(write()).problems == []

    english = page(LessonPage, "leer", "en")
    assert (english.title, english.words_origin, english.is_outdated) == ("Reading", Origin.HUMAN, False)
    heading, text, quote, practices, statistic, table, accordion = (block.value for block in english.body)
    assert (heading, text.source) == ("What", "<p>One.</p><p>Two.</p>")
    assert (quote["words"], quote["who"], quote["role"]) == ("So it is.", "Ana", "")
    assert (practices["address"], practices["title"], practices["most"]) == ("?context=rural", "Rural ones", 2)
    assert (statistic["figure"], statistic["then"]) == ("practices", None)
    assert (table["table_caption"], table["data"]) == ("Years", [["Year", "One"], ["2024", "12"]])
    assert [(item["title"], item["text"].source) for item in accordion["items"]] == [("Why?", "<p>Because.</p>")]
    assert page(LessonPage, "leer", "fr").alias_of_id == page(LessonPage, "leer", "es").pk
    assert english.get_parent().slug == "tableros"


def test_a_second_load_changes_nothing(write):
    load(write())
    before = Revision.objects.count()

    report = load(write())

    assert {outcome for counts in report.files.values() for outcome in counts} == {Outcome.UNCHANGED}
    assert Revision.objects.count() == before


def test_only_the_lesson_that_changed_is_loaded_again(write):
    load(write(lessons=[LESSON, {**LESSON, "slug": "otra"}]))
    before = page(LessonPage, "otra", "es").last_published_at

    report = load(write(lessons=[{**LESSON, "minutes": 25}, {**LESSON, "slug": "otra"}]))

    assert report.files["lessons.json"] == {Outcome.UPDATED: 1, Outcome.UNCHANGED: 1}
    assert page(LessonPage, "leer", "en").minutes == 25
    assert page(LessonPage, "otra", "es").last_published_at == before


def test_a_course_moves_to_the_track_that_the_file_names_in_every_language(write):
    other = {**TRACK, "slug": "escuelas"}
    load(write(tracks=[TRACK, other]))

    report = load(write(tracks=[TRACK, other], full={"tableros": {"track": "escuelas"}}))

    assert report.files["courses.json"] == {Outcome.UPDATED: 1}
    for language in ("es", "en", "pt", "fr"):
        course = page(CoursePage, "tableros", language)
        assert course.get_parent().slug == "escuelas"
        assert f"/{language}/training/escuelas/tableros/" in course.url
        assert page(LessonPage, "leer", language).get_parent().pk == course.pk


def test_a_course_that_an_editor_moved_stays_there(write):
    other = {**TRACK, "slug": "escuelas"}
    load(write(tracks=[TRACK, other]))
    page(CoursePage, "tableros", "es").move(page(TrackPage, "escuelas", "es"), pos="last-child")

    report = load(write(tracks=[TRACK, other], courses=[{**COURSE, "provider": "BID"}]))

    assert report.problems[0].file == "courses.json"
    assert report.problems[0].reason == "was edited since it was loaded; --overwrite replaces it"
    assert page(CoursePage, "tableros", "es").get_parent().slug == "escuelas"


def test_an_edited_lesson_is_kept(write):
    load(write())
    edited = page(LessonPage, "leer", "en")
    edited.lead = "Edited."
    edited.save_revision().publish()

    assert load(write()).problems == []
    assert "edited since" in only_problem(load(write(lessons=[{**LESSON, "minutes": 25}]))).reason
    assert page(LessonPage, "leer", "en").lead == "Edited."


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({**LESSON, "module": 3}, "module", "The course has no module of this number."),
        ({**LESSON, "module": 0}, "module", "0 is not between 1 and 99"),
        (changed_lesson("es", 0, {"headline": "Qué"}), "words.es.body[0].", None),
        (
            changed_lesson("es", 0, {"heading": "Q" * 121}),
            "body.0",
            "Ensure this value has at most 120 characters (it has 121).",
        ),
        (
            changed_lesson("es", 2, {"practice": "no-such"}),
            "words.es.body[2].practice",
            "“no-such” is no practice of the library",
        ),
        (changed_lesson("es", 2, {"quote": {"words": "Así."}}), "words.es.body[2].quote.who", "is missing"),
        (
            changed_lesson("es", 4, {"statistic": {"basis": "library", "figure": "guesses"}}),
            "body.4.figure",
            "Select a valid choice. guesses is not one of the available choices.",
        ),
        (
            changed_lesson("es", 5, {"table": {"caption": "", "rows": [["Año"], ["2024", "12"]]}}),
            "words.es.body[5].table.rows",
            "must be lists of cells, all of the same length",
        ),
        (changed_lesson("en", 1, {"text": "<p>One.</p>"}), "body", "says 1 things in en where the original says 2"),
        (changed_lesson("en", 1, {"heading": "One"}), "body", "says 1 things in en where the original says 2"),
        (
            changed_lesson("en", 2, {"quote": {"words": "So.", "who": "Ana", "role": "Teacher"}}),
            "body",
            "says in en what the original lacks",
        ),
    ],
)
def test_a_bad_lesson_is_named_with_its_reason_and_the_others_load(write, changed, field, reason):
    problem = only_problem(load(write(lessons=[changed, {**LESSON, "slug": "buena"}])))

    assert (problem.file, problem.place, problem.key) == ("lessons.json", "tableros 1", "tableros/leer")
    assert problem.field == field
    assert problem.reason == reason or (reason is None and problem.reason.startswith("is none of heading, text, quote"))
    assert list(LessonPage.objects.in_language("es").values_list("slug", flat=True)) == ["buena"]


def test_a_practice_is_found_by_its_slug(write):
    practice = PracticeFactory(slug="radio")
    changed = copy.deepcopy(LESSON)
    for language in ("es", "en"):
        changed["words"][language]["body"][2] = {"practice": "radio"}

    assert load(write(lessons=[changed])).problems == []
    assert page(LessonPage, "leer", "en").body[2].value["practice"] == practice


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"full": {}}, "courses.json: row 1 (tableros): track: is named in no file"),
        ({"full": {"tableros": {"track": "luna"}}}, "courses.json: row 1 (tableros): track: “luna” is no track"),
        (
            {"courses": [{**COURSE, "modality": "by post"}]},
            "courses.json: row 1 (tableros): modality: “by post” is none of virtual, in person, mixta, blended",
        ),
        (
            {"courses": [{**COURSE, "status": "maybe"}]},
            "courses.json: row 1 (tableros): status: “maybe” is none of real, adapted",
        ),
        (
            {"words": {"en": {**WORDS["en"], "modules": ["Reading"]}}},
            "translations/courses.json: entry 1 (tableros): en.modules: are 1, but the course has 2",
        ),
        (
            {"full": {"tableros": {"track": "datos", "level": "expert"}}},
            "courses_full.json: entry 1 (tableros): level: “expert” is none of first_steps, working, advanced",
        ),
        (
            {"tracks": [TRACK, {**TRACK, "slug": "otra", "title": {"es": "Otra"}}]},
            "tracks.json: row 2 (otra): title.en: is missing",
        ),
    ],
)
def test_what_is_wrong_with_a_course_or_track_is_said(write, files, problem):
    assert problem in map(str, load(write(**files)).problems)


def test_lessons_of_no_course_are_rejected(folder):  # noqa: F811 - as above
    report = load(folder(**{"lessons.json": {"nada": {"original": "es", "lessons": [LESSON]}}}))
    assert str(only_problem(report)) == "lessons.json: nada 1 (nada/leer): course: “nada” is no course"
