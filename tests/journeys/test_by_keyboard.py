"""Everything on the public site can be done with a keyboard, and one always sees where one is."""

import pytest
from playwright.sync_api import expect

from tests.journeys import library_walk as library
from tests.journeys.keyboard import Keyboard
from tests.journeys.places import BY_NAME

pytestmark = pytest.mark.browser

PAGES = ("home", "list", "map", "practice", "countries", "statistics", "records of an edition", "practices compared")


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_tab_stops_at_every_control_once_in_the_order_of_the_page(open_page, demo_site, name, width):
    page = open_page(width=width, locale="es")
    page.goto(demo_site + BY_NAME[name].address("es"))
    keyboard = Keyboard(page)
    forth, there_are = keyboard.walk()
    assert there_are > 15
    assert forth == list(range(there_are))
    back, _same = keyboard.walk(back=True)
    assert back == forth[::-1]
    assert keyboard.faults == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_home_page_to_a_practice_in_another_language(open_page, demo_site, scripts):
    page = open_page(locale="es", scripts=scripts)
    page.goto(f"{demo_site}/es/")
    keyboard = Keyboard(page)
    keyboard.tab_to(".skip")
    keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    keyboard.tab()
    assert page.evaluate("document.activeElement.closest('main') !== null")
    keyboard.tab_to("#menu a[href='/es/evidence/']", back=True)
    keyboard.follow()

    everything = library.total(page)
    promised = library.printed_count(page, "context", "rural")
    keyboard.tab_to("#f-context-rural")
    keyboard.press("Space")
    if scripts:
        expect(page.locator(f"#results [data-total='{promised}']")).to_be_attached()
        assert page.evaluate("document.activeElement.id") == "f-context-rural"
    else:
        keyboard.tab_to("#filters [type=submit]")
        keyboard.follow()
    assert library.total(page) == promised < everything
    assert library.ticked(page) == ["context=rural"]

    keyboard.tab_to("#facet-technology > summary")
    keyboard.press("Enter")
    keyboard.tab()
    assert page.locator("#facet-technology").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.name") == "technology"
    keyboard.tab_to("#sort")
    # on the way to the third of the orders nothing is sent
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.tab()
    assert page.evaluate("document.activeElement.matches('.toolbar form button')")
    keyboard.follow()
    assert page.url == f"{demo_site}/es/evidence/?context=rural&sort=oldest"
    keyboard.tab_to(".record__title a")
    keyboard.follow()
    slug = page.url.removeprefix(f"{demo_site}/es/evidence/")
    keyboard.tab_to(".langs a[hreflang=fr]")
    keyboard.follow()
    assert page.url == f"{demo_site}/fr/evidence/{slug}"
    assert keyboard.faults == []


@pytest.mark.parametrize("name", ["home", "map", "statistics"])
def test_each_country_of_the_map_is_a_stop_and_opens_with_enter(open_page, demo_site, name):
    page = open_page(locale="es")
    page.goto(demo_site + BY_NAME[name].address("es"))
    keyboard = Keyboard(page)
    tiles = [tile.get_attribute("href") for tile in page.locator("svg.map a").all()]
    assert len(set(tiles)) == len(tiles) == 40
    keyboard.tab_to("svg.map a")
    for address in tiles:
        assert page.evaluate("document.activeElement.getAttribute('href')") == address
        keyboard.tab()
    keyboard.tab_to("svg.map a[aria-label^='México']", back=True)
    keyboard.follow()
    assert "MX" in page.url
    assert page.locator("h1").count() == 1
    assert keyboard.faults == []


@pytest.mark.parametrize("name", ["home", "map", "statistics"])
def test_the_map_can_be_skipped(open_page, demo_site, name):
    page = open_page(locale="es")
    page.goto(demo_site + BY_NAME[name].address("es"))
    keyboard = Keyboard(page)
    skip = "a.vh:has(+ svg.map)"
    keyboard.tab_to(skip)
    keyboard.press("Enter")
    keyboard.tab()
    assert page.evaluate("document.activeElement.closest('svg.map')") is None
    assert page.evaluate(
        "(skip) => document.querySelector(skip).compareDocumentPosition(document.activeElement) & 4", skip
    )
    assert keyboard.faults == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize(("opener", "sheet"), [(".sheet__open button", "#filters"), (".menu-button", "#menu")])
def test_on_a_phone_filters_and_menu_open_and_close_and_the_focus_comes_back(
    open_page, demo_site, scripts, opener, sheet
):
    page = open_page(width=360, height=740, locale="es", scripts=scripts)
    page.goto(f"{demo_site}/es/evidence/")
    keyboard = Keyboard(page)
    keyboard.tab_to(opener)
    for leave in ("Escape", "Enter"):
        keyboard.press("Enter")
        keyboard.tab()
        assert page.evaluate("(sheet) => document.activeElement.closest(sheet) !== null", sheet)
        keyboard.press(leave)
        expect(page.locator(sheet)).to_be_hidden()
        assert page.evaluate("(opener) => document.activeElement.matches(opener)", opener)
    keyboard.press("Enter")
    for _step in range(60):
        keyboard.tab()
    assert keyboard.faults == []


def test_filters_are_chosen_on_a_phone_without_leaving_the_sheet(open_page, demo_site):
    page = open_page(width=360, height=740, locale="es")
    page.goto(f"{demo_site}/es/evidence/")
    keyboard = Keyboard(page)
    promised = library.printed_count(page, "context", "rural")
    keyboard.tab_to(".sheet__open button")
    keyboard.press("Enter")
    keyboard.tab_to("#f-context-rural")
    keyboard.press("Space")
    expect(page.locator(f"#results [data-total='{promised}']")).to_be_attached()
    assert page.evaluate("document.activeElement.id") == "f-context-rural"
    keyboard.tab_to("#filters [type=submit]")
    keyboard.press("Enter")
    expect(page.locator("#filters")).to_be_hidden()
    assert library.total(page) == promised
    keyboard.tab()
    assert keyboard.faults == []
