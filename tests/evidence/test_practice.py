"""The page of a practice."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from alliance.core.models import Origin
from evidence.models import Practice, PracticeLineage
from evidence.services.publishing import practice_published, practice_withdrawn
from tests.factories.core import InstitutionFactory, UserFactory
from tests.factories.evidence import (
    PracticeFactory,
    PracticeSourceFactory,
    PracticeTextFactory,
    published_practice,
    term,
)
from tests.factories.many import many_practices

pytestmark = pytest.mark.django_db


def page(client, slug: str, language: str = "en", query: str = "") -> BeautifulSoup:
    response = client.get(f"/{language}/evidence/{slug}/{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text_of(node) -> str:
    return " ".join(node.get_text(" ").split())


def headings(soup: BeautifulSoup) -> list[str]:
    return [text_of(heading) for heading in soup.select("article h2")]


def test_a_figure_that_no_source_states_says_so_and_is_never_zero(client):
    published_practice(slug="radio", students_reached=12_500, teachers_reached=0, start_year=None)
    figures = [text_of(figure) for figure in page(client, "radio").select(".figures .fig")]
    assert figures == [
        "12 500 students reached See the sources",
        "not stated teachers reached No source states it",
        "not stated first year No source states it",
        "not stated cost No source states it",
    ]


def test_a_cost_stands_with_its_currency_and_year_and_millions_in_words(client):
    published_practice(slug="kits", cost_amount=2_360_000, cost_currency="USD", cost_year=2021)
    figure = page(client, "kits").select(".figures .fig")[3]
    assert text_of(figure) == "USD 2.36 million cost, in US dollars (2021) See the sources"


def test_the_licence_of_the_text_is_told_to_people_and_machines_or_said_to_be_unknown(client):
    published_practice(slug="radio", original="en", licence="cc-by-nc-sa-4.0")
    published_practice(slug="kits", original="en")
    told, silent = page(client, "radio"), page(client, "kits")
    address = "https://creativecommons.org/licenses/by-nc-sa/4.0/"
    [fact] = [each for each in told.select(".facts > div") if "Licence of the text" in each.text]
    assert (text_of(fact.dd), fact.a["href"]) == ("CC BY-NC-SA 4.0", address)
    [fact] = [each for each in silent.select(".facts > div") if "Licence of the text" in each.text]
    assert text_of(fact.dd) == "not stated"
    data = [json.loads(each.select_one('script[type="application/ld+json"]').string) for each in (told, silent)]
    assert [each.get("license") for each in data] == [address, None]


def test_sections_stand_in_a_fixed_order_and_what_is_unstated_is_told_in_one_line(client):
    published_practice(slug="radio", original="en", original__how_it_works="<p>By radio.</p>")
    soup = page(client, "radio")
    assert headings(soup) == ["In short", "How it works", "Not stated", "Sources", "Cite"]
    assert text_of(soup.select_one("#unstated p")) == (
        "No source that was read says anything about: The context; Who takes part; Results; Continuity; How to adapt it."
    )


def test_one_stated_condition_shows_the_other_two_as_not_stated(client):
    published_practice(slug="radio", original="en", original__continuity_training="<p>Every month.</p>")
    parts = [text_of(node) for node in page(client, "radio").select("#continuity .read > *")]
    assert parts == [
        "Continuous training",
        "Every month.",
        "Infrastructure",
        "not stated",
        "Institutional support",
        "not stated",
    ]


def test_the_kind_of_evidence_stands_with_the_results_even_without_words(client):
    published_practice(slug="radio", evidence_kind=term("evidence_kind:monitoring_data"))
    results = page(client, "radio").select_one("#results .read")
    assert text_of(results).startswith("not stated Kind of evidence monitoring_data en")


def test_words_that_a_translation_lacks_come_from_the_original_with_a_label_and_lang(client):
    practice = PracticeFactory(slug="radio", original__context="<p>Sin luz.</p>", original__results="<p>Leen.</p>")
    PracticeTextFactory(
        practice=practice, language="en", origin=Origin.MACHINE, title="Radio", results="<p>They read.</p>"
    )
    practice_published(practice=practice)
    soup = page(client, "radio")
    context, results = soup.select_one("#context"), soup.select_one("#results")
    assert context.select_one(".prose")["lang"] == "es"
    assert text_of(context.select_one(".lang")) == "Text in Spanish , the original language."
    assert results.select_one(".prose").get("lang") is None
    assert results.select_one(".lang") is None


def test_three_conditions_in_another_language_carry_one_label(client):
    words = {
        f"original__continuity_{name}": "<p>Sí.</p>" for name in ("training", "infrastructure", "institutional_support")
    }
    practice = PracticeFactory(slug="radio", **words)
    PracticeTextFactory(practice=practice, language="en", origin=Origin.HUMAN, title="Radio")
    practice_published(practice=practice)
    assert len(page(client, "radio").select("#continuity .lang")) == 1


def test_a_machine_translation_is_labelled_and_leads_to_the_original(client):
    practice = PracticeFactory(slug="radio", original__title="Radio escolar")
    PracticeTextFactory(practice=practice, language="en", origin=Origin.MACHINE, title="School radio")
    practice_published(practice=practice)
    head = page(client, "radio").select_one(".phead")
    assert text_of(head.select_one("h1")) == "School radio"
    assert text_of(head.select_one(".lang--machine b")) == "Machine translation"
    way = head.select_one(".lang--machine a")["href"]
    assert way == "/en/evidence/radio/?text=es"
    original = page(client, "radio", query="?text=es")
    assert original.h1["lang"] == "es"
    assert text_of(original.h1) == "Radio escolar"
    assert original.select_one("link[rel=canonical]")["href"].endswith("/en/evidence/radio/")


def test_a_translation_older_than_its_original_is_labelled(client):
    practice = PracticeFactory(slug="radio")
    PracticeTextFactory(practice=practice, language="en", origin=Origin.HUMAN, title="Radio", made_from="0" * 32)
    practice_published(practice=practice)
    label = page(client, "radio").select_one(".phead .lang--outdated")
    assert "This translation is older than the original." in text_of(label)


def test_a_practice_without_words_in_the_readers_language_says_which_language_it_is_in(client):
    published_practice(slug="radio", original__title="Radio escolar")
    soup = page(client, "radio", language="fr")
    assert soup.h1["lang"] == "es"
    assert soup.select_one(".phead .lang--original") is not None


def test_other_languages_of_the_site_lead_to_their_page_and_further_ones_to_their_words(client):
    practice = PracticeFactory(slug="radio", original="nl")
    PracticeTextFactory(practice=practice, language="en", origin=Origin.HUMAN)
    PracticeTextFactory(practice=practice, language="pt", origin=Origin.MACHINE)
    practice_published(practice=practice)
    links = page(client, "radio").select(".phead .lang:not(.lang--human) a")
    assert [link["href"] for link in links] == ["/en/evidence/radio/?text=nl", "/pt/evidence/radio/"]


def test_a_language_that_the_practice_lacks_is_named_and_ignored(client):
    published_practice(slug="radio", original="en", original__title="Radio")
    soup = page(client, "radio", query="?text=<b>")
    assert text_of(soup.select_one(".notice p")) == "“<b>” is none of the languages of this practice."
    assert text_of(soup.h1) == "Radio"


@pytest.mark.parametrize("rest", ["", "versions/", "v/1/", "cite.bib", "cite.ris", "brief.pdf"])
def test_what_is_not_published_is_not_found_behind_any_door(client, rest):
    practice = published_practice(slug="radio")
    assert client.get(f"/en/evidence/radio/{rest}").status_code == 200
    Practice.objects.filter(pk=practice.pk).update(live=False)
    practice_withdrawn(practice=practice)
    assert client.get(f"/en/evidence/radio/{rest}").status_code == 404


def test_lineage_is_told_from_both_sides_and_leaves_out_what_is_not_published(client):
    origin = published_practice(slug="origin", original="en", original__title="Origin", start_year=2011)
    heir = published_practice(slug="heir", original="en", original__title="Heir", start_year=2018)
    hidden = published_practice(slug="hidden", original="en", original__title="Hidden", live=False)
    PracticeLineage.objects.create(practice=heir, relation="adapted_from", other=origin)
    PracticeLineage.objects.create(practice=heir, relation="adapted_by", other=hidden)
    PracticeLineage.objects.create(practice=heir, relation="adapted_by", name="Jamaica's own")
    stages = [text_of(stage) for stage in page(client, "heir").select("#lineage li")]
    assert stages == [
        "2011, Country CL Origin This practice was adapted from it",
        "2018 Heir This page",
        "date not stated Jamaica's own Took this practice up",
    ]
    assert [text_of(stage) for stage in page(client, "origin").select("#lineage li .life__what")] == ["Origin", "Heir"]


def test_near_practices_share_rare_codes_and_not_only_the_country(client):
    rare = ["technology:radio_tv", "target_group:indigenous"]
    published_practice(slug="here", codes=["technology:radio_tv", "target_group:indigenous", "purpose:digital_skills"])
    published_practice(slug="near", codes=rare, original="en", original__title="Near")
    published_practice(
        slug="same-country", codes=["technology:computer"], original="en", original__title="Same country"
    )
    for number in range(4):
        published_practice(
            slug=f"common-{number}", codes=["purpose:digital_skills"], original__title=f"Common {number}"
        )
    published_practice(slug="draft", codes=rare, original="en", original__title="Draft", live=False)
    titles = [text_of(link) for link in page(client, "here").select(".near-side a")]
    assert titles[0] == "Near"
    assert len(titles) == 4
    assert "Same country" not in titles
    assert "Draft" not in titles


def test_sources_carry_their_dates_and_unopened_addresses_are_marked(client):
    practice = published_practice(slug="radio")
    PracticeSourceFactory(practice=practice, url="https://example.org/a", published="2022-07", is_mirror=True)
    source = page(client, "radio").select_one("#source-1")
    assert text_of(source) == "example.org/a Published: July 2022 address to be checked"


def test_the_data_block_is_valid_and_cannot_be_closed_by_a_title(client):
    practice = PracticeFactory(
        slug="radio",
        original="en",
        original__title="</script><script>alert(1)</script> & more",
        locality="Temuco",
        institution=InstitutionFactory(name="Escuela <Uno>"),
    )
    PracticeSourceFactory(practice=practice, url="https://example.org/a", title="", published="2022-07")
    practice_published(practice=practice)
    content = client.get("/en/evidence/radio/").content.decode()
    assert "<script>alert" not in content
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', content).group(1)
    data = json.loads(block)
    assert data["headline"] == "</script><script>alert(1)</script> & more"
    assert data["inLanguage"] == "en"
    assert data["spatialCoverage"]["containedInPlace"] == {"@type": "Country", "name": "Country CL", "identifier": "CL"}
    assert data["sourceOrganization"]["name"] == "Escuela <Uno>"
    assert data["citation"] == [{"@type": "WebPage", "url": "https://example.org/a", "datePublished": "2022-07"}]
    assert "isBasedOn" not in data


def test_markup_in_plain_fields_is_shown_as_text(client):
    published_practice(slug="radio", locality="<img src=x>", original="en", original__summary="<b>a</b>")
    soup = page(client, "radio")
    assert "<img src=x>" in text_of(soup.select_one(".eyebrow"))
    assert text_of(soup.select_one("#summary .prose")) == "<b>a</b>"


def test_the_admin_previews_a_draft_as_the_public_page(client):
    practice = published_practice(slug="radio", original="en", original__title="Published")
    practice.texts.first()
    draft = Practice.objects.get(pk=practice.pk)
    rows = list(draft.texts.all())
    rows[0].title = "Draft title"
    draft.texts.set(rows)
    request = RequestFactory().get("/")
    request.user = UserFactory()
    context = draft.get_preview_context(request, "")
    assert context["title"] == "Draft title"
    assert context["preview"] is True
    assert text_of(page(client, "radio").h1) == "Published"


def test_a_draft_that_was_never_published_can_be_previewed():
    draft = PracticeFactory(slug="new", live=False, original__title="Nueva", codes=["technology:radio_tv"])
    request = RequestFactory().get("/")
    request.user = UserFactory()
    assert draft.get_preview_context(request, "")["title"] == "Nueva"


@pytest.mark.django_db(transaction=True)
def test_the_page_takes_sixteen_queries_with_100_and_with_10_000_practices(client):
    practice = published_practice(slug="radio", codes=["technology:radio_tv", "target_group:indigenous"])
    PracticeSourceFactory(practice=practice)
    published_practice(slug="tablets")
    counts = []
    for more in (99, 9_900):
        many_practices(more)
        client.get("/en/evidence/tablets/")  # what a process keeps in memory is read once
        with CaptureQueriesContext(connection) as first:
            assert client.get("/en/evidence/radio/").status_code == 200
        with CaptureQueriesContext(connection) as second:
            assert client.get("/en/evidence/radio/", headers={"Cookie": "messages=x"}).status_code == 200
        counts.append((len(first), len(second)))
    assert counts == [(16, 10), (16, 10)]


def test_what_is_kept_of_a_page_is_not_shown_after_a_change_or_to_those_who_may_not_see_it(client):
    client.force_login(UserFactory())  # past the visitors' page cache
    practice = published_practice(slug="radio", original="en", original__title="First")
    assert text_of(page(client, "radio").h1) == "First"
    practice.texts.update(title="Second")
    practice_published(practice=practice)
    assert text_of(page(client, "radio").h1) == "Second"
    Practice.objects.filter(pk=practice.pk).update(live=False)  # as in the second before other processes know
    assert client.get("/en/evidence/radio/").status_code == 404
