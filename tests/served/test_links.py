"""Every way inside the site leads somewhere: all pages of the four languages, signed out, as a visitor's browser asks."""

import re
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from lxml.html import HtmlElement, document_fromstring

LANGUAGES = ("es", "en", "pt", "fr")
# Pages without a query are all asked for; with one, so many of each section, depth and set of filters.
MOST_WITH_QUERY = 6
AT_ONCE = 3
# What templates and Python leave behind; "None" is a word in English, so it counts only where nothing else is said.
DEBRIS = re.compile(r"\{\{|\}\}|\{%|</?(?:p|li|ul|ol|b|br|strong|em)\b|\bNone None\b|django\.utils|object at 0x")


def read(address: str) -> tuple[int, str, str]:
    """The status, the final address and, of a page, its text."""
    request = urllib.request.Request(address, headers={"Accept-Language": "es"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            is_page = answer.headers.get_content_type() == "text/html"
            return answer.status, answer.url, answer.read().decode() if is_page else ""
    except urllib.error.HTTPError as error:
        return error.code, address, ""


def languages_missing(page: HtmlElement, address: str) -> list[str]:
    """What the head does not tell of where the page stands in other languages; only lessons are in fewer than four."""
    found = {link.get("hreflang"): link.get("href") for link in page.xpath("head/link[@rel='alternate'][@hreflang]")}
    if page.xpath("head/meta[@name='robots'][contains(@content, 'noindex')]"):
        return []  # no search engine is told of it, in any language: what the search answers
    own = page.xpath("string(head/link[@rel='canonical']/@href)")
    language = page.get("lang")
    if own != address.partition("?")[0] and not found:
        return []  # stands for another page, which tells it: an older version of a practice
    if found.get(language, own) != own or own not in found.values() or "x-default" not in found:
        return [f"stands at {own}, and in other languages at {found}"]
    missing = set(LANGUAGES) - set(found)
    return [f"is not found in {missing}"] if missing and "/training/" not in address else []


def debris(page: HtmlElement) -> list[str]:
    """What a reader sees of a template that went wrong."""
    strings = filter(None, map(str.strip, page.xpath("body//text()[not(parent::script or parent::style)]")))
    return [words[:80] for words in strings if words == "None" or DEBRIS.search(words)]


class Crawl:
    """What is found from a first page on."""

    def __init__(self, site: str, language: str) -> None:
        self.site, self.language = site, language
        self.waiting = [f"{site}/{language}/"]
        self.seen = set(self.waiting)
        self.with_query: Counter[tuple] = Counter()
        self.anchors: dict[str, set[str]] = {}
        self.wanted: list[tuple[str, str, str]] = []
        self.faults: list[str] = []

    def run(self) -> None:
        """Every page was read once; the server works on the next ones while one is looked at."""
        with ThreadPoolExecutor(AT_ONCE) as readers:
            while self.waiting:
                found, self.waiting = self.waiting, []
                for address, (status, final, body) in zip(found, readers.map(read, found), strict=True):
                    if status != 200:
                        self.faults.append(f"{status} {address}")
                    elif body and final.startswith(f"{self.site}/{self.language}/"):
                        self.look_at(address, body)
        for source, target, fragment in self.wanted:
            if target in self.anchors and fragment not in self.anchors[target]:
                self.faults.append(f"{source}: nothing is called #{fragment} at {target}")

    def look_at(self, address: str, body: str) -> None:
        """The page is whole, and its ways are noted."""
        page = document_fromstring(body)
        self.anchors[address] = set(page.xpath("//@id"))
        headings, title = page.xpath("count(//h1)"), page.xpath("normalize-space(head/title)")
        if headings != 1 or not title or page.get("lang") != self.language:
            self.faults.append(f"{address}: {headings:.0f} main headings, {title!r}, {page.get('lang')}")
        self.faults += [f"{address}: {fault}" for fault in (*languages_missing(page, address), *debris(page))]
        for reference in dict.fromkeys(page.xpath("//a/@href")):
            target, fragment = urldefrag(urljoin(address, reference))
            if target.startswith(f"{self.site}/"):
                if fragment:
                    self.wanted.append((address, target, fragment))
                # Filters upon filters have no end: of those only the first are followed.
                if not ("?" in address and "?" in target):
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
            steps = parts.path.split("/")
            kind = (*steps[2:3], len(steps), *sorted(parse_qs(parts.query)))
            self.with_query[kind] += 1
            if self.with_query[kind] > MOST_WITH_QUERY:
                return
        self.seen.add(target)
        self.waiting.append(target)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_somewhere(demo_site, language):
    crawl = Crawl(demo_site, language)
    crawl.run()
    assert crawl.faults == []
    assert len(crawl.anchors) > 300
