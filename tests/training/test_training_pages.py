"""The public pages of training: what a visitor reads and finds."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from tests.factories.core import CountryFactory
from tests.factories.evidence import term
from tests.factories.pages import story, track, translate
from tests.training.courses import course, lesson, modules
from training.presenter import courses_for_home, courses_of, duration

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = {"url": "https://example.org/a", "title": "A", "published": "2024-07", "accessed": None, "to_check": False}


def read(client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, address
    return BeautifulSoup(response.content, "html.parser")


def words(soup) -> str:
    return " ".join(soup.get_text(" ").split())


def facts(page) -> dict[str, str]:
    return {each.dt.text: words(each.dd) for each in page.select("dl.facts > div")}


def titles(page) -> list[str]:
    return [each.text for each in page.select("#results .record__title")]


@pytest.fixture
def data():
    """A track about data with two courses: one to read here in three lessons, one elsewhere."""
    found = track(title="Datos", slug="data", lead="Para decidir.", body=story("Comience aquí."))
    one = course(
        found,
        title="Leer datos",
        slug="read-data",
        lead="Un curso.",
        languages="es pt",
        topics=[term("topic:ai")],
        countries=[CountryFactory(code="CL")],
        sources=[{"type": "source", "value": SOURCE}],
    )
    lesson(one, title="Primera", slug="first", module=1, minutes=40, body=story("Lea esto."))
    lesson(one, title="Tercera", slug="third", module=2, minutes=50)
    lesson(one, title="Segunda", slug="second", module=1, minutes=30)
    course(
        found,
        title="Censos",
        slug="censuses",
        status="real",
        provider="IIEP-UNESCO Paris",
        audience="Estadísticos",
        level="advanced",
        languages="en fr",
        effort="2 semanas",
        modality="in_person",
        price="Gratuito",
        link="https://example.org/enrol",
        competencies=[{"type": "competency", "value": "Leer un indicador"}],
    )
    return type(found).objects.get(pk=found.pk)


def test_the_section_shows_tracks_and_all_courses(client, data):
    page = read(client, "/en/training/")
    assert [(each.text, each["href"]) for each in page.select(".tracks h3 a")] == [("Datos", "/en/training/data/")]
    assert words(page.select_one(".tracks li")).endswith("Para decidir. 2 courses")
    assert titles(page) == ["Leer datos", "Censos"]
    assert page.select_one("#results .record__title a")["href"] == "/en/training/data/read-data/"
    lines = [words(each) for each in page.select(".record__line")]
    assert lines[0] == "3 lessons to read here · length not stated · Spanish, Portuguese"
    assert lines[1] == "Outline only · 2 semanas · In person · Advanced · English, French"
    assert page.select_one("#results .record__title a")["lang"] == "es"
    assert (
        words(page.select_one("#results .lang"))
        == "Text in Spanish , the original language. Not yet translated into English."
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("language=pt", ["Leer datos"]),
        ("language=en", ["Censos"]),
        ("language=pt&language=fr", ["Leer datos", "Censos"]),
        ("level=advanced", ["Censos"]),
        ("topic=ai", ["Leer datos"]),
        ("status=adapted", ["Leer datos"]),
        ("modality=in_person", ["Censos"]),
        ("provider=iiep-unesco-paris", ["Censos"]),
        ("provider=iiep-unesco-paris&status=adapted", []),
    ],
)
def test_each_filter_finds_what_its_number_says(client, data, query, found):
    page = read(client, f"/en/training/?{query}")
    assert titles(page) == found
    assert page.select_one("[data-total]")["data-total"] == str(len(found))
    assert page.select(".tracks") == []
    for value in page.select(".facets input[type=checkbox]:not([checked])"):
        key, code = value["name"], value["value"]
        others = [pair for pair in query.split("&") if not pair.startswith(f"{key}=")]
        promised = value.find_next(class_="n").text.strip(", ")
        clicked = read(client, f"/en/training/?{'&'.join([*others, f'{key}={code}'])}")
        assert clicked.select_one("[data-total]")["data-total"] == promised, (key, code)


def test_a_provider_keeps_its_code_in_every_language_and_unknown_ones_are_named(client, data):
    translate(data.get_children().get(slug="censuses").specific, "en", {"IIEP-UNESCO Paris": "IIEP in Paris"})
    page = read(client, "/en/training/?provider=iiep-unesco-paris&provider=nobody")
    assert titles(page) == ["Censos"]
    assert [words(each) for each in page.select(".chip")] == ["Provider: IIEP in Paris remove"]
    assert "“nobody” is no value of the filter “Provider”." in words(page)
    read(client, "/en/training/?page=2", status=404)


def test_a_track_leads_through_its_courses_in_order(client, data):
    page = read(client, "/en/training/data/")
    assert page.h1.text == "Datos"
    assert [each["href"] for each in page.select(".crumbs a")] == ["/en/", "/en/training/"]
    assert "Comience aquí." in words(page.select_one(".read"))
    assert [each.text for each in page.select("ol.records .record__title")] == ["Leer datos", "Censos"]


def test_a_course_elsewhere_shows_its_outline_and_the_way_to_enrol(client, data):
    page = read(client, "/en/training/data/censuses/")
    assert facts(page) == {
        "For whom": "Estadísticos",
        "Level": "Advanced",
        "Languages": "English; French",
        "Provider": "IIEP-UNESCO Paris",
        "Length and effort": "2 semanas",
        "How people meet": "In person",
        "Price": "Gratuito",
    }
    assert (page.select_one("aside .button")["href"], page.select_one("aside .button").text) == (
        "https://example.org/enrol",
        "Enrol with the provider",
    )
    assert "This course is given by its provider." in words(page)
    assert [each.text for each in page.select(".lessons h3")] == ["1. Why", "2. How"]
    assert page.select(".lessons a") == []
    assert "Outline only: the lessons are with the provider." in words(page.select_one("#outline"))
    assert words(page.select_one("[aria-labelledby=h-competencies] ul")) == "Leer un indicador"


def test_a_course_to_read_here_leads_to_its_lessons_and_says_what_is_not_stated(client, data):
    page = read(client, "/en/training/data/read-data/")
    shown = facts(page)
    for label in ("For whom", "Level", "Provider", "Length and effort", "How people meet", "Price"):
        assert shown[label] == "not stated", label
    assert shown["What one can do afterwards"] == "not stated"
    assert shown["Enrolment"] == "None needed: the lessons are open to everybody."
    assert [each["href"] for each in page.select("dl.facts a")] == ["/en/countries/CL/", "/en/training/?topic=ai"]
    assert page.select_one("aside .button")["href"] == "/en/training/data/read-data/first/"
    assert words(page.select_one("#outline .head")) == "Outline 3 lessons, 2 h"
    assert [words(each) for each in page.select(".lessons > li")] == [
        "1. Why 2 lessons, 1 h 10 min Primera 40 min Segunda 30 min",
        "2. How 1 lesson, 50 min Tercera 50 min",
    ]
    assert "The alliance has put this course together" in words(page)
    assert page.select_one(".sources a")["href"] == "https://example.org/a"


def test_a_course_of_which_nothing_is_known_is_still_a_page(client):
    bare = course(track(slug="bare"), slug="bare", modules=[])
    assert words(read(client, "/en/training/bare/bare/").select_one("#outline")) == "Outline not stated"
    lesson(bare, title="Sola", slug="alone")
    page = read(client, "/en/training/bare/bare/")
    assert words(page.select_one(".lessons > li")) == "1 lesson Sola"
    assert page.select(".lessons h3") == []


@pytest.mark.parametrize(
    ("slug", "earlier", "later", "module", "position"),
    [
        ("first", None, "second", "Module 1 of 2 · Why", "(lesson 1 of 2)"),
        ("second", "first", "third", "Module 1 of 2 · Why", "(lesson 2 of 2)"),
        ("third", "second", None, "Module 2 of 2 · How", None),
    ],
)
def test_one_reads_on_from_lesson_to_lesson(client, data, slug, earlier, later, module, position):
    course_url = "/en/training/data/read-data/"
    page = read(client, f"{course_url}{slug}/")
    ways = {rel: page.select_one(f".onward a[rel={rel}]") for rel in ("prev", "next")}
    assert {rel: way and way["href"] for rel, way in ways.items()} == {
        "prev": earlier and f"{course_url}{earlier}/",
        "next": later and f"{course_url}{later}/",
    }
    assert page.select_one(".onward__up")["href"] == f"{course_url}#outline"
    assert words(page.select_one(".eyebrow")) == module
    steps = page.select(".steps li")
    assert [words(each.select_one(".muted")) for each in steps if each.get("aria-current") == "step"] == (
        [position] if position else []
    )
    assert page.select_one("details.fold [aria-current=page]")["href"] == f"{course_url}{slug}/"
    assert not page.select_one("details.fold").has_attr("open")


def test_a_lesson_says_how_long_it_takes_or_that_it_is_not_stated(client, data):
    page = read(client, "/en/training/data/read-data/first/")
    assert facts(page) == {"Time it takes": "40 min", "Course": "Leer datos"}
    assert words(page.select_one("article > .read")) == "Lea esto."
    assert page.select_one("article > .read")["lang"] == "es"
    untimed = lesson(data.get_children().get(slug="read-data").specific, slug="untimed", module=2)
    assert facts(read(client, "/en/training/data/read-data/untimed/"))["Time it takes"] == "not stated"
    assert words(read(client, "/en/training/data/read-data/").select_one("#outline .head")) == "Outline 4 lessons"
    one = untimed.get_parent().specific
    one.modules = modules("Why")
    one.save_revision().publish()  # a module was taken away: what was in it stands in the last one
    assert words(read(client, "/en/training/data/read-data/untimed/").select_one(".eyebrow")) == "Module 1 of 1 · Why"


def test_labels_say_where_words_come_from(client, data):
    first = data.get_children().get(slug="read-data").get_children().get(slug="first").specific
    translate(
        first, "en", {"Primera": "First", "A lead.": "A lead in English.", "Lea esto.": "Read this."}, by_machine=True
    )
    page = read(client, "/en/training/data/read-data/first/")
    assert (page.h1.text, words(page.select_one("article > .read"))) == ("First", "Read this.")
    assert words(page.select_one(".lang--machine")).startswith(
        "Machine translation , not reviewed. Read the original in Spanish"
    )
    assert page.select_one(".lang--machine a")["href"] == "/es/training/data/read-data/first/"
    assert read(client, "/es/training/data/read-data/first/").select_one(".lang a")["href"] == (
        "/en/training/data/read-data/first/"
    )


def test_what_is_not_for_everybody_is_nowhere(client, data):
    hidden = data.get_children().get(slug="read-data").get_children().get(slug="second")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    page = read(client, "/es/training/data/read-data/")
    assert [each.text for each in page.select(".lessons a")] == ["Primera", "Tercera"]
    first = read(client, "/es/training/data/read-data/first/")
    assert first.select_one(".onward a[rel=next]")["href"] == "/es/training/data/read-data/third/"
    data.get_children().get(slug="censuses").specific.unpublish()
    assert titles(read(client, "/es/training/")) == ["Leer datos"]
    read(client, "/es/training/data/censuses/", status=404)


def test_editors_preview_what_is_not_published_yet(data, admin_user, rf):
    first = data.get_children().get(slug="read-data").get_children().get(slug="first").specific
    course_page = first.get_parent().specific
    draft = type(first)(title="Borrador", slug="draft", module=2, locale=first.locale)
    draft.set_url_path(course_page)
    draft.path, draft.depth = type(first)._get_children_path_interval(course_page.path)[1], first.depth
    course_page.title = "Otro título"
    for page, expected in ((draft, "Borrador"), (course_page, "Otro título")):
        response = page.make_preview_request(preview_mode="")
        assert response.status_code == 200
        assert BeautifulSoup(response.content, "html.parser").h1.text == expected


def test_home_and_countries_take_courses_in(data):
    assert [line["title"] for line in courses_of("CL")] == ["Leer datos"]
    assert courses_of("MX") == []
    assert [(line["title"], line["lessons"]) for line in courses_for_home()] == [("Leer datos", 3), ("Censos", 0)]
    assert len(courses_for_home(most=1)) == 1


@pytest.mark.parametrize(
    ("minutes", "said"),
    [([], ""), ([5, None], ""), ([5], "5 min"), ([60], "1 h"), ([40, 30], "1 h 10 min"), ([600], "10 h")],
)
def test_a_length_of_time_in_words(minutes, said):
    assert duration(minutes) == said


def test_a_module_without_lessons_stays_in_the_outline(client, data):
    page = data.get_children().get(slug="read-data").specific
    page.modules = modules("Why", "How", "And then")
    page.save_revision().publish()
    assert [words(each) for each in read(client, "/en/training/data/read-data/").select(".lessons > li")][
        2
    ] == "3. And then"
