"""Journey 1, steps 1 and 2, and journey 12, step 5: how somebody comes into the alliance, and how they leave it again.

On a phone, by keyboard, in two languages, where a second factor is asked of those who hold a seat.
"""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from alliance.core.demo_accounts import PASSWORD
from tests.browser import Demo
from tests.journeys.keyboard import Keyboard
from tests.journeys.test_accounts import code_now
from tests.journeys.visitors import Watch, accessibility_faults, sideways_overflow

pytestmark = pytest.mark.browser

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
MOST_SECONDS = 5
INVITE = """
from alliance.core.models import User
from members.enums import SeatPart
from members.models import Seat
from members.services.joining import invite, token_of
seat = Seat.objects.get(country__code="{country}", number=1)
invitation = invite(by=User.objects.get(email="admin@demo.example"), email="{email}", language="{language}",
    country=seat.country, seat=seat, seat_part=SeatPart.HOLDER, note="Bienvenida")
print(token_of(invitation))
"""
STANDING = """
from alliance.core.models import User
from members.models import Seat
from members.services import seats
person = User.objects.get(email="{email}")
print(seats.acting_for(Seat.objects.get(country__code="{country}", number=1).country) == person, person.language,
    person.has_usable_password())
"""
LEAVING = """
from uuid import uuid4
from alliance.core.demo_accounts import PASSWORD
from alliance.core.models import User
from members.models import Announcement, Membership, Network
from members.services import profiles
network = Network.objects.get(slug="ia-en-educacion")
person = User.objects.create_user("{email}", PASSWORD, first_name="Zoraida", last_name="Ixchel-Prueba", language="{language}",
    joined_at="2026-01-01T00:00Z")
profiles.ensure_profile(person)
reader = User.objects.create_user("lee-{email}", PASSWORD, first_name="Ada", language="{language}", joined_at="2026-01-01T00:00Z")
for each in (person, reader):
    Membership.objects.create(network=network, person=each, since="2026-01-02T00:00Z")
print(Announcement.objects.create(network=network, author=person, title="Aviso", body="Reunión", language="es", token=uuid4()).pk,
    person.pk)
"""
LEFT = """
from alliance.core.models import AuditEntry, User
from members.models import Profile
person = User.objects.get(pk={pk})
rows = AuditEntry.objects.filter(actor=person)
print(Profile.objects.filter(person=person).count(), rows.filter(verb="my_data.forgotten").count(),
    "Zoraida" in str(list(AuditEntry.objects.values())), person.email)
"""
FORMER = {"es": "Exmiembro", "fr": "Ancien membre"}


@pytest.fixture(scope="module")
def site(start_demo):
    """A served site of this module alone: seats change hands, and a second factor is asked for."""
    return start_demo(REQUIRE_MFA="1")


def looked_at(page: Page) -> None:
    """Nobody is kept out of the page, and it fits the phone."""
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0


def sign_in(page: Page, site: Demo, email: str, path: str) -> None:
    """The person is signed in, and at the address."""
    page.goto(f"{site.url}/accounts/login/?next={path}")
    page.click("main summary")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main details [type=submit]")
    expect(page).to_have_url(f"{site.url}{path}")


def type_into(keyboard: Keyboard, selector: str, words: str) -> None:
    """The words stand in the field that Tab comes to."""
    keyboard.tab_to(selector)
    keyboard.press("Control+A")
    keyboard.page.keyboard.insert_text(words)


def set_up_code_app(site: Demo, page: Page, keyboard: Keyboard) -> None:
    """The second factor is there: the page that asks for it leads there, and on to where the person wanted to go."""
    expect(page).to_have_url(re.compile(r"/accounts/2fa/\?needed=1"))
    looked_at(page)
    keyboard.tab_to("a[href='/accounts/2fa/totp/activate/']")
    keyboard.follow()
    expect(page).to_have_url(f"{site.url}/accounts/2fa/totp/activate/")
    looked_at(page)
    expect(page.locator("[name=code]")).to_be_focused()
    page.keyboard.insert_text(code_now(page.locator(".key").inner_text()))
    keyboard.follow()
    expect(page.locator(".codes li")).to_have_count(10)
    looked_at(page)


