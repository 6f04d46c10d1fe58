"""What a reader is offered at an address where nothing is, and what editors learn of it."""

import time
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser, Group
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, PageViewRestriction

from alliance.core.models import Origin
from alliance.site.models import MissedAddress, Signpost
from alliance.site.roles import NEWSROOM, ensure_groups
from alliance.site.tasks import drop_old_misses
from alliance.site.views import lost
from alliance.site.wayfinding import misses, nearest, offers
from alliance.site.wayfinding.nearest import Directory, Place
from alliance.site.wayfinding.words import words_of
from evidence.models import Practice
from tests.admin import errors_of_form, shown, signed_in
from tests.factories.core import CountryFactory
from tests.factories.evidence import PracticeTextFactory, ProgrammeFactory, published_practice
from tests.factories.pages import news, section, translate

pytestmark = pytest.mark.django_db


def offered(client, address):
    """The title and address of each suggestion."""
    response = client.get(address)
    assert response.status_code == 404
    links = BeautifulSoup(response.content, "html.parser").select('[aria-labelledby="near"] a')
    return [(link.get_text(), link["href"]) for link in links]


class TestNearest:
    @pytest.mark.parametrize(
        "address",
        [
            "/es/evidence/radio-escuela-cusc/",
            "/es/evidence/radios-escuela/",
            "/es/evidencia/Radio_Escuela.html",
            "/es/biblioteca/2023/radio-escuela-en-cusco-peru/",
            "/es/evidence/radio-esceula-cusco/",
        ],
    )
    def test_a_practice_is_found_by_what_is_left_of_its_address(self, client, address):
        published_practice(slug="radio-escuela-cusco", original__title="Radio escuela")
        published_practice(slug="tabletas-lima", original__title="Tabletas")
        assert offered(client, address)[0] == ("Radio escuela", "/es/evidence/radio-escuela-cusco/")
        assert "Tabletas" not in dict(offered(client, address))

    def test_by_words_of_the_title_in_the_readers_language_too(self, client):
        practice = published_practice(slug="p-17", original__title="Robots en la montaña")
        PracticeTextFactory(practice=practice, language="en", origin=Origin.HUMAN, title="Robots in the mountains")
        assert offered(client, "/en/mountains-robots/") == [("Robots in the mountains", "/en/evidence/p-17/")]
        assert offered(client, "/es/robots-montana/") == [("Robots en la montaña", "/es/evidence/p-17/")]

    def test_pages_programmes_and_countries_are_found(self, client):
        page = news(title="Encuentro regional", slug="encuentro-regional")
        translate(page, "fr", {"Encuentro regional": "Rencontre des ministres"})
        ProgrammeFactory(slug="plan-ceibal")
        CountryFactory(code="UY", name_fr="Uruguay")
        assert offered(client, "/fr/news/encuentro-regionale/") == [
            ("Rencontre des ministres", "/fr/news/encuentro-regional/")
        ]
        assert offered(client, "/fr/plan-ceibal/")[0][1] == "/fr/evidence/programmes/plan-ceibal/"
        assert offered(client, "/fr/pays/uruguai/")[0] == ("Uruguay", "/fr/countries/UY/")

    def test_nothing_is_offered_where_nothing_is_near(self, client):
        published_practice(slug="radio-escuela", original__title="Radio escuela")
        for address in ("/es/xyzzy/", "/es/evidence/12/", "/es/%E6%97%A5%E6%9C%AC/"):
            assert offered(client, address) == []
            assert 'id="near"' not in client.get(address).content.decode()

    def test_what_is_not_published_any_more_is_not_offered_though_it_is_remembered(self, client):
        practice = published_practice(slug="radio-escuela", original__title="Radio escuela")
        page = news(title="Encuentro", slug="encuentro-uno")
        closed = news(title="Reunión", slug="reunion-uno")
        assert offered(client, "/es/radio-escuelas/")
        assert offered(client, "/es/encuentro-uno/")
        Practice.objects.filter(pk=practice.pk).update(live=False)
        page.unpublish()
        PageViewRestriction.objects.create(page=closed, restriction_type="login")
        for address in ("/es/radio-escuelas/", "/es/encuentro-uno/", "/es/reunion-uno/"):
            assert offered(client, address) == []
        nearest.forget()
        assert offered(client, "/es/encuentro-uno/") == []

    def test_addresses_of_the_admin_tell_nothing_of_what_is_there(self, client):
        published_practice(slug="radio-escuela", original__title="Radio escuela")
        for address in ("/es/admin/radio-escuela/", "/es/documents/radio-escuela/"):
            assert offered(client, address) == []
        misses.flush()
        assert not MissedAddress.objects.exists()

    def test_what_was_published_since_is_found_a_little_later(self, client, monkeypatch):
        assert offered(client, "/es/encuentro-uno/") == []
        news(title="Encuentro", slug="encuentro-uno")
        later = time.monotonic() + nearest.KEEP_SECONDS
        monkeypatch.setattr(nearest.time, "monotonic", lambda: later)
        assert offered(client, "/es/encuentro-uno/") == [("Encuentro", "/es/news/encuentro-uno/")]

    def test_costs_few_queries_whatever_the_number(self, client):
        def queries_after(first, last):
            for number in range(first, last):
                published_practice(slug=f"radio-escuela-{number}", original__title=f"Radio escuela {number}")
                news(title=f"Radio escuela noticia {number}", slug=f"radio-noticia-{number}")
            nearest.forget()
            client.get("/es/radio-escuela/")
            with CaptureQueriesContext(connection) as captured:
                client.get("/es/radio-escuela/")
            return len(captured)

        few = queries_after(0, 3)
        assert few <= 12
        assert queries_after(3, 20) <= few

    def test_ten_thousand_places_are_searched_in_memory_in_no_time(self):
        places = [
            Place(
                "practice", number, "evidence", frozenset(words_of(f"escuela rural radio {number:05} proyecto{number}"))
            )
            for number in range(10_000)
        ]
        directory = Directory(places)
        began = time.perf_counter()
        found = directory.near("/es/evidence/escuela-rural-proyecto4711-para-todos-los-maestros", 5)
        assert time.perf_counter() - began < 0.25
        assert found[0].pk == 4711

    def test_the_page_is_there_when_suggestions_cannot_be_found(self, client, monkeypatch):
        def fail(*args):
            raise DatabaseError

        monkeypatch.setattr(lost, "offers_for", fail)
        response = client.get("/pt/nada/")
        assert response.status_code == 404
        assert 'lang="pt"' in response.content.decode()


