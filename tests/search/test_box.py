"""The box on every page: what comes under it while somebody types, chosen by keyboard or by hand, and without a script."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.visitors import sideways_overflow

pytestmark = pytest.mark.browser
# Beginnings of a word for the same thing, and the words that are announced.
TYPED = {"es": "robó", "en": "robo", "pt": "robó", "fr": "robo"}
SAID = {"es": "sugerencias", "en": "suggestions", "pt": "sugestões", "fr": "suggestions"}


def type_into(page, field, letters):
    field.click()
    expect(field).to_have_attribute("aria-controls", f"{field.get_attribute('id')}-list")
    page.keyboard.type(letters, delay=20)
    expect(page.locator("[role=option]").first).to_be_visible()


@pytest.mark.parametrize("language", ["es", "en", "pt", "fr"])
def test_arrows_choose_enter_opens_and_escape_closes(open_page, demo_site, language):
    page = open_page()
    page.goto(f"{demo_site}/{language}/evidence/")
    field = page.locator("#q-top")
    type_into(page, field, TYPED[language])
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-announce]")).to_contain_text(SAID[language])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id") == "q-top-list-1"
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(page.locator(".suggest").first).to_be_hidden()
    expect(field).to_have_value(TYPED[language])
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    url = page.locator("[role=option][aria-selected=true]").get_attribute("data-url")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo_site}{url}")


def test_enter_without_choosing_searches_everything(open_page, demo_site):
    page = open_page()
    page.goto(f"{demo_site}/es/")
    type_into(page, page.locator("#q-top"), "radio")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo_site}/es/search/?q=radio")
    assert page.locator("li.record").count() > 0


def test_on_a_phone_a_finger_chooses_and_nothing_is_pushed_sideways(open_page, demo_site):
    page = open_page(width=360, height=740, has_touch=True)
    page.goto(f"{demo_site}/es/search/")
    type_into(page, page.locator("#q"), "robó")
    assert sideways_overflow(page) == 0
    option = page.locator("[role=option]").first
    assert option.bounding_box()["height"] >= 44
    url = option.get_attribute("data-url")
    option.tap()
    page.wait_for_url(f"{demo_site}{url}")


def test_without_a_script_it_is_a_form(open_page, demo_site):
    page = open_page(width=360, height=740, scripts=False)
    page.goto(f"{demo_site}/es/search/")
    page.locator("#q").fill("internet satelital")
    page.locator("main form[role=search] button").click()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["internet satelital"]}
    assert page.locator("li.record").count() > 0
    first = page.locator(".tabs a").nth(1)
    promised = first.locator(".num").inner_text()
    first.click()
    assert page.locator("h2.count").get_attribute("data-total") == promised
    assert sideways_overflow(page) == 0


def test_fast_typing_asks_once_and_the_same_letters_are_not_asked_again(open_page, demo_site):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/api/v1/suggest" in request.url else None)
    page.goto(f"{demo_site}/es/evidence/")
    type_into(page, page.locator("#q-top"), "robó")
    assert len(asked) == 1
    page.keyboard.type("t")
    page.wait_for_timeout(600)
    page.keyboard.press("Backspace")
    page.wait_for_timeout(600)
    assert [url.partition("q=")[2] for url in asked] == ["rob%C3%B3", "rob%C3%B3t"]
