"""Loading pages again: what has changed, what people edited since, and rows that cannot be loaded."""

import pytest
from django.core.management import call_command
from wagtail.models import Page, Revision
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from alliance.core.loading import Outcome
from alliance.core.models import LoadedRow, Origin, Picture
from alliance.site.models import EventPage, NewsPage
from tests.factories.evidence import term
from tests.factories.pages import news
from tests.factories.pictures import PictureFactory
from tests.site.loading import load, only_problem

pytestmark = pytest.mark.django_db
STORY = {
    "slug": "una-alianza",
    "date": "2026-03",
    "end_date": None,
    "kind": "news",
    "title": "Una alianza",
    "title_es": "Una alianza",
    "title_en": "An alliance",
    "location": "Ciudad de México",
    "modality": "in_person",
    "participants_count": None,
    "participating_countries_count": None,
    "organisations": ["OEA"],
    "summary_es": "Dos redes firman. Trabajarán en D. C. y en línea. Después habrá más.",
    "summary_en": "Two networks sign. They will work in D. C. and online. Later there will be more.",
    "source_urls": ["https://example.org/alianza"],
    "notes": "For editors.",
}
WORDS = {
    "en": {"location": "Mexico City"},
    "pt": {
        "title": "Uma aliança",
        "location": "Cidade do México",
        "summary": "Duas redes assinam. Trabalharão em D. C. e on-line. Depois haverá mais.",
    },
}


def story(**changes) -> dict:
    return {**STORY, **changes}


def write(folder, *rows, words=WORDS, full=None):
    """The folder with these stories, the first of which has translations and topics."""
    files = {"translations/events_news.json": {STORY["slug"]: words} if words else {}}
    return folder(list(rows), "events_news.json", **files, **({"events_news_full.json": full} if full else {}))


def in_language(language: str, slug: str = STORY["slug"]) -> NewsPage:
    return NewsPage.objects.with_state_of_words().get(slug=slug, locale__language_code=language)


def text_of(page) -> list[str]:
    return [block.value.source for block in page.body]


def save(page, **fields) -> None:
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_story_is_published_with_its_translations_and_an_alias_where_there_is_none(folder):
    report = load(write(folder, story()))

    assert report.problems == []
    assert report.files["events_news.json"] == {Outcome.CREATED: 1}
    assert report.files["translations/events_news.json"] == {Outcome.CREATED: 1}
    spanish, english, portuguese, french = map(in_language, ("es", "en", "pt", "fr"))
    assert spanish.lead == "Dos redes firman. Trabajarán en D. C. y en línea."
    assert text_of(spanish) == ["<p>Después habrá más.</p>"]
    assert (english.title, english.place, english.words_origin) == ("An alliance", "Mexico City", Origin.HUMAN)
    assert (portuguese.lead, text_of(portuguese)) == (
        "Duas redes assinam. Trabalharão em D. C. e on-line.",
        ["<p>Depois haverá mais.</p>"],
    )
    assert (french.alias_of_id, french.words_language) == (spanish.pk, "es")
    assert spanish.body[0].id == portuguese.body[0].id


def test_a_second_load_changes_nothing(folder):
    path = write(folder, story())
    load(path)
    before = (Revision.objects.count(), Page.objects.count(), in_language("pt").last_published_at)

    report = load(path)

    assert report.files["events_news.json"] == {Outcome.UNCHANGED: 1}
    assert (Revision.objects.count(), Page.objects.count(), in_language("pt").last_published_at) == before


def test_a_changed_row_updates_the_page_and_says_which_translation_did_not_follow(folder):
    load(write(folder, story()))
    key = in_language("es").translation_key

    changed = story(summary_es="Dos redes firman. Trabajarán aquí. Después habrá más.", date="2026-03-04")
    report = load(write(folder, changed))

    assert report.files["events_news.json"] == {Outcome.UPDATED: 1}
    spanish, portuguese = in_language("es"), in_language("pt")
    assert (spanish.translation_key, spanish.lead) == (key, "Dos redes firman. Trabajarán aquí.")
    assert (portuguese.date_precision, str(portuguese.published_date)) == ("day", "2026-03-04")
    assert (portuguese.lead, portuguese.is_outdated) == ("Duas redes assinam. Trabalharão em D. C. e on-line.", True)
    assert Page.objects.filter(translation_key=key).count() == 4

    followed = {**WORDS["pt"], "summary": "Duas redes assinam. Trabalharão aqui. Depois haverá mais."}
    load(write(folder, changed, words={**WORDS, "pt": followed}))

    portuguese = in_language("pt")
    assert (portuguese.lead, portuguese.is_outdated) == ("Duas redes assinam. Trabalharão aqui.", False)


def test_a_language_that_is_translated_later_takes_the_place_of_the_alias(folder):
    load(write(folder, story(), words=None))
    alias = in_language("pt")
    assert alias.words_language == "es"

    load(write(folder, story()))

    assert (in_language("pt").pk, in_language("pt").title, in_language("pt").alias_of_id) == (
        alias.pk,
        "Uma aliança",
        None,
    )