class TestSignposts:
    def test_come_first_in_the_editors_order_and_in_the_readers_language(self, client):
        published_practice(slug="taller-radio", original__title="Taller de radio")
        events, evidence = section("site.EventIndexPage"), section("evidence.EvidenceIndexPage")
        Signpost.objects.create(address="taller", page=events, sort_order=2)
        Signpost.objects.create(address="/antes/talleres", page=evidence, sort_order=1)
        in_french = section("site.EventIndexPage", "fr")
        assert offered(client, "/es/antes/talleres-2019/taller/")[:2] == [
            (evidence.title, "/es/evidence/"),
            (events.title, "/es/events/"),
        ]
        assert offered(client, "/fr/taller/")[0] == (in_french.title, "/fr/events/")

    @pytest.mark.parametrize(
        ("address", "fits"),
        [
            ("/biblioteca", True),
            ("/es/biblioteca/", True),
            ("/Biblio", True),
            ("/recursos", False),
            ("guias docentes", True),
            ("Guías", True),
            ("guia", False),
            ("docentes rurales", False),
        ],
    )
    def test_fit_by_beginning_or_by_all_their_words(self, client, address, fits):
        Signpost.objects.create(address=address, page=section("site.NewsIndexPage"))
        assert (("/es/news/") in dict(map(reversed, offered(client, "/es/biblioteca/guias-para-docentes/")))) == fits

    def test_a_page_that_is_not_published_is_not_offered(self, client):
        page = news(slug="guia")
        Signpost.objects.create(address="/antes", page=page)
        assert offered(client, "/en/antes/") == [(page.title, "/en/news/guia/")]
        Page.objects.get(translation_key=page.translation_key, locale__language_code="en").unpublish()
        assert offered(client, "/en/antes/") == []

    def test_the_newsroom_writes_them(self, client):
        ensure_groups()
        editor = signed_in(client, groups=[Group.objects.get(name=NEWSROOM)])
        add = reverse("signposts:add")
        form = shown(editor.get(add))
        page = section("site.NewsIndexPage")
        assert errors_of_form(editor.post(add, form | {"address": " / ", "page": page.pk})) == {
            "address": ["Write a word of three letters or more, or a beginning like /library."]
        }
        for address in ("  sala   de prensa ", "/prensa"):
            assert editor.post(add, form | {"address": address, "page": page.pk}).status_code == 302
        rows = Signpost.objects.order_by("sort_order").values_list("address", flat=True)
        assert list(rows) == ["sala de prensa", "/prensa"]
        assert editor.get(reverse("signposts:list")).status_code == 200
        assert editor.get(reverse("signposts:edit", args=[Signpost.objects.first().pk])).status_code == 200


