"""Working by keyboard alone, and counting what it takes."""

from playwright.sync_api import Locator, Page

FARTHEST = 120


class EditorKeyboard:
    """Somebody at the keyboard of a page.

    An action is a key that does something (Enter, Space, an arrow, a shortcut) or a field that is filled. Going to a place with
    Tab belongs to what is done there, as moving a mouse belongs to its click; the tabs are counted by themselves.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0
        self.tabs = 0

    def go_to(self, place: Locator) -> None:
        """The place has the focus, reached with Tab (backwards where that is nearer)."""
        place.wait_for(state="visible")
        key = "Tab"
        if self._is_before_focus(place):
            key = "Shift+Tab"
        for _step in range(FARTHEST):
            if place.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press(key)
            self.tabs += 1
        raise AssertionError(f"not reached by {FARTHEST} tabs: {place}")

    def _is_before_focus(self, place: Locator) -> bool:
        return place.evaluate(
            "element => Boolean(document.activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING)"
        )

    def press(self, key: str, place: Locator | None = None) -> None:
        """A key was pressed, at the place."""
        if place is not None:
            self.go_to(place)
        self.page.keyboard.press(key)
        self.actions += 1

    def write(self, words: str, place: Locator | None = None) -> None:
        """The words stand in the field, in place of what stood there."""
        if place is not None:
            self.go_to(place)
            self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(words)
        self.actions += 1
