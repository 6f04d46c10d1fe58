"""What the walks through the library do and read: tick filters, count, and take the selection away as files."""

import csv
import io
import json
import re

from playwright.sync_api import Locator, Page

BOM = "\ufeff"


def number_in(text: str) -> int:
    """The number that a text states, whatever the language puts between its digits."""
    return int(re.sub(r"\D", "", text))


def total(page: Page) -> int:
    """How many records the list holds; the heading says the same number to people as to programs."""
    heading = page.locator("#results [data-total]")
    stated = int(heading.get_attribute("data-total"))
    assert number_in(re.search(r"\d[\d\s.,]*", heading.text_content())[0]) == stated
    return stated


def box(page: Page, key: str, code: str) -> Locator:
    """The tick box of one filter."""
    return page.locator(f"#f-{key}-{code}")


def printed_count(page: Page, key: str, code: str) -> int:
    """How many records a filter promises beside its box."""
    return number_in(page.locator(f"label:has(#f-{key}-{code}) .n").text_content())


def ticked(page: Page) -> list[str]:
    """The ticked boxes, as `key=code`."""
    boxes = page.locator("#facets input:checked").all()
    return sorted(f"{each.get_attribute('name')}={each.get_attribute('value')}" for each in boxes)


def unfold(page: Page, key: str) -> None:
    """The values of a filter are to be seen."""
    fold = page.locator(f"#facet-{key}")
    if fold.get_attribute("open") is None:
        fold.locator("> summary").click()


def slugs(page: Page) -> list[str]:
    """The practices that the page lists, in their order."""
    links = page.locator("#results :is(.record__title, .compact tbody th) a").all()
    return [link.get_attribute("href").rstrip("/").rpartition("/")[2] for link in links]


def download(page: Page, label: str) -> str:
    """The text of the file that the link ``label`` gives."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=label, exact=True).click()
    return coming.value.path().read_text(encoding="utf-8")


def csv_rows(text: str) -> list[list[str]]:
    """The rows of a CSV file below its head."""
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM))))[1:]


def json_slugs(text: str) -> list[str]:
    """The practices of a JSON file, in their order; it says their number itself."""
    told = json.loads(text)
    assert told["total"] == len(told["practices"])
    return [record["slug"] for record in told["practices"]]
