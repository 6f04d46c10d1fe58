"""Blocks that show evidence as it is on the day of reading; and every block as editors and staff see it beforehand."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.documents import get_document_model

from alliance.core.formatting import long_date
from evidence.blocks import STORY_BLOCKS
from evidence.models import Edition, Practice
from tests.factories.evidence import published_practice
from tests.factories.pictures import PictureFactory

pytestmark = pytest.mark.django_db
BLOCKS = dict(STORY_BLOCKS)
UPLOADS = {"picture", "document", "media"}


def drawn(name: str, value: dict, language: str = "en", **context) -> BeautifulSoup:
    block = BLOCKS[name]
    with translation.override(language):
        return BeautifulSoup(block.render(block.to_python(value), context), "html.parser")


def words(soup) -> str:
    return " ".join(soup.get_text(" ").split())


def statistic(**more) -> BeautifulSoup:
    language = more.pop("language", "en")
    return drawn("statistic", {"basis": "library", "figure": "practices", "then": None} | more, language)


def test_a_living_figure_says_when_it_was_counted_and_what_it_was(five):
    shown = statistic(then=3)
    with translation.override("en"):
        today = long_date(timezone.localdate())
    assert shown.select_one(".tell__n").text == "5"
    assert f"Living figure. Counted on {today}. On the day of this text: 3." in words(shown)
    assert shown.a["href"] == "/en/evidence/"
    assert shown.a.text == "See the 5"
    published_practice(slug="sixth")
    assert statistic(then=3).select_one(".tell__n").text == "6"


def test_where_the_text_names_no_number_that_is_said(five):
    assert words(statistic()).count("On the day of this text: not stated .") == 1
    assert "On the day of this text: 0." in words(statistic(then=0))


def test_a_figure_with_several_values_is_drawn_as_bars_that_lead_to_their_lists(five):
    shown = statistic(figure="by_context")
    rows = {row.th.text: (row.a["href"], row.select_one(".vh").text) for row in shown.select("tbody tr") if row.a}
    assert rows["rural en"] == ("/en/evidence/?context=rural", "3, 60%")
    assert shown.h2 is not None


def test_a_closed_edition_says_that_it_does_not_change(five):
    Edition.objects.create(slug="first", title_es="Primer mapeo", title_en="First mapping")
    text = words(statistic(basis="first"))
    assert "From “First mapping”, which is closed: this figure does not change." in text
    assert "Living figure" not in text


@pytest.mark.parametrize("gone", [{"basis": "no-such-edition"}, {"figure": "no_such_figure"}, {"figure": "received"}])
def test_a_figure_that_is_not_there_any_more_is_left_out(five, gone):
    assert words(statistic(**gone)) == ""
    block = BLOCKS["statistic"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"basis": "library", "figure": "practices", "then": None} | gone))


def test_a_practice_is_shown_as_it_stands_today_and_not_once_it_is_withdrawn(five):
    practice = Practice.objects.get(slug="radio")
    value = {"practice": practice.pk, "why": "It works offline."}
    shown = drawn("practice", value)
    assert (shown.a["href"], shown.a.text, shown.a["lang"]) == ("/en/evidence/radio/", "Radio", "es")
    assert "It works offline." in words(shown)
    practice.live = False
    practice.save()
    assert words(drawn("practice", value)) == ""


def test_the_first_practices_of_a_selection_and_the_way_to_all(five):
    shown = drawn(
        "practices", {"address": "https://old.example/es/evidence/?context=rural", "title": "Rural", "most": 2}
    )
    assert len(shown.select(".records > li")) == 2
    assert (shown.select_one(".head a")["href"], shown.select_one(".head a").text) == (
        "/en/evidence/?context=rural",
        "See all 3 practices",
    )
    assert shown.h2.text == "Rural"
    empty = drawn("practices", {"address": "?country=MX&context=rural", "title": "", "most": 2})
    assert "No practice with a source yet." in words(empty)
    assert (empty.a, empty.h2.text) == (None, "From the library")


@pytest.mark.parametrize("address", ["https://example.org/", "?context=lunar", "?country=CL&context=lunar"])
def test_an_address_without_filters_that_the_library_knows_is_no_selection(five, address):
    block = BLOCKS["practices"]
    with pytest.raises(ValidationError) as caught:
        block.clean(block.to_python({"address": address, "title": "", "most": 3}))
    assert list(caught.value.block_errors) == ["address"]
    assert block.clean(block.to_python({"address": "?country=CL", "title": "", "most": 3}))["address"] == "?country=CL"


# --- Before a block is chosen -----------------------------------------------------------------------------------------
@pytest.fixture
def uploads():
    """One thing of each kind that blocks show."""
    PictureFactory()
    for name in ("guide.pdf", "alert.mp4"):
        get_document_model().objects.create(title=name, file=ContentFile(b"x" * 1000, name))


def preview(client, name: str) -> BeautifulSoup:
    address = reverse("wagtailadmin_block_preview")
    response = client.get(address, {"id": BLOCKS[name].definition_prefix})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("name", BLOCKS)
def test_editors_see_every_block_in_our_dress_before_they_choose_it(name, admin_client, five, uploads):
    assert BLOCKS[name].is_previewable
    shown = preview(admin_client, name)
    assert shown.select_one("link[rel=stylesheet]")["href"] == "/static/ui/ui.css"
    assert shown.select("script, style, [style], [onclick]") == []
    assert len(words(shown.main)) > 10
    assert not shown.select("main .read > .unknown")


@pytest.mark.parametrize("name", sorted(UPLOADS | {"practice"}))
def test_before_anything_was_uploaded_the_preview_says_so(name, admin_client):
    assert len(preview(admin_client, name).select("main .read > .unknown")) == 1


def test_the_style_guide_has_a_row_for_every_block_in_real_markup(admin_client, five, uploads):
    guide = BeautifulSoup(admin_client.get("/styleguide/").content, "html.parser")
    rows = {row["id"].removeprefix("block-"): row for row in guide.select("[id^=block-]")}
    assert list(rows) == list(BLOCKS)
    roots = {
        "heading": "h4",
        "text": ".prose",
        "quote": ".quote",
        "picture": ".picture img",
        "figure": ".tell",
        "table": "table.rows",
        "accordion": "details",
        "document": ".file",
        "media": "video[preload=none]",
        "action": ".button",
        "contact": ".contact",
        "statistic": ".tell",
        "practice": ".practice",
        "practices": ".practices",
    }
    assert {name: bool(rows[name].select(f".read {root}")) for name, root in roots.items()} == dict.fromkeys(
        roots, True
    )
