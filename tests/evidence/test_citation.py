"""How a practice is cited, for people and for reference managers."""

import pytest

from alliance.core.cache import bump_content_version
from alliance.core.models import SiteIdentity
from evidence.services.publishing import practice_published
from tests.factories.evidence import published_practice

pytestmark = pytest.mark.django_db


def test_the_text_names_the_cited_version_by_its_own_address(client, settings):
    published_practice(slug="radio", original="en", original__title="School radio")
    content = client.get("/en/evidence/radio/").content.decode()
    assert "<i >School radio</i> (version 1)" in content
    assert f"{settings.SITE_URL}/en/evidence/radio/v/1/" in content


def test_bibtex_writes_out_what_tex_would_read_as_commands(client, settings):
    published_practice(slug="radio", original="en", original__title=r"50% {radio} & \TeX #1 $x_1$ ~ ^ ñandú")
    response = client.get("/en/evidence/radio/cite.bib")
    assert response["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="radio.bib"'
    entry = response.content.decode()
    assert entry.startswith("@misc{radio-v1,\n")
    assert (
        r"title = {{50\% \{radio\} \& \textbackslash{}TeX \#1 \$x\_1\$ \textasciitilde{} \textasciicircum{} ñandú}},"
        in entry
    )
    assert f"url = {{{settings.SITE_URL}/en/evidence/radio/v/1/}}," in entry
    assert "langid = {english}," in entry
    assert entry.count("{") == entry.count("}")


def test_ris_keeps_every_value_on_its_line(client):
    published_practice(
        slug="radio", original="en", original__title="Radio\nER  - x", original__summary="One.\r\n\r\nTwo."
    )
    response = client.get("/en/evidence/radio/cite.ris")
    assert response["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    lines = response.content.decode().split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert "TI  - Radio ER - x" in lines
    assert "AB  - One. Two." in lines
    assert lines[-2:] == ["ER  - ", ""]
    assert all(line[2:6] == "  - " for line in lines[:-1])


def test_a_comma_in_the_alliances_name_does_not_make_two_authors(client):
    identity = SiteIdentity.objects.first()
    identity.full_name_en = "Alliance for Schools, Teachers and Pupils"
    identity.save()
    published_practice(slug="radio")
    assert (
        "AU  - Alliance for Schools Teachers and Pupils,\r\n"
        in client.get("/en/evidence/radio/cite.ris").content.decode()
    )


def test_an_alliance_without_a_full_name_is_cited_by_its_short_one(client):
    SiteIdentity.objects.update(full_name_en="", full_name_es="", full_name="")
    bump_content_version()
    published_practice(slug="radio")
    assert "author = {{ARTIE}}," in client.get("/en/evidence/radio/cite.bib").content.decode()


def test_an_unknown_style_is_not_found(client):
    published_practice(slug="radio")
    assert client.get("/en/evidence/radio/cite.xml").status_code == 404


@pytest.mark.parametrize(("style", "title"), [("bib", "title = {{First}},"), ("ris", "TI  - First\r\n")])
def test_an_old_version_is_cited_in_its_own_words_by_its_own_address(client, settings, style, title):
    practice = published_practice(slug="radio", original="en", original__title="First")
    practice.texts.update(title="Second")
    practice_published(practice=practice)
    assert f'href="/en/evidence/radio/v/1/cite.{style}"' in client.get("/en/evidence/radio/v/1/").content.decode()
    response = client.get(f"/en/evidence/radio/v/1/cite.{style}")
    assert response["Content-Disposition"] == f'attachment; filename="radio-v1.{style}"'
    assert title in response.content.decode()
    assert f"{settings.SITE_URL}/en/evidence/radio/v/1/" in response.content.decode()
    newest = client.get(f"/en/evidence/radio/cite.{style}").content.decode()
    assert "Second" in newest
    assert f"{settings.SITE_URL}/en/evidence/radio/v/2/" in newest
    assert client.get(f"/en/evidence/radio/v/3/cite.{style}").status_code == 404