class TestMisses:
    @pytest.fixture
    def counted(self):
        """What the table says after the counts were written down."""

        def read():
            misses.flush()
            return dict(MissedAddress.objects.values_list("path", "count"))

        return read

    def test_addresses_are_counted_whatever_their_slash_and_query(self, client, counted):
        for address in ("/es/viejo/", "/es/viejo", "/es/viejo/?utm_source=mail", "/fr/viejo/"):
            client.get(address)
        client.head("/es/viejo/")
        assert not MissedAddress.objects.exists()
        assert counted() == {"/es/viejo": 3, "/fr/viejo": 1}
        client.get("/es/viejo/")
        assert counted() == {"/es/viejo": 4, "/fr/viejo": 1}
        assert MissedAddress.objects.get(path="/es/viejo").last_asked_date == timezone.localdate()

    @pytest.mark.parametrize(
        "address",
        [
            "/es/wp-login.php",
            "/es/.env",
            "/es/a/.git/config",
            "/es/who@example.org/",
            "/es/reset/MTI3NTk4c2Rma2pzZGY4OTc/",
            "/es/tel/5491155554444/",
            "/es/" + "a-" * 150 + "/",
            "/favicon.ico/nothing",
        ],
    )
    def test_what_scanners_try_and_what_may_be_personal_is_not_kept(self, client, counted, address):
        assert client.get(address).status_code == 404
        assert counted() == {}

    def test_what_is_there_or_redirected_is_not_counted(self, client, counted):
        client.get("/es/")
        client.get("/es/news/")
        assert counted() == {}

    def test_memory_and_table_are_bounded_and_what_is_asked_often_stays(self, client, counted, monkeypatch):
        monkeypatch.setattr(misses, "MOST_WAITING", 20)
        monkeypatch.setattr(misses, "MOST_KEPT", 30)
        for _time in range(3):
            misses.note("/es/viejo")
        for start in range(5):
            for number in range(100):
                misses.note(f"/es/x{start}-{number}")
            assert len(misses._waiting) <= 20
            found = counted()
        assert len(found) == 30
        assert found["/es/viejo"] == 3

    def test_counts_are_written_after_an_answer_once_their_time_has_come(self, client, monkeypatch):
        client.get("/es/viejo/")
        misses.on_request_finished(sender=None)
        assert not MissedAddress.objects.exists()
        later = time.monotonic() + misses.FLUSH_SECONDS
        monkeypatch.setattr(misses.time, "monotonic", lambda: later)
        client.get("/es/")
        assert MissedAddress.objects.get().path == "/es/viejo"

    def test_counts_wait_for_a_database_that_cannot_be_written_to(self, counted, monkeypatch):
        write = misses._write

        def fail(counts):
            raise DatabaseError

        misses.note("/es/viejo")
        monkeypatch.setattr(misses, "_write", fail)
        misses.flush()
        misses.note("/es/viejo")
        monkeypatch.setattr(misses, "_write", write)
        assert counted() == {"/es/viejo": 2}

    def test_addresses_nobody_asks_for_any_more_are_forgotten(self):
        old = timezone.localdate() - timedelta(days=misses.KEEP_DAYS + 1)
        MissedAddress.objects.create(path="/es/viejo", count=50, last_asked_date=old)
        MissedAddress.objects.create(path="/es/nuevo", count=1)
        drop_old_misses()
        assert [row.path for row in MissedAddress.objects.all()] == ["/es/nuevo"]

    def test_the_newsroom_sees_the_most_asked_for_first_with_a_button(self, client):
        MissedAddress.objects.create(path="/es/poco", count=1)
        MissedAddress.objects.create(path="/es/mucho", count=9)
        ensure_groups()
        editor = signed_in(client, groups=[Group.objects.get(name=NEWSROOM)])
        page = editor.get(reverse("missed_addresses:list"))
        assert [row.path for row in page.context["object_list"]] == ["/es/mucho", "/es/poco"]
        button = BeautifulSoup(page.content, "html.parser").select_one("td a.button")
        assert button["href"] == f"{reverse('wagtailredirects:add')}?old_path=%2Fes%2Fmucho"
        assert "/es/mucho" in button.get_text()
        assert editor.get(reverse("missed_addresses:list"), {"q": "poco"}).context["object_list"].count() == 1

    def test_others_do_not_see_it(self, client):
        ensure_groups()
        assert signed_in(client).get(reverse("missed_addresses:list")).status_code == 302


def test_offers_are_what_the_reader_may_see():
    published_practice(slug="radio-escuela", original__title="Radio escuela")
    draft = published_practice(slug="radio-borrador", original__title="Radio borrador", live=False)
    with translation.override("es"):
        found = offers.offers_for("/es/radio-borrador/", AnonymousUser())
    assert str(draft) not in [offer.title for offer in found]
