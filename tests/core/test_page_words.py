"""Pages and their translations: where words come from, which are older than the original, and that none is lost."""

import pytest
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

from alliance.core.models import Origin
from alliance.core.page_words import KEPT
from alliance.site.pages import NewsPage
from tests.factories.evidence import term
from tests.factories.pages import add, news, publish, section, story, track, translate

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


def test_a_page_that_waits_for_its_translators_says_that_its_words_are_the_originals(original):
    translate(original, "en", {})
    english = in_language(original, "en")
    assert (english.title, english.alias_of_id, english.live) == ("Un encuentro", None, True)
    assert english.label() == {"origin": "original", "language": "es", "wanted": "en"}
    assert (original.word_languages, list(NewsPage.objects.outdated())) == (["es"], [])


def test_a_page_that_is_half_translated_is_not_said_to_be_current(original):
    translate(original, "en", {"Un encuentro": "A meeting"})
    assert in_language(original, "en").label()["origin"] == "outdated"
    translate(original, "en", WORDS)
    assert in_language(original, "en").label()["origin"] == "human"
    StringTranslation.objects.get(data="Two.").delete()
    translate(original, "en", {})
    assert in_language(original, "en").label()["origin"] == "outdated"


def test_a_draft_that_is_sent_to_translators_stays_the_only_original():
    draft = add(section("site.NewsIndexPage"), "site.NewsPage", title="Un encuentro", lead="Entrada.", live=False)
    source, _made = TranslationSource.get_or_create_from_instance(draft)
    source.create_or_update_translation(Locale.objects.get(language_code="en"), publish=False, fallback=True)
    originals = NewsPage.objects.filter(translation_key=draft.translation_key, words_origin=Origin.ORIGINAL)
    assert list(originals) == [draft]


def texts(page) -> list[str]:
    return [block.value.source for block in page.body]


def test_an_original_that_changes_twice_keeps_the_translation_beside_its_present_sentence(original):
    translate(original, "en", WORDS)
    change(original, body=body(original, "Uno.", "Dos y medio."))
    change(original, body=body(original, "Uno.", "Casi tres."))
    kept = StringTranslation.objects.get(translation_of__data="Casi tres.")
    assert (kept.data, kept.tool_name) == ("Two.", KEPT["en"])
    translate(original, "en", {"Casi tres.": "Nearly three."})
    change(original, body=body(original, "Uno.", "Dos."))
    translate(original, "en", {})
    english = in_language(original, "en")
    assert (texts(english), english.is_outdated) == (["<p>One.</p>", "<p>Two.</p>"], False)
    assert StringTranslation.objects.get(translation_of__data="Casi tres.").data == "Nearly three."


def test_a_sentence_that_is_taken_out_and_put_back_has_its_translation(original):
    translate(original, "en", WORDS)
    blocks = list(original.body.raw_data)
    change(original, body=blocks[:1])
    assert in_language(original, "en").is_outdated
    assert texts(in_language(original, "en")) == ["<p>One.</p>", "<p>Two.</p>"]
    translate(original, "en", {})
    assert (texts(in_language(original, "en")), in_language(original, "en").is_outdated) == (["<p>One.</p>"], False)
    change(original, body=blocks)
    translate(original, "en", {})
    english = in_language(original, "en")
    assert (texts(english), english.is_outdated) == (["<p>One.</p>", "<p>Two.</p>"], False)


def test_a_sentence_takes_its_translation_along_to_another_block(original):
    translate(original, "en", WORDS)
    first, _second = original.body.raw_data
    merged = [{**first, "value": "<p>Uno.</p><p>Dos.</p>"}]
    change(original, body=merged)
    translate(original, "en", {})
    english = in_language(original, "en")
    assert texts(english) == ["<p>One.</p><p>Two.</p>"]
    assert (english.is_outdated, english.words_origin) == (False, Origin.HUMAN)
    assert not StringTranslation.objects.filter(tool_name=KEPT["en"]).exists()


