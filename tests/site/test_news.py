"""The news: the list, and what an article says of itself in each language."""

import datetime
import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from PIL import Image

from alliance.core import cache
from alliance.core.models import Picture
from tests.factories.core import CountryFactory
from tests.factories.evidence import term
from tests.factories.many import many_pages
from tests.factories.pages import news, section, story, translate
from tests.queries import queries_made_and_kept

pytestmark = pytest.mark.django_db
DAY = datetime.date
SOURCE = {
    "type": "source",
    "value": {"url": "https://example.org/note", "title": "", "published": "2025-02", "accessed": "2026-11-22"},
}


def soup_of(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def words(element) -> str:
    return " ".join(element.text.split())


def facts_of(page: BeautifulSoup) -> dict[str, str]:
    return {words(each.dt): words(each.dd) for each in page.select(".facts > div")}


def test_the_list_is_newest_first_and_dates_are_as_exact_as_they_are_known(client):
    news(title="Uno", published_date=DAY(2025, 2, 1), date_precision="month", place="en línea")
    news(title="Dos", published_date=DAY(2025, 1, 1), date_precision="year")
    news(title="Tres", published_date=DAY(2026, 3, 4))
    lines = [
        [words(part) for part in line.select(".record__where > *")]
        for line in soup_of(client, "/es/news/").select(".record")
    ]
    assert lines == [["4 de marzo de 2026"], ["febrero de 2025", "en línea"], ["2025"]]


def test_a_line_says_in_which_language_its_words_are(client):
    news(title="Uno", lead="Entrada.")
    (line,) = soup_of(client, "/fr/news/").select(".record")
    assert line.select_one("h3 a")["lang"] == line.select_one(".record__sum")["lang"] == "es"
    assert words(line.select_one(".lang")) == "Texte en espagnol, langue d'origine."
    (line,) = soup_of(client, "/es/news/").select(".record")
    assert (line.select_one("h3 a").get("lang"), line.select_one(".lang")) == (None, None)


def test_an_article_tells_place_month_words_sources_and_what_it_is_about(client):
    article = news(
        title="Segundo mapeo",
        lead="Entrada.",
        published_date=DAY(2025, 2, 1),
        date_precision="month",
        place="en línea",
        organisations="OEA\nProFuturo",
        topics=[term("topic:ai")],
        countries=[CountryFactory(code="MX"), CountryFactory(code="CL")],
        body=story("Uno.", "Dos."),
        sources=[SOURCE],
    )
    page = soup_of(client, f"/es/news/{article.slug}/")
    assert words(page.select_one(".eyebrow")) == "febrero de 2025 · en línea"
    assert [words(each) for each in page.select("h1, .lede, .read p")] == ["Segundo mapeo", "Entrada.", "Uno.", "Dos."]
    assert page.select_one(".sources a")["href"] == "https://example.org/note"
    facts = facts_of(page)
    assert list(facts.values())[:4] == ["no indicado", "OEA; ProFuturo", "País CL; País MX", "ai es"]
    links = [link["href"] for link in page.select(".facts a")]
    assert links == ["/es/countries/CL/", "/es/countries/MX/", "/es/news/?topic=ai"]
    assert soup_of(client, links[2]).select_one("[data-total]")["data-total"] == "1"
    assert page.select_one(".lang") is None


@pytest.mark.django_db(transaction=True)
def test_each_language_leads_to_the_others_and_to_the_original(client):
    article = news(title="Un encuentro", lead="Entrada.")
    translate(article, "en", {"Un encuentro": "A meeting", "Entrada.": "Lead."}, by_machine=True)
    address = f"/news/{article.slug}/"

    def ways(language: str) -> list[tuple[str, str]]:
        links = soup_of(client, f"/{language}{address}").select(".phead .lang a")
        return [(link["hreflang"], link["href"]) for link in links]

    assert ways("es") == [("en", f"/en{address}")]
    assert ways("en") == [("es", f"/es{address}")]
    assert ways("fr") == [("es", f"/es{address}"), ("en", f"/en{address}")]
    assert "Machine translation, not reviewed." in words(soup_of(client, f"/en{address}").select_one(".lang--machine"))
    french = soup_of(client, f"/fr{address}")
    assert (words(french.h1), french.h1["lang"], french.select_one(".lede")["lang"]) == ("Un encuentro", "es", "es")


def test_before_and_after_are_the_nearest_on_the_same_topics(client):
    ai, other = term("topic:ai"), term("topic:teachers")
    for year in (2020, 2021, 2022, 2024, 2025, 2026):
        news(title=f"{year}", published_date=DAY(year, 1, 1), topics=[ai])
    news(title="Otro tema", published_date=DAY(2023, 2, 1), topics=[other])
    article = news(title="Aquí", published_date=DAY(2023, 1, 1), topics=[ai])
    page = soup_of(client, f"/en/news/{article.slug}/")
    lists = [[words(link) for link in each.select("a")] for each in page.select("aside ul")]
    assert [words(head) for head in page.select("aside h2")] == ["Before", "After"]
    assert lists == [["2022", "2021"], ["2024", "2025"]]


def test_the_cover_has_sizes_for_each_screen_and_its_words(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    drawn = io.BytesIO()
    Image.new("RGB", (1300, 700), "teal").save(drawn, "PNG")
    picture = Picture.objects.create(title="x", credit="Ana Paz", file=ImageFile(drawn, name="x.png"))
    article = news(cover=picture, cover_alt="Dos niñas")
    cover = soup_of(client, f"/es/news/{article.slug}/").select_one(".cover")
    assert [source["type"] for source in cover.select("source")] == ["image/avif", "image/webp"]
    assert [size.split()[1] for size in cover.img["srcset"].split(", ")] == ["400w", "800w", "1200w"]
    assert (cover.img["alt"], cover.img["width"], cover.img["height"]) == ("Dos niñas", "400", "215")
    assert "Ana Paz" in cover.figcaption.text


@pytest.mark.django_db(transaction=True)
def test_list_and_article_take_so_many_queries_whatever_the_number_of_articles(client, monkeypatch):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)
    parent = section("site.NewsIndexPage")
    expected = {"/es/news/": (11, 7), "/es/news/?year=2026&country=CL": (11, 11), "/es/news/many-3/": (13, 7)}
    for count in (10, 290):
        many_pages(parent, "site.NewsPage", count, published_date=DAY(2026, 3, 4), sources=[SOURCE])
        assert {address: queries_made_and_kept(client, address) for address in expected} == expected
