"""The statistics pages with the real content: what the published mapping says comes out, and each number leads to its list."""

import csv
import io
import re
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from evidence import population
from evidence.models import Edition, EditionRecord
from evidence.statistics import figure, names
from tests.content import real_content  # noqa: F401 - pytest finds the fixture in this namespace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_held")]

LIVING = "/es/evidence/statistics/"
MAPPING = "/es/evidence/statistics/second-mapping-2024/"


@pytest.fixture(autouse=True)
def nothing_held():
    """What other tests counted is forgotten, before and after."""
    population.forget()
    with translation.override("es"):
        yield
    population.forget()


@pytest.fixture
def mapping(real_content) -> Edition:  # noqa: F811 - a fixture is named by its parameter
    return Edition.objects.get(slug="second-mapping-2024")


def plain(text: str) -> str:
    """Text with ordinary spaces."""
    return re.sub(r"[\u00a0\u202f\s]+", " ", text).strip()


def soup_of(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def number_of_rows(client, address: str) -> int:
    """How many records a list holds: what its heading says, which is also what its pages list."""
    listed, page = 0, f"{address}{'&' if '?' in address else '?'}size=50"
    while page:
        response = client.get(page)
        assert response.status_code == 200, page
        html = response.content.decode()
        total = int(re.search(r'data-total="(\d+)"', html)[1])
        listed += html.count('<li class="record record--reach">')
        following = re.search(r'<a href="(\?[^"]+)" rel="next"', html)
        page = address.partition("?")[0] + unescape(following[1]) if following else ""
    assert listed == total, address
    return total


@pytest.fixture(scope="module")
def lists() -> dict[str, int]:
    """Lists that were counted already: pages share many of them."""
    return {}


@pytest.mark.parametrize("address", [LIVING, MAPPING])
def test_every_figure_that_is_drawn_has_a_place_to_link_to(client, mapping, address):
    """Text elsewhere leads to a drawing by its name."""
    anchors = {tag["id"] for tag in soup_of(client, address).select("[id]")}
    drawn = {name for name in names(mapping if address == MAPPING else None) if name.startswith("by_")}
    assert drawn - anchors == set()


# --- What the source prints -------------------------------------------------------------------------------------------
PUBLISHED = {
    "by_country": {"MX": "37 %", "CO": "22 %", "EC": "10 %"},
    "by_context": {"urban": "54 %", "mixed": "33 %", "rural": "13 %"},
    "by_level": {"secondary": "52 %", "primary": "41 %", "early_childhood": "4 %"},
    "by_beneficiary": {"students": "79 %", "teachers": "54 %", "families_community": "36 %"},
    "by_technology": {
        "computer": "85 %",
        "mobile_phone": "68 %",
        "camera_microphone": "47 %",
        "tablet": "44 %",
        "learning_platform": "36 %",
    },
    "by_purpose": {
        "digital_skills": "65 %",
        "enrich_content": "61 %",
        "inclusive_equitable": "57,5 %",
        "teacher_development": "38,5 %",
        "personalise_learning": "38,5 %",
    },
}
PUBLISHED_COUNTS = {
    "practices": 179,
    "countries": 17,
    "received": 184,
    "selected": 24,
    "special_mentions": 6,
}
PUBLISHED_GROUPS = {"poverty_vulnerability": 114, "disability": 52, "migrants": 46, "indigenous": 34}


def test_every_published_figure_of_the_second_mapping_comes_out(mapping):
    counted = {
        name: {row.code: plain(row.share) for row in figure(name, mapping).rows if row.code in values}
        for name, values in PUBLISHED.items()
    }
    assert counted == PUBLISHED
    assert {name: figure(name, mapping).value for name in PUBLISHED_COUNTS} == PUBLISHED_COUNTS
    assert {row.code: row.count for row in figure("by_target", mapping).rows} == PUBLISHED_GROUPS
    with translation.override("en"):
        reach = [figure(who, mapping) for who in ("students", "teachers")]
        assert [(each.qualifier, each.value, each.exact, each.stating) for each in reach] == [
            ("more than", 340_000, 340_412, 141),
            ("more than", 208_000, 208_154, 97),
        ]


def test_what_the_published_figures_leave_open_is_seen_not_hidden(mapping):
    level = figure("by_level", mapping)
    assert [(row.code, row.count) for row in level.rows] == [
        ("secondary", 93),
        ("primary", 73),
        ("early_childhood", 7),
        ("other", 6),
    ]
    assert sum(row.count for row in level.rows) == 179
    assert figure("by_target", mapping).not_stated == 27
    assert figure("received", mapping).not_counted == 5


def test_technologies_without_a_published_number_come_after_those_with_one(mapping):
    rows = figure("by_technology", mapping).rows
    assert [row.is_printed for row in rows] == [True] * 5 + [False] * 7
    assert [row.count for row in rows[:5]] == [152, 122, 84, 79, 64]


def test_an_edition_shows_only_the_values_that_it_asked_for(mapping):
    assert {row.code for row in figure("by_organisation", mapping).rows} == {"educational_institution", "civil_society"}
    assert figure("by_level", mapping).many is False
    assert figure("by_technology", mapping).many is True


# --- The pages --------------------------------------------------------------------------------------------------------
def counted_links(soup: BeautifulSoup) -> dict[str, int]:
    """Every link of the page's main part that names a number of records: address -> that number."""
    found: dict[str, int] = {}

    def note(address: str, number: str) -> None:
        number = int(re.sub(r"\D", "", number))
        assert found.setdefault(address, number) == number, f"two numbers for {address}"

    for row in soup.select("table.bars tbody tr"):
        if link := row.select_one("th a"):
            note(link["href"], row.select_one("td .vh").get_text().partition(",")[0])
    for item in soup.select(".key li"):
        if link := item.select_one("a"):
            note(link["href"], item.select_one("b").get_text())
    for tile in soup.select("svg.map a"):
        note(tile["href"], tile["aria-label"].rpartition(":")[2])
    for cell in soup.select("table.gap td a"):
        note(cell["href"], cell.get_text())
    for link in soup.select(".figures .fig__base a, .say a"):
        if link["href"].startswith("/"):
            note(link["href"], link.get_text())
    return found


@pytest.mark.parametrize(
    ("address", "at_least"),
    [
        (LIVING, 150),
        (MAPPING, 90),
        (f"{LIVING}?rows=country&columns=beneficiary", 150),
        (f"{MAPPING}?rows=stage&columns=reach", 70),
    ],
)
def test_every_number_leads_to_a_list_of_exactly_so_many(client, mapping, lists, address, at_least):
    links = counted_links(soup_of(client, address))
    assert len(links) >= at_least
    lists.update({link: number_of_rows(client, link) for link in links.keys() - lists.keys()})
    assert {link: lists[link] for link in links} == links


@pytest.mark.parametrize("language", ["es", "en", "pt", "fr"])
def test_the_lists_behind_the_numbers_are_in_the_same_language(client, mapping, language):
    soup = soup_of(client, f"/{language}/evidence/statistics/second-mapping-2024/")
    addresses = counted_links(soup)
    assert {address.split("/")[1] for address in addresses} == {language}
    assert number_of_rows(client, f"/{language}/evidence/statistics/second-mapping-2024/records/?country=EC") == 18


def test_records_are_labelled_as_assumed_wherever_they_show(client, mapping):
    for address in (MAPPING, f"{MAPPING}records/", f"{MAPPING}records/?context=rural&page=2&size=10"):
        assert (
            "Filas reconstruidas a partir de los totales publicados"
            in soup_of(client, address).select_one(".notice").text
        )
    assert not soup_of(client, LIVING).select(".notice")


def test_applications_received_stand_on_the_page_of_the_edition_only(client, mapping):
    assert "184" in plain(soup_of(client, MAPPING).select_one("main").get_text(" "))
    assert "184" not in plain(soup_of(client, LIVING).select_one("main").get_text(" "))


def test_empty_crossings_are_drawn(client, mapping):
    cells = soup_of(client, LIVING).select("table.gap td:not(:first-child), table.gap tbody td")
    empty = [cell for cell in cells if cell.get("class") == ["g0"]]
    assert len(empty) == 41
    assert {cell.get_text() for cell in empty} == {"0"}


def test_a_cross_that_cannot_be_made_is_named_and_the_first_one_shown(client, mapping):
    soup = soup_of(client, f"{LIVING}?rows=moon&columns=target")
    assert "moon" in soup.select_one(".notice").text
    assert soup.select_one("#cross-rows option[selected]")["value"] == "technology"


def test_an_edition_that_is_not_there_answers_404(client):
    for address in ("nothing/", "nothing/records/", "nothing/figure.csv?name=practices", "figure.csv?name=nothing"):
        assert client.get(f"{LIVING}{address}").status_code == 404


def test_charts_of_many_links_begin_with_a_way_past_them(client, mapping):
    soup = soup_of(client, LIVING)
    for many in soup.select("svg.map, table.gap"):
        skip = many.find_previous("a", class_="vh")
        assert soup.select_one(skip["href"]), skip


def test_every_chart_has_an_address_of_its_own(client, mapping):
    for address in (LIVING, MAPPING):
        soup = soup_of(client, address)
        ways = [link["href"] for link in soup.select(".chart__note a") if "#" in link["href"]]
        assert len(ways) >= 10
        assert all(soup.select_one(f"#{way.partition('#')[2]}") for way in ways)


# --- The records of an edition ----------------------------------------------------------------------------------------
def test_records_are_listed_with_what_they_say(client, mapping):
    soup = soup_of(client, f"{MAPPING}records/?country=EC&size=10")
    first = soup.select_one("#results .records > li")
    assert plain(first.get_text(" ")).startswith("Ecuador Rural Secundaria ARTIE-2024-002 Seleccionada Propósito")
    assert plain(first.select_one(".reach").get_text(" ")) == "590 estudiantes"
    assert len(soup.select("#results .records > li")) == 10


def test_a_facet_of_records_counts_what_a_click_gives_and_offers_only_what_was_asked(client, mapping):
    soup = soup_of(client, f"{MAPPING}records/?context=rural")
    offered = {}
    for box in soup.select("#facets input"):
        offered[box["name"], box["value"]] = int(
            re.sub(r"\D", "", box.find_parent("label").select_one(".n").get_text())
        )
    assert ("target", "girls_women") not in offered
    assert ("stage", "draft") not in offered
    for (key, code), count in list(offered.items())[::5]:
        others = "" if key == "context" else "&context=rural"
        assert number_of_rows(client, f"{MAPPING}records/?{key}={code}{others}") == count


def test_words_and_unknown_codes_in_the_address_of_records_are_named_and_ignored(client, mapping):
    soup = soup_of(client, f"{MAPPING}records/?q=radio&level=x&context=rural&year=2020")
    assert soup.select_one("[data-total]")["data-total"] == "23"
    said = soup.select("#results .notice li")
    assert [re.findall("[«“](.*?)[»”]", each.text)[0] for each in said] == ["x", "radio"]


@pytest.mark.parametrize("page", ["9999", "x", "0", "-1", "1e3"])
def test_a_page_of_records_that_is_not_there_answers_404_with_the_way_back(client, mapping, page):
    response = client.get(f"{MAPPING}records/?context=rural&page={page}")
    assert response.status_code == 404
    assert f'href="{MAPPING}records/?context=rural"' in response.content.decode()


def test_filters_that_no_record_meets_say_so_and_lead_back(client, mapping):
    soup = soup_of(client, f"{MAPPING}records/?country=JM&stage=special_mention")
    assert soup.select_one("[data-total]")["data-total"] == "0"
    assert soup.select_one(f'#results a[href="{MAPPING}records/"]')


# --- Downloads --------------------------------------------------------------------------------------------------------
def table(client, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_figure_downloads_as_csv_with_base_exact_share_and_address(client, mapping):
    rows = table(client, f"{MAPPING}figure.csv?name=by_context")
    assert rows[1:] == [
        ["urban", "Urbano", "97", "179", "54.19", f"http://testserver{MAPPING}records/?context=urban"],
        ["mixed", "Mixto", "59", "179", "32.96", f"http://testserver{MAPPING}records/?context=mixed"],
        ["rural", "Rural", "23", "179", "12.85", f"http://testserver{MAPPING}records/?context=rural"],
    ]


def test_a_sum_downloads_exactly_with_the_records_that_state_it(client, mapping):
    rows = table(client, f"{MAPPING}figure.csv?name=students")
    assert [row[2] for row in rows[1:]] == ["340412", "141"]


def test_every_figure_and_any_cross_can_be_downloaded(client, mapping):
    for edition, base in ((None, LIVING), (mapping, MAPPING)):
        for name in names(edition):
            assert len(table(client, f"{base}figure.csv?name={name}")) >= 2, name
        assert len(table(client, f"{base}figure.csv?name=cross&rows=level&columns=target")) > 12
        assert client.get(f"{base}figure.csv?name=cross&rows=level&columns=level").status_code == 404


def test_the_records_of_an_edition_download_with_their_filters(client, mapping):
    header, *rows = table(client, f"{MAPPING}records/export.csv?context=rural&country=EC&size=10&page=9")
    assert header[:5] == ["Registro", "Código del país", "País", "Contexto (códigos)", "Contexto"]
    assert header[-2:] == ["Estudiantes alcanzados", "Docentes alcanzados"]
    listed = soup_of(client, f"{MAPPING}records/?context=rural&country=EC&size=50").select("#results .record__title")
    assert [row[0] for row in rows] == [each.text for each in listed]
    assert {tuple(row[1:5]) for row in rows} == {("EC", "Ecuador", "rural", "Rural")}
    assert len(table(client, f"{MAPPING}records/export.csv")) == 1 + 179
    assert client.get("/es/evidence/statistics/nothing/records/export.csv").status_code == 404


def test_no_cell_of_the_records_runs_as_a_formula(client, mapping):
    EditionRecord.objects.filter(code=EditionRecord.objects.first().code).update(code="=1+1")
    assert "'=1+1" in {row[0] for row in table(client, f"{MAPPING}records/export.csv")}


def test_the_list_of_records_leads_to_its_file_with_its_filters(client, mapping):
    link = soup_of(client, f"{MAPPING}records/?context=rural&size=50").select_one("#results a[download]")
    assert link["href"] == f"{MAPPING}records/export.csv?context=rural"
