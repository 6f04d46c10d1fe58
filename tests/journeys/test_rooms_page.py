"""A room as a page: without script it works the same, nobody is kept out, and its script is light."""

import re

import brotli
import pytest
from playwright.sync_api import expect

from tests.journeys.talkers import make_room
from tests.journeys.visitors import accessibility_faults, sideways_overflow

pytestmark = pytest.mark.browser
MOST_SCRIPT = 20_000
SAY = {"es": "Un saludo desde Quito", "fr": "Un salut de Port-au-Prince"}


@pytest.fixture(scope="module")
def slug(demo) -> str:
    """One room for all of these tests."""
    return make_room(demo)


@pytest.mark.parametrize(("name", "language"), [("focal.ec", "es"), ("learner.ht", "fr")])
def test_without_script_a_form_does_it_and_marks_what_was_sent(talker, slug, name, language):
    ana = talker(name, slug, language=language, scripts=False, width=360)
    ana.page.goto(ana.url)
    ana.write(SAY[language])
    expect(ana.page).to_have_url(re.compile(r"\?sent=\d+#m-\d+$"))
    mine = ana.line(SAY[language])
    expect(mine.locator(".msg__state")).to_be_visible()
    mine.locator("[data-act=reply]").click()
    expect(ana.page.locator("[data-answering]")).to_contain_text(SAY[language])
    ana.write("+1")
    expect(ana.lines.last.locator(".msg__quote")).to_contain_text(SAY[language])
    ana.lines.last.locator("summary").click()
    ana.lines.last.locator("button[value=thanks]").click()
    expect(ana.lines.last.locator("button[value=thanks]")).to_have_attribute("aria-pressed", "true")
    ana.lines.last.locator("summary").click()
    ana.lines.last.locator("a[href$='/edit/']").click()
    ana.page.locator("main textarea").fill("+2")
    ana.page.locator("main form [type=submit]").last.click()
    expect(ana.lines.last.locator(".msg__words")).to_have_text("+2")
    assert sideways_overflow(ana.page) == 0


@pytest.mark.parametrize("language", ["es", "fr"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_in_any_state(talker, language, width):
    ana = talker("focal.cl", "plaza", language=language, width=width)
    ana.enter()
    faults = []
    for theme in ("light", "dark"):
        ana.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        faults += accessibility_faults(ana.page)
    mine = ana.page.locator("article.msg--mine").last
    mine.locator("summary").click()
    faults += accessibility_faults(ana.page)
    mine.locator("a[href$='/edit/']").click()
    faults += accessibility_faults(ana.page)
    mine.locator("[data-act=cancel]").click()
    mine.locator("summary").click()
    mine.locator("a[href$='/delete/']").click()
    ana.lines.first.locator("[data-act=reply]").click()
    ana.page.context.set_offline(True)
    ana.write("…")
    ana.field.fill("x" * 4001)
    ana.page.keyboard.press("Control+Enter")
    expect(ana.page.locator("#write-error")).to_be_visible()
    for theme in ("light", "dark"):
        ana.page.emulate_media(color_scheme=theme)
        faults += accessibility_faults(ana.page)
    ana.unsent.locator("[data-act=drop]").click()
    assert faults == []
    assert sideways_overflow(ana.page) == 0


def test_all_of_its_script_together_is_light(talker, slug):
    ana = talker("focal.br", slug)
    scripts = {}

    def note(response):
        if "/js/room" in response.url:
            scripts[response.url] = response

    ana.page.on("response", note)
    ana.enter()
    assert {response.headers["content-encoding"] for response in scripts.values()} <= {"br", "gzip"}
    sizes = [len(brotli.compress(response.body())) for response in scripts.values()]
    assert len(sizes) == 7
    assert sum(sizes) < MOST_SCRIPT
    # The parts of one version find each other: by hashed names, which may be kept for ever.
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", address) for address in scripts)
    assert all("immutable" in response.headers["cache-control"] for response in scripts.values())
