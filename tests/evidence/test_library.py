"""The library's list: what is found, counted and said, in which order, for whom."""

import re

import pytest
from bs4 import BeautifulSoup

from alliance.core.models import Origin
from evidence.models import Practice
from evidence.services.publishing import practice_published
from tests.evidence.library_pages import boxes, chips, counts, library, text_of, titles, total
from tests.factories.core import CountryFactory, TermFactory
from tests.factories.evidence import PracticeTextFactory, published_practice, term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unindexed")]


class TestFilters:
    def test_values_of_one_filter_are_or_and_filters_are_and(self, client, five):
        assert total(library(client)) == 5
        assert total(library(client, "?context=rural")) == 3
        assert total(library(client, "?context=rural&context=urban")) == 4
        assert titles(library(client, "?context=rural&technology=radio_tv&technology=tablet&sort=title")) == [
            "Radio",
            "Tabletas",
        ]

    @pytest.mark.parametrize("query", ["", "?context=rural", "?technology=tablet&country=CL", "?q=radio"])
    def test_every_number_is_what_a_click_gives(self, client, five, query):
        soup = library(client, query)
        tried = 0
        for box in soup.select("#filters input[type=checkbox]"):
            if box.has_attr("checked"):
                continue
            others = [other for other in boxes(soup, box["name"]) if other.has_attr("checked")]
            clicked = library(client, f"{query or '?'}&{box['name']}={box['value']}")
            number = counts(soup, box["name"])[box["value"]]
            if others:  # values of one filter add up: the click shows its own number of them
                only = re.sub(rf"[?&]{box['name']}=[^&]*", "", query)
                clicked = library(client, f"?{only.lstrip('?&')}&{box['name']}={box['value']}")
            assert total(clicked) == number, (query, box["name"], box["value"])
            tried += 1
        assert tried > 10

    def test_a_value_without_practices_stays_and_is_greyed(self, client, five):
        soup = library(client, "?technology=radio_tv")
        assert counts(soup, "context") == {"rural": 1, "urban": 0}
        [zero] = soup.select("#facet-context .zero")
        assert text_of(zero) == "urban en"

    def test_six_countries_stand_in_sight_with_whatever_is_chosen_and_the_rest_is_folded(self, client, five):
        for code in ("AR", "BR", "CO", "PE", "UY", "VE"):
            published_practice(country=CountryFactory(code=code))
        CountryFactory(code="ZZ")
        soup = library(client, "?country=ZZ")
        seen = [box["value"] for box in soup.select("#facet-country > div > ul input")]
        folded = [box["value"] for box in soup.select("#facet-country-more input")]
        assert seen == ["CL", "AR", "BR", "CO", "MX", "PE", "ZZ"]
        assert folded == ["UY", "VE"]
        assert text_of(soup.select_one("#facet-country-more summary")) == "Show 2 more"

    def test_years_come_newest_first(self, client, five):
        assert counts(library(client), "year") == {"2020": 3, "2018": 1}
        assert list(counts(library(client), "year")) == ["2020", "2018"]

    def test_a_chip_drops_one_value_and_keeps_the_order_and_the_view(self, client, five):
        soup = library(client, "?context=rural&technology=tablet&technology=radio_tv&sort=title&q=a")
        assert chips(soup) == [
            ("Words searched for: “a”", "/en/evidence/?context=rural&technology=tablet&technology=radio_tv&sort=title"),
            ("Context: rural en", "/en/evidence/?q=a&technology=tablet&technology=radio_tv&sort=title"),
            ("Technology: tablet en", "/en/evidence/?q=a&context=rural&technology=radio_tv&sort=title"),
            ("Technology: radio_tv en", "/en/evidence/?q=a&context=rural&technology=tablet&sort=title"),
        ]
        assert soup.find("a", string="Remove all")["href"] == "/en/evidence/?sort=title"

    def test_what_the_address_names_in_vain_is_named_and_ignored(self, client, five):
        soup = library(client, "?technology=hologram&country=cl&country=QQ&sort=backwards&year=12&level=%3Cb%3E")
        assert [text_of(line) for line in soup.select(".notice li")] == [
            "“QQ” is no value of the filter “Country”.",
            "“hologram” is no value of the filter “Technology”.",
            "“<b>” is no value of the filter “Level”.",
            "“12” is no value of the filter “First year”.",
            "“backwards” is no way to show the list.",
        ]
        assert total(soup) == 4

    def test_a_long_unknown_value_is_cut(self, client):
        [line] = library(client, f"?level={'x' * 5000}").select(".notice li")
        assert text_of(line) == f"“{'x' * 59}…” is no value of the filter “Level”."


