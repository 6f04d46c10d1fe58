"""Accounts in a real browser: the ceremonies of passkeys and code apps, by keyboard, on a phone, without scripts."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.journeys.visitors import Watch, accessibility_faults, sideways_overflow

pytestmark = pytest.mark.browser

PASSWORD = "a long sentence for tests"
_MAKE = """
from alliance.core.models import User
from django.utils import timezone
User.objects.filter(email="{email}").delete()
known = dict(first_name="Ana", last_name="Quispe", language="{language}", joined_at=timezone.now())
User.objects.create_user("{email}", "{password}", **known)
"""
_LAST_MAIL = """
from alliance.core.models import OutboxEntry
from members import account_mail, sealing
import json
entry = OutboxEntry.objects.filter(kind=account_mail.KIND).latest("pk")
print(json.loads(sealing.unseal(entry.payload["sealed"]))["code"])
"""


@pytest.fixture(params=["es", "fr"])
def language(request) -> str:
    return request.param


@pytest.fixture
def site(demo) -> str:
    """The demo by its name: browsers give no passkeys to an address in numbers."""
    return demo.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def ana(demo, language) -> str:
    """The address of somebody who has just been given an account."""
    email = f"ana-{language}@demo.example"
    demo.ask(_MAKE.format(email=email, password=PASSWORD, language=language))
    return email


def with_password(page: Page, site: str, email: str) -> None:
    """The form with address and password is sent."""
    page.goto(f"{site}/accounts/login/?next=/accounts/2fa/")
    page.locator("main summary").click()
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main details [type=submit]").click()


def confirm(page: Page) -> None:
    """Where the site asks again, the password is typed again."""
    if "/reauthenticate/" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.locator("main [type=submit]").click()


def code_now(secret: str, after: str = "") -> str:
    """The code that an app shows now; another one than ``after``, which was used."""
    while (code := format_hotp_value(hotp_value(secret, int(time.time()) // 30))) == after:
        time.sleep(0.5)
    return code


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it is shown now."""
    over = sideways_overflow(page)
    return accessibility_faults(page) + ([f"{over} px too wide"] if over else [])


def test_a_passkey_is_made_and_opens_the_account_alone(open_page, site, ana, language):
    page = open_page(width=360, height=740, locale=language)
    watch = Watch(page)
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    key = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    with_password(page, site, ana)
    expect(page).to_have_url(f"{site}/accounts/2fa/")
    assert page.locator("html").get_attribute("lang") == language
    page.locator("a[href='/accounts/2fa/webauthn/add/']").click()
    confirm(page)
    assert faults(page) == []
    page.locator("#mfa_webauthn_add").click()
    expect(page).to_have_url(f"{site}/accounts/2fa/recovery-codes/")
    expect(page.locator(".codes li")).to_have_count(10)
    assert faults(page) == []
    assert len(protocol.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1

    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/?next=/accounts/sessions/")
    page.locator("#passkey_login").click()
    expect(page).to_have_url(f"{site}/accounts/sessions/")

    page.context.clear_cookies()
    with_password(page, site, ana)
    expect(page).to_have_url(re.compile(r"/accounts/2fa/authenticate/"))
    assert faults(page) == []
    page.locator("#mfa_webauthn_authenticate").click()
    expect(page).to_have_url(f"{site}/accounts/2fa/")

    # one that the person calls off is said in words
    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/")
    expect(page.locator("[data-passkey-failed]")).to_be_hidden()
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }")
    page.locator("#passkey_login").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    assert faults(page) == []
    assert watch.faults() == []
    assert watch.elsewhere(site) == []


def test_a_code_app_is_set_up_and_asked_for_without_scripts(open_page, site, ana, language):
    page = open_page(width=360, height=740, scripts=False, locale=language)
    with_password(page, site, ana)
    page.locator("a[href='/accounts/2fa/totp/activate/']").click()
    confirm(page)
    secret = page.locator(".key").inner_text()
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 0
    used = code_now(secret)
    page.fill("[name=code]", used)
    page.locator("main form [type=submit]").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()
    assert sideways_overflow(page) == 0

    page.goto(f"{site}/accounts/logout/")
    page.locator("main [type=submit]").click()
    with_password(page, site, ana)
    expect(page).to_have_url(re.compile(r"/accounts/2fa/authenticate/"))
    page.fill("[name=code]", "000000")
    page.locator("main form [type=submit]").first.click()
    assert page.locator(".field__error").count() == 1
    page.fill("[name=code]", code_now(secret, after=used))
    page.locator("main form [type=submit]").first.click()
    expect(page).to_have_url(f"{site}/accounts/2fa/")

    other = open_page(width=360, height=740, scripts=False, locale=language)
    with_password(other, site, ana)
    other.fill("[name=code]", recovery)
    other.locator("main form [type=submit]").first.click()
    expect(other).to_have_url(f"{site}/accounts/2fa/")
    assert sideways_overflow(other) == 0


def test_a_mailed_code_signs_in_by_keyboard(open_page, site, demo, ana, language):
    page = open_page(locale=language)
    page.goto(f"{site}/accounts/login/?next=/accounts/sessions/")
    page.locator("#code_email").focus()
    page.keyboard.type(ana)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/accounts/login/code/confirm/"))
    assert faults(page) == []
    expect(page.locator("[name=code]")).to_be_focused()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.locator(".field__error")).to_be_visible()
    assert faults(page) == []
    page.locator("[name=code]").focus()
    page.keyboard.type(demo.ask(_LAST_MAIL))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/accounts/sessions/")
    assert page.locator("html").get_attribute("lang") == language
    assert faults(page) == []


def test_the_language_is_switched_on_the_page_of_the_account(open_page, site, ana, language):
    page = open_page(locale=language)
    with_password(page, site, ana)
    page.locator(".masthead .wide-only .langs a[hreflang=pt]").click()
    assert page.locator("html").get_attribute("lang") == "pt"
    page.locator("main aside nav a").nth(1).click()
    assert page.locator("html").get_attribute("lang") == "pt"
