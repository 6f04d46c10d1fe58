"""A visitor who has a keyboard and nothing else. Nothing here clicks."""

from playwright.sync_api import Page

# What Tab stops at, in the page's order. A fold that is closed and a menu that is not open hide what they hold.
_STOPS = """() => {
  const mark = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  window.stops = [...document.querySelectorAll(mark)].filter((element) =>
    !element.disabled && element.type !== "hidden" && element.tabIndex >= 0
    && element.checkVisibility({ visibilityProperty: true }));
  return window.stops.length;
}"""
# Where the focus is, and what is wrong with how it is shown.
_FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const faults = [];
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && !/^rgba\\(.*, 0\\)$|^transparent$/.test(style.outlineColor);
  // a country on the map has its square drawn around instead
  const square = element.matches(".map a") && element.querySelector("rect");
  const line = square && getComputedStyle(square);
  const drawn = line && parseFloat(line.strokeWidth) >= 2 && line.strokeDasharray === "none"
    && line.stroke !== "none" && line.stroke !== line.fill;
  if (!outlined && !drawn) faults.push("no sign of the focus");
  const box = element.getBoundingClientRect();
  if (box.width < 8 || box.height < 8) faults.push(`only ${box.width} by ${box.height} px`);
  const shown = [...element.getClientRects()].some((part) => {
    const seen = document.elementFromPoint(part.x + part.width / 2, part.y + part.height / 2);
    return seen && (element.contains(seen) || seen.contains(element) && !seen.matches("html, body"));
  });
  if (!shown) faults.push("out of sight");
  return {
    place: window.stops ? window.stops.indexOf(element) : -1,
    name: `${element.tagName.toLowerCase()} ${element.id || element.getAttribute("href") || element.textContent.trim()}`,
    faults,
  };
}"""


class Keyboard:
    """Goes through a page by Tab, and notes where the focus was not to be seen."""

    def __init__(self, page: Page):
        self.page = page
        self.faults: list[str] = []

    def press(self, key: str) -> None:
        """A key is pressed."""
        self.page.keyboard.press(key)

    def follow(self, key: str = "Enter") -> None:
        """A key is pressed that leads to another page, which is there."""
        with self.page.expect_navigation():
            self.press(key)

    def look(self) -> dict | None:
        """Where the focus is; None where it is on no element of the page. What is wrong with it is noted."""
        seen = self.page.evaluate(_FOCUS)
        if seen:
            self.faults += [f"{seen['name']}: {fault}" for fault in seen["faults"]]
        return seen

    def tab(self, back: bool = False) -> dict | None:
        """One step on, or back."""
        self.press("Shift+Tab" if back else "Tab")
        return self.look()

    def tab_to(self, selector: str, back: bool = False) -> None:
        """The focus is on the first element of ``selector`` that Tab comes to. It gives up where the page ends."""
        names = []
        while stop := self.tab(back):
            names.append(stop["name"])
            if self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
            assert len(names) < 400, f"Tab goes round without coming to {selector}"
        raise AssertionError(f"Tab comes to {names}, not to {selector}")

    def walk(self, back: bool = False) -> tuple[list[int], int]:
        """From the page's beginning to its end: the stops that Tab made by their number, and how many there are."""
        there_are = self.page.evaluate(_STOPS)
        stops = []
        while (stop := self.tab(back)) and stop["place"] not in stops:
            stops.append(stop["place"])
        return stops, there_are