class TestWords:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("radio", ["radio"]),
            ("RÁDIO", ["radio"]),
            ("red propia", ["mesh"]),
            ("propia red", ["mesh"]),
            ("red ajena", []),
            ("%", []),
            ("_", []),
            ("\\", []),
            ("'; DROP TABLE x; --", []),
            ("<script>", []),
            ("   ", ["radio", "tablets", "robots", "mesh", "bare"]),
        ],
    )
    def test_all_words_must_be_there_whatever_their_accents_and_no_sign_is_special(self, client, five, words, found):
        soup = BeautifulSoup(client.get("/en/evidence/", {"q": words}).content, "html.parser")
        links = [link["href"].split("/")[-2] for link in soup.select(".record__title a")]
        assert sorted(links) == sorted(found)

    def test_what_was_typed_comes_back_as_text(self, client, five):
        soup = BeautifulSoup(client.get("/en/evidence/", {"q": '<b> "100 %s"'}).content, "html.parser")
        assert text_of(soup.select_one("h2.count")) == '0 practices: “<b> "100 %s"”'
        assert soup.select_one("#q")["value"] == '<b> "100 %s"'

    def test_words_of_every_language_are_found_and_so_are_place_and_organisation(self, client):
        practice = published_practice(slug="radio", locality="Chiloé", original__title="Radio")
        PracticeTextFactory(practice=practice, language="en", origin=Origin.MACHINE, title="Wireless lessons")
        practice_published(practice=practice)
        for words in ("wireless", "chiloe", "radios y telefonos"):
            assert total(library(client, f"?q={words}", "fr")) == 1, words


class TestHeadline:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("es", "2 prácticas rurales con pueblos indígenas"),
            ("en", "2 rural practices with indigenous peoples"),
            ("pt", "2 práticas rurais com povos indígenas"),
            ("fr", "2 pratiques rurales avec des peuples autochtones"),
        ],
    )
    def test_a_context_and_a_group_make_a_sentence_in_every_language(self, client, five, language, sentence):
        soup = library(client, "?context=rural&target=indigenous", language)
        assert text_of(soup.select_one("h2.count")) == sentence

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("", "5 practices"),
            ("?context=urban", "1 urban practice"),
            ("?context=rural&q=radio", "1 rural practice: “radio”"),
            ("?context=rural&context=urban", "4 practices"),
            ("?context=rural&country=CL", "3 practices"),
            ("?context=rural&country=CL&q=radio", "1 practice"),
        ],
    )
    def test_a_sentence_never_leaves_a_filter_out(self, client, five, query, sentence):
        assert text_of(library(client, query).select_one("h2.count")) == sentence


class TestPages:
    @pytest.mark.parametrize("page", ["9999", "x", "0", "-1", "1.5", "9" * 5000])
    def test_a_page_that_is_not_there_is_not_found_and_leads_back_with_the_same_filters(self, client, five, page):
        response = client.get("/en/evidence/", {"context": "rural", "page": page})
        assert response.status_code == 404
        soup = BeautifulSoup(response.content, "html.parser")
        way_back = soup.find("a", string="To the first page, with the same filters")
        assert way_back["href"] == "/en/evidence/?context=rural"

    def test_pages_follow_one_another_without_gap_or_repetition(self, client):
        made = {published_practice().slug for _ in range(23)}
        seen = []
        for page in (1, 2, 3):
            soup = library(client, f"?page={page}")
            seen += [link["href"].split("/")[-2] for link in soup.select(".record__title a")]
        assert len(seen) == 23
        assert set(seen) == made
        assert text_of(soup.select_one(".pages__range")) == "21–23 of 23"

    def test_a_size_is_kept_by_the_other_links(self, client):
        for _ in range(21):
            published_practice()
        soup = library(client, "?size=20")
        assert len(titles(soup)) == 20
        assert soup.select_one(".pages a[rel=next]")["href"] == "?size=20&page=2"


