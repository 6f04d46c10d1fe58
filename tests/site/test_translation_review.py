"""A person answers for a translation: all at once or sentence by sentence; what was not shown is not confirmed."""

import pytest
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation

from alliance.core.page_strings import KEPT
from alliance.site.editing.translation_review import open_strings
from alliance.site.roles import EDITORS, NEWSROOM, NEWSROOM_REVIEWERS
from tests.factories.pages import news, section, story, translate
from tests.site.translating import WORDS, change, in_language, somebody

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def original():
    return news(title="Un encuentro", lead="Entrada.", body=story("Uno.", "Dos."))


@pytest.fixture
def reviewer(client):
    return somebody(client, NEWSROOM_REVIEWERS)


def address(page) -> str:
    return reverse("review_translation", args=[page.pk])


def send(reviewer, page, button="all", read=(), shown=None):
    """Press a button below the list as it was shown."""
    if shown is None:
        shown = [each.token for each in reviewer.get(address(page)).context["strings"]]
    return reviewer.post(address(page), {button: "", "shown": shown, "read": read})


def texts(page) -> list[str]:
    return [block.value.source for block in page.body]


def test_a_machine_translation_becomes_a_persons_in_one_action(reviewer, original):
    translate(original, "en", WORDS, by_machine=True)
    english = in_language(original, "en")
    shown = reviewer.get(address(english)).context["strings"]
    assert [(each.original, each.row.data) for each in shown] == list(WORDS.items())
    revisions = english.revisions.count()
    assert send(reviewer, english)["Location"] == reverse(
        "wagtailadmin_explore", args=[section("site.NewsIndexPage", "en").pk]
    )
    english = in_language(original, "en")
    assert (english.label()["origin"], english.revisions.count()) == ("human", revisions + 1)
    rows = StringTranslation.objects.values_list("translation_type", "last_translated_by", "tool_name").distinct()
    assert list(rows) == [("manual", reviewer.user.pk, "")]


def test_words_are_shown_as_text(reviewer, original):
    translate(original, "en", {**WORDS, "Uno.": "One &amp; <b>all</b>."}, by_machine=True)
    assert "One &amp; all." in reviewer.get(address(in_language(original, "en"))).content.decode()


def test_kept_translations_are_confirmed_sentence_by_sentence(reviewer, original):
    translate(original, "en", WORDS)
    blocks = [
        {**block, "value": words}
        for block, words in zip(original.body.raw_data, ("<p>1.</p>", "<p>2.</p>"), strict=True)
    ]
    change(original, body=blocks)
    english = in_language(original, "en")
    one, _two = reviewer.get(address(english)).context["strings"]
    assert (one.original, one.row.data, one.is_changed) == ("1.", "One.", True)
    assert texts(english) == ["<p>One.</p>", "<p>Two.</p>"]
    send(reviewer, english, "chosen", read=[one.token])
    assert in_language(original, "en").is_outdated
    (left,) = open_strings(Translation.objects.get())
    assert (left.original, left.row.tool_name) == ("2.", KEPT["en"])
    send(reviewer, english, "chosen", read=[left.token])
    assert in_language(original, "en").label()["origin"] == "human"


def test_kept_translations_are_confirmed_all_at_once(reviewer, original):
    translate(original, "en", WORDS)
    change(original, title="Otro encuentro", lead="Otra entrada.")
    send(reviewer, in_language(original, "en"))
    assert in_language(original, "en").label()["origin"] == "human"


def test_what_came_in_after_the_list_was_shown_is_not_confirmed(reviewer, original):
    translate(original, "en", WORDS, by_machine=True)
    english = in_language(original, "en")
    shown = [each.token for each in reviewer.get(address(english)).context["strings"]]
    change(original, title="Otro título")
    again = StringTranslation.objects.get(data="Two.")
    again.data = "Two, by another machine."
    again.save()
    send(reviewer, english, shown=shown)
    left = [(each.original, each.row.data) for each in open_strings(Translation.objects.get())]
    assert left == [("Otro título", "A meeting"), ("Dos.", "Two, by another machine.")]
    assert in_language(original, "en").label()["origin"] == "outdated"


