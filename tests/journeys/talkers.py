"""People in rooms of the demo, each with a browser of their own."""

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from alliance.core.demo_accounts import PASSWORD
from tests.browser import Demo

MAKE_ROOM = """
from members.rooms.models import Room
print(Room.objects.create(slug={slug!r}, title_en="Room", title_es="Sala", title_fr="Salle", audience="members").pk)
"""


def make_room(demo: Demo) -> str:
    """A new room of all members; return its address within a language."""
    slug = f"room-{uuid4().hex[:8]}"
    demo.ask(MAKE_ROOM.format(slug=slug))
    return slug


class Talker:
    """Somebody who reads and writes in one room."""

    def __init__(self, page: Page, site: str, slug: str, language: str):
        self.page, self.site = page, site
        self.url = f"{site}/{language}/rooms/{slug}/"
        self.field = page.locator("#write textarea")
        self.lines = page.locator("[data-msgs] article")
        self.unsent = page.locator("[data-waiting] article")

    def enter(self) -> None:
        """The room is on the page, and live."""
        self.page.goto(self.url)
        self.expect_live()

    def expect_live(self) -> None:
        """The line carries: whatever is said is heard."""
        expect(self.page.locator("[data-room]")).to_have_attribute("data-state", "live")

    def write(self, text: str) -> None:
        """Type and press the button; it may not be out yet."""
        self.field.fill(text)
        self.page.click("#write [type=submit]")

    def line(self, text: str) -> Locator:
        """The message that says this."""
        return self.lines.filter(has_text=text)

    def words(self) -> list[str]:
        """What the conversation says, in order."""
        return [text.strip() for text in self.page.locator("[data-msgs] .msg__words").all_inner_texts()]


@pytest.fixture
def talker(chromium: Browser, demo: Demo):
    """Opens a browser for somebody, signed in: `talker("focal.ec", slug, language="es", scripts=True, width=1440)`."""
    contexts: list[BrowserContext] = []

    def come(name: str, slug: str, *, language: str = "en", scripts: bool = True, width: int = 1440) -> Talker:
        context = chromium.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": 800}, locale=language
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{demo.url}/accounts/login/?next=/{language}/rooms/")
        page.click("summary")
        page.fill("[name=login]", f"{name}@demo.example")
        page.fill("[name=password]", PASSWORD)
        page.click("details [type=submit]")
        expect(page).to_have_url(f"{demo.url}/{language}/rooms/")
        return Talker(page, demo.url, slug, language)

    yield come
    for context in contexts:
        context.close()
