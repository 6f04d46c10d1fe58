"""What the first view of a page weighs on the wire, with nothing in the browser's cache; `pytest -s` prints the table."""

from urllib.parse import urlsplit

import pytest

from tests.journeys.places import BY_NAME
from tests.journeys.visitors import sign_in

pytestmark = pytest.mark.browser
MOST_BYTES, MOST_SCRIPT, MOST_REQUESTS = 60_000, 30_000, 8
PAGES = (
    *("home", "list", "practice", "statistics", "country"),
    *("news", "article", "events", "event with its outcome", "training", "course with lessons", "lesson"),
    "sign in",
    *("people", "person"),
    *("join", "my page", "my invitations", "profile's form", "sessions", "second step"),
    *("networks", "network with people", "members of a network", "invitation of a newcomer"),
    *("seat of a country", "hand-over of a seat", "country, written by its seat"),
)


@pytest.mark.parametrize("language", ["es", "fr"])
@pytest.mark.parametrize("name", PAGES)
def test_a_first_view_is_light(name, language, open_page, demo_site, capsys):
    page = open_page(width=360, height=740)
    place = BY_NAME[name]
    if place.for_staff:
        sign_in(page, demo_site)
        page.goto("about:blank")  # what the admin's page still loads is not this one's
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.clearBrowserCache")  # signing in has filled it
    requested, sizes = {}, {}
    protocol.on("Network.responseReceived", lambda event: requested.update({event["requestId"]: event}))
    protocol.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(demo_site + place.address(language), wait_until="networkidle")
    assert requested.keys() == sizes.keys()
    total = sum(sizes.values())
    script = sum(size for key, size in sizes.items() if requested[key]["type"] == "Script")
    with capsys.disabled():
        print(f"\n| {name} | {language} | {total / 1000:.1f} kB | {script / 1000:.1f} kB | {len(sizes)} |", end="")  # noqa: T201 - the table is what one runs it for
    hosts = {urlsplit(event["response"]["url"]).netloc for event in requested.values()} - {""}
    assert hosts == {urlsplit(demo_site).netloc}
    assert 5_000 < total <= MOST_BYTES
    assert script <= MOST_SCRIPT
    assert len(sizes) <= MOST_REQUESTS
