"""What the journeys share: signing in, axe, and what a page does behind its surface."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from alliance.core.demo_accounts import PASSWORD

_AXE = Axe()
_VIOLATIONS = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


def sign_in(page: Page, site: str, email: str = "admin@demo.example") -> None:
    """The page's visitor is signed in."""
    page.goto(f"{site}/admin/login/")
    page.click("main summary")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main details [type=submit]")
    expect(page).to_have_url(f"{site}/admin/")


def accessibility_faults(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds on the page as it is shown now: rule, element, and what is wrong with it.

    The contrast of ``colours`` takes most of its time: a page that was looked at whole is looked at again without.
    """
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_AXE.axe_script)
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": colours}}}
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def sideways_overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    page.wait_for_load_state()
    return page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")


class Watch:
    """Everything that a page asks for, complains about or breaks, from now on."""

    def __init__(self, page: Page):
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.add_init_script(_VIOLATIONS)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", self._note)

    def _note(self, message) -> None:
        # Chromium says by itself that a page answered 404; that it did is another test.
        if message.type in {"error", "warning"} and "the server responded with a status of" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def faults(self) -> list[str]:
        """Violations of the policy, script errors and console messages since the page was opened."""
        return self.complaints + self.page.evaluate("window.violations")

    def elsewhere(self, site: str) -> list[str]:
        """Requests that went to another host."""
        return [url for url in self.requests if not url.startswith((f"{site}/", "data:"))]
