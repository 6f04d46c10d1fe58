"""The real news and events: all of them, in four languages, as exact as their sources and honest about who translated them."""

import datetime
import json
from collections import Counter

import pytest
from PIL import Image
from wagtail_localize.models import StringTranslation, Translation

from alliance.core.models import Origin
from alliance.core.page_rows import sentences
from alliance.site.models import EventPage, NewsPage
from tests.content import CONTENT, real_content  # noqa: F401 - pytest finds the fixture in this namespace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_content")]
LANGUAGES = ("es", "en", "pt", "fr")


def read(name: str):
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def page_of(row: dict, language: str) -> NewsPage | EventPage:
    model = EventPage if row["kind"] == "event" else NewsPage
    return model.objects.with_state_of_words().get(slug=row["slug"], locale__language_code=language)


def plain(page) -> str:
    """Lead and text of a page, as one text."""
    return " ".join([page.lead, *(block.value.source.removeprefix("<p>").removesuffix("</p>") for block in page.body)])


def test_seventeen_news_and_fourteen_events_stand_in_four_languages_and_none_is_an_alias():
    for model, count in ((NewsPage, 17), (EventPage, 14)):
        pages = model.objects.visible_to(None).filter(alias_of=None)
        assert Counter(pages.values_list("locale__language_code", flat=True)) == dict.fromkeys(LANGUAGES, count)
        assert not model.objects.exclude(alias_of=None).exists()


def test_every_word_of_a_summary_is_told_once_in_lead_and_text_and_in_its_language():
    words = read("translations/events_news.json")
    for row in read("events_news.json"):
        for language in LANGUAGES:
            told = words[row["slug"]].get(language, {})
            page = page_of(row, language)
            assert page.title == (row.get(f"title_{language}") or told["title"])
            summary = row.get(f"summary_{language}") or told["summary"]
            assert plain(page) == summary.replace("&", "&amp;"), (row["slug"], language)


def test_a_lead_is_one_sentence_or_two_short_ones_and_as_many_in_every_language():
    for row in read("events_news.json"):
        leads = [sentences(page_of(row, language).lead) for language in LANGUAGES]
        assert len({len(lead) for lead in leads}) == 1, row["slug"]
        assert len(leads[0]) == 1 or (len(leads[0]) == 2 and len(" ".join(leads[0])) <= 300), row["slug"]
        assert leads[0][-1].endswith(".")


def test_a_date_is_no_more_exact_than_its_source():
    precision = {4: "year", 7: "month", 10: "day"}
    shown = {}
    for row in read("events_news.json"):
        for language in LANGUAGES:
            page = page_of(row, language)
            day = page.start_date if row["kind"] == "event" else page.published_date
            assert (day.isoformat()[: len(row["date"])], page.date_precision) == (
                row["date"],
                precision[len(row["date"])],
            )
            assert day.isoformat()[len(row["date"]) :] in ("", "-01", "-01-01")
            if row["kind"] == "event":
                assert page.end_date == (row["end_date"] and datetime.date.fromisoformat(row["end_date"]))
        shown[row["slug"]] = page.date_precision
    assert Counter(shown.values()) == {"day": 19, "month": 7, "year": 5}
    assert shown["marcos-ia-unesco-2024"] == "month"
    assert shown["prf-iipe-2021"] == "year"


def test_an_event_of_a_year_lasts_to_the_end_of_it_and_so_is_past_no_sooner():
    page = EventPage.objects.get(slug="prf-iipe-2021", locale__language_code="es")
    assert page.time_zone == "America/Argentina/Buenos_Aires"
    assert (page.starts_at, page.ends_at) == (
        datetime.datetime(2021, 1, 1, 3, tzinfo=datetime.UTC),
        datetime.datetime(2022, 1, 1, 3, tzinfo=datetime.UTC),
    )


def test_spanish_is_the_original_english_a_persons_and_the_others_a_machines():
    for model in (NewsPage, EventPage):
        origins = set(model.objects.values_list("locale__language_code", "words_origin", "words_language"))
        assert origins == {
            ("es", Origin.ORIGINAL, "es"),
            ("en", Origin.HUMAN, "en"),
            ("pt", Origin.MACHINE, "pt"),
            ("fr", Origin.MACHINE, "fr"),
        }
        assert not model.objects.outdated().exists()
    label = NewsPage.objects.with_state_of_words().get(slug="marcos-ia-unesco-2024", locale__language_code="fr").label()
    assert label == {"origin": "machine", "language": "fr", "wanted": ""}


