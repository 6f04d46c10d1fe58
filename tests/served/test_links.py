"""Every way inside the site leads somewhere: all pages of the four languages, signed out, as a visitor's browser asks."""

import urllib.error
import urllib.request
from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

LANGUAGES = ("es", "en", "pt", "fr")
# Pages without a query are all asked for; with one, so many of each page.
MOST_WITH_QUERY = 3
DEBRIS = ("{{", "}}", "{%", "<p>", "None None", "django.utils")


def read(address: str) -> tuple[int, str, str]:
    """The status, the final address and, of a page, its text."""
    request = urllib.request.Request(address, headers={"Accept-Language": "es"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            is_page = answer.headers.get_content_type() == "text/html"
            return answer.status, answer.url, answer.read().decode() if is_page else ""
    except urllib.error.HTTPError as error:
        return error.code, address, ""


class Crawl:
    """What is found from a first page on."""

    def __init__(self, site: str, language: str) -> None:
        self.site, self.language = site, language
        self.waiting = deque([f"{site}/{language}/"])
        self.seen = set(self.waiting)
        self.with_query: dict[str, int] = {}
        self.anchors: dict[str, set[str]] = {}
        self.wanted: list[tuple[str, str, str]] = []
        self.faults: list[str] = []

    def run(self) -> None:
        """Every page was read once."""
        while self.waiting:
            address = self.waiting.popleft()
            status, final, body = read(address)
            if status != 200:
                self.faults.append(f"{status} {address}")
            elif body and final.startswith(f"{self.site}/{self.language}/"):
                self.look_at(address, body)
        for source, target, fragment in self.wanted:
            if target in self.anchors and fragment not in self.anchors[target]:
                self.faults.append(f"{source}: nothing is called #{fragment} at {target}")

    def look_at(self, address: str, body: str) -> None:
        """The page is whole, and its ways are noted."""
        soup = BeautifulSoup(body, "html.parser")
        page_text = soup.body.get_text(" ")
        self.anchors[address] = {tag["id"] for tag in soup.select("[id]")}
        if len(soup.select("h1")) != 1 or not soup.title.text.strip() or soup.html["lang"] != self.language:
            self.faults.append(f"{address}: {len(soup.select('h1'))} main headings, {soup.html['lang']}")
        self.faults += [f"{address}: {words}" for words in DEBRIS if words in page_text]
        for tag in soup.select("a[href]"):
            target, fragment = urldefrag(urljoin(address, tag["href"]))
            if target.startswith(f"{self.site}/"):
                if fragment:
                    self.wanted.append((address, target, fragment))
                self.note(target)

    def note(self, target: str) -> None:
        """The address waits to be asked for, if it is in this language and new."""
        parts = urlsplit(target)
        if target in self.seen or parts.path.startswith("/admin/"):
            return
        first = parts.path.split("/")[1]
        if first in LANGUAGES and first != self.language:
            return
        if parts.query:
            count = self.with_query[parts.path] = self.with_query.get(parts.path, 0) + 1
            if count > MOST_WITH_QUERY:
                return
        self.seen.add(target)
        self.waiting.append(target)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_somewhere(demo_site, language):
    crawl = Crawl(demo_site, language)
    crawl.run()
    assert crawl.faults == []
    assert len(crawl.anchors) > 300
