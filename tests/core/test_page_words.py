"""Pages and their translations: where words come from, which are older than the original, and that none is lost."""

import pytest
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, TranslationSource

from alliance.core.models import Origin
from alliance.core.page_words import KEPT
from alliance.site.pages import NewsPage
from tests.factories.evidence import term
from tests.factories.pages import news, story, translate

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"Un encuentro": "A meeting", "Entrada.": "Lead.", "Uno.": "One.", "Dos.": "Two."}


def in_language(page, language: str) -> NewsPage:
    return NewsPage.objects.with_state_of_words().get(
        translation_key=page.translation_key, locale__language_code=language
    )


@pytest.fixture
def original():
    return news(title="Un encuentro", lead="Entrada.", body=story("Uno.", "Dos."))


def change(page, **fields) -> None:
    page = NewsPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def body(page, *paragraphs) -> list[dict]:
    """The text of a page with other paragraphs in the same blocks."""
    return [{**block, "value": f"<p>{words}</p>"} for block, words in zip(page.body.raw_data, paragraphs, strict=True)]


def test_every_language_has_the_page_and_says_which_its_words_are(original):
    for language in ("en", "pt", "fr"):
        page = in_language(original, language)
        assert (page.slug, page.live, page.alias_of_id) == (original.slug, True, original.pk)
        assert page.label() == {"origin": "original", "language": "es", "wanted": language}
    assert original.label() is None
    assert original.words_digest


def test_an_alias_follows_the_original(original):
    change(original, title="Otro título")
    assert in_language(original, "fr").title == "Otro título"
    assert in_language(original, "fr").words_language == "es"


def test_a_translation_takes_the_place_of_the_alias_and_is_current(original):
    translate(original, "en", WORDS)
    english = in_language(original, "en")
    assert (english.title, english.lead, english.alias_of_id, english.slug) == (
        "A meeting",
        "Lead.",
        None,
        original.slug,
    )
    assert [block.value.source for block in english.body] == ["<p>One.</p>", "<p>Two.</p>"]
    assert (english.words_origin, english.is_outdated) == (Origin.HUMAN, False)
    assert english.label() == {"origin": "human", "language": "en", "wanted": ""}


def test_words_of_a_machine_say_so_until_a_person_has_gone_over_all_of_them(original):
    translate(original, "pt", WORDS, by_machine=True)
    assert in_language(original, "pt").label()["origin"] == "machine"
    StringTranslation.objects.filter(locale__language_code="pt").update(translation_type="manual")
    translate(original, "pt", {})
    assert in_language(original, "pt").label()["origin"] == "human"


def test_a_change_in_the_original_marks_the_translation_and_keeps_every_word_of_it(original):
    translate(original, "en", WORDS)
    change(original, body=body(original, "Uno.", "Dos y medio."))
    english = in_language(original, "en")
    assert (english.is_outdated, english.label()["origin"]) == (True, "outdated")
    assert [block.value.source for block in english.body] == ["<p>One.</p>", "<p>Two.</p>"]
    assert list(NewsPage.objects.outdated()) == [english]
    kept = StringTranslation.objects.get(translation_of__data="Dos y medio.")
    assert (kept.data, kept.tool_name, kept.translation_type) == ("Two.", KEPT["en"], "manual")


def test_once_the_changed_sentence_is_translated_the_page_is_current_again(original):
    translate(original, "en", WORDS)
    change(original, body=body(original, "Uno.", "Dos y medio."))
    translate(original, "en", {})  # published again without a look at the sentence
    assert in_language(original, "en").is_outdated
    assert in_language(original, "en").body[1].value.source == "<p>Two.</p>"
    translate(original, "en", {"Dos y medio.": "Two and a half."})
    english = in_language(original, "en")
    assert (english.is_outdated, english.body[1].value.source) == (False, "<p>Two and a half.</p>")


def test_a_new_paragraph_does_not_shift_the_others(original):
    translate(original, "en", WORDS)
    added = story("Cero.")
    change(original, body=[*added, *original.body.raw_data])
    translate(original, "en", {"Cero.": "Zero."})
    assert [block.value.source for block in in_language(original, "en").body] == [
        "<p>Zero.</p>",
        "<p>One.</p>",
        "<p>Two.</p>",
    ]


def test_other_facts_than_words_do_not_make_a_translation_old(original):
    translate(original, "en", WORDS)
    change(original, organisations="UNESCO\nOEI")
    assert not in_language(original, "en").is_outdated
    assert TranslationSource.objects.get().last_updated_at > original.last_published_at


def test_other_facts_reach_translations_at_once_and_leave_what_is_being_translated(original):
    translate(original, "en", WORDS)
    draft = in_language(original, "en")
    draft.title = "A better title"
    draft.save_revision()
    change(original, organisations="OEI", topics=[term("topic:ai")])
    english = in_language(original, "en")
    assert (english.organisations, [topic.code for topic in english.topics.all()]) == ("OEI", ["ai"])
    assert (english.title, english.has_unpublished_changes) == ("A meeting", True)
    kept = english.get_latest_revision_as_object()
    assert (kept.title, kept.organisations) == ("A better title", "OEI")
    revisions = english.revisions.count()
    change(original, title="Otro título")
    assert in_language(original, "en").revisions.count() == revisions


def test_a_page_written_in_english_is_followed_in_spanish():
    page = news("en", title="Only in English")
    spanish = in_language(page, "es")
    assert (spanish.title, spanish.words_language, spanish.alias_of_id) == ("Only in English", "en", page.pk)
    assert Page.objects.filter(translation_key=page.translation_key).count() == Locale.objects.count() == 4


def test_a_restricted_page_is_not_visible_to_a_visitor(original):
    from wagtail.models import PageViewRestriction

    assert original in NewsPage.objects.visible_to(None)
    PageViewRestriction.objects.create(page=original, restriction_type="login")
    assert original not in NewsPage.objects.visible_to(None)
