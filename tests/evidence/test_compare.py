"""Practices side by side."""

import pytest
from bs4 import BeautifulSoup

from alliance.core.models import Origin
from evidence.services.publishing import practice_published
from tests.factories.evidence import PracticeFactory, PracticeTextFactory, published_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def practices():
    return [
        published_practice(slug=slug, original="en", original__title=slug.title(), students_reached=reached)
        for slug, reached in (("radio", 8500), ("tablets", None), ("robots", 0), ("maker", 12), ("library", 3))
    ]


def compare(client, query: str) -> BeautifulSoup:
    response = client.get(f"/en/evidence/compare/{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def row(soup: BeautifulSoup, label: str) -> list[str]:
    """The cells of a line, without the name of the practice that phones repeat."""
    line = next(each for each in soup.select(".compare tbody tr") if each.th.get_text(strip=True) == label)
    for repeated in line.select(".compare__of"):
        repeated.decompose()
    return [cell.get_text(strip=True) for cell in line.select("td")]


def test_facts_stand_side_by_side_in_the_order_of_the_address(client, practices):
    soup = compare(client, "?p=tablets&p=radio&p=robots")
    assert [link.get_text() for link in soup.select(".compare thead .titlelink")] == ["Tablets", "Radio", "Robots"]
    assert row(soup, "Students reached") == ["not stated", "8500", "not stated"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?p=radio&p=nope&p=tablets", "“nope” is no practice of the library."),
        ("?p=radio&p=tablets&p=radio", "“radio” was named more than once."),
        ("?p=radio&p=tablets&p=robots&p=maker&p=library", "“library” was left out: four practices are the most."),
        ("?p=radio&p=tablets&p=%3Cb%3E", "“<b>” is no practice of the library."),
    ],
)
def test_what_cannot_be_used_is_named_and_ignored(client, practices, query, said):
    soup = compare(client, query)
    assert [item.get_text() for item in soup.select(".notice li")] == [said]
    assert soup.select_one(".compare") is not None


@pytest.mark.parametrize("query", ["", "?p=", "?p=radio", "?p=radio&p=radio"])
def test_fewer_than_two_explain_how_to_go_on(client, practices, query):
    soup = compare(client, query)
    assert soup.select_one(".compare") is None
    assert soup.select_one("form input[name=add]") is not None


def test_words_find_practices_to_add(client, practices):
    soup = compare(client, "?p=radio&add=TABLETS")
    assert [link["href"] for link in soup.select(".section .plain a.serif")][
        -1
    ] == "/en/evidence/compare/?p=radio&p=tablets"


def test_an_exact_address_is_added_at_once(client, practices):
    response = client.get("/en/evidence/compare/?p=radio&add=tablets")
    assert (response.status_code, response["Location"]) == (302, "/en/evidence/compare/?p=radio&p=tablets")


def test_wild_cards_and_odd_words_find_nothing_and_break_nothing(client, practices):
    for words in ("%25", "_", "%27%22", "%5C"):
        assert compare(client, f"?p=radio&add={words}").select(".section .plain a.serif:not(.titlelink)") == []


def test_a_practice_that_is_not_published_cannot_be_compared(client, practices):
    published_practice(slug="draft", live=False)
    assert "“draft” is no practice" in compare(client, "?p=draft&p=radio&p=tablets").select_one(".notice").get_text()


def test_each_column_can_be_removed(client, practices):
    links = compare(client, "?p=radio&p=tablets").select(".compare thead a.small")
    assert [link["href"] for link in links] == ["/en/evidence/compare/?p=tablets", "/en/evidence/compare/?p=radio"]


def test_foreign_and_machine_words_are_marked(client, practices):
    foreign = PracticeFactory(slug="foreign", original__summary="Por radio.")
    PracticeTextFactory(practice=foreign, language="pt", origin=Origin.MACHINE, title="Rádio")
    practice_published(practice=foreign)
    english = compare(client, "?p=foreign&p=radio")
    assert "Text in Spanish, the original language." in english.select_one(".compare thead").get_text()
    assert any(cell.get("lang") == "es" for cell in english.select(".compare td"))
    response = client.get("/pt/evidence/compare/?p=foreign&p=radio")
    assert response.status_code == 200
