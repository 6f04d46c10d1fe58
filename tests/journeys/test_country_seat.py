"""Journey 1 from the third step to the fifth, and the hand-over of journey 12, as a browser does them."""

import re

import pytest
from playwright.sync_api import Page, expect

from alliance.core.demo_accounts import PASSWORD
from tests.browser import Demo
from tests.journeys.visitors import Watch, accessibility_faults, sideways_overflow, sign_in

pytestmark = pytest.mark.browser

PARAGRAPH = "La conexión llega por radio a las escuelas de la ribera"
PEOPLE = """
from alliance.core.demo_accounts import PASSWORD
from alliance.core.models import Country, User
from members.models import Seat
from members.services import profiles, seats
seat = Seat.objects.get(country__code="CO")
for name, part, language in (("a.co", "holder", "es"), ("b.co", "deputy", "pt")):
    person = User.objects.create_user(f"{name}@demo.example", PASSWORD, first_name=name[0].upper(), last_name="Bogotá",
        language=language, country=seat.country, joined_at="2026-01-01T00:00Z")
    profiles.ensure_profile(person)
    seats.appoint(seat=seat, person=person, part=part, by=None)
"""


@pytest.fixture(scope="module")
def site(start_demo):
    """A served site of this module alone: it publishes, which others would count."""
    site = start_demo()
    site.ask(PEOPLE)
    return site


def enter(page: Page, site: Demo, name: str, path: str) -> None:
    """The person is signed in, and at the address."""
    sign_in(page, site.url, f"{name}@demo.example")
    page.goto(site.url + path)


def prove(page: Page) -> None:
    """Whoever is asked again proves who they are."""
    if "/reauthenticate/" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.locator("main [type=submit]").first.click()


def press(page: Page, locator) -> None:
    """The button is pressed by keyboard, and the answer is there."""
    locator.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("name", "language", "code"), [("focal.ec", "es", "EC"), ("focal.br", "pt", "BR")])
def test_a_focal_point_writes_through_a_lost_connection_sends_and_the_page_is_validated(
    site, open_page, name, language, code
):
    page = open_page(width=360, height=740)
    watch = Watch(page)
    enter(page, site, name, f"/{language}/countries/{code}/")
    press(page, page.locator(f"a[href='/{language}/my/seat/{code}-1/country/']"))
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0
    field = page.locator(f"#id_words-{language}-introduction")
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(f"\n\n{PARAGRAPH}")
    state = page.locator("[data-state]")
    expect(state).not_to_be_empty(timeout=15_000)
    page.context.set_offline(True)
    saved = state.text_content()
    page.keyboard.insert_text(" y de la selva.")
    expect(state).not_to_have_text(saved, timeout=15_000)
    page.context.set_offline(False)
    expect(state).to_have_text(re.compile(r"\d{1,2}:\d{2}"), timeout=20_000)
    page.reload()
    assert field.input_value().count(f"{PARAGRAPH} y de la selva.") == 1
    typed = field.input_value()
    assert [fault for fault in watch.faults() if "ERR_INTERNET_DISCONNECTED" not in fault] == []

    press(page, page.locator("button[name=act][value=send]"))
    expect(page.locator("button[value=take_back]")).to_be_visible()
    told = site.ask(f"""
from alliance.core.models import Country, Draft, User
from wagtail.models import WorkflowState
country = Country.objects.get(code={code!r})
person = User.objects.get(email="{name}@demo.example")
state = WorkflowState.objects.for_instance(country).active().get()
print(country.revisions.filter(user=person).count(), state.requested_by == person, Draft.objects.get(person=person).data)
state.current_task_state.approve(user=User.objects.get(email="editor@demo.example"))
""")
    assert told.startswith("1 True {}")
    visitor = open_page(width=360, height=740)
    visitor.goto(f"{site.url}/{language}/countries/{code}/")
    expect(visitor.locator(".tag--ok").first).to_be_visible()
    assert visitor.locator("body").text_content().count(f"{PARAGRAPH} y de la selva.") == 1
    assert typed.endswith("de la selva.")
    page.goto(f"{site.url}/{language}/my/seat/{code}-1/country/history/")
    assert accessibility_faults(page) == []
    expect(page.locator(".life__what").first).not_to_be_empty()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_seat_passes_on_by_keyboard_on_a_phone_in_two_languages(site, open_page, scripts):
    """There with scripts, and back without."""
    giver, receiver = (("a.co", "es"), ("b.co", "pt")) if scripts else (("b.co", "pt"), ("a.co", "es"))
    first = open_page(width=360, height=740)
    enter(first, site, giver[0], f"/{giver[1]}/my/seat/CO-1/country/")
    expect(first.locator("#id_fact-ministry_name")).to_be_visible()

    page = open_page(width=360, height=740, scripts=scripts)
    enter(page, site, giver[0], f"/{giver[1]}/my/seat/CO-1/")
    press(page, page.locator("a[href$='/hand-over/']").first)
    prove(page)
    expect(page.locator("input[name=who]").first).to_be_visible()
    if scripts:
        assert accessibility_faults(page) == []
        assert sideways_overflow(page) == 0
    press(page, page.locator("button[name=step][value=review]"))
    expect(page.locator(".field--bad input[name=who]").first).to_be_visible()
    radio = page.locator("input[name=who]").first
    radio.focus()
    page.keyboard.press("Space")
    note = page.locator("#id_note")
    note.focus()
    page.keyboard.insert_text("Empiece por las cifras de 2026.")
    press(page, page.locator("button[name=step][value=review]"))
    if scripts:
        assert accessibility_faults(page) == []
        assert sideways_overflow(page) == 0
    expect(page.locator(".wrote")).to_contain_text("Empiece por las cifras de 2026.")
    press(page, page.locator("button[name=step][value=confirm]"))
    expect(page).to_have_url(f"{site.url}/{giver[1]}/my/")

    # The session that was open elsewhere sends what it holds: nothing is there any more.
    first.fill("#id_fact-ministry_acronym", "TARDE")
    with first.expect_navigation() as sent:
        first.locator("button[name=act][value=save]").click()
    assert sent.value.status == 404
    assert first.goto(f"{site.url}/{giver[1]}/my/seat/CO-1/").status == 404

    other = open_page(width=360, height=740)
    enter(other, site, receiver[0], f"/{receiver[1]}/my/seat/CO-1/")
    expect(other.locator(".wrote").first).to_contain_text("Empiece por las cifras de 2026.")
    assert accessibility_faults(other) == []
    assert sideways_overflow(other) == 0
    assert other.goto(f"{site.url}/{receiver[1]}/my/seat/CO-1/country/").status == 200
