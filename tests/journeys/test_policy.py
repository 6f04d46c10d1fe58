"""The content security policy and the other headers, as a browser meets them on every page type."""

import urllib.request

import pytest

from tests.journeys.places import LANGUAGES, PLACES
from tests.journeys.visitors import Watch

pytestmark = pytest.mark.browser
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": ("camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()"),
    # Only over HTTPS: tests/served/test_headers.py
    "strict-transport-security": None,
}


@pytest.fixture
def watched(open_page):
    """A page of a new visitor, with everything that it asks for and complains about."""
    page = open_page()
    return page, Watch(page)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_no_page_asks_for_what_the_policy_forbids_or_for_another_host(place, watched, demo_site):
    page, watch = watched
    for language in LANGUAGES if place.name in {"home", "list", "practice", "article", "lesson"} else ("es",):
        response = page.goto(demo_site + place.address(language), wait_until="networkidle")
        assert response.status == place.status
        assert set(response.headers["content-security-policy"].split("; ")) == POLICY
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        assert watch.faults() == []
        assert watch.elsewhere(demo_site) == []


def test_a_script_that_somebody_smuggles_in_does_not_run_and_is_seen(watched, demo_site):
    page, watch = watched

    def smuggle(route):
        answer = route.fetch()
        body = answer.text().replace("</body>", "<script>window.smuggled = true</script></body>")
        route.fulfill(response=answer, body=body)

    page.route(f"{demo_site}/es/about/", smuggle)
    page.goto(f"{demo_site}/es/about/")
    assert page.evaluate("window.smuggled") is None
    assert any("script-src" in fault for fault in watch.faults())


@pytest.mark.parametrize("path", ["static/ui/img/mark.svg", "robots.txt", "feeds/news.es.atom", "share/es.png"])
def test_files_say_what_they_are_and_are_taken_for_nothing_else(demo_site, path):
    with urllib.request.urlopen(f"{demo_site}/{path}") as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
