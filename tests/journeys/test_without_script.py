"""A visitor whose phone runs no scripts, 360 px wide: every step of the library is a link or a form with its button."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import library_walk as library
from tests.journeys.places import FULL
from tests.journeys.visitors import sideways_overflow

pytestmark = pytest.mark.browser

APPLY = {"es": "Aplicar filtros", "fr": "Appliquer les filtres"}
OTHER = {"es": "fr", "fr": "es"}
COMPACT = {"es": "compacta", "fr": "compacte"}
NEWEST_YEAR = 6  # the column "first year" of the CSV


@pytest.fixture(params=["es", "fr"])
def language(request) -> str:
    return request.param


@pytest.fixture
def phone(open_page, language) -> Page:
    """A page of this visitor. No step may make it scroll sideways."""
    page = open_page(width=360, height=740, scripts=False, locale=language, accept_downloads=True)
    page.set_default_timeout(10_000)
    yield page
    assert sideways_overflow(page) == 0


def open_filters(page: Page) -> None:
    page.locator(".sheet__open button").click()
    expect(page.locator("#filters")).to_be_visible()


def apply_filters(page: Page, language: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=APPLY[language]).click()


def choose(page: Page, language: str, key: str, code: str) -> int:
    """One more filter is on; returns what its box had promised."""
    open_filters(page)
    library.unfold(page, key)
    promised = library.printed_count(page, key, code)
    library.box(page, key, code).check()
    apply_filters(page, language)
    return promised


def switch_language(page: Page, code: str) -> None:
    page.locator(".menu-button").click()
    with page.expect_navigation():
        page.locator(f"#menu .langs a[hreflang={code}]").click()


def test_each_filter_gives_the_number_it_promised(phone, demo_site, language):
    phone.goto(f"{demo_site}/{language}/")
    phone.locator(".menu-button").click()
    phone.locator(f"#menu .mainnav__list a[href='/{language}/evidence/']").first.click()
    everything = library.total(phone)
    open_filters(phone)
    library.unfold(phone, "technology")
    with_radio = library.printed_count(phone, "technology", "radio_tv")
    phone.locator("#filters .sheet__close").click()
    expect(phone.locator("#filters")).to_be_hidden()

    rural = choose(phone, language, "context", "rural")
    assert 0 < library.total(phone) == rural < everything
    both = choose(phone, language, "technology", "radio_tv")
    assert 0 < library.total(phone) == both < rural
    assert library.ticked(phone) == ["context=rural", "technology=radio_tv"]

    phone.locator(".chip").first.click()
    assert library.total(phone) == with_radio
    assert library.ticked(phone) == ["technology=radio_tv"]
    phone.locator(f".chips a[href='/{language}/evidence/']").last.click()
    assert (library.total(phone), library.ticked(phone)) == (everything, [])


def test_sort_view_and_pages_keep_the_filters_and_filters_keep_those(phone, demo_site, language):
    phone.goto(f"{demo_site}/{language}/evidence/?context=rural")
    first = library.slugs(phone)
    phone.locator("#sort").select_option("newest")
    phone.locator(".toolbar form button").click()
    assert phone.locator("#sort").input_value() == "newest"
    rows = library.csv_rows(library.download(phone, "CSV"))
    years = [row[NEWEST_YEAR] for row in rows if row[NEWEST_YEAR]]
    assert years == sorted(years, reverse=True)
    ordered = [row[0] for row in rows]
    assert library.slugs(phone) == ordered[: len(first)] != first

    phone.locator(".pages a[rel=next]").click()
    assert phone.locator(".pages [aria-current=page]").inner_text() == "2"
    assert library.slugs(phone) == ordered[len(first) : 2 * len(first)]
    phone.get_by_role("link", name=COMPACT[language], exact=True).click()
    assert library.slugs(phone) == ordered[: len(first)]
    assert library.ticked(phone) == ["context=rural"]
    assert library.total(phone) == len(ordered)

    # and one more filter keeps order and view
    promised = choose(phone, language, "technology", "radio_tv")
    assert 0 < library.total(phone) == promised < len(ordered)
    assert phone.locator("#sort").input_value() == "newest"
    assert phone.locator("#results .compact").count() == 1
    assert library.slugs(phone) == [slug for slug in ordered if slug in library.slugs(phone)]


def test_the_files_hold_exactly_the_selection(phone, demo_site, language):
    phone.goto(f"{demo_site}/{language}/evidence/")
    promised = choose(phone, language, "context", "rural")
    table = [row[0] for row in library.csv_rows(library.download(phone, "CSV"))]
    assert len(set(table)) == len(table) == promised == library.total(phone)
    assert library.json_slugs(library.download(phone, "JSON")) == table


def test_the_language_switch_keeps_page_and_filters(phone, demo_site, language):
    other = OTHER[language]
    phone.goto(f"{demo_site}/{language}/evidence/?context=rural&sort=newest&page=2")
    before = library.total(phone), library.ticked(phone), library.slugs(phone)
    switch_language(phone, other)
    assert phone.url == f"{demo_site}/{other}/evidence/?context=rural&sort=newest&page=2"
    assert phone.locator("html").get_attribute("lang") == other
    assert (library.total(phone), library.ticked(phone), library.slugs(phone)) == before

    phone.goto(f"{demo_site}/{language}/evidence/?q={FULL.partition('-')[0]}")
    phone.locator(f"#results a[href='/{language}/evidence/{FULL}/']").first.click()
    title = phone.locator("h1").inner_text()
    switch_language(phone, other)
    assert phone.url == f"{demo_site}/{other}/evidence/{FULL}/"
    assert title != phone.locator("h1").inner_text() != ""


def test_what_was_ticked_and_not_sent_is_forgotten_with_the_page(phone, demo_site, language):
    """Boxes say what the list shows; a browser that fills in what stood there before would make them lie."""
    phone.goto(f"{demo_site}/{language}/evidence/")
    everything = library.total(phone)
    choose(phone, language, "context", "rural")
    phone.go_back()
    assert (library.total(phone), library.ticked(phone)) == (everything, [])
    open_filters(phone)
    assert library.ticked(phone) == []