def test_editors_see_each_string_beside_its_translation_and_nothing_waits():
    news = NewsPage.objects.get(slug="marcos-ia-unesco-2024", locale__language_code="es")
    translations = Translation.objects.filter(source__object_id=news.translation_key)
    assert {each.target_locale.language_code for each in translations} == {"en", "pt", "fr"}
    assert {each.get_progress() for each in translations} == {(5, 5)}  # title, lead, cover, place, text
    strings = StringTranslation.objects.filter(context__object_id=news.translation_key)
    kinds = Counter(strings.values_list("locale__language_code", "translation_type", "tool_name"))
    # A person gave the English words; only the place's name did not come with them. What a cover shows is nobody's translation.
    assert kinds == {
        ("en", "manual", ""): 4,
        ("en", "machine", ""): 1,
        ("pt", "manual", ""): 1,
        ("pt", "machine", ""): 4,
        ("fr", "manual", ""): 1,
        ("fr", "machine", ""): 4,
    }
    assert strings.get(context__path="place", locale__language_code="fr").data == "Paris et en ligne"
    assert not StringTranslation.objects.filter(has_error=True).exists()


@pytest.mark.parametrize(
    ("language", "points"),
    [
        (
            "es",
            [
                "Institucionalizar las políticas de innovación",
                "Asegurar su sostenibilidad a largo plazo",
                "Fortalecer la cooperación intersectorial",
            ],
        ),
        (
            "en",
            [
                "Institutionalising innovation policies",
                "Ensuring their long-term sustainability",
                "Strengthening intersectoral cooperation",
            ],
        ),
        (
            "pt",
            [
                "Institucionalizar as políticas de inovação",
                "Assegurar sua sustentabilidade a longo prazo",
                "Fortalecer a cooperação intersetorial",
            ],
        ),
        (
            "fr",
            [
                "Institutionnaliser les politiques d'innovation",
                "Assurer leur viabilité à long terme",
                "Renforcer la coopération intersectorielle",
            ],
        ),
    ],
)
def test_the_workshop_of_june_says_who_came_and_what_they_agreed_on(language, points):
    page = EventPage.objects.get(slug="artie-taller-regional-2025", locale__language_code=language)
    assert (page.people_count, page.country_count, page.start_date) == (67, 16, datetime.date(2025, 6, 3))
    assert [block.value for block in page.consensus] == points
    assert (page.kind.code, page.modality, page.place, page.time_zone) == (
        "workshop",
        "virtual",
        "",
        "America/Santiago",
    )
    assert [topic.code for topic in page.topics.order_by("code")] == ["cooperation", "evidence", "policy_governance"]


def test_facts_that_no_source_states_stay_empty():
    page = EventPage.objects.get(slug="reduca-asamblea-2022", locale__language_code="es")
    assert (page.people_count, page.country_count, page.place, page.modality) == (None, 15, "", "")
    assert (page.time_zone, page.start_time, page.interpretation, page.speakers, page.link) == ("UTC", None, "", "", "")
    assert not NewsPage.objects.exclude(authors="").exists()
    assert {page.slug for page in EventPage.objects.all() if page.consensus} == {"artie-taller-regional-2025"}


def test_sources_come_with_dates_and_copies_are_marked_to_be_checked():
    for row in read("events_news.json"):
        for language in ("es", "fr"):
            told = [
                (
                    block.value["url"],
                    block.value["published"] or None,
                    block.value["accessed"].isoformat(),
                    block.value["to_check"],
                )
                for block in page_of(row, language).sources
            ]
            assert told == [
                (each["url"], each["published"], each["accessed"], each.get("mirror", False)) for each in row["sources"]
            ]


def test_organisations_countries_and_topics_are_those_of_the_files():
    full = read("events_news_full.json")
    for row in read("events_news.json"):
        page = page_of(row, "pt")
        assert page.organisation_names == row["organisations"]
        assert sorted(page.topics.values_list("code", flat=True)) == sorted(full[row["slug"]]["topics"])
        assert sorted(page.countries.values_list("code", flat=True)) == full[row["slug"]]["countries"]
        if row["kind"] == "event":
            assert page.kind.code == full[row["slug"]]["event_kind"]


def test_notes_for_editors_are_on_no_page():
    notes = [row["notes"] for row in read("events_news.json") if row["notes"]]
    assert len(notes) == 16
    for model in (NewsPage, EventPage):
        for page in model.objects.all():
            content = page.to_json()
            assert not [note for note in notes if note[:40] in content]


def test_every_story_has_a_cover_of_its_own_with_words_in_its_language():
    pages = [*NewsPage.objects.select_related("cover", "locale"), *EventPage.objects.select_related("cover", "locale")]
    assert len({page.cover.file_hash for page in pages}) == len({page.translation_key for page in pages}) == 31
    assert all(page.cover_alt and len(page.cover_alt) <= 250 for page in pages)
    workshop = EventPage.objects.get(slug="artie-taller-regional-2025", locale__language_code="es")
    assert workshop.cover_alt == (
        "Tejido cuyos hilos de color señalan junio de 2025; 67 puntos, uno por persona; 16 cuadros, uno por país."
    )
    with workshop.cover.get_rendition("format-webp|width-400").file.open() as file:
        assert Image.open(file).size == (400, 200)
