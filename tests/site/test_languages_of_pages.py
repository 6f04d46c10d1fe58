"""What a visitor is told of a page's languages: the label, the ways to others, `lang` on words in another language."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page

from tests.factories.pages import publish, section, story, track, translate

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"Título": "Title", "Entrada.": "Lead.", "Uno.": "One."}
FIELDS = {"title": "Título", "lead": "Entrada."}


def make(kind: str) -> Page:
    """A page of a type, in Spanish."""
    fields = {**FIELDS, "body": story("Uno.")}
    if kind == "site.NewsPage":
        return publish(section("site.NewsIndexPage"), kind, published_date="2026-03-04", **fields)
    if kind == "site.EventPage":
        return publish(section("site.EventIndexPage"), kind, start_date="2026-03-04", **fields)
    if kind == "site.PlainPage":
        return publish(section("site.HomePage"), kind, **fields)
    if kind == "training.TrackPage":
        return track(**fields)
    if kind == "training.CoursePage":
        return publish(track(title="Ruta"), kind, **fields)
    return publish(publish(track(title="Ruta"), "training.CoursePage", title="Curso", lead="De qué."), kind, **fields)


KINDS = (
    "site.NewsPage",
    "site.EventPage",
    "site.PlainPage",
    "training.TrackPage",
    "training.CoursePage",
    "training.LessonPage",
)


def seen(client, page, language: str) -> dict:
    """What a visitor of a language is told at the page's address: label, ways to other languages, `lang` of its words."""
    address = page.url.replace("/es/", f"/{language}/", 1)
    answer = client.get(address)
    assert answer.status_code == 200, address
    main = BeautifulSoup(answer.content, "html.parser").main
    lines = main.select("p.lang")
    words = [main.h1, main.select_one(".lede"), main.find(string=["Uno.", "One."]).find_parent(class_="read")]
    return {
        "said": [" ".join(line.get_text().split()) for line in lines],
        "ways": [(way["hreflang"], way["href"]) for line in lines for way in line.select("a")],
        "lang": {each.get("lang", "") for each in words},
        "title": main.h1.get_text(strip=True),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_tells_of_its_languages(client, kind):
    page = make(kind)
    translate(page, "en", WORDS)
    translate(page, "fr", WORDS, by_machine=True)
    path = page.url.removeprefix("/es/")
    spanish, english, french, portuguese = (seen(client, page, code) for code in ("es", "en", "fr", "pt"))
    assert spanish["said"] == ["También en: inglés, traducción humana; francés, traducción automática"]
    assert (spanish["title"], spanish["lang"]) == ("Título", {""})
    assert english["said"][0].startswith("Translated by a person")
    assert english["ways"] == [("es", f"/es/{path}"), ("fr", f"/fr/{path}")]
    assert (english["title"], english["lang"]) == ("Title", {""})
    assert french["said"][0].startswith("Traduction automatique")
    assert french["ways"] == [("es", f"/es/{path}"), ("en", f"/en/{path}")]
    assert portuguese["ways"] == [("es", f"/es/{path}"), ("en", f"/en/{path}"), ("fr", f"/fr/{path}")]
    assert (portuguese["title"], portuguese["lang"]) == ("Título", {"es"})


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_waits_for_translators_is_in_the_originals_language(client, kind):
    page = make(kind)
    before = seen(client, page, "en")
    translate(page, "en", {})
    assert seen(client, page, "en") == before
    assert before["lang"] == {"es"}
    assert seen(client, page, "es")["said"] == []


def test_an_old_translation_says_so_and_leads_to_the_original(client):
    page = make("site.PlainPage")
    translate(page, "en", WORDS)
    page.title = "Otro"
    page.save_revision().publish()
    english = seen(client, page, "en")
    assert english["said"][0].startswith("This translation is older than the original.")
    assert english["ways"][0][0] == "es"
    assert seen(client, page, "es")["said"] == ["También en: inglés, traducción más antigua que el original"]
