"""Journey 8, step 1: a network is started, checked, joined: on a phone, by keyboard, in two languages."""

import pytest
from playwright.sync_api import Page, expect

from alliance.core.demo_accounts import PASSWORD
from tests.journeys.keyboard import Keyboard
from tests.journeys.visitors import Watch, accessibility_faults, sideways_overflow

pytestmark = pytest.mark.browser

COORDINATOR = "coordinator@demo.example"
WORDS = {
    "es": {
        "name": "Priorización en vivo",
        "purpose": "Decidir entre ministerios qué se hace primero.",
        "question": "¿Qué tema pondría usted primero?",
        "declined": "Este taller es para equipos de ministerios.",
    },
    "fr": {
        "name": "Priorités en direct",
        "purpose": "Décider entre ministères de ce qui se fait d'abord.",
        "question": "Quel thème mettriez-vous en premier ?",
        "declined": "Cet atelier est destiné aux équipes des ministères.",
    },
}
APPROVE = """
from alliance.core.models import User
from members.models import Network
network = Network.objects.order_by("-pk").first()
assert not network.live
network.current_workflow_state.current_task_state.approve(user=User.objects.get(email="admin@demo.example"))
print(network.slug)
"""
ASK = """
from alliance.core.models import User
from members.models import Network
from members.services.networks import joining
network = Network.objects.get(slug="{slug}")
assert network.live
question = network.questions.get()
for name in ("focal.ec", "focal.cl", "learner.ht"):
    person = User.objects.get(email=f"{{name}}@demo.example")
    joining.ask(network=network, person=person, answers=[{{"question": question.text, "answer": "IA"}}])
"""


def sign_in(page: Page, site: str, email: str, path: str) -> None:
    """The page's visitor is a signed-in member, at the address that they came for."""
    page.goto(f"{site}/accounts/login/?next={path}")
    page.click("summary")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("details [type=submit]")
    expect(page).to_have_url(f"{site}{path}")


def type_into(keyboard: Keyboard, page: Page, selector: str, words: str) -> None:
    keyboard.tab_to(selector)
    page.keyboard.insert_text(words)


def prove_who(keyboard: Keyboard, page: Page) -> None:
    """Before a decision the password is asked for once more; what was sent goes through afterwards."""
    if "/accounts/reauthenticate/" in page.url:
        type_into(keyboard, page, "[name=password]", PASSWORD)
        keyboard.press("Enter")
        page.wait_for_url(lambda address: "/accounts/reauthenticate/" not in address)


@pytest.mark.parametrize("language", ["es", "fr"])
def test_a_network_is_started_checked_and_joined(demo, open_page, language):
    said = WORDS[language]
    page = open_page(width=360, locale=language)
    watch = Watch(page)
    sign_in(page, demo.url, COORDINATOR, f"/{language}/networks/")
    keyboard = Keyboard(page)
    keyboard.tab_to(f"main a[href='/{language}/my/networks/new/']")
    keyboard.follow()
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0

    type_into(keyboard, page, f"[name=name_{language}]", said["name"])
    type_into(keyboard, page, f"[name=purpose_{language}]", said["purpose"])
    keyboard.tab_to("[name=ends_on]")
    page.fill("[name=ends_on]", "2027-06-30")
    type_into(keyboard, page, "[name=question_1]", said["question"])
    keyboard.tab_to("[name=act]")
    keyboard.follow()
    expect(page.locator(".notice").first).to_be_visible()
    slug = demo.ask(APPROVE).splitlines()[-1]  # what the mail to the coordinator says stands before it
    demo.ask(ASK.format(slug=slug))

    page.goto(f"{demo.url}/{language}/networks/{slug}/")
    expect(page.locator("h1")).to_contain_text(said["name"])
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0
    keyboard.tab_to(f".tabs a[href='/{language}/my/networks/{slug}/members/']")
    keyboard.follow()
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0
    assert page.locator(".tasks > li").count() == 3
    for left in (2, 1):
        keyboard.tab_to(".tasks form button")
        keyboard.follow()
        prove_who(keyboard, page)
        assert page.locator(".tasks > li").count() == left
    keyboard.tab_to(".tasks a[href$='/decline/']")
    keyboard.follow()
    prove_who(keyboard, page)
    assert accessibility_faults(page) == []
    type_into(keyboard, page, "[name=words]", said["declined"])
    keyboard.tab_to("main form button")
    keyboard.follow()
    assert page.locator(".tasks > li").count() == 0
    assert page.locator(".members > li").count() == 3
    assert keyboard.faults == []
    assert watch.faults() == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_member_asks_reads_and_leaves_without_a_mouse_or_a_script(demo, open_page, scripts):
    slug, words = ("cecc-sica", "centroamericana") if scripts else ("summa", "laboratorio")
    page = open_page(width=360, locale="pt", scripts=scripts)
    sign_in(page, demo.url, "focal.br@demo.example", "/pt/networks/")
    page.goto(f"{demo.url}/pt/networks/?q={words}")
    assert page.locator("#results .record").count() == 1
    keyboard = Keyboard(page)
    keyboard.tab_to(f"#results a[href='/pt/networks/{slug}/']")
    keyboard.follow()
    keyboard.tab_to(f"a.button[href='/pt/my/networks/{slug}/join/']")
    keyboard.follow()
    type_into(keyboard, page, "[name=message]", "Gostaria de participar.")
    keyboard.tab_to("main form button")
    keyboard.follow()
    keyboard.tab_to(f"a[href='/pt/my/networks/{slug}/leave/']")
    keyboard.follow()
    keyboard.tab_to("main form button")
    keyboard.follow()
    expect(page.locator(f"a.button[href='/pt/my/networks/{slug}/join/']")).to_be_visible()
    assert keyboard.faults == []
