"""What editors decide: picks, synonyms, and what they see of what people ask."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.urls import reverse
from django.utils import timezone

from alliance.site.roles import EDITORS, ensure_groups
from search.models import AskedWords, Click, Pick, Synonym
from search.services import finding, noting, picking
from search.services.indexing import drain
from search.services.rebuilding import rebuild
from tests.admin import shown, signed_in
from tests.factories.evidence import published_practice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_noted():
    noting.forget()
    yield
    noting.forget()


@pytest.fixture
def editor(client):
    ensure_groups()
    return signed_in(client, groups=[Group.objects.get(name=EDITORS)])


def found(text):
    return finding.search(text, user=AnonymousUser(), language="es")


def test_a_pick_is_made_from_an_address_and_stands_first_for_exactly_its_words(editor, index):
    practice = published_practice(slug="kolibri", original="es", original__title="Biblioteca sin conexión")
    url = reverse("search_picks:add")
    data = shown(editor.get(url)) | {"words": "  Internet  Satelital ", "address": "http://testserver/x"}
    assert editor.post(url, data).status_code == 200
    assert not Pick.objects.exists()
    assert editor.post(url, data | {"address": "/pt/evidence/kolibri/"}).status_code == 302
    pick = Pick.objects.get()
    assert (pick.words, pick.key) == ("internet satelital", f"practice:{practice.pk}")
    assert [find.slug for find in found("internet satelital").picks] == ["kolibri"]
    assert found("internet").picks == ()
    practice.unpublish()
    assert found("internet satelital").picks == ()


def test_addresses_where_nothing_is_found_are_no_picks():
    for address in ("", "/", "/es/", "/es/evidence/nowhere/", "https://example.org/es/evidence/x/", "evidence"):
        assert picking.key_at(address) is None


def test_a_synonym_finds_what_the_other_word_finds_and_editors_see_the_difference(editor, settings, tmp_path):
    settings.SEARCH_DIR = tmp_path
    published_practice(slug="kolibri", original="es", original__title="Biblioteca sin conexión")
    rebuild()
    drain()
    Synonym.objects.create(word="kolibrix", language="es", other_words="biblioteca\n\nbiblioteca")
    assert [find.slug for find in found("kolibrix").finds] == ["kolibri"]
    page = editor.get(reverse("search_synonyms:effect", args=[Synonym.objects.get().pk]))
    (effect,) = page.context["effects"]
    assert effect["before"] == []
    assert [(line["find"].slug, line["is_new"]) for line in effect["after"]] == [("kolibri", True)]


def test_what_is_asked_is_counted_by_day_without_what_could_be_personal():
    for text in ("Radio  Escolar", "rádio escolar", "ana@example.org", "+591 2 244 1122", ""):
        noting.note_asked(text, "es", 3)
    noting.flush()
    noting.note_asked("radio escolar", "es", 0)
    noting.note_clicked("radio escolar", "practice:1", 4)
    noting.flush()
    today = timezone.localdate()
    assert list(AskedWords.objects.values_list("words", "language", "times", "found", "day")) == [
        ("radio escolar", "es", 3, 0, today)
    ]
    assert list(Click.objects.values_list("words", "key", "rank", "times", "day")) == [
        ("radio escolar", "practice:1", 4, 1, today)
    ]


def test_old_counts_are_dropped():
    last = timezone.localdate() - timedelta(days=noting.KEEP_DAYS)
    for day in (last, last - timedelta(days=1)):
        AskedWords.objects.create(words="radio", language="es", day=day, times=1)
    assert noting.drop_old() == 1
    assert AskedWords.objects.get().day == last


def test_what_finds_nothing_comes_first_and_nobody_writes_it_by_hand(editor):
    AskedWords.objects.create(words="radio", language="es", day=date(2026, 1, 1), times=9, found=4)
    AskedWords.objects.create(words="dron", language="es", day=date(2026, 1, 1), times=2, found=0)
    page = editor.get(reverse("asked_words:list"))
    assert [row.words for row in page.context["object_list"]] == ["dron", "radio"]
    assert editor.get(reverse("asked_words:add")).status_code in {302, 403}


def test_a_browser_that_tells_of_an_opened_find_is_counted(client):
    assert client.post("/search/opened?q=radio&key=practice:7&rank=2").status_code == 204
    for bad in ("q=radio&key=planet:7&rank=2", "q=radio&key=practice:7&rank=x", ""):
        assert client.post(f"/search/opened?{bad}").status_code == 204
    assert client.get("/search/opened?q=radio&key=practice:7&rank=2").status_code == 405
    noting.flush()
    assert list(Click.objects.values_list("words", "key", "rank", "times")) == [("radio", "practice:7", 2, 1)]
