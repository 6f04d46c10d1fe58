"""Every page type in every language, on a phone and on a desktop: axe finds nothing, nothing scrolls sideways.

Colours and what is folded at a width are the same in all languages, so each page is looked at in both themes and at all widths in
one of them, in turn; in the others, where words are longer, at all widths for what scrolls and by axe once, without contrast.
"""

import pytest

from tests.journeys.places import ACCOUNT_PLACES, LANGUAGES, OWN, PLACES, STYLE_GUIDE, THEMES, WIDTHS
from tests.journeys.visitors import accessibility_faults, sideways_overflow, sign_in

pytestmark = pytest.mark.browser

ALL = [*((place, LANGUAGES) for place in PLACES), *((place, ("es", "fr")) for place in (*ACCOUNT_PLACES, *OWN))]
SHOWN = [
    *(
        (place, language, languages[number % len(languages)] == language)
        for number, (place, languages) in enumerate(ALL)
        for language in languages
    ),
    (STYLE_GUIDE, "en", True),
]


@pytest.fixture(scope="module")
def reader(chromium, demo_site):
    """Opens pages in one window, as a person does who goes from page to page; one per language and kind of visitor."""
    pages = {}

    def page_for(language: str, *, staff: bool):
        if (language, staff) not in pages:
            context = chromium.new_context(locale=language, reduced_motion="reduce")
            pages[language, staff] = context.new_page()
            if staff:
                sign_in(pages[language, staff], demo_site)
        return pages[language, staff]

    yield page_for
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize(("place", "language", "is_whole"), SHOWN, ids=lambda value: getattr(value, "name", value))
def test_nobody_is_kept_out(place, language, is_whole, reader, demo_site):
    page = reader(language, staff=place.for_staff)
    assert page.goto(demo_site + place.address(language)).status == place.status
    assert page.locator("html").get_attribute("lang") == language
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if over := sideways_overflow(page):
            faults.append(f"{width} px: {over} px too wide")
        for theme in THEMES if is_whole else THEMES[: width == WIDTHS[0]]:
            page.emulate_media(color_scheme=theme)
            faults += [f"{width} px, {theme}: {fault}" for fault in accessibility_faults(page, colours=is_whole)]
    assert faults == []
