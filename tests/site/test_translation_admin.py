"""Translations as editors live them: sending pages, seeing what is open, the report."""

import csv
import io
import re
from html.parser import HTMLParser

import openpyxl
import pytest
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale
from wagtail_localize.models import StringTranslation, Translation

from alliance.site.editing.translation_states import WordsState, in_state, states_of
from alliance.site.pages import NewsPage
from alliance.site.roles import EDITORS, NEWSROOM, NEWSROOM_REVIEWERS
from tests.admin import shown
from tests.factories.pages import news, section, story, translate
from tests.site.translating import WORDS, change, in_language, somebody

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(client):
    return somebody(client, EDITORS)


@pytest.fixture
def original():
    return news(title="Un encuentro", lead="Entrada.", body=story("Uno.", "Dos."))


def every_state() -> dict[str, NewsPage]:
    """Originals in Spanish, by what became of them in English."""
    made = {}
    for state in ("human", "machine", "outdated", "missing", "waiting"):
        made[state] = page = news(title=f"Un {state}", lead="Entrada.")
        words = {f"Un {state}": f"A {state}", "Entrada.": "Lead."}
        if state != "missing":
            for language in ("en", "pt", "fr"):
                translate(page, language, words, by_machine=state == "machine" and language == "en")
        if state == "waiting":
            StringTranslation.objects.filter(context__object_id=page.translation_key).delete()
            translate(page, "en", {})
    change(made["outdated"], title="Otro")
    return made


class TestSending:
    def address(self, page):
        return reverse("wagtail_localize:submit_page_translation", args=[page.pk])

    def test_every_language_without_words_of_its_own_is_chosen(self, editor, original):
        translate(original, "pt", WORDS)
        form = editor.get(self.address(original)).context["form"]
        assert [locale.language_code for locale in form.initial["locales"]] == ["en", "fr"]
        boxes = re.findall(r'<input[^>]*name="locales"[^>]*>', editor.get(self.address(original)).content.decode())
        assert ["checked" in box for box in boxes] == [True, True]

    def test_the_form_sent_as_it_is_shown_makes_the_pages(self, editor, original):
        answer = editor.post(self.address(original), shown(editor.get(self.address(original))))
        assert answer["Location"] == reverse("wagtailadmin_explore", args=[section("site.NewsIndexPage").pk])
        assert Translation.objects.filter(enabled=True).count() == 3
        for language in ("en", "pt", "fr"):
            page = in_language(original, language)
            assert (page.alias_of_id, page.label()["wanted"]) == (None, language)

    def test_one_language_named_on_the_way_is_the_only_one_chosen(self, editor, original):
        form = editor.get(self.address(original) + "?select_locale=fr").context["form"]
        assert [locale.language_code for locale in form.initial["locales"]] == ["fr"]

    def test_what_is_sent_from_a_translation_is_its_original(self, editor, original):
        translate(original, "en", WORDS)
        english = in_language(original, "en")
        editor.post(self.address(english), {"locales": [Locale.objects.get(language_code="fr").pk]})
        french = Translation.objects.get(target_locale__language_code="fr")
        assert french.source.locale.language_code == "es"

    def test_the_newsroom_may_send_and_a_stranger_may_not(self, client, original):
        assert somebody(client, NEWSROOM).get(self.address(original)).status_code == 200
        assert somebody(client).get(self.address(original)).status_code == 302

    def test_side_by_side_and_published(self, editor, original):
        editor.post(self.address(original), {"locales": [Locale.objects.get(language_code="en").pk]})
        english = in_language(original, "en")
        address = reverse("wagtailadmin_pages:edit", args=[english.pk])
        props = editor.get(address).context["props"]
        assert "Entrada." in props
        translation = Translation.objects.get()
        for segment in translation.source.stringsegment_set.select_related("string"):
            saved = editor.put(
                reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
                f"value={WORDS[segment.string.data]}",
                content_type="application/x-www-form-urlencoded",
            )
            assert saved.status_code == 201
        editor.post(address, {"action": "publish"})
        english = in_language(original, "en")
        assert (english.title, english.label()["origin"]) == ("A meeting", "human")

    def test_sending_again_forgets_no_words_and_publishes_only_for_those_who_may(self, client, editor, original):
        translation = translate(original, "en", WORDS)
        draft = NewsPage.objects.get(pk=original.pk)
        draft.title = "Otro título"
        draft.save()  # as a page that was never published is saved
        address = reverse("wagtail_localize:update_translations", args=[translation.source_id])
        assert somebody(client, NEWSROOM).post(address, {"publish_translations": "on"}).status_code == 302
        assert in_language(original, "en").revisions.count() == 2
        assert editor.post(address, {}).status_code == 302
        assert StringTranslation.objects.get(translation_of__data="Otro título").data == "A meeting"
        assert somebody(client, NEWSROOM_REVIEWERS).post(address, {"publish_translations": "on"}).status_code == 302
        assert in_language(original, "en").revisions.count() == 3


