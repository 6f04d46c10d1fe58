"""What each kind of document says, and that many cost no more queries than a few."""

import datetime
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import PracticeText
from members.models import Biography
from search.kinds import all_kinds, kind_of
from search.types import Document, Words
from tests.factories.core import CountryFactory, InstitutionFactory
from tests.factories.evidence import PracticeFactory, PracticeTextFactory, ProgrammeFactory, ProgrammePhaseFactory, term
from tests.factories.many import many_pages
from tests.factories.members import MemberFactory, NetworkFactory, SeatFactory, hold, join, many_members
from tests.factories.pages import event, news, section, story, track, translate
from tests.members.persons import language, many_people, open_to_all, topic
from tests.training.courses import course, lesson

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
LONG_AGO = datetime.datetime(2001, 5, 6, tzinfo=datetime.UTC)


def the(kind: str) -> Document:
    """The only document of this kind."""
    source = kind_of(kind)
    (document,) = source.documents(list(source.numbers()))
    return document


def test_the_kinds_stand_in_the_order_of_the_sections():
    assert [kind.name for kind in all_kinds()] == [
        *("practice", "programme", "network", "person", "course", "country", "news", "event", "page", "message")
    ]


def test_a_practice_says_all_its_sections_in_the_languages_that_are_written():
    practice = PracticeFactory(
        slug="radios",
        locality="Chiloé",
        institution=InstitutionFactory(name="Escuela Rural"),
        start_year=2019,
        context=term("context:rural"),
        codes=["technology:radio_tv", "level:primary", "target_group:indigenous", "purpose:digital_skills"],
        original="",
        first_published_at=LONG_AGO,
    )
    sections = {name: f"<p>De {name} <b>aquí</b></p>" for name in PracticeText.SECTIONS}
    PracticeTextFactory(practice=practice, title="Radios", summary="Radios para todos.", cost="200 USD", **sections)
    PracticeTextFactory(practice=practice, language="en", origin="human", title="Radios", summary="Radios for all.")
    PracticeTextFactory(practice=practice, language="ht", origin="human", title="Radyo", summary="Radyo.")
    document = the("practice")
    body = "\n".join([*(f"De {name} aquí" for name in PracticeText.SECTIONS), "200 USD"])
    assert document == Document(
        key=f"practice:{practice.pk}",
        kind="practice",
        slug="radios",
        words={"es": Words("Radios", "Radios para todos.", body), "en": Words("Radios", "Radios for all.", "")},
        names="Chiloé, Escuela Rural, País CL, Country CL, Pays CL",
        codes={
            "context": ("rural",),
            "country": ("CL",),
            "language": ("es",),
            "level": ("primary",),
            "purpose": ("digital_skills",),
            "target": ("indigenous",),
            "technology": ("radio_tv",),
            "year": ("2019",),
        },
        readers=("public",),
        dated=datetime.date(2001, 5, 6),
        quality=document.quality,
    )
    assert 0.8 <= document.quality <= 1.2


def test_a_text_that_repeats_anothers_words_is_left_out():
    practice = PracticeFactory(original="")
    for code, origin in (("es", "original"), ("pt", "machine")):
        PracticeTextFactory(practice=practice, language=code, origin=origin, title="Radio", summary="Radio.")
    assert list(the("practice").words) == ["es"]


def test_words_in_no_language_of_the_site_stand_under_its_own():
    PracticeFactory(original="ht", original__title="Radyo")
    assert the("practice").words["es"].title == "Radyo"


def test_a_programme_says_its_steps_in_the_languages_in_which_they_are_told():
    programme = ProgrammeFactory(slug="enlaces", original__name="Enlaces")
    ProgrammePhaseFactory(programme=programme, what_es="Comienza", what_en="It begins")
    document = the("programme")
    assert document.words == {
        "es": Words("Enlaces", "Lleva computadoras a las escuelas.", "Comienza"),
        "en": Words("", "", "It begins"),
    }
    assert (document.slug, document.codes) == ("enlaces", {"country": ("CL",), "language": ("es",), "year": ("2010",)})


def test_a_network_says_who_may_see_it():
    network = NetworkFactory(slug="radios", acronym="RR")
    assert the("network").readers == ("public",)
    assert the("network").names == "RR"
    assert the("network").codes == {"language": ("es",), "network": ("radios",)}
    network.audience = "networks"
    network.save()
    assert the("network").readers == ("staff", f"network:{network.pk}", f"invited:{network.pk}")


def test_a_person_says_what_their_readers_may_see():
    chile = CountryFactory(code="CL", ministry_name="Ministerio de Educación", ministry_acronym="MINEDUC")
    person = MemberFactory(
        first_name="Ana",
        last_name="Paz",
        country=chile,
        language="pt",
        **open_to_all(position="Asesora", ask_me_about="Radio"),
    )
    profile = person.profile
    Biography.objects.create(profile=profile, language="es", text="Trabajo con radios.")
    profile.topics.set([topic("ai", "AI")])
    profile.languages.create(term=language("fr", "French"))
    network = NetworkFactory(slug="radios", acronym="RR")
    join(network, person)
    hold(SeatFactory(country=chile), person)
    document = the("person")
    assert document.words == {
        "es": Words("Ana Paz", "", "Trabajo con radios."),
        "pt": Words("Ana Paz", "Asesora", "Radio"),
    }
    assert document.names.startswith("Ana Paz, Ministerio de Educación, MINEDUC, País CL, Country CL, Pays CL")
    assert {"RR", "Red radios", "Network radios", "Focal point"} <= set(document.names.split(", "))
    assert document.codes == {"country": ("CL",), "topic": ("ai",), "language": ("fr",), "network": ("radios",)}
    assert document.readers == ("public",)


