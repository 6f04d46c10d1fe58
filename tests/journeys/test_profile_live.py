"""A member completes the profile in a real browser: on a phone, by keyboard, without a script, and without a connection."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from alliance.core.demo_accounts import PASSWORD

pytestmark = pytest.mark.browser
FOCAL_POINT = "focal.cl@demo.example"
SLUG = "javiera-munoz-demo"
SAVED = "[data-state]"


def sign_in_to_profile(page: Page, site: str, language: str, *, scripts: bool = True) -> None:
    """The page shows the form of the profile of Chile's focal point."""
    page.goto(f"{site}/accounts/login/?next=/{language}/my/profile/")
    page.click("summary")
    page.fill("[name=login]", FOCAL_POINT)
    page.fill("[name=password]", PASSWORD)
    page.click("details [type=submit]")
    expect(page).to_have_url(f"{site}/{language}/my/profile/")


@pytest.mark.parametrize("language", ["es", "pt"])
def test_a_focal_point_completes_the_profile_on_a_phone_by_keyboard_and_sees_it_as_the_public_does(
    language, open_page, demo_site
):
    page = open_page(width=360, height=740, locale=language)
    sign_in_to_profile(page, demo_site, language)
    page.focus("#id_unit")
    page.keyboard.press("Control+A")
    page.keyboard.type(f"Unidad {language}")
    page.focus("#id_ask_me_about")
    page.keyboard.press("Control+A")
    page.keyboard.type("Datos escolares")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#id_ask_me_about_audience")).to_have_value("public")
    page.focus("#id_phone")
    page.keyboard.press("Control+A")
    page.keyboard.type("+56 2 2345 6789")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{demo_site}/{language}/people/{SLUG}/?saved=1")
    expect(page.locator("main")).to_contain_text("+56 2 2345 6789")
    expect(page.locator("main")).to_contain_text(FOCAL_POINT)
    page.focus(f'a[href="/{language}/my/profile/as/public/"]')
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Datos escolares")
    expect(page.locator("main")).to_contain_text(f"Unidad {language}")
    expect(page.locator("main")).not_to_contain_text("+56 2 2345 6789")
    assert FOCAL_POINT not in page.content()


def test_what_is_typed_without_a_connection_is_kept_and_sent_once_it_is_back(open_page, demo_site):
    page = open_page(width=360, height=740)
    sign_in_to_profile(page, demo_site, "en")
    page.fill("#id_position", "Saved on the server")
    expect(page.locator(SAVED)).to_have_text(re.compile(r"^Draft saved \d\d:\d\d"), timeout=8000)
    page.context.set_offline(True)
    page.fill("#id_position", "Typed in the tunnel")
    expect(page.locator(SAVED)).to_contain_text("No connection", timeout=8000)
    page.context.set_offline(False)
    expect(page.locator(SAVED)).to_have_text(re.compile(r"^Draft saved"), timeout=20000)
    page.goto(f"{demo_site}/en/people/")
    page.goto(f"{demo_site}/en/my/profile/")
    expect(page.locator("#id_position")).to_have_value("Typed in the tunnel")
    expect(page.locator("main")).to_contain_text("What you typed and did not send is back")
    page.click("[name=discard]")
    expect(page.locator("#id_position")).not_to_have_value("Typed in the tunnel")


def test_a_page_that_was_left_without_a_connection_brings_the_text_back(open_page, demo_site):
    page = open_page(width=360, height=740)
    sign_in_to_profile(page, demo_site, "en")
    page.context.set_offline(True)
    page.fill("#id_biography_es", "Nadie perdió esto")
    expect(page.locator(SAVED)).to_contain_text("No connection", timeout=8000)
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{demo_site}/en/my/profile/")
    expect(page.locator("#id_biography_es")).to_have_value("Nadie perdió esto")
    # Kept by the server too, whether by this page or with the last breath of the one before: another device shows it.
    other = open_page()
    sign_in_to_profile(other, demo_site, "en")
    started = time.monotonic()
    while other.input_value("#id_biography_es") != "Nadie perdió esto" and time.monotonic() < started + 15:
        other.wait_for_timeout(500)
        other.reload()
    expect(other.locator("#id_biography_es")).to_have_value("Nadie perdió esto")
    other.click("[name=discard]")


def test_the_form_and_the_directory_need_no_script(open_page, demo_site):
    page = open_page(width=360, height=740, scripts=False)
    sign_in_to_profile(page, demo_site, "en")
    page.fill("#id_phone", "no number")
    page.click("main form.profile button[type=submit]")
    expect(page.locator("#errors")).to_contain_text("Write it as")
    expect(page.locator("#id_phone")).to_have_value("no number")
    page.fill("#id_phone", "")
    page.click("main form.profile button[type=submit]")
    expect(page).to_have_url(f"{demo_site}/en/people/{SLUG}/?saved=1")
    page.goto(f"{demo_site}/en/people/?country=CL")
    expect(page.locator(".people > li")).not_to_have_count(0)
    numbers = page.locator("h2.count").get_attribute("data-total")
    assert int(numbers) == page.locator(".people > li").count()


def test_filters_answer_at_once_and_the_address_tells_them(open_page, demo_site):
    page = open_page()
    page.goto(f"{demo_site}/es/people/")
    box = page.locator("#f-role-focal_point")
    told = int(re.sub(r"\D", "", box.locator("xpath=..").locator(".n").inner_text()))
    box.check()
    expect(page).to_have_url(re.compile(r"role=focal_point"))
    expect(page.locator("h2.count")).to_have_attribute("data-total", str(told))
    page.locator(".chip").first.click()
    expect(page).to_have_url(f"{demo_site}/es/people/")