@pytest.mark.parametrize(("country", "language"), [("EC", "es"), ("BR", "pt")])
def test_an_invited_focal_point_comes_in_on_a_slow_phone_and_completes_the_profile(site, open_page, country, language):
    email = f"nueva.{country.lower()}@demo.example"
    token = site.ask(INVITE.format(country=country, email=email, language=language)).splitlines()[-1]
    page = open_page(width=360, height=740, locale=language)
    watch = Watch(page)
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", SLOW)
    began = time.monotonic()
    page.goto(f"{site.url}/{language}/join/{token}/", wait_until="domcontentloaded")
    expect(page.locator("[name=first_name]")).to_be_editable()
    assert time.monotonic() - began < MOST_SECONDS
    protocol.send(
        "Network.emulateNetworkConditions", SLOW | {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    )
    assert page.locator("[type=password]").count() == 0
    looked_at(page)
    keyboard = Keyboard(page)
    type_into(keyboard, "[name=first_name]", "Rosa")
    type_into(keyboard, "[name=last_name]", "Quishpe")
    keyboard.follow("Enter")
    set_up_code_app(site, page, keyboard)
    assert page.locator("html").get_attribute("lang") == language

    page.goto(f"{site.url}/{language}/my/")
    assert page.locator(".firsts > li.now").count() == 3
    looked_at(page)
    assert site.ask(STANDING.format(email=email, country=country)) == f"True {language} False"
    keyboard.tab_to(f".firsts a[href='/{language}/my/profile/']")
    keyboard.follow()
    looked_at(page)
    type_into(keyboard, "#id_position", "Directora de currículo")
    keyboard.tab_to("#id_audience")
    keyboard.press("Home")  # everybody; members alone unless one says so
    type_into(keyboard, "#id_ask_me_about", "Radios escolares")
    keyboard.tab_to("[name=topics]")
    keyboard.press("Space")
    keyboard.tab_to("[name=languages-0-term]")
    keyboard.press("ArrowDown")
    keyboard.tab_to("[name=languages-0-level]")
    keyboard.press("ArrowDown")
    keyboard.tab_to("#id_time_zone")
    page.keyboard.type("America / Bogota")
    expect(page.locator("#id_time_zone")).to_have_value("America/Bogota")
    type_into(keyboard, "#id_phone", "+593 2 234 5678")
    with page.expect_navigation():
        keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/{language}/people/[\w-]+/\?saved=1"))
    expect(page.locator("main")).to_contain_text("+593 2 234 5678")
    expect(page.locator("main")).to_contain_text("UTC−5")
    looked_at(page)

    keyboard.tab_to(f"a[href='/{language}/my/profile/as/public/']")
    keyboard.follow()
    assert "+593 2 234 5678" not in page.content()
    assert email not in page.content()
    expect(page.locator("main")).to_contain_text("Directora de currículo")
    looked_at(page)
    page.goto(f"{site.url}/{language}/my/")
    assert page.locator(".firsts > li.now").count() == 2
    assert keyboard.faults == []
    assert watch.faults() == []
    assert page.goto(f"{site.url}/{language}/join/{token}/").status == 410


@pytest.mark.parametrize("language", ["es", "fr"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_person_who_leaves_takes_the_name_along_and_nothing_else(site, open_page, language, scripts):
    email = f"se-va-{language}-{int(scripts)}@demo.example"
    announcement, person = site.ask(LEAVING.format(email=email, language=language)).split()[-2:]
    counted = open_page(locale=language)
    figures = f"{site.url}/{language}/evidence/statistics/"
    counted.goto(figures)
    before = counted.locator("main").inner_text()

    page = open_page(width=360, height=740, locale=language, scripts=scripts)
    sign_in(page, site, email, f"/{language}/my/data/")
    keyboard = Keyboard(page)
    button = f"form[action='/{language}/my/data/forget/'] [type=submit]"
    keyboard.tab_to(button)
    keyboard.follow()
    expect(page.locator(".field__error").first).to_be_visible()
    if scripts:
        looked_at(page)
    keyboard.tab_to("[name=sure]")
    keyboard.press("Space")
    keyboard.tab_to(button)
    keyboard.follow()
    expect(page).to_have_url(f"{site.url}/{language}/my/data/forgotten/")
    assert sideways_overflow(page) == 0
    assert keyboard.faults == []
    assert page.goto(f"{site.url}/{language}/my/").url.startswith(f"{site.url}/accounts/login/")

    assert site.ask(LEFT.format(pk=person)) == f"0 1 False {person}@former.invalid"
    counted.goto(figures)
    assert counted.locator("main").inner_text() == before
    reader = open_page(locale=language)
    sign_in(reader, site, f"lee-{email}", f"/{language}/networks/ia-en-educacion/announcements/{announcement}/")
    expect(reader.locator(".phead .eyebrow")).to_contain_text(FORMER[language])
    assert "Zoraida" not in reader.content()
