"""Reading the library's pages as a person does."""

import re

from bs4 import BeautifulSoup


def library(client, query: str = "", language: str = "en") -> BeautifulSoup:
    response = client.get(f"/{language}/evidence/{query}")
    assert response.status_code == 200, query
    return BeautifulSoup(response.content, "html.parser")


def text_of(node) -> str:
    return " ".join(node.get_text(" ").split())


def total(soup: BeautifulSoup) -> int:
    return int(soup.select_one("h2.count")["data-total"])


def titles(soup: BeautifulSoup) -> list[str]:
    return [text_of(link) for link in soup.select(".records .record__title a, .compact tbody th a")]


def counts(soup: BeautifulSoup, key: str) -> dict[str, int]:
    """What stands beside the values of one filter."""
    return {box["value"]: int(re.sub(r"\D", "", text_of(box.parent.select_one(".n")))) for box in boxes(soup, key)}


def boxes(soup: BeautifulSoup, key: str) -> list:
    return soup.select(f'#filters input[type=checkbox][name="{key}"]')


def chips(soup: BeautifulSoup) -> list[tuple[str, str]]:
    return [(text_of(chip).removesuffix(" remove"), chip["href"]) for chip in soup.select(".chip")]
