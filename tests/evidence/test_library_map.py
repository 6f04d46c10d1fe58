"""The map of a selection, and what list and map cost as the library grows."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.core import cache
from evidence.models import LibraryRow
from tests.evidence.library_pages import boxes, library, text_of, total
from tests.factories.core import CountryFactory
from tests.factories.many import many_practices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unindexed")]


class TestMap:
    def map_of(self, client, query: str = "") -> BeautifulSoup:
        response = client.get(f"/en/evidence/map/{query}")
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    def test_every_tile_and_row_leads_to_a_list_of_so_many(self, client, five):
        soup = self.map_of(client, "?context=rural&context=urban")
        tiles = {tile["href"]: int(tile.select("text")[1].string) for tile in soup.select("svg.map a")}
        assert tiles == {
            "/en/evidence/?context=rural&context=urban&country=CL": 3,
            "/en/evidence/?context=rural&context=urban&country=MX": 1,
        }
        for address, number in tiles.items():
            assert total(library(client, f"?{address.partition('?')[2]}")) == number
        rows = soup.select("#by-country tbody tr")
        assert {row.a["href"]: int(text_of(row.td)) for row in rows} == tiles

    def test_a_chosen_country_does_not_empty_the_others_and_is_kept_for_the_list(self, client, five):
        soup = self.map_of(client, "?country=MX&context=rural&context=urban")
        assert total(soup) == 4
        assert [int(tile.select("text")[1].string) for tile in soup.select("svg.map a")] == [1, 3]
        assert not boxes(soup, "country")
        assert soup.find("a", string="list")["href"] == "/en/evidence/?context=rural&context=urban&country=MX"
        kept = [(field["name"], field["value"]) for field in soup.select("#filters [type=hidden]")]
        assert kept == [("country", "MX")]

    def test_countries_without_practices_are_named_and_the_grid_can_be_skipped(self, client, five):
        CountryFactory(code="UY")
        soup = self.map_of(client)
        assert "None yet: Country UY." in text_of(soup.select_one("#by-country"))
        assert soup.select_one('a[href="#by-country"]')
        assert soup.select_one("#by-country")["tabindex"] == "-1"


@pytest.mark.django_db(transaction=True)
def test_list_and_map_take_the_same_queries_with_100_and_with_10_000_practices(client, monkeypatch):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)  # a slow machine would read the content version once more
    queries = {
        "?size=20": (11, 9),  # the first time the words of the lines are read, then they are kept
        "?size=20&view=compact": (11, 9),
        "?size=50&context=rural&q=many": (13, 11),
        "map/?context=rural": (9, 9),
    }
    for more in (100, 9_900):
        many_practices(more)
        for kept_in_memory in ("?size=10&page=2", "?q=lines"):
            client.get(f"/en/evidence/{kept_in_memory}")
        taken = {}
        for query in queries:
            with CaptureQueriesContext(connection) as first:
                assert client.get(f"/en/evidence/{query}").status_code == 200
            with CaptureQueriesContext(connection) as second:
                assert client.get(f"/en/evidence/{query}", headers={"Cookie": "messages=x"}).status_code == 200
            taken[query] = (len(first), len(second))
        assert taken == queries
    assert LibraryRow.objects.count() == 10_000