def test_what_lacks_a_translation_stays_so_and_is_counted(reviewer, original):
    translate(original, "en", {"Un encuentro": "A meeting"}, by_machine=True)
    english = in_language(original, "en")
    page = reviewer.get(address(english)).content.decode()
    assert "3 sentences have no translation yet." in page
    send(reviewer, english)
    assert in_language(original, "en").label()["origin"] == "outdated"


def test_a_translation_that_is_not_published_stays_so(reviewer, original):
    translate(original, "en", WORDS, by_machine=True)
    in_language(original, "en").unpublish()
    send(reviewer, in_language(original, "en"))
    assert not in_language(original, "en").live
    assert open_strings(Translation.objects.get()) == []


def test_a_page_edited_by_itself_keeps_its_words(reviewer, original):
    translate(original, "en", WORDS, by_machine=True)
    Translation.objects.update(enabled=False)
    english = in_language(original, "en")
    english.title = "A gathering"
    english.save_revision().publish()
    send(reviewer, english)
    english = in_language(original, "en")
    assert (english.title, english.label()["origin"]) == ("A gathering", "human")


def test_only_those_who_may_publish_answer_for_it(client, reviewer, original):
    translate(original, "en", WORDS, by_machine=True)
    english = in_language(original, "en")
    listing = reverse("wagtailadmin_explore", args=[section("site.NewsIndexPage", "en").pk])
    newsroom = somebody(client, NEWSROOM)
    assert newsroom.get(address(english)).status_code == 302
    assert send(newsroom, english, shown=["1-1"]).status_code == 302
    assert in_language(original, "en").label()["origin"] == "machine"
    assert address(english) not in newsroom.get(listing).content.decode()
    assert address(english) in reviewer.get(listing).content.decode()
    assert reviewer.get(address(original), follow=True).status_code == 404


def test_alias_to_translation_and_back_and_again_loses_no_word(client, original):
    editor = somebody(client, EDITORS)
    translate(original, "en", WORDS)
    english = in_language(original, "en")
    editor.post(reverse("wagtail_localize:convert_to_alias", args=[english.pk]))
    english = in_language(original, "en")
    assert (english.alias_of_id, english.title) == (original.pk, "Un encuentro")
    assert english.label() == {"origin": "original", "language": "es", "wanted": "en"}
    change(original, title="Otro encuentro")
    assert in_language(original, "en").title == "Otro encuentro"
    editor.post(
        reverse("wagtail_localize:submit_page_translation", args=[original.pk]), {"locales": [english.locale.pk]}
    )
    english = in_language(original, "en")
    assert (english.alias_of_id, english.title, texts(english)) == (None, "A meeting", ["<p>One.</p>", "<p>Two.</p>"])
    assert english.label()["origin"] == "outdated"
    send(editor, english)
    assert in_language(original, "en").label()["origin"] == "human"


def test_a_translator_with_an_open_editor_writes_to_what_still_stands_and_to_nothing_else(client, original):
    editor = somebody(client, EDITORS)
    translation = translate(original, "en", WORDS)
    segments = dict(translation.source.stringsegment_set.values_list("string__data", "pk"))
    blocks = [{**original.body.raw_data[0], "value": "<p>Cambiado.</p>"}, original.body.raw_data[1]]
    change(original, body=[{**blocks[0], "id": "11111111-1111-4111-8111-111111111111"}, *blocks])

    def write(sentence, words):
        target = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segments[sentence]])
        return editor.put(
            target, f"value={words}", content_type="application/x-www-form-urlencoded", follow=True
        ).status_code

    assert write("Dos.", "Two, better.") == 200
    assert write("Uno.", "One, better.") == 404
    assert StringTranslation.objects.get(translation_of__data="Uno.").data == "One."
    kept = StringTranslation.objects.filter(translation_of__data="Cambiado.").exclude(tool_name="")
    assert [row.data for row in kept] == ["One."]
    assert StringTranslation.objects.get(translation_of__data="Dos.").data == "Two, better."
