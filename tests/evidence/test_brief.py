"""The brief: two pages of tagged PDF."""

import io

import pypdf
import pytest

from alliance.core.models import Origin
from evidence.services import brief
from evidence.services.publishing import practice_published
from tests.factories.core import InstitutionFactory
from tests.factories.evidence import PracticeFactory, PracticeSourceFactory, PracticeTextFactory, published_practice

pytestmark = pytest.mark.django_db

LONG = "<p>" + "Docentes y estudiantes aprenden con la radio escolar. " * 400 + "</p>"


def read(client, slug: str = "radio", language: str = "es") -> pypdf.PdfReader:
    response = client.get(f"/{language}/evidence/{slug}/brief.pdf")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{slug}-{language}.pdf"'
    return pypdf.PdfReader(io.BytesIO(response.content))


def words_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u00ad\n", "").split())


def test_it_is_tagged_and_says_its_language_and_title(client):
    published_practice(slug="radio", original__title="Radio ñandú: Mbo’eha", original__summary="Aprenden por radio.")
    reader = read(client)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "es"
    assert reader.metadata.title == "Radio ñandú: Mbo’eha"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "Aprenden por radio." in words_of(reader)
    assert {(float(page.mediabox.width) // 1, float(page.mediabox.height) // 1) for page in reader.pages} == {
        (595, 841)
    }


def test_even_the_longest_practice_takes_two_pages_and_says_where_the_rest_is(client, settings):
    rich = ("context", "participants", "how_it_works", "results", "continuity_training", "how_to_adapt")
    words = {f"original__{name}": LONG for name in rich}
    practice = PracticeFactory(
        slug="radio",
        institution=InstitutionFactory(name="Ministerio " * 27),
        locality="Comarca " * 30,
        original__title="Radio escolar " * 17,
        original__summary="Aprenden por radio. " * 300,
        original__cost="Mucho dinero. " * 28,
        **words,
    )
    for number in range(30):
        PracticeSourceFactory(
            practice=practice, title="Una fuente " * 20, url=f"https://example.org/{number}/" + "x" * 500
        )
    practice_published(practice=practice)
    reader = read(client)
    assert len(reader.pages) == 2
    assert f"{settings.SITE_URL}/es/evidence/radio/" in words_of(reader).replace(" ", "")
    assert "…" in words_of(reader)


def test_a_short_practice_is_not_shortened(client):
    published_practice(slug="radio", original__how_it_works="<ol><li>Grabar.</li><li>Emitir &amp; oír.</li></ol>")
    words = words_of(read(client))
    assert "1. Grabar. 2. Emitir & oír." in words
    assert "…" not in words


def test_a_figure_points_to_its_sources_and_an_unknown_one_says_so(client):
    practice = published_practice(slug="radio", students_reached=8500, original="en")
    PracticeSourceFactory(practice=practice, url="https://www.example.org/a", supports=["results"])
    words = words_of(read(client, language="en"))
    assert "8500" in words
    assert "1 example.org" in words
    assert "not stated" in words


def test_markup_and_typst_code_are_printed_as_they_were_typed(client):
    published_practice(
        slug="radio", original__title='#read("/etc/passwd") *x* $y$', original__summary="<b>uno</b> @dos \\ #tres"
    )
    reader = read(client)
    assert reader.metadata.title == '#read("/etc/passwd") *x* $y$'


@pytest.mark.parametrize(
    "odd", ["Guaraní: g̃ ỹ ẽ", "emoji 🎒📻", "漢字 и кириллица", "\u200bzero\u00adsoft", "a\u0007bell"]
)
def test_no_character_keeps_a_brief_from_being_made(client, odd):
    published_practice(slug="radio", original__title=odd, original__summary=odd)
    assert len(read(client).pages) <= 2


def test_words_in_another_language_are_labelled(client):
    practice = PracticeFactory(slug="radio", original__context="<p>Sin luz.</p>")
    PracticeTextFactory(practice=practice, language="en", origin=Origin.MACHINE, title="Radio", summary="By radio.")
    practice_published(practice=practice)
    words = words_of(read(client, language="en"))
    assert "Machine translation, not reviewed." in words
    assert "Text in Spanish, the original language." in words
    assert "Sin luz." in words


def test_it_is_made_once_per_state_of_the_content(client, monkeypatch):
    practice = published_practice(slug="radio")
    made = []
    make = brief.make_brief
    monkeypatch.setattr(brief, "make_brief", lambda *args, **options: made.append(1) or make(*args, **options))
    for _ in range(2):
        read(client)
        client.cookies["sessionid"] = "somebody"  # past the visitors' page cache
    assert len(made) == 1
    practice_published(practice=practice)
    read(client)
    assert len(made) == 2