@pytest.mark.parametrize("language", ["es", "pt"])
def test_an_edited_page_stays_as_edited_and_a_changed_row_waits_for_overwrite(folder, language):
    load(write(folder, story()))
    save(in_language(language), title="Editado")

    assert load(write(folder, story())).files["events_news.json"] == {Outcome.UNCHANGED: 1}
    problem = only_problem(load(write(folder, story(organisations=["OEI"]), words=None)))
    assert (problem.key, problem.reason) == (STORY["slug"], "was edited since it was loaded; --overwrite replaces it")
    assert (in_language(language).title, in_language("es").organisations) == ("Editado", "OEA")

    report = load(write(folder, story(organisations=["OEI"])), overwrite=True)

    assert report.files["events_news.json"] == {Outcome.UPDATED: 1}
    assert in_language(language).title == {"es": "Una alianza", "pt": "Uma aliança"}[language]
    assert in_language("pt").organisations == "OEI"


def test_a_string_that_was_translated_anew_counts_as_an_edit_before_it_is_published(folder):
    load(write(folder, story()))
    string = StringTranslation.objects.get(context__path="title", locale__language_code="pt")
    string.data, string.translation_type = "Uma nova aliança", "manual"
    string.save()

    assert "edited since" in only_problem(load(write(folder, story(date="2026"), words=None))).reason
    assert StringTranslation.objects.get(pk=string.pk).data == "Uma nova aliança"


def test_a_draft_that_was_never_published_counts_as_an_edit(folder):
    load(write(folder, story()))
    page = in_language("es")
    page.title = "En borrador"
    page.save_revision()

    assert "edited since" in only_problem(load(write(folder, story(date="2026"), words=None))).reason
    assert NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "En borrador"


def test_a_page_made_by_hand_in_the_same_place_is_not_taken_over(folder):
    page = news(slug=STORY["slug"], title="A mano")

    reason = only_problem(load(write(folder, story(), words=None))).reason
    assert reason == "exists already, made by hand; --overwrite replaces it"
    assert NewsPage.objects.get(pk=page.pk).title == "A mano"