class TestStates:
    def test_each_language_has_one_of_five(self):
        made = every_state()
        found = states_of(made.values())
        english = {name: found[str(page.translation_key)]["en"][0] for name, page in made.items()}
        assert english == {
            "human": "human",
            "machine": "machine",
            "outdated": "outdated",
            "missing": "missing",
            "waiting": "missing",
        }
        assert {states["es"][0] for states in found.values()} == {"original"}

    def test_a_language_without_a_page_is_missing(self, original):
        in_language(original, "fr").delete()
        assert states_of([original])[str(original.translation_key)]["fr"] == ("missing", None)
        assert NewsPage.objects.get(pk=original.pk) in in_state(NewsPage.objects.all(), WordsState.MISSING)

    def test_the_filter_finds_the_pages_in_a_state_and_their_originals(self):
        made = every_state()
        found = in_state(NewsPage.objects.filter(locale__language_code="es"), WordsState.OUTDATED)
        assert list(found) == [made["outdated"]]
        found = in_state(NewsPage.objects.filter(locale__language_code="en"), WordsState.MACHINE)
        assert [page.title for page in found] == ["A machine"]
        found = in_state(NewsPage.objects.filter(locale__language_code="es"), WordsState.MISSING)
        assert {page.title for page in found} == {"Un missing", "Un waiting"}
        found = in_state(NewsPage.objects.filter(locale__language_code="en"), WordsState.MISSING)
        assert {page.title for page in found} == {"Un missing", "Un waiting"}


class Cells(HTMLParser):
    """The items of the cells that name the states."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lists, self.inside = [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "ul" and "w-list-none w-p-0 w-m-0" in (dict(attrs).get("class") or ""):
            self.lists.append("")
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "ul"

    def handle_data(self, data):
        if self.inside:
            self.lists[-1] += data


class TestListing:
    def titles(self, editor, language="es", **query):
        address = reverse("wagtailadmin_explore", args=[section("site.NewsIndexPage", language).pk])
        return {page.title for page in editor.get(address, query).context["object_list"]}

    def test_the_column_names_the_state_of_every_language(self, editor, original):
        translate(original, "en", WORDS, by_machine=True)
        for language in ("es", "en"):
            address = reverse("wagtailadmin_explore", args=[section("site.NewsIndexPage", language).pk])
            (cell,) = Cells(editor.get(address).content.decode()).lists
            assert " ".join(cell.split()) == (
                "es: Original en: Machine translation, not reviewed pt: Missing fr: Missing"
            )

    def test_the_list_is_filtered_by_what_is_open(self, editor):
        every_state()
        assert self.titles(editor, translation="outdated") == {"Otro"}
        assert self.titles(editor, translation="machine") == {"Un machine"}
        assert self.titles(editor, translation="missing") == {"Un missing", "Un waiting"}
        assert self.titles(editor, "en", translation="outdated") == {"A outdated"}
        assert len(self.titles(editor)) == 5

    def test_more_pages_take_no_more_queries(self, editor, django_assert_max_num_queries):
        address = reverse("wagtailadmin_explore", args=[section("site.NewsIndexPage").pk])
        counts = []
        for number in (2, 6):
            while NewsPage.objects.filter(locale__language_code="es").count() < number:
                translate(news(title="Un encuentro", lead="Entrada."), "en", WORDS)
            editor.get(address)
            with django_assert_max_num_queries(200) as counted:
                assert len(editor.get(address).context["object_list"]) == number
            counts.append(len([each for each in counted.captured_queries if "words_state" in each["sql"]]))
        assert counts == [1, 1]


class TestReport:
    address = "/admin/localize/reports/translations/"

    def rows(self, editor, **query):
        return [
            (page.original_title, page.locale.language_code, page.words_state)
            for page in editor.get(self.address, query).context["object_list"]
            if isinstance(page.specific, NewsPage)
        ]

    def test_one_row_a_page_and_language(self, editor, original):
        translate(original, "en", WORDS)
        assert self.rows(editor) == [
            ("Un encuentro", "en", "human"),
            ("Un encuentro", "es", "original"),
            ("Un encuentro", "fr", "missing"),
            ("Un encuentro", "pt", "missing"),
        ]

    def test_it_is_filtered_and_sorted(self, editor):
        every_state()
        assert self.rows(editor, state="machine") == [("Un machine", "en", "machine")]
        assert self.rows(editor, state="outdated", language="fr") == [("Otro", "fr", "outdated")]
        first_rows = self.rows(editor, language="en", ordering="-words_state")
        assert [state for _title, _language, state in first_rows] == [
            "outdated",
            "missing",
            "missing",
            "machine",
            "human",
        ]

    def test_it_goes_into_a_spreadsheet(self, editor, original):
        translate(original, "en", WORDS)
        text = b"".join(editor.get(self.address, {"export": "csv"}).streaming_content).decode()
        rows = [row for row in csv.DictReader(io.StringIO(text)) if row["Page"] == "Un encuentro"]
        assert [(row["Language"], row["State"], row["Title in this language"]) for row in rows] == [
            ("English", "Translated by a person", "A meeting"),
            ("Español", "Original", "Un encuentro"),
            ("Français", "Missing", "Un encuentro"),
            ("Português", "Missing", "Un encuentro"),
        ]
        assert {row["Type"] for row in rows} == {"News article"}
        answer = editor.get(self.address, {"export": "xlsx"})
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        cells = [row for row in sheet.values if row[0] == "Un encuentro"]
        assert [row[1:3] for row in cells] == [(row["Language"], row["State"]) for row in rows]

    def test_it_shows_only_pages_that_one_works_on(self, client, original):
        assert somebody(client).get(self.address).status_code == 302
        newsroom = somebody(client, NEWSROOM)
        assert len(self.rows(newsroom)) == 4
        assert self.address in newsroom.get("/admin/").content.decode()
        GroupPagePermission.objects.filter(group__name=NEWSROOM).exclude(page=section("site.EventIndexPage")).delete()
        assert self.rows(newsroom) == []
