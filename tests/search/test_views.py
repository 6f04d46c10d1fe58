"""The page of the search: what it shows of an answer, what it keeps in its address, and what it offers where nothing is."""

import pytest
from bs4 import BeautifulSoup

from search.services import finding
from tests.factories.search_results import facet, find, nothing, results, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client, monkeypatch):
    """Asks the page with an answer of one's own; keeps what the search was asked."""

    def ask_one(query, answer, **headers):
        ask_one.calls = []

        def search(text, **options):
            ask_one.calls.append((text, options))
            return answer(text, **options) if callable(answer) else answer

        monkeypatch.setattr(finding, "search", search)
        ask_one.response = client.get(f"/es/search/{query}", **headers)
        return BeautifulSoup(ask_one.response.content, "html.parser")

    return ask_one


def links(soup, selector):
    return {" ".join(each.get_text(" ").split()): each["href"] for each in soup.select(selector)}


def test_marked_words_stand_in_the_list_and_nothing_else_is_markup(ask):
    evil = find(title="Radio <script>alert(1)</script>")
    soup = ask("?q=radio", results(evil))
    title = soup.select_one(".record__title a")
    assert str(title.mark) == "<mark>Radio</mark>"
    assert title.get_text() == "Radio <script>alert(1)</script>"
    assert title["href"] == "/es/evidence/slug-1/"
    assert soup.select_one(".record__sum mark").get_text() == "radio"


def test_words_of_the_reader_are_escaped_wherever_they_stand(ask):
    soup = ask('?q="><script>alert(1)</script>', nothing(text='"><script>'))
    assert soup.select_one("#q")["value"] == '"><script>alert(1)</script>'
    assert not [each for each in soup.select("main script") if "alert" in each.get_text()]


def test_sections_come_in_the_order_of_their_best_find_with_counts_and_the_way_to_all(ask):
    finds = [find("news:1"), *(find(f"practice:{number}") for number in range(1, 8)), find("news:2")]
    answer = results(*finds, total=43, sections=(section("practice", 30), section("news", 12), section("person", 1)))
    soup = ask("?q=radio", answer)
    groups = soup.select("section.sub[aria-labelledby^=s-]")
    assert [(len(each.select("li.record")), each.h3["id"]) for each in groups] == [(2, "s-news"), (5, "s-practice")]
    assert [each.a["href"] for each in soup.select("section.sub > p")] == [
        "/es/search/?q=radio&type=news",
        "/es/search/?q=radio&type=practice",
    ]
    assert links(soup, "[aria-labelledby=elsewhere] a") == {"persons 1": "/es/search/?q=radio&type=person"}
    assert list(links(soup, ".tabs a").values()) == [
        "/es/search/?q=radio",
        "/es/search/?q=radio&type=practice",
        "/es/search/?q=radio&type=news",
        "/es/search/?q=radio&type=person",
    ]
    assert [each.get_text() for each in soup.select(".tabs .num")] == ["43", "30", "12", "1"]


def test_filters_and_order_stand_in_the_address_and_go_to_the_search(ask):
    from tests.factories.core import CountryFactory

    CountryFactory(code="CL", name_es="Chile")
    answer = results(total=45, facets=(facet(chosen=("CL",), CL=45),))
    soup = ask("?q=radio&country=cl&type=practice&sort=newest&page=2&utm=x", answer)
    (text, options), *_others = ask.calls
    assert text == "radio"
    assert options["filters"] == {"type": ("practice",), "country": ("CL",)}
    assert (options["sort"], options["page"], options["size"], options["language"]) == ("newest", 2, 20, "es")
    assert links(soup, ".chip") == {"País: CL quitar": "/es/search/?q=radio&type=practice&sort=newest"}
    assert soup.select_one(".pages a[rel=next]")["href"] == "?q=radio&type=practice&country=CL&sort=newest&page=3"
    hidden = [(each["name"], each["value"]) for each in soup.select("#filters input[type=hidden]")]
    assert hidden == [("q", "radio"), ("type", "practice"), ("sort", "newest")]
    assert soup.select_one("#f-country-CL").has_attr("checked")


def test_what_means_nothing_in_the_address_is_said_and_not_applied(ask):
    soup = ask("?q=radio&country=XX&type=planet&sort=best&page=x", results())
    assert ask.calls[0][1]["filters"] == {}
    assert len(soup.select(".notice li")) == 4


def test_a_find_in_another_language_says_so_and_is_read_aloud_in_it(ask):
    soup = ask("?q=radio", results(find(language="pt"), find("practice:2")))
    first, second = soup.select("li.record")
    assert first.select_one(".record__title a")["lang"] == "pt"
    assert first.select_one(".lang b").get_text() == "portugués"
    assert not second.select(".lang")


def test_recognised_filters_better_spelling_and_picks_are_offered(ask):
    from search.results import Recognised

    answer = results(
        recognised=(Recognised("country", "CL", "Chile", "radio"),),
        suggestion="radios",
        picks=(find("practice:9", "Kolibri sin conexión"),),
    )
    soup = ask("?q=radio+chile", answer)
    assert links(soup, ".chips .chip") == {"País: Chile": "/es/search/?q=radio&country=CL"}
    assert links(soup, ".notice a") == {"radios": "/es/search/?q=radios"}
    assert soup.select_one(".picks .record__title a").get_text() == "Kolibri sin conexión"


def test_a_reduced_answer_says_so(ask):
    soup = ask("?q=radio", results(is_reduced=True, facets=()))
    assert soup.select_one(".notice--warn")
    assert not soup.select("#filters")
    assert len(soup.select("li.record")) == 1


def test_where_nothing_is_found_each_filter_is_offered_with_what_it_costs(ask):
    from tests.factories.core import CountryFactory

    CountryFactory(code="CL")

    def answer(text, *, filters, size, **options):
        if size == 1:
            return results(total={("country",): 3, ("type",): 0}.get(tuple(filters), 0))
        return nothing()

    soup = ask("?q=radio&country=CL&type=practice", answer)
    offers = links(soup, ".empty p.row .button")
    assert list(offers.values()) == ["/es/search/?q=radio&country=CL", "/es/search/?q=radio"]
    assert "3 resultados" in next(iter(offers))
    assert "/es/networks/" in links(soup, ".search-tips a").values()


def test_the_empty_box_tells_what_can_be_found(ask):
    answer = results(sections=(section("practice", 138), section("country", 40)))
    soup = ask("", answer)
    assert ask.calls[0][0] == ""
    assert links(soup, "[aria-labelledby=sections] a") == {
        "practices 138": "/es/search/?type=practice",
        "countrys 40": "/es/search/?type=country",
    }


def test_it_is_kept_by_no_cache_and_listed_by_no_search_engine(ask):
    soup = ask("?q=radio", results())
    assert ask.response.headers["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert ask.response.headers["X-Robots-Tag"] == "noindex"
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"


def test_a_script_gets_the_part_that_filters_change(ask):
    soup = ask("?q=radio", results(), headers={"HX-Request": "true", "HX-Target": "results"})
    assert soup.select_one("#results")
    assert not soup.select("header")
    assert "HX-Request" in ask.response.headers["Vary"]


def test_beyond_the_last_page_is_the_way_back(ask):
    ask("?q=radio&page=9", nothing(total=21))
    assert ask.response.status_code == 404


def test_every_page_has_the_box(client):
    soup = BeautifulSoup(client.get("/es/").content, "html.parser")
    form = soup.select_one("header form[role=search]")
    assert form["action"] == "/es/search/"
    assert form.select_one("input")["name"] == "q"
    assert form.select_one("input")["data-source"] == "/api/v1/suggest?language=es"
