"""The blocks of a text: what readers get of each, and what is left of hostile words."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from alliance.core.blocks import GENERAL_BLOCKS, MOST_ROWS
from alliance.core.file_blocks import LONGEST_TRANSCRIPT
from alliance.core.rich_text import LONGEST_TEXT, cleaned
from alliance.site.pages import PlainPage
from tests.factories.pages import news, publish, section, story, translate
from tests.factories.pictures import PictureFactory

BLOCKS = dict(GENERAL_BLOCKS)
SIZE = 2_100_000


def drawn(name: str, value, **context) -> BeautifulSoup:
    """What a reader of English gets of a block."""
    block = BLOCKS[name]
    with translation.override("en"):
        return BeautifulSoup(block.render(block.to_python(value), context), "html.parser")


def words(soup) -> str:
    return " ".join(soup.get_text(" ").split())


def uploaded(name: str, content: bytes = b"x" * SIZE):
    return get_document_model().objects.create(title="The guide", file=ContentFile(content, name))


def test_a_heading_stands_where_the_page_says():
    assert drawn("heading", "What changed").h2.text == "What changed"
    assert drawn("heading", "What changed", level=3).h3.text == "What changed"


def test_a_quote_says_who_spoke():
    quote = drawn("quote", {"words": "One.\n\nTwo.", "who": "Ana Paz", "role": "Teacher"})
    assert [each.text for each in quote.blockquote.find_all("p")] == ["One.", "Two."]
    assert words(quote.figcaption) == "Ana Paz , Teacher"


def test_a_figure_leads_to_where_it_was_read():
    figure = drawn(
        "figure",
        {
            "value": "57.5 %",
            "label": "of schools",
            "year": 2025,
            "source_title": "UNESCO",
            "source_url": "https://example.org/",
        },
    )
    assert words(figure) == "57.5 % of schools, 2025 Source: UNESCO"
    assert figure.a["href"] == "https://example.org/"


def table(**more) -> dict:
    cells = [["Signal", "Days"], ["Attendance", "5"], ["Marks", "1,5"]]
    return {
        "data": cells,
        "table_caption": "Signals",
        "first_row_is_table_header": True,
        "first_col_is_header": True,
    } | more


def test_a_table_names_its_rows_and_columns_and_each_cell_for_a_phone():
    shown = drawn("table", table())
    assert shown.caption.text == "Signals"
    assert [(each.text, each["scope"]) for each in shown.find_all("th")] == [
        ("Signal", "col"),
        ("Days", "col"),
        ("Attendance", "row"),
        ("Marks", "row"),
    ]
    assert [each.text for each in shown.select("td .rows__of[aria-hidden=true]")] == ["Days", "Days"]
    assert [each["class"] for each in shown.find_all("td")] == [["rows__n"], ["rows__n"]]


def test_a_table_without_heads_and_with_holes_is_still_a_table():
    shown = drawn("table", {"data": [["a", None], ["<b>"]], "table_header_choice": "neither"})
    assert (shown.thead, shown.caption) == (None, None)
    assert [each.text for each in shown.find_all("td")] == ["a", "", "<b>"]


def test_a_spreadsheet_is_no_table_to_read():
    wide = table(data=[["x"] * 13], table_header_choice="row")
    long = table(data=[["x"]] * (MOST_ROWS + 1), table_header_choice="row")
    for value in (wide, long):
        with (
            pytest.raises(ValidationError, match="Attach a larger one as a document") as caught,
            translation.override("en"),
        ):
            BLOCKS["table"].clean(value)
        assert caught.value.code == "too_large"
    assert BLOCKS["table"].clean(table(table_header_choice="both"))["data"] == table()["data"]


def test_parts_open_without_a_script():
    folded = drawn("accordion", {"items": [{"title": "Who?", "text": "<p>Every <b>ministry</b>.</p>"}]})
    assert folded.details.summary.text == "Who?"
    assert not folded.details.has_attr("open")
    assert words(folded.details.div) == "Every ministry ."


def test_a_contact_is_a_way_to_write_and_to_call():
    contact = drawn(
        "contact",
        {"name": "Office", "role": "Secretariat", "email": "office@example.org", "phone": "+56 2 (247) 24600"},
    )
    assert [each["href"] for each in contact.find_all("a")] == ["mailto:office@example.org", "tel:+56224724600"]
    assert drawn("contact", {"name": "Office", "role": "", "email": "", "phone": ""}).a is None


@pytest.mark.django_db
def test_a_document_says_its_kind_and_size():
    shown = drawn("document", {"document": uploaded("guide.PDF").pk, "note": "Six pages."})
    assert words(shown) == "The guide PDF, 2.0\xa0MB Six pages.".replace("\xa0", " ")
    assert shown.a["href"].endswith("guide.PDF")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "tag", "kind"), [("a.mp4", "video", "Video"), ("a.mp3", "audio", "Sound")])
def test_nothing_of_a_film_or_recording_loads_before_somebody_asks(name, tag, kind):
    value = {"file": uploaded(name).pk, "title": "An alert", "length": "6:40", "transcript": "<p>“On Mondays.”</p>"}
    shown = drawn("media", value)
    player = shown.find(tag)
    assert (player["preload"], player["aria-label"]) == ("none", "An alert")
    assert not any(player.has_attr(each) for each in ("autoplay", "poster", "loop"))
    size = shown.select_one(".media__size")
    assert words(size).startswith(f"{kind}, 6:40 · {name[-3:].upper()}, 2.0 MB")
    assert size.sourceline < shown.details.sourceline
    assert words(shown.details) == "Read the transcript “On Mondays.”"
    assert not shown.details.has_attr("open")


@pytest.mark.django_db
def test_a_document_is_no_film():
    block = BLOCKS["media"]
    value = {"title": "T", "length": "", "transcript": "<p>Words.</p>"}
    with pytest.raises(ValidationError) as caught:
        block.clean(block.to_python({**value, "file": uploaded("guide.pdf").pk}))
    assert list(caught.value.block_errors) == ["file"]
    assert block.clean(block.to_python({**value, "file": uploaded("a.webm").pk}))["title"] == "T"


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "field"), [("document", "document"), ("media", "file"), ("picture", "picture")])
def test_what_was_deleted_leaves_nothing_behind(name, field):
    assert words(drawn(name, {field: 999_999, "title": "T", "alt": "A", "caption": "C"})) == ""


@pytest.mark.django_db
def test_a_picture_comes_in_small_formats_and_sizes_with_its_room_kept():
    shown = drawn("picture", {"picture": PictureFactory().pk, "alt": "Two girls", "caption": "Quito, 2025."})
    assert [each["type"] for each in shown.find_all("source")] == ["image/avif", "image/webp"]
    assert all("400w" in each["srcset"] and each["sizes"] for each in shown.find_all("source"))
    image = shown.img
    assert (image["alt"], image["loading"]) == ("Two girls", "lazy")
    assert (int(image["width"]) * 3, int(image["width"]) > 0) == (int(image["height"]) * 4, True)
    assert words(shown.figcaption) == "Quito, 2025. Ana Paz, CC BY 4.0"


@pytest.mark.django_db(transaction=True)
def test_an_action_leads_to_the_page_in_the_readers_language():
    page = news(title="Título", slug="here")
    translate(page, "en", {"Título": "Title"})
    value = {"label": "Read on", "page": page.pk, "url": "", "note": ""}
    assert drawn("action", value).a["href"] == "/en/news/here/"
    page.get_translation(section("site.NewsIndexPage", "en").locale).unpublish()
    assert drawn("action", value).a["href"] == "/es/news/here/"
    assert drawn("action", {**value, "page": None, "url": "https://example.org/"}).a["href"] == "https://example.org/"
    page.unpublish()
    assert words(drawn("action", value)) == ""


@pytest.mark.django_db
def test_an_action_leads_to_one_place():
    block = BLOCKS["action"]
    home = Page.objects.get(slug="es")
    for page, url in ((None, ""), (home.pk, "https://example.org/")):
        with pytest.raises(ValidationError) as caught:
            block.clean(block.to_python({"label": "Read", "page": page, "url": url, "note": ""}))
        assert list(caught.value.block_errors) == ["page"]


# --- Hostile words ----------------------------------------------------------------------------------------------------
HOSTILE = [
    ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
    ("<p>a</p><style>p{display:none}</style>", "<p>a</p>"),
    ('<p><a href="javascript:alert(1)">go</a></p>', "<p>go</p>"),
    ('<p><a href="JAVA&#09;SCRIPT:alert(1)">go</a></p>', "<p>go</p>"),
    ('<p><a href="data:text/html;base64,PHNjcmlwdD4=">go</a></p>', "<p>go</p>"),
    ('<p><a href="vbscript:x">go</a></p>', "<p>go</p>"),
    ('<p onclick="x()" style="color:red" class="y" id="z">a</p>', "<p>a</p>"),
    ('<p><img src="x" onerror="alert(1)">a</p>', "<p>a</p>"),
    ('<p><embed embedtype="image" id="1" alt=""/>a</p>', "<p>a</p>"),
    ('<p>a<iframe src="https://example.org/"></iframe></p>', "<p>a</p>"),
    ("<p>a<svg><a xlink:href='javascript:x'>b</a></svg></p>", "<p>a</p>"),
    ('<p><a linktype="page" id="1 onload=x">b</a></p>', "<p>b</p>"),
    ('<p><a linktype="evil" id="1">b</a></p>', '<p><a id="1">b</a></p>'),
    ("<p>a<b>b", "<p>a<b>b</b></p>"),
    ("<!-- x --><p>a &lt;script&gt;</p>", "<p>a &lt;script&gt;</p>"),
]
HARMLESS = [
    '<p data-block-key="ab1">Une <b>phrase</b>\u00a0: <i>oui</i>.<br/>Autre ligne.</p>',
    '<p><a linktype="page" id="3">p</a> <a linktype="document" id="4">d</a> <a href="/es/#x">r</a></p>',
    '<p><a href="https://example.org/?a=1&amp;b=2">h</a> <a href="mailto:a@b.org">m</a> <a href="tel:+56">t</a></p>',
    '<ul><li data-block-key="c">a<ol><li>b &amp; c</li></ol></li></ul>',
]


@pytest.mark.parametrize(("pasted", "kept"), HOSTILE)
def test_what_a_browser_would_run_is_never_stored(pasted, kept):
    block = BLOCKS["text"]
    assert cleaned(pasted) == kept
    assert block.clean(RichText(pasted)).source == kept
    # as translations and programs store words, without a form
    assert block.get_prep_value(RichText(pasted)) == kept
    assert cleaned(kept) == kept


@pytest.mark.parametrize("written", HARMLESS)
def test_what_editors_write_stays_as_it_is(written):
    assert cleaned(written) == written


@pytest.mark.parametrize("source", ["", "<p></p>", "<script>x</script>", "<p>\u00a0</p>"])
def test_words_without_a_letter_are_none(source):
    with pytest.raises(ValidationError) as caught:
        BLOCKS["text"].clean(RichText(source))
    assert caught.value.code == "required"


def test_a_text_that_is_too_long_is_refused_with_both_numbers():
    block = BLOCKS["text"]
    assert block.clean(RichText(f"<p>{'a' * LONGEST_TEXT}</p>")).source.count("a") == LONGEST_TEXT
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        block.clean(RichText(f"<p>{'a' * (LONGEST_TEXT + 1)}</p>"))
    assert caught.value.messages == [
        "This text has 20\u202f001 characters, and a block holds 20\u202f000. Divide it, or attach a document."
    ]


def test_a_transcript_may_be_long():
    transcript = BLOCKS["media"].child_blocks["transcript"]
    assert transcript.clean(RichText(f"<p>{'a' * LONGEST_TRANSCRIPT}</p>"))
    with pytest.raises(ValidationError):
        transcript.clean(RichText(f"<p>{'a' * (LONGEST_TRANSCRIPT + 1)}</p>"))


def sent(client, words: str):
    """The answer to an editor who saves a plain page with this text."""
    home = Page.objects.get(slug="es")
    form = {
        "title": "Pegado",
        "slug": "pegado",
        "lead": "",
        "cover": "",
        "cover_alt": "",
        "body": streamfield([("text", rich_text(words, features=["bold", "link"]))]),
        "sources": streamfield([]),
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    return client.post(reverse("wagtailadmin_pages:add", args=("site", "plainpage", home.pk)), nested_form_data(form))


@pytest.mark.django_db
def test_an_editor_who_pastes_too_much_reads_why_and_keeps_the_text(admin_client):
    pasted = "palabra " * 3000
    answer = sent(admin_client, f"<p>{pasted}</p>")
    assert answer.status_code == 200
    assert not PlainPage.objects.filter(slug="pegado").exists()
    shown = answer.content.decode()
    assert "23\\u202f999" in shown or "23\u202f999" in shown
    assert pasted.strip() in shown


@pytest.mark.django_db
def test_what_an_editor_pastes_is_stored_clean(admin_client):
    answer = sent(
        admin_client, '<p>Antes <a href="javascript:alert(1)">mal</a> <a href="https://example.org/">bien</a></p>'
    )
    assert answer.status_code == 302
    source = PlainPage.objects.get(slug="pegado").get_latest_revision_as_object().body[0].value.source
    assert "javascript" not in source
    assert '<a href="https://example.org/">bien</a>' in source


@pytest.mark.django_db(transaction=True)
def test_neither_a_program_nor_a_translation_brings_in_what_a_form_would_clean():
    page = publish(Page.objects.get(slug="es"), "site.PlainPage", body=story("Hola."))
    translate(page, "en", {"Hola.": 'Hello. <a href="javascript:alert(1)">go</a><script>alert(2)</script>'})
    english = PlainPage.objects.get(translation_key=page.translation_key, locale__language_code="en")
    assert "alert" not in english.body[0].value.source
    page.body = [("text", RichText('<p>Hola. <a href="javascript:alert(1)">ir</a><script>alert(2)</script></p>'))]
    page.save()
    assert PlainPage.objects.get(pk=page.pk).body[0].value.source == "<p>Hola. ir</p>"