class TestOrder:
    @pytest.fixture
    def four(self):
        full = {"students_reached": 50, "locality": "Maule"}
        published_practice(slug="b", start_year=2010, original__title="«Bahía»", **full)
        published_practice(slug="c", start_year=2022, original__title="Ciénaga", teachers_reached=900)
        published_practice(slug="a", start_year=None, original__title="Ámbar", students_reached=0)
        published_practice(slug="d", start_year=2015, original__title="duna", students_reached=7000)

    @pytest.mark.parametrize(
        ("sort", "order"),
        [("complete", "bcda"), ("newest", "cdba"), ("oldest", "bdca"), ("title", "abcd"), ("reach", "dbca")],
    )
    def test_what_is_not_stated_comes_last_and_titles_go_by_their_letters(self, client, four, sort, order):
        soup = library(client, f"?sort={sort}", "es")
        assert "".join(link["href"].split("/")[-2] for link in soup.select(".record__title a")) == order

    def test_titles_are_in_the_order_of_the_readers_language(self, client):
        for slug, spanish, english in (("x", "Aula", "Yard"), ("y", "Zona", "Attic")):
            practice = published_practice(slug=slug, original__title=spanish)
            PracticeTextFactory(practice=practice, language="en", origin=Origin.HUMAN, title=english)
            practice_published(practice=practice)
        assert titles(library(client, "?sort=title", "es")) == ["Aula", "Zona"]
        assert titles(library(client, "?sort=title", "en")) == ["Attic", "Yard"]


class TestLines:
    def test_a_line_in_another_language_says_so_and_is_marked(self, client):
        published_practice(original="nl", original__title="Nieuwe mediatheek", locality="Bigi Poika")
        [line] = library(client).select(".record")
        assert line.select_one(".record__title a")["lang"] == "nl"
        assert line.select_one(".record__sum")["lang"] == "nl"
        assert text_of(line.select_one(".lang")) == "Text in Dutch , the original language."

    def test_a_machines_words_are_labelled_and_older_ones_than_the_original_as_well(self, client):
        practice = published_practice(original__title="Radio")
        english = PracticeTextFactory(
            practice=practice,
            language="en",
            origin=Origin.MACHINE,
            title="Wireless",
            made_from=practice.original_text.digest,
        )
        practice_published(practice=practice)
        assert titles(library(client)) == ["Wireless"]
        assert text_of(library(client).select_one(".lang--machine")) == "Machine translation"
        english.made_from = "0" * 32
        english.save()
        practice_published(practice=practice)
        assert text_of(library(client).select_one(".lang--outdated")) == "Translation older than the original"
        compact = library(client, "?view=compact").select_one(".lang-of")
        assert text_of(compact) == "Translation older than the original"

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"students_reached": 12500, "teachers_reached": 3}, "12 500 students"),
            ({"students_reached": 0, "teachers_reached": 40}, "40 teachers"),
            ({"students_reached": 0}, "reach not stated"),
        ],
    )
    def test_reach_stands_beside_and_a_zero_is_no_statement(self, client, facts, said):
        published_practice(**facts)
        assert text_of(library(client).select_one(".reach")) == said

    def test_what_no_source_states_is_said(self, client):
        published_practice(start_year=None, codes=["technology:radio_tv"])
        [line] = library(client).select(".record")
        assert text_of(line.select_one(".record__where")) == "Country CL place not stated year not stated"
        assert text_of(line.select_one(".record__line")) == "radio_tv en · results not stated"

    def test_the_compact_view_has_a_thread_for_each_purpose(self, client):
        for code in ("digital_skills", "enrich_content", "teacher_development"):
            term(f"purpose:{code}")
        published_practice(codes=["purpose:enrich_content"])
        [row] = library(client, "?view=compact").select(".compact tbody tr")
        assert [rect["class"] for rect in row.select("rect")] == [["off"], ["on"], ["off"]]
        assert text_of(row.select_one(".vh")) == "Purposes: enrich_content en"

    def test_a_change_is_seen_and_a_withdrawn_practice_is_gone_before_the_counts_know(self, client):
        practice = published_practice(slug="radio", original__title="First")
        published_practice(slug="other", original__title="Other")
        assert titles(library(client, "?sort=title")) == ["First", "Other"]
        practice.texts.update(title="Second")
        practice_published(practice=Practice.objects.get(slug="radio"))
        assert titles(library(client, "?sort=title")) == ["Other", "Second"]
        Practice.objects.filter(slug="radio").update(live=False)
        client.cookies["messages"] = "x"  # past the visitors' page cache
        assert titles(library(client, "?sort=title")) == ["Other"]

    def test_a_renamed_term_is_seen(self, client):
        published_practice(codes=["technology:radio_tv"])
        assert "radio_tv en" in text_of(library(client).select_one(".record__line"))
        radio = TermFactory(vocabulary="technology", code="radio_tv")
        radio.label_en = "Radio"
        radio.save()
        practice_published(practice=published_practice())
        assert "Radio · results not stated" in [text_of(line) for line in library(client).select(".record__line")]


