"""The first page, countries, programmes and the sitemap, on the real content."""

import re

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from alliance.core.cache import bump_content_version
from alliance.core.models import Country, Picture, Rendition
from alliance.core.pictures import SPECS
from alliance.site.views.country import country_context
from evidence.models import Programme
from evidence.programme_presenter import programme_context
from tests.content import real_content  # noqa: F401 - a fixture of this module

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_content")]
LANGUAGES = ("es", "en", "pt", "fr")


def soup_of(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def total_of(client, address: str) -> int:
    return int(soup_of(client, address).select_one("[data-total]")["data-total"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_starts_with_the_number_and_its_ways_in_lead_to_so_many(client, language):
    home = soup_of(client, f"/{language}/")
    assert home.select_one(".hero__n").text == "138"
    for way in home.select(".entry a"):
        assert total_of(client, way["href"]) == int(way.select_one("b").text), way["href"]


def test_every_bar_of_home_leads_to_so_many(client):
    rows = soup_of(client, "/es/").select("table.bars tbody tr")
    assert len(rows) == 15
    for row in rows:
        assert total_of(client, row.a["href"]) == int(re.sub(r"\D", "", row.select_one(".vh").text))


def test_home_shows_a_cover_of_each_section_once_the_worker_has_made_its_sizes(client):
    assert soup_of(client, "/es/").select(".cover") == []
    for picture in Picture.objects.all():
        # The worker's rows without its files: drawing them all takes long and is tested elsewhere.
        Rendition.objects.bulk_create(
            Rendition(image=picture, filter_spec=spec, file="images/x.jpg", width=400, height=200) for spec in SPECS
        )
    bump_content_version()
    pictures = soup_of(client, "/es/").select(".cover img")
    assert [(each["loading"], each["width"], each["height"]) for each in pictures] == [("lazy", "400", "200")] * 3
    assert all(each["alt"] for each in pictures)


def test_home_says_how_many_practices_name_no_group(client):
    assert "40 no mencionan ningún grupo" in soup_of(client, "/es/").text.replace("\xa0", " ")


def test_a_country_counts_what_the_lists_hold(client):
    page = soup_of(client, "/es/countries/CL/")
    figures = [
        (figure.select_one(".fig__n").text.strip(), figure.a and figure.a["href"]) for figure in page.select(".fig")
    ]
    assert figures[:3] == [
        ("12", "/es/evidence/?country=CL"),
        ("6", "/es/evidence/statistics/second-mapping-2024/records/?country=CL"),
        ("1", "#programmes"),
    ]
    assert total_of(client, figures[0][1]) == 12
    assert total_of(client, figures[1][1]) == 6


@pytest.mark.parametrize("code", ["cl", "Cl"])
def test_a_code_in_small_letters_leads_to_the_one_in_capitals(client, code):
    response = client.get(f"/fr/countries/{code}/")
    assert (response.status_code, response["Location"]) == (301, "/fr/countries/CL/")


@pytest.mark.parametrize("address", ["/es/countries/ZZ/", "/es/evidence/programmes/no-such/", "/es/countries/CHL/"])
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_countries_side_by_side_name_what_is_no_country_and_keep_the_order(client):
    page = soup_of(client, "/en/countries/compare/?c=UY&c=CL&c=XX&c=uy")
    assert [head.text for head in page.select("thead th a")] == ["Uruguay", "Chile"]
    assert "XX" in page.select_one(".notice").text
    for link in page.select("tbody a[href*='evidence/?']"):
        assert total_of(client, link["href"]) == int(link.text)


def test_the_programme_that_is_the_model_shows_its_life_and_what_the_source_prints(client):
    page = soup_of(client, "/es/evidence/programmes/enlaces-chile/")
    assert len(page.select("ol.life > li")) == 6
    assert "almost 11,00 schools" in page.select_one("#indicators").text
    sources = {source["id"] for source in page.select(".sources li")}
    assert {link["href"].removeprefix("#") for link in page.select(".life__src a")} <= sources


def test_all_programmes_are_listed_in_every_language(client):
    assert {total_of(client, f"/{language}/evidence/programmes/") for language in LANGUAGES} == {35}


def test_each_step_on_a_countrys_page_leads_to_where_it_was_published(client):
    links = soup_of(client, "/es/countries/CL/").select(".life__src a")
    assert len(links) == 6
    assert all(link["href"].startswith("https://") for link in links)


def test_previews_in_the_admins_portuguese_lead_to_addresses_of_the_site(admin_user):
    with translation.override("pt-br"):
        country = country_context(Country.objects.get(code="CL"), user=admin_user)
        programme = programme_context(Programme.objects.get(slug="enlaces-chile"), user=admin_user)
    assert country["practices_url"] == "/pt/evidence/?country=CL"
    assert country["compare_url"] == "/pt/countries/compare/?c=CL"
    assert programme["country"] == ("Chile", "/pt/countries/CL/")


def test_the_sitemap_has_every_record_in_each_language(client):
    addresses = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    for language in LANGUAGES:
        assert sum(bool(re.fullmatch(rf"/{language}/countries/[A-Z]{{2}}/", each)) for each in addresses) == 40
        assert (
            sum(bool(re.fullmatch(rf"/{language}/evidence/programmes/[a-z0-9-]+/", each)) for each in addresses) == 35
        )
        assert f"/{language}/evidence/atalaya-sur-villa-20/" in addresses
    assert len(addresses) == len(set(addresses))
