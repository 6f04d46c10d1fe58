"""Downloads of a selection: all of its rows, in its order, safe to open and easy to read by programs."""

import csv
import io
import json
import zlib

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from evidence.models import Practice
from evidence.views import export
from tests.factories.core import CountryFactory, InstitutionFactory, TermFactory
from tests.factories.evidence import PracticeSourceFactory, PracticeTextFactory, published_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    """Three practices; chunks are of two, so that a file is made in parts."""
    company = InstitutionFactory(name="Radio Sur", kind=TermFactory(vocabulary="organisation_type", code="private"))
    radio = published_practice(
        slug="radio",
        context="rural",
        codes=["technology:radio_tv", "technology:tablet"],
        original__title="Radio",
        students_reached=12500,
        end_year=2023,
        licence="cc-by-sa-4.0",
        institution=company,
    )
    PracticeTextFactory(practice=radio, language="en", origin="machine", title="Wireless", summary="By air.")
    PracticeSourceFactory(practice=radio, url="https://example.org/a", published="2021-05")
    published_practice(slug="robots", country=CountryFactory(code="MX"), start_year=2018, original__title="Robots")
    published_practice(slug="mesh", context="rural", start_year=None, original__title="=1+1", locality="@Lota")


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(export, "CHUNK", 2)


def table(client, query: str = "", language: str = "en") -> list[dict]:
    response = client.get(f"/{language}/evidence/export.csv{query}")
    assert response.status_code == 200
    text = response.getvalue().decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_a_row_holds_codes_and_labels_side_by_side_in_the_language_of_the_page(client, three):
    [row] = [row for row in table(client) if row["slug"] == "radio"]
    assert row == {
        "slug": "radio",
        "Title": "Wireless",
        "Language of the text": "en",
        "Country code": "CL",
        "Country": "Country CL",
        "Place": "",
        "First year": "2020",
        "Last year": "2023",
        "Context (codes)": "rural",
        "Context": "rural en",
        "Group (codes)": "",
        "Group": "",
        "Technology (codes)": "radio_tv|tablet",
        "Technology": "radio_tv en; tablet en",
        "Level (codes)": "",
        "Level": "",
        "Purpose (codes)": "",
        "Purpose": "",
        "Who benefits (codes)": "",
        "Who benefits": "",
        "Organisation (codes)": "private",
        "Organisation": "private en",
        "Original language": "es",
        "Students reached": "12500",
        "Teachers reached": "",
        "Summary": "By air.",
        "Address": "http://testserver/en/evidence/radio/",
        "Licence of the text": "CC BY-SA 4.0",
    }


def test_columns_are_named_in_the_language_of_the_page(client, three):
    assert {"Título", "País", "Contexto (códigos)"} <= set(table(client, language="es")[0])


def test_all_rows_of_the_selection_come_in_its_order_whatever_its_page(client, three):
    assert [row["slug"] for row in table(client, "?sort=newest&size=10&page=7")] == ["radio", "robots", "mesh"]
    assert [row["slug"] for row in table(client, "?sort=oldest&context=rural")] == ["radio", "mesh"]
    assert table(client, "?q=zzz") == []


def test_no_cell_runs_as_a_formula(client, three):
    [row] = [row for row in table(client, language="es") if row["slug"] == "mesh"]
    assert (row["Título"], row["Lugar"]) == ("'=1+1", "'@Lota")


def test_what_is_not_published_is_in_no_file(client, three):
    Practice.objects.filter(slug="robots").update(live=False)
    assert {row["slug"] for row in table(client)} == {"radio", "mesh"}
    found = json.loads(client.get("/en/evidence/export.json").getvalue())
    assert ({practice["slug"] for practice in found["practices"]}, found["total"]) == ({"radio", "mesh"}, 2)


def test_json_holds_codes_and_the_words_of_every_language_with_their_origin(client, three):
    response = client.get("/fr/evidence/export.json?technology=tablet")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="practices.json"'
    found = json.loads(response.getvalue())
    summary = "Docentes y estudiantes usan radios y teléfonos para aprender matemática."
    assert found == {
        "practices": [
            {
                "slug": "radio",
                "url": "http://testserver/fr/evidence/radio/",
                "country": "CL",
                "place": None,
                "start_year": 2020,
                "end_year": 2023,
                "context": "rural",
                "organisation": "private",
                "original_language": "es",
                "target": [],
                "technology": ["radio_tv", "tablet"],
                "level": [],
                "purpose": [],
                "beneficiary": [],
                "students_reached": 12500,
                "teachers_reached": None,
                "licence": "cc-by-sa-4.0",
                "texts": {
                    "en": {"title": "Wireless", "summary": "By air.", "origin": "machine"},
                    "es": {"title": "Radio", "summary": summary, "origin": "original"},
                },
                "sources": [{"url": "https://example.org/a", "published": "2021-05"}],
            }
        ],
        "total": 1,
    }


def test_json_made_in_parts_is_whole(client, three):
    found = json.loads(client.get("/en/evidence/export.json?sort=newest").getvalue())
    assert [practice["slug"] for practice in found["practices"]] == ["radio", "robots", "mesh"]
    assert json.loads(client.get("/en/evidence/export.json?q=zzz").getvalue()) == {"practices": [], "total": 0}


@pytest.mark.django_db(transaction=True)
async def test_the_server_sends_it_in_parts_and_compressed_as_one_stream(async_client):
    # The thread that serves may still hold the database of an earlier test.
    await sync_to_async(connections.close_all)()
    for _ in range(5):
        await sync_to_async(published_practice)()
    plain = await async_client.get("/en/evidence/export.csv")
    assert plain.is_async
    text = b"".join([part async for part in plain.streaming_content])
    packed = await async_client.get("/en/evidence/export.csv", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    unpacked = unpack.decompress(b"".join([part async for part in packed.streaming_content]))
    assert unpack.unused_data == b""
    assert unpacked == text
    assert text.count(b"\r\n") == 6