def test_a_course_says_what_its_lessons_say_in_the_same_language():
    first = course(track(), title="Radio", lead="Curso.", provider="UNESCO", body=story("Texto."))
    lesson(first, title="Primera", lead="Una lección.", body=story("Antenas."))
    document = the("course")
    assert list(document.words) == ["es"]
    assert document.words["es"].title == "Radio"
    assert document.words["es"].body == "Why\nHow\nTexto.\nPrimera\nUna lección.\nAntenas."
    assert document.names == "UNESCO"
    assert document.key == f"course:{first.translation_key}"


def test_a_page_is_one_document_with_the_languages_that_were_translated(django_capture_on_commit_callbacks):
    page = news(
        title="Radio nueva",
        lead="Llega.",
        body=story("<b>Ya</b> está."),
        place="Lima",
        authors="Ana Paz",
        organisations="UNESCO\nOEI",
        topics=[term("topic:ai")],
        countries=[CountryFactory(code="PE")],
        networks=[NetworkFactory(slug="radios")],
    )
    with django_capture_on_commit_callbacks(execute=True):
        translate(page, "pt", {"Radio nueva": "Rádio nova", "Llega.": "Chega."})
    document = the("news")
    assert document.words["es"] == Words("Radio nueva", "Llega.", "Ya está.")
    assert document.words["pt"].title == "Rádio nova"
    assert sorted(document.words) == ["es", "pt"], "English and French only follow the original"
    assert document.names == "Lima, Ana Paz, UNESCO, OEI, País PE, Country PE, Pays PE"
    assert document.codes == {
        "topic": ("ai",),
        "country": ("PE",),
        "network": ("radios",),
        "year": ("2026",),
        "language": ("es",),
    }
    assert document.dated == datetime.date(2026, 3, 4)


def test_an_event_says_who_spoke_and_what_came_of_it():
    event(title="Foro", lead="", speakers="Ana Paz, ministra", outcome=story("Un acuerdo."), place="Quito")
    assert the("event").words["es"] == Words("Foro", "", "Ana Paz, ministra\nUn acuerdo.")


def test_a_country_says_its_names():
    CountryFactory(code="BR", code3="BRA", capital_name="Brasília", aliases="Brasil, Brazil", groups="CPLP")
    document = the("country")
    assert document.words["fr"] == Words("Pays BR", "", "")
    assert document.names == "País BR, Country BR, Pays BR, BRA, Brasília, Brasil, Brazil, CPLP"
    assert (document.slug, document.codes) == ("BR", {"country": ("BR",)})


MORE = {
    "practice": lambda count: [PracticeFactory() for _ in range(count)],
    "programme": lambda count: [ProgrammePhaseFactory() for _ in range(count)],
    "network": lambda count: [NetworkFactory() for _ in range(count)],
    "person": lambda count: (many_people(count), many_members(NetworkFactory(), count)),
    "course": lambda count: many_pages(track(), "training.CoursePage", count),
    "news": lambda count: many_pages(section("site.NewsIndexPage"), "site.NewsPage", count),
    "event": lambda count: many_pages(
        section("site.EventIndexPage"), "site.EventPage", count, start_date=datetime.date(2026, 1, 2)
    ),
    "country": lambda count: [CountryFactory() for _ in range(count)],
}


def cost(act) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len([each for each in queries.captured_queries if not re.match("SAVEPOINT|RELEASE", each["sql"])])


@pytest.mark.parametrize("name", MORE)
def test_a_hundred_documents_cost_as_many_queries_as_ten(name):
    kind = kind_of(name)
    MORE[name](10)
    few = list(kind.numbers())
    assert len(few) >= 10
    kind.documents(few)  # reads the names of countries, which then stay in memory
    kind.shown(few, VISITOR, "en")
    costs = cost(lambda: kind.documents(few)), cost(lambda: kind.shown(few, VISITOR, "en"))
    MORE[name](90)
    many = list(kind.numbers())
    assert len(many) >= (78 if name == "country" else 100), "there are codes for so many invented countries"
    kind.documents(many)
    assert (cost(lambda: kind.documents(many)), cost(lambda: kind.shown(many, VISITOR, "en"))) == costs
    assert costs[0] <= 16
    assert costs[1] <= 10


@pytest.mark.parametrize("name", [kind.name for kind in all_kinds()])
def test_numbers_that_are_none_find_nothing(name):
    kind, wrong = kind_of(name), ["", "x", "1; drop", "9" * 40, "²", "00000000-0000-0000-0000-000000000000"]
    assert kind.documents(wrong) == []
    assert kind.shown(wrong, VISITOR, "es") == {}


def test_the_database_finds_titles_without_accents():
    practice = PracticeFactory(original__title="Educación en línea")
    page = news(title="Árbol de la educación")
    assert kind_of("practice").in_database(["educacion", "linea"], VISITOR, "es", 5) == [str(practice.pk)]
    assert kind_of("practice").in_database(["educacion", "arbol"], VISITOR, "es", 5) == []
    assert kind_of("news").in_database(["arbol"], VISITOR, "es", 5) == [str(page.translation_key)]
    country = CountryFactory(code="PE", name_es="Perú")
    assert kind_of("country").in_database(["peru"], VISITOR, "en", 5) == [str(country.pk)]