def test_a_deleted_page_comes_back_only_by_overwrite_and_then_whole(folder):
    load(write(folder, story()))
    save(in_language("es"), title="Editado")
    in_language("es").delete()

    assert load(write(folder, story())).files["events_news.json"] == {Outcome.UNCHANGED: 1}
    assert "was deleted since" in only_problem(load(write(folder, story(date="2026"), words=None))).reason
    report = load(write(folder, story()), overwrite=True)

    assert report.files["events_news.json"] == {Outcome.CREATED: 1}
    assert [in_language(language).title for language in ("es", "en", "pt", "fr")] == [
        "Una alianza",
        "An alliance",
        "Uma aliança",
        "Una alianza",
    ]
    assert not NewsPage.objects.outdated().exists()


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"date": "2026-13"}, "date", "“2026-13” is not a date like 2024, 2024-07 or 2024-07-15"),
        ({"date": "marzo"}, "date", "“marzo” is not a date like 2024, 2024-07 or 2024-07-15"),
        ({"date": None}, "date", "is missing"),
        ({"kind": "rumour"}, "kind", "“rumour” is none of news, event"),
        ({"summary_es": ""}, "summary_es", "is missing"),
        ({"titel": "Una"}, "titel", "is no field of this file"),
        ({"slug": "Una Alianza"}, "slug", "“Una Alianza” may hold small letters, digits and single hyphens only"),
        ({"source_urls": ["example"]}, "source_urls", "“example” is not a web address"),
        (
            {"sources": [{"url": "https://example.org/", "published": "hace poco"}]},
            "sources.0.published",
            "Write a year, a year and month, or a day: 2024, 2024-07 or 2024-07-15.",
        ),
        (
            {"summary_en": "Two networks sign and work."},
            "summary",
            "has 1 sentences in en, but 3 in es: they cannot stand side by side",
        ),
        (
            {"kind": "event", "date": "2026-03-04", "end_date": "2026-03-01"},
            "end_date",
            "The last day is before the first.",
        ),
        (
            {"kind": "event", "modality": "on the moon"},
            "modality",
            "“on the moon” is none of in_person, virtual, hybrid",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_reason_and_the_others_load(folder, changes, field, reason):
    good = story(slug="buena")
    report = load(write(folder, story(**changes), good, words=None))

    problem = only_problem(report)
    assert (problem.file, problem.place, problem.field, problem.reason) == ("events_news.json", "row 1", field, reason)
    assert in_language("es", "buena").live
    assert not Page.objects.filter(slug=STORY["slug"]).exists()
    assert set(LoadedRow.objects.values_list("key", flat=True)) == {"buena"}


def test_what_is_wrong_beside_a_story_is_said_and_the_story_loads_without_it(folder):
    words = {**WORDS, "fr": {"titre": "Une alliance"}}
    full = {STORY["slug"]: {"topics": ["gossip"], "countries": ["XX"]}, "otra": {"topics": []}}

    report = load(write(folder, story(), words=words, full=full))

    assert [str(problem) for problem in report.problems] == [
        "events_news_full.json: entry 1 (una-alianza): topics: “gossip” is no code of the vocabulary topic",
        "events_news_full.json: entry 1 (una-alianza): countries: “XX” is the code of no country here",
        "events_news_full.json: entry 2 (otra): slug: belongs to no news that was loaded with it",
        "translations/events_news.json: entry 1 (una-alianza): fr.titre: is no field of this file",
    ]
    assert in_language("pt").words_language == "es"

    term("topic:ai")
    report = load(write(folder, story(), full={STORY["slug"]: {"topics": ["ai"], "countries": ["CL"]}}))

    assert report.problems == []
    assert report.files["events_news.json"] == {Outcome.UPDATED: 1}
    assert [topic.code for topic in in_language("pt").topics.all()] == ["ai"]
    assert [country.code for country in in_language("pt").countries.all()] == ["CL"]


def test_a_bad_translation_takes_nothing_away_from_a_page_that_is_there(folder):
    load(write(folder, story()))

    report = load(write(folder, story(), words={**WORDS, "pt": {"title": 7}}))

    assert report.files["events_news.json"] == {Outcome.UNCHANGED: 1}
    assert only_problem(report).field == "pt.title"
    assert in_language("pt").title == "Uma aliança"


def test_an_event_has_its_zone_kind_and_points_and_bad_ones_are_named(folder):
    term("event_kind:workshop")
    event = story(kind="event", modality="virtual", location="En línea", participants_count=67)
    points = [{"es": "Uno", "en": "One", "pt": "Um", "fr": "Un"}]
    full = {"event_kind": "workshop", "time_zone": "America/Lima", "consensus": points}
    assert load(write(folder, event, words={"en": {"location": "Online"}}, full={STORY["slug"]: full})).problems == []

    english = EventPage.objects.get(slug=STORY["slug"], locale__language_code="en")
    assert (english.kind.code, english.time_zone, english.people_count) == ("workshop", "America/Lima", 67)
    assert (english.place, english.modality, [point.value for point in english.consensus]) == ("", "virtual", ["One"])

    bad = {**full, "time_zone": "America/Macondo", "consensus": [{**points[0], "fr": ""}]}
    report = load(write(folder, event, words=None, full={STORY["slug"]: bad}))
    assert [(problem.field, problem.reason) for problem in report.problems] == [
        ("time_zone", "“America/Macondo” is no time zone"),
        ("consensus[0].fr", "is missing"),
    ]
    assert EventPage.objects.get(pk=english.pk).time_zone == "America/Lima"


def test_a_story_written_in_english_is_the_original_in_english(folder):
    load(write(folder, story(title="An alliance"), words=None))

    english, spanish = in_language("en"), in_language("es")
    assert (english.words_origin, spanish.words_origin) == (Origin.ORIGINAL, Origin.HUMAN)
    assert TranslationSource.objects.get(object_id=english.translation_key).locale.language_code == "en"


def test_without_the_page_tree_a_story_says_what_to_run(folder):
    Page.objects.filter(slug="news").delete()

    problem = only_problem(load(write(folder, story(), words=None)))

    assert problem.reason == "has no section to stand in: run setup_site"
    call_command("setup_site", verbosity=0)
    assert load(write(folder, story(), words=None)).problems == []


def test_a_dry_run_writes_no_page(folder):
    report = load(write(folder, story()), dry_run=True)

    assert report.files["events_news.json"] == {Outcome.CREATED: 1}
    assert not NewsPage.objects.exists()
    assert not Translation.objects.exists()
    assert not LoadedRow.objects.exists()


FULL = {STORY["slug"]: {"topics": ["ai"], "countries": ["CL"], "cover": {}}}


def test_a_cover_is_drawn_where_the_files_want_one_and_only_once(folder):
    term("topic:ai")
    path = write(folder, story(), full=FULL)
    load(path)
    load(path)
    picture = Picture.objects.get()
    assert {page.cover for page in NewsPage.objects.filter(slug=STORY["slug"])} == {picture}
    assert in_language("en").cover_alt == (
        "A weave whose coloured threads stand for March 2026; map of the region in squares, with Country CL."
    )
    assert [in_language(each).words_origin for each in ("en", "pt")] == [Origin.HUMAN, Origin.MACHINE]


def test_a_picture_that_an_editor_chose_stays_when_the_file_changes(folder):
    term("topic:ai")
    load(write(folder, story(), full=FULL))
    chosen = PictureFactory()
    save(in_language("es"), cover=chosen)
    report = load(write(folder, story(location="Lima"), full=FULL))
    assert report.problems[0].reason == "was edited since it was loaded; --overwrite replaces it"
    assert in_language("es").cover == chosen


def test_a_dry_run_and_a_file_without_covers_draw_nothing(folder):
    term("topic:ai")
    load(write(folder, story(), full=FULL), dry_run=True)
    load(write(folder, story(), full={STORY["slug"]: {"topics": ["ai"]}}))
    assert not Picture.objects.exists()
    assert in_language("es").cover is None