class TestNothingFound:
    def test_the_costliest_filter_is_named_and_can_be_dropped(self, client, five):
        soup = library(client, "?context=rural&level=secondary&target=indigenous")
        empty = soup.select_one(".empty")
        assert text_of(empty.h3) == "No practice meets all 3 filters."
        assert text_of(empty.select_one(".muted")) == "Without “secondary en” there are 2."
        offers = [(text_of(link), link["href"]) for link in empty.select("a")]
        assert offers == [
            ("Remove “secondary en”", "/en/evidence/?context=rural&target=indigenous"),
            ("Remove all", "/en/evidence/"),
        ]
        assert total(library(client, "?context=rural&target=indigenous")) == 2

    def test_words_alone(self, client, five):
        empty = library(client, "?q=zzz").select_one(".empty")
        assert text_of(empty.h3) == "No practice contains “zzz”."
        assert [(text_of(link), link["href"]) for link in empty.select("a")] == [("Remove “zzz”", "/en/evidence/")]

    def test_where_leaving_out_one_is_not_enough_all_can_be_dropped(self, client, five):
        empty = library(client, "?q=zzz&level=secondary&target=indigenous").select_one(".empty")
        assert text_of(empty.select_one(".muted")) == "It is not enough to leave out one of them."
        assert [text_of(link) for link in empty.select("a")] == ["Remove all"]

    def test_an_empty_library_offers_nothing_to_drop(self, client):
        soup = library(client)
        assert total(soup) == 0
        assert text_of(soup.select_one(".empty")) == "There are no practices yet."


class TestAnswer:
    def test_without_a_script_it_is_a_form_that_keeps_the_rest_of_the_address(self, client, five):
        form = library(client, "?q=a&sort=title&context=rural").select_one("#filters")
        assert form["action"] == "/en/evidence/"
        assert [(field["name"], field["value"]) for field in form.select("[type=hidden]")] == [
            ("q", "a"),
            ("sort", "title"),
        ]
        assert form.select_one("button[type=submit]")

    def test_a_script_gets_only_what_filters_change(self, client, five):
        whole, part = client.get("/en/evidence/"), client.get("/en/evidence/", headers={"HX-Request": "true"})
        assert "HX-Request" in whole["Vary"]
        assert "HX-Request" in part["Vary"]
        soup = BeautifulSoup(part.content, "html.parser")
        assert not soup.select("html, .masthead, h1")
        assert soup.select_one("#results h2[data-say]")
        assert soup.select_one("#facets")

    def test_the_other_languages_show_the_same_selection(self, client, five):
        links = {link["lang"]: link["href"] for link in library(client, "?context=rural").select(".langs a")}
        assert links["pt"] == "/pt/evidence/?context=rural"

    def test_a_visitors_page_holds_nothing_personal(self, client, five):
        response = client.get("/en/evidence/?context=rural")
        assert response["Cache-Control"].startswith("public")
        assert not response.cookies
