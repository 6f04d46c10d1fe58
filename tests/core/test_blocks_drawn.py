"""Blocks in a real Chromium: what loads by itself, what a phone shows of a table, what stands on paper."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from wagtail.documents.models import Document

from alliance.core.blocks import GENERAL_BLOCKS
from alliance.core.staticfiles import BUNDLE, bundle
from tests.journeys.visitors import accessibility_faults, sideways_overflow

pytestmark = pytest.mark.browser
STATIC = Path(__file__).parents[2] / "alliance/core/static"
BLOCKS = dict(GENERAL_BLOCKS)
FILM = Document(pk=1, collection_id=1, title="Film", file="documents/alert.mp4", file_size=3_800_000)
VALUES = {
    "media": {"file": FILM, "title": "An alert", "length": "6:40", "transcript": "<p>What is said.</p>"},
    "document": {
        "document": Document(pk=2, collection_id=1, title="Guide", file="documents/guide.pdf", file_size=2_000_000),
        "note": "",
    },
    "table": {
        "data": [["Signal", "What it says", "Days"], ["Attendance", "Away more often than before", "5"]],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
    },
}


@pytest.fixture
def open_blocks(open_page):
    """Opens a page with all general blocks but a picture, which would need files; returns it with what it asked for."""

    def open_one(**options):
        page = open_page(**options)
        asked = []
        page.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
        with translation.override("en"):
            drawn = "".join(
                block.render(block.normalize(VALUES[name]) if name in VALUES else block.get_preview_value(), {})
                for name, block in BLOCKS.items()
                if name != "picture"
            )
        style, _parts = bundle(lambda name: (STATIC / name).read_text(), BUNDLE)
        style = re.sub(r"url\([^)]*\)", "none", style)
        body = f'<main class="wrap page"><h1>Blocks</h1><div class="read">{drawn}</div></main>'
        page.set_content(
            f'<html lang="en"><title>Blocks</title><style>{style}</style><base href="http://site.test/">{body}'
        )
        return page, asked

    return open_one


def test_a_film_is_asked_for_only_once_somebody_starts_it(open_blocks):
    page, asked = open_blocks(width=360)
    page.wait_for_timeout(300)
    assert asked == []
    page.evaluate("document.querySelector('video').play().catch(() => {})")
    page.wait_for_timeout(300)
    assert asked == ["http://site.test/documents/1/alert.mp4"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nobody_is_kept_out_of_a_block(open_blocks, width, theme):
    page, _asked = open_blocks(width=width, color_scheme=theme)
    assert sideways_overflow(page) == 0
    assert accessibility_faults(page) == []


def test_on_a_phone_each_cell_stands_under_the_name_of_its_column(open_blocks):
    page, _asked = open_blocks(width=360)
    cell, head = page.locator("td", has_text="Away more often"), page.locator("thead")
    assert cell.inner_text().splitlines() == ["What it says", "Away more often than before"]
    assert cell.evaluate("node => getComputedStyle(node).display") == "block"
    assert head.evaluate("node => getComputedStyle(node).clipPath") == "inset(50%)"
    page.set_viewport_size({"width": 1440, "height": 900})
    assert cell.inner_text() == "Away more often than before"


def test_on_paper_what_folds_is_open_and_a_button_is_an_address(open_blocks):
    page, _asked = open_blocks()
    answer, transcript = page.get_by_text("Every ministry."), page.get_by_text("What is said.")
    assert (answer.is_visible(), transcript.is_visible(), page.locator("video").is_visible()) == (False, False, True)
    page.emulate_media(media="print")
    assert (answer.is_visible(), transcript.is_visible(), page.locator("video").is_visible()) == (True, True, False)
    after = "(node) => getComputedStyle(node, '::after').content"
    assert page.locator(".act a").evaluate(after) == '" https://example.org/"'
    assert page.locator(".act a").is_visible()
    assert page.locator(".file a").evaluate(after) == '" /documents/2/guide.pdf"'
