"""Lists of pages: what an address means, the numbers beside its filters, and that they are what a click gives."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.utils import translation

from alliance.core.cache import bump_content_version
from alliance.core.models import Origin
from alliance.core.page_lists import PAGE_SIZE, PageList
from alliance.site.news_presenter import FACETS, newest_first
from tests.factories.core import CountryFactory
from tests.factories.evidence import term
from tests.factories.many import many_pages
from tests.factories.pages import news, section, translate

pytestmark = pytest.mark.django_db
ADDRESS = "/en/news/"
DAY = datetime.date(2026, 3, 4)


def found(query: str = "", language: str = "en") -> PageList:
    with translation.override(language):
        return PageList(newest_first(None), FACETS, QueryDict(query), ADDRESS)


def soup_of(client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, address
    return BeautifulSoup(response.content, "html.parser")


def numbers(listing: PageList, key: str) -> dict[str, int]:
    facet = next(each for each in FACETS if each.key == key)
    return dict(listing.counts(facet))


@pytest.fixture
def three(db):
    """Three articles: 2024 AI in Mexico; 2025 AI and teachers in Mexico and Chile; 2025 without a topic."""
    ai, teachers = term("topic:ai"), term("topic:teachers")
    mexico, chile = CountryFactory(code="MX"), CountryFactory(code="CL")
    day = datetime.date
    news("en", title="First", published_date=day(2024, 5, 1), topics=[ai], countries=[mexico])
    news("en", title="Second", published_date=day(2025, 2, 1), topics=[ai, teachers], countries=[mexico, chile])
    news("en", title="Third", published_date=day(2025, 8, 1))


def titles(client, query: str) -> list[str]:
    return [link.text for link in soup_of(client, ADDRESS + query).select(".record__title a")]


def test_several_values_widen_and_several_filters_narrow(three, client):
    assert titles(client, "") == ["Third", "Second", "First"]
    assert titles(client, "?year=2025") == ["Third", "Second"]
    assert titles(client, "?year=2025&year=2024") == ["Third", "Second", "First"]
    assert titles(client, "?year=2025&topic=ai") == ["Second"]
    assert titles(client, "?country=cl") == ["Second"]
    assert titles(client, "?language=en&topic=teachers&topic=ai") == ["Second", "First"]


def test_each_number_is_what_a_click_on_it_gives(three, client):
    for start in ("", "?year=2025", "?topic=ai&country=MX", "?year=2024&topic=teachers"):
        page = soup_of(client, ADDRESS + start)
        boxes = page.select("#facets input")
        assert len(boxes) == 7  # two years, two topics, two countries, one language
        for box in boxes:
            chosen = [(each["name"], each["value"]) for each in boxes if each.has_attr("checked") or each is box]
            others = [pair for pair in chosen if pair[0] != box["name"]]
            clicked = "&".join(f"{name}={value}" for name, value in [*others, (box["name"], box["value"])])
            stated = int(box.find_parent("label").select_one(".n").text.replace(",", ""))
            assert soup_of(client, f"{ADDRESS}?{clicked}").select_one("[data-total]")["data-total"] == str(stated)


def test_what_means_nothing_is_named_and_ignored(three, client):
    page = soup_of(client, ADDRESS + "?year=20x5&topic=nothing&country=ZZ&year=2024")
    assert [item.text for item in page.select(".notice li")] == [
        "“20x5” is no value of the filter “Year”.",
        "“nothing” is no value of the filter “Topic”.",
        "“ZZ” is no value of the filter “Country”.",
    ]
    assert page.select_one("[data-total]")["data-total"] == "1"


def test_a_long_value_from_the_address_is_shortened_and_escaped(three, client):
    response = client.get(ADDRESS, {"topic": "<script>" + "x" * 500})
    assert "“&lt;script&gt;" + "x" * 51 + "…”" in response.content.decode()


def test_a_chip_leads_to_the_list_without_it(three, client):
    page = soup_of(client, ADDRESS + "?year=2025&topic=ai&topic=teachers")
    chips = {chip.contents[0].strip(): chip["href"] for chip in page.select(".chip")}
    assert chips == {
        "Year: 2025": "/en/news/?topic=ai&topic=teachers",
        "Topic: ai en": "/en/news/?year=2025&topic=teachers",
        "Topic: teachers en": "/en/news/?year=2025&topic=ai",
    }
    assert page.select_one(".chips > a.small")["href"] == "/en/news/"


def test_an_empty_list_offers_to_drop_what_costs_most(three, client):
    page = soup_of(client, ADDRESS + "?year=2024&topic=teachers")
    assert page.select_one(".empty h3").text == "Nothing meets all 2 filters."
    assert [(offer.text, offer["href"]) for offer in page.select(".empty a")] == [
        ("Remove “2024”", "/en/news/?topic=teachers"),
        ("Remove “teachers en”", "/en/news/?year=2024"),
        ("Remove all", "/en/news/"),
    ]


def test_a_merged_topic_still_filters_by_its_heir(three):
    old, heir = term("topic:machines"), term("topic:ai")
    old.merged_into = heir
    old.save()
    bump_content_version()
    assert found("topic=machines").choice == {"topic": ("ai",)}
    assert numbers(found(), "topic") == {"ai": 2, "teachers": 1}


@pytest.mark.django_db(transaction=True)
def test_the_language_is_that_of_the_original_in_every_tree(three):
    translated = news("es", title="Cuarta", lead="Entrada.")
    translate(translated, "en", {"Cuarta": "Fourth", "Entrada.": "Lead."})
    assert numbers(found(), "language") == {"en": 3, "es": 1}
    assert numbers(found(language="fr"), "language") == {"en": 3, "es": 1}
    (only,) = found("language=es").ids
    page = newest_first(None).model.objects.get(pk=only)
    assert (page.title, page.words_language, page.words_origin) == ("Fourth", "en", Origin.HUMAN)


def test_pages_follow_each_other_and_beyond_the_last_there_is_a_way_back(client):
    many_pages(section("site.NewsIndexPage", "en"), "site.NewsPage", PAGE_SIZE * 2 + 1, published_date=DAY)
    first, last = soup_of(client, ADDRESS + "?year=2026"), soup_of(client, ADDRESS + "?year=2026&page=3")
    assert len(first.select(".record")) == PAGE_SIZE
    assert first.select_one(".pages a[rel=next]")["href"] == "?year=2026&page=2"
    assert len(last.select(".record")) == 1
    for number in ("4", "0", "x", "-1"):
        beyond = soup_of(client, f"{ADDRESS}?year=2026&page={number}", 404)
        assert beyond.select_one("main a")["href"] == "/en/news/?year=2026"


def test_a_script_gets_the_part_that_changes(three, client):
    response = client.get(f"{ADDRESS}?year=2024", headers={"HX-Request": "true"})
    part = BeautifulSoup(response.content, "html.parser")
    assert part.html is None
    assert [part.select_one(name) is not None for name in ("#results", "#facets", ".masthead")] == [True, True, False]
    assert "HX-Request" in response["Vary"]
