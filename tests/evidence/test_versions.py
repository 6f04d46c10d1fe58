"""A practice as it was published, and what changed."""

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from alliance.core.models import Origin, User
from evidence.models import Practice
from evidence.services.publishing import practice_published
from evidence.versions import Part, changes, compared
from tests.factories.core import InstitutionFactory, UserFactory
from tests.factories.evidence import PracticeSourceFactory, PracticeTextFactory, published_practice, term

pytestmark = pytest.mark.django_db


def changed(practice: Practice, by: User | None = None, **words) -> Practice:
    """Publish the practice again with other words in its original text."""
    row = practice.texts.get(origin=Origin.ORIGINAL)
    for name, value in words.items():
        setattr(row, name, value)
    row.save()
    practice_published(practice=practice, by=by)
    return practice


def test_words_are_compared_one_by_one():
    assert compared("Con radio y libros.", "Con radio, tablets y libros.") == [
        Part("same", "Con radio"),
        Part("ins", ", tablets"),
        Part("same", " y libros."),
    ]


def test_long_stretches_without_a_change_are_left_out():
    before = " ".join(f"w{number}" for number in range(200))
    parts = compared(before, before.replace("w100 ", "NEW "))
    assert [part.kind for part in parts] == ["gap", "same", "del", "ins", "same", "gap"]
    assert parts[1].words.split()[0] == "w88"


def test_an_old_version_shows_what_was_published_and_leads_to_the_newest(client, settings):
    practice = changed(published_practice(slug="radio", original="en", original__title="First"), title="Second")
    Practice.objects.filter(pk=practice.pk).update(students_reached=7)
    response = client.get("/en/evidence/radio/v/1/")
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.h1.get_text(strip=True) == "First"
    assert soup.select_one(".notice--warn a")["href"] == "/en/evidence/radio/"
    canonical = soup.select("link[rel=canonical]")
    assert [link["href"] for link in canonical] == [f"{settings.SITE_URL}/en/evidence/radio/"]
    newest = BeautifulSoup(client.get("/en/evidence/radio/v/2/").content, "html.parser")
    assert newest.h1.get_text(strip=True) == "Second"
    assert newest.select_one(".notice--warn") is None


def test_a_version_survives_the_end_of_what_it_names(client):
    institution = InstitutionFactory(name="Gone")
    technology = term("technology:minitel")
    practice = published_practice(slug="radio", institution=institution, codes=["technology:minitel"])
    practice.institution = None
    practice.save()
    practice.terms.clear()
    practice.save()
    practice_published(practice=practice)
    institution.delete()
    technology.delete()
    assert client.get("/en/evidence/radio/v/1/").status_code == 200
    assert client.get("/en/evidence/radio/versions/?from=1&to=2").status_code == 200


@pytest.mark.parametrize(
    "rest",
    ["v/3/", "v/0/", "versions/?from=1&to=9", "versions/?from=1", "versions/?from=x&to=1", "versions/?to=-1&from=1"],
)
def test_unknown_numbers_are_not_found(client, rest):
    changed(published_practice(slug="radio"), title="Otra")
    assert client.get(f"/en/evidence/radio/{rest}").status_code == 404


def test_the_list_shows_dates_to_all_and_names_to_staff_only(client):
    editor = UserFactory(first_name="Rosa", last_name="Mamani")
    changed(published_practice(slug="radio"), by=editor, title="Otra")
    assert "Mamani" not in client.get("/en/evidence/radio/versions/").content.decode()
    client.force_login(UserFactory())
    assert "Mamani" not in client.get("/en/evidence/radio/versions/").content.decode()
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    assert "Mamani" in client.get("/en/evidence/radio/versions/").content.decode()


def test_what_changed_is_marked_for_the_eye_and_for_the_ear(client):
    changed(published_practice(slug="radio", original="en", original__title="Old radio"), title="New radio")
    soup = BeautifulSoup(client.get("/en/evidence/radio/versions/?from=2&to=1").content, "html.parser")
    words = soup.select_one(".change__words")
    assert words.select_one("del").get_text(" ", strip=True) == "[removed: Old ]"
    assert words.select_one("ins").get_text(" ", strip=True) == "[added: New ]"


def test_facts_sources_terms_and_texts_are_told_entry_by_entry():
    practice = published_practice(slug="radio", students_reached=10, codes=["technology:radio_tv"])
    practice.students_reached = None
    practice.end_year = 2024
    practice.save()
    practice.terms.add(term("technology:tablet"))
    practice.save()
    PracticeSourceFactory(practice=practice, url="https://example.org/a", published="2023")
    PracticeTextFactory(practice=practice, language="en", origin=Origin.MACHINE)
    practice_published(practice=practice)
    first, second = (version.content for version in practice.versions.order_by("number"))
    with translation.override("en"):
        told = {
            change.field: [(part.kind, part.words) for part in change.parts if part.words.strip()]
            for change in changes(first, second)
        }
        assert changes(first, first) == []
    assert set(told) == {"Last year", "Students reached", "Technology", "Sources", "Text"}
    assert told["Students reached"] == [("del", "10"), ("ins", "not stated")]
    assert told["Technology"] == [("ins", "tablet en")]
    assert told["Sources"][-1] == ("ins", "https://example.org/a 2023")


def test_publishing_without_a_change_makes_no_version():
    practice = published_practice(slug="radio")
    practice_published(practice=practice)
    assert practice.versions.count() == 1