def test_blocks_in_another_order_keep_their_words_and_their_strings(original):
    translate(original, "en", WORDS)
    before = dict(StringSegment.objects.values_list("string__data", "pk"))
    change(original, body=list(reversed(original.body.raw_data)))
    assert dict(StringSegment.objects.values_list("string__data", "pk")) == before
    in_order = StringSegment.objects.order_by("order").values_list("string__data", flat=True)
    assert list(in_order) == ["Un encuentro", "Entrada.", "Dos.", "Uno."]
    assert in_language(original, "en").is_outdated
    translate(original, "en", {})
    english = in_language(original, "en")
    assert (texts(english), english.is_outdated) == (["<p>Two.</p>", "<p>One.</p>"], False)


def test_a_kept_translation_with_a_link_that_is_gone_is_not_printed(original):
    linked = [{**original.body.raw_data[0], "value": '<p>Uno <a href="https://a.example">aquí</a>.</p>'}]
    change(original, body=linked)
    translate(in_language(original, "es"), "en", {'Uno <a id="a1">aquí</a>.': 'One <a id="a1">here</a>.'})
    change(original, body=body(in_language(original, "es"), "Uno."))
    kept = StringTranslation.objects.get(translation_of__data="Uno.", locale__language_code="en")
    assert (kept.data, kept.has_error) == ('One <a id="a1">here</a>.', True)
    translate(original, "en", {})
    assert texts(in_language(original, "en")) == ["<p>Uno.</p>"]
    assert in_language(original, "en").is_outdated


def test_an_original_that_is_unpublished_takes_what_follows_it_along_and_leaves_translations(original):
    translate(original, "en", WORDS)
    NewsPage.objects.get(pk=original.pk).unpublish()
    assert {code: in_language(original, code).live for code in ("es", "en", "pt", "fr")} == {
        "es": False,
        "en": True,
        "pt": False,
        "fr": False,
    }
    assert in_language(original, "en").label()["origin"] == "human"
    change(original, title="Otro")
    assert in_language(original, "fr").live
    assert in_language(original, "en").label()["origin"] == "outdated"


def test_a_translation_that_is_unpublished_stays_so_and_loses_no_word(original):
    translate(original, "en", WORDS)
    in_language(original, "en").unpublish()
    change(original, body=body(original, "Uno.", "Tres."))
    english = in_language(original, "en")
    assert (english.live, texts(english)) == (False, ["<p>One.</p>", "<p>Two.</p>"])
    translate(original, "en", {"Tres.": "Three."})
    english = in_language(original, "en")
    assert (english.live, texts(english)) == (True, ["<p>One.</p>", "<p>Three.</p>"])


def test_every_language_takes_over_a_new_slug_and_the_old_address_leads_to_it(original, client):
    translate(original, "en", WORDS)
    translate(original, "pt", WORDS)
    in_language(original, "pt").unpublish()
    old = {code: in_language(original, code).url for code in ("es", "en", "fr")}
    change(original, slug="nuevo")
    assert {in_language(original, code).slug for code in ("es", "en", "pt", "fr")} == {"nuevo"}
    assert in_language(original, "pt").get_latest_revision_as_object().slug == "nuevo"
    for code, address in old.items():
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, in_language(original, code).url)
        assert client.get(answer["Location"]).status_code == 200


def test_a_slug_that_is_taken_in_a_language_gets_a_number_there(original):
    other = news("en", title="Taken", slug="nuevo")
    NewsPage.objects.filter(translation_key=other.translation_key).exclude(pk=other.pk).delete()
    change(original, slug="nuevo")
    assert {code: in_language(original, code).slug for code in ("es", "en", "fr")} == {
        "es": "nuevo",
        "en": "nuevo-1",
        "fr": "nuevo",
    }


def test_a_course_that_goes_to_another_track_goes_there_in_every_language(client):
    first, second = track(title="Primera", slug="primera"), track(title="Segunda", slug="segunda")
    course = publish(first, "training.CoursePage", title="Curso", slug="curso", lead="Entrada.")
    translate(course, "en", {"Curso": "Course"})
    old = client.get("/en/training/primera/curso/")
    assert old.status_code == 200
    type(course).objects.get(pk=course.pk).move(type(second).objects.get(pk=second.pk), pos="last-child")
    kin = Page.objects.filter(translation_key=course.translation_key).order_by("locale")
    assert [page.get_parent().slug for page in kin] == ["segunda"] * 4
    assert client.get("/en/training/primera/curso/")["Location"] == "/en/training/segunda/curso/"
    assert Page.find_problems() == ([], [], [], [], [])
