"""Where scripts run, a filter acts at once: list, counts, address and voice follow, and the page stays the same page."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys import library_walk as library
from tests.journeys.places import LANGUAGES
from tests.journeys.visitors import Watch, accessibility_faults

pytestmark = pytest.mark.browser

RURAL, RADIO = ("context", "rural"), ("technology", "radio_tv")


@pytest.fixture
def page(open_page, demo_site) -> Page:
    """The library's list, with a mark that a reload would wipe away."""
    page = open_page(locale="es")
    page.set_default_timeout(10_000)
    page.goto(f"{demo_site}/es/evidence/")
    mark(page)
    library.unfold(page, "technology")
    return page


def mark(page: Page) -> None:
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return page.evaluate("window.stayed === true")


def wait_for_total(page: Page, number: int) -> None:
    expect(page.locator(f"#results [data-total='{number}']")).to_be_attached()


def state(page: Page) -> tuple:
    """What a reader sees of the selection: address, number, boxes, list, chips."""
    chips = page.locator("#results .chip").all_text_contents()
    return page.url, library.total(page), library.ticked(page), library.slugs(page), chips


def test_a_tick_changes_list_counts_address_and_voice_and_nothing_else(page, demo_site):
    before, open_folds = state(page), page.locator("#facets details[open]").count()
    promised = library.printed_count(page, *RURAL)
    radio = library.printed_count(page, *RADIO)
    page.evaluate("""() => {
      window.said = [];
      const voice = document.querySelector("[role=status]");
      new MutationObserver(() => { if (voice.textContent) window.said.push(voice.textContent); })
        .observe(voice, { childList: true, characterData: true, subtree: true });
    }""")
    library.box(page, *RURAL).click()
    wait_for_total(page, promised)
    assert stayed(page)
    assert page.url == f"{demo_site}/es/evidence/?context=rural"
    assert library.ticked(page) == ["context=rural"]
    assert library.slugs(page) != before[3]
    assert library.printed_count(page, *RADIO) < radio
    assert page.evaluate("document.activeElement.id") == "f-context-rural"
    assert page.locator("#facets details[open]").count() == open_folds
    heading = " ".join(page.locator("#results [data-say]").text_content().split())
    expect(page.locator("[role=status]")).to_have_text(heading)
    assert page.evaluate("window.said") == [heading]
    assert library.number_in(heading.partition(" ")[0]) == promised
    # what stands outside of the list follows too
    switches = page.locator(".langs a").evaluate_all("links => links.map(link => link.href)")
    assert set(switches) == {f"{demo_site}/{code}/evidence/?context=rural" for code in LANGUAGES}


def test_what_came_in_is_what_a_full_load_of_the_address_shows(page):
    library.box(page, *RURAL).click()
    wait_for_total(page, library.printed_count(page, *RURAL))
    library.box(page, *RADIO).click()
    expect(page.locator("#results .chip")).to_have_count(2)
    swapped, counts = state(page), page.locator("#facets .n").all_text_contents()
    page.reload()
    assert not stayed(page)
    assert state(page) == swapped
    assert page.locator("#facets .n").all_text_contents() == counts


def test_back_and_forward_restore_each_selection(page):
    seen = [state(page)]
    for chosen, count in ((RURAL, 1), (RADIO, 2)):
        library.box(page, *chosen).click()
        expect(page.locator("#results .chip")).to_have_count(count)
        seen.append(state(page))
    assert [len(each[2]) for each in seen] == [0, 1, 2]
    for earlier in (seen[1], seen[0]):
        page.go_back()
        wait_for_total(page, earlier[1])
        assert state(page) == earlier
    page.go_forward()
    wait_for_total(page, seen[1][1])
    assert state(page) == seen[1]


def test_back_from_a_practice_finds_the_selection(page):
    library.box(page, *RURAL).click()
    expect(page.locator("#results .chip")).to_have_count(1)
    chosen = state(page)
    with page.expect_navigation():
        page.locator("#results .record__title a").first.click()
    assert page.locator("[data-total]").count() == 0
    page.go_back()
    wait_for_total(page, chosen[1])
    assert state(page) == chosen


def test_two_quick_ticks_end_in_the_state_of_both(page, demo_site):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/evidence/?*", hold)
    library.box(page, *RURAL).click()
    library.box(page, *RADIO).click()
    for _moment in range(100):
        page.wait_for_timeout(20)
        if len(held) == 2:
            break
    assert len(held) == 2
    # the answer to the first comes last
    held[1].continue_()
    expect(page.locator("#results .chip")).to_have_count(2)
    held[0].continue_()
    page.wait_for_timeout(500)
    assert library.ticked(page) == ["context=rural", "technology=radio_tv"]
    assert page.url == f"{demo_site}/es/evidence/?context=rural&technology=radio_tv"
    both = state(page)
    page.unroute("**/evidence/?*")
    page.reload()
    assert state(page) == both


def test_a_cut_connection_leaves_a_page_that_goes_on_when_it_is_back(page):
    watch = Watch(page)
    before = state(page)
    promised = library.printed_count(page, *RURAL)
    page.context.set_offline(True)
    library.box(page, *RURAL).click()
    notice = page.locator("#filters .unsent")
    expect(notice).to_be_in_viewport()
    expect(page.locator("[role=status]")).to_have_text(notice.text_content())
    assert state(page)[1] == before[1]
    assert stayed(page)
    assert accessibility_faults(page) == []
    page.context.set_offline(False)
    page.locator("#filters [type=submit]").click()
    wait_for_total(page, promised)
    expect(notice).to_be_hidden()
    assert library.ticked(page) == ["context=rural"]
    assert [each for each in watch.complaints if each.startswith("error")] == []
