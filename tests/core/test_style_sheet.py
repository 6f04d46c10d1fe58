"""The style sheet: one file in production, light, and the same in both ways of choosing dark."""

import gzip
import re
from pathlib import Path

import pytest

from alliance.core.staticfiles import BUNDLE, bundle
from alliance.core.templatetags.ui import ICONS, icon

STATIC = Path(__file__).parents[2] / "alliance/core/static"
TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="module")
def joined() -> str:
    text, _parts = bundle(lambda name: (STATIC / name).read_text(), BUNDLE)
    return text


def test_production_needs_one_request_for_the_style(joined):
    assert "@import" not in joined
    for address in re.findall(r"url\(([^)]+)\)", joined):
        assert (STATIC / "ui" / address).is_file(), address


def test_every_part_is_listed_once():
    _text, parts = bundle(lambda name: (STATIC / name).read_text(), BUNDLE)
    on_disk = {str(path.relative_to(STATIC)) for path in (STATIC / "ui").rglob("*.css")}
    assert sorted(parts) == sorted(on_disk - {BUNDLE, "ui/rooms.css", "ui/styleguide.css", "ui/votes.css"})


def test_an_address_in_a_deeper_part_still_leads_to_its_file():
    files = {
        "ui/ui.css": '@import url("parts/a.css") layer(base);\n',
        "ui/parts/a.css": "b { background: url(../img/x.svg); }\n",
    }
    text, parts = bundle(files.__getitem__, "ui/ui.css")
    assert text == "@layer base {\nb { background: url(img/x.svg); }\n}\n"
    assert parts == ["ui/parts/a.css"]


def test_the_style_stays_under_17_kilobytes(joined):
    assert len(gzip.compress(joined.encode())) <= 17_000


def test_dark_by_system_and_dark_by_hand_are_the_same():
    tokens = (STATIC / "ui/tokens.css").read_text()
    by_system = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\n\} \}', tokens, re.DOTALL)[1]
    by_hand = re.search(r':root\[data-theme="dark"\] \{ color-scheme: dark;(.*?)\n\}', tokens, re.DOTALL)[1]
    assert by_system.split() == by_hand.split()


def test_every_icon_that_a_template_names_is_drawn():
    for path in TEMPLATES.rglob("*.html"):
        for name in re.findall(r'{% icon "([^"]+)" %}', path.read_text()):
            assert name in ICONS, path
    assert icon("search").startswith("<svg")


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.name)
def test_every_component_says_what_it_needs(path):
    assert re.match(r"({#|{% comment %})", path.read_text())
