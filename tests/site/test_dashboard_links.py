"""Links inside the site that lead nowhere: which are found, why, and who is told."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from alliance.core import schedule
from alliance.core.models import User
from alliance.core.own_country import CONTRIBUTORS
from alliance.site.links.checking import check_links
from alliance.site.links.found import Finder, Link
from alliance.site.links.models import BrokenLink, Fault
from alliance.site.links.targets import faults_of
from alliance.site.pages import NewsPage
from alliance.site.roles import EDITORS, NEWSROOM
from tests.factories.core import CountryFactory
from tests.factories.evidence import published_practice
from tests.factories.pages import event, news
from tests.site.test_dashboard import day
from tests.site.translating import change, somebody

pytestmark = pytest.mark.django_db


def text(words):
    return {"type": "text", "value": f"<p>{words}</p>"}


def to_page(page, words="el informe"):
    return text(f'<a linktype="page" id="{page.pk}">{words}</a>')


def document(name="guia.pdf", **fields):
    return get_document_model().objects.create(title="Guía", file=ContentFile(b"%PDF-1.4", name), **fields)


def found():
    check_links()
    return [(link.words, link.target, link.fault) for link in BrokenLink.objects.order_by("pk")]


class TestFinding:
    def test_links_of_every_kind_are_read_from_what_is_published(self, settings):
        settings.SITE_URL = "https://alianza.example"
        target, practice, file = news(title="Destino"), published_practice(), document()
        news(
            body=[
                text(
                    '<a linktype="page" id="1">uno</a> y <a href="https://alianza.example/es/x/?a=1#b"><b>dos</b></a>'
                ),
                text('<a href="https://example.org/">fuera</a> <a href="//example.org/x">fuera</a>'),
                text('<a linktype="document" id="7">tres</a> <a href="mailto:a@example.org">correo</a>'),
                {"type": "action", "value": {"label": "Ver", "page": target.pk, "url": "", "note": ""}},
                {
                    "type": "action",
                    "value": {"label": "Ver", "page": None, "url": "https://alianza.example/es/y/", "note": ""},
                },
                {"type": "document", "value": {"document": file.pk, "note": ""}},
                {"type": "practice", "value": {"practice": practice.pk, "why": ""}},
                {"type": "accordion", "value": {"items": [{"title": "¿?", "text": '<p><a href="/es/z/">z</a></p>'}]}},
            ]
        )
        assert [link for _model, _pk, link in Finder().published()] == [
            Link("page", "1", "uno"),
            Link("address", "/es/x/?a=1", "dos"),
            Link("document", "7", "tres"),
            Link("page", str(target.pk)),
            Link("address", "/es/y/"),
            Link("document", str(file.pk)),
            Link("evidence.practice", str(practice.pk)),
            Link("address", "/es/z/", "z"),
        ]

    def test_records_are_read_with_their_words(self):
        practice = published_practice(original__results='<p><a href="/es/evidence/nada/">aquí</a></p>')
        published_practice(live=False, original__results='<p><a href="/es/evidence/nada/">aquí</a></p>')
        assert [(model.__name__, pk, link.target) for model, pk, link in Finder().published()] == [
            ("Practice", practice.pk, "/es/evidence/nada/")
        ]

    def test_drafts_and_pages_that_follow_another_are_not_read(self):
        page = news(body=[text('<a href="/es/nada/">nada</a>')])
        assert NewsPage.objects.filter(translation_key=page.translation_key).count() == 4
        assert [pk for _model, pk, _link in Finder().published()] == [page.pk]
        page.unpublish()
        assert list(Finder().published()) == []


class TestFaults:
    def test_a_page_that_is_deleted_unpublished_or_closed_is_no_target(self):
        gone, hidden, closed, fine = (news(title=title) for title in ("a", "b", "c", "d"))
        links = [to_page(each, each.title) for each in (gone, hidden, closed, fine)]
        news(body=links)
        key = gone.pk
        hidden.unpublish()
        PageViewRestriction.objects.create(page=closed, restriction_type="login")
        NewsPage.objects.get(pk=gone.pk).delete()
        assert found() == [
            ("a", f"page {key}", Fault.GONE),
            ("b", f"page {hidden.pk}", Fault.UNPUBLISHED),
            ("c", f"page {closed.pk}", Fault.CLOSED),
        ]

    def test_a_deleted_page_chosen_for_a_button_is_found_too(self):
        target = news()
        key = target.pk
        news(body=[{"type": "action", "value": {"label": "Ver", "page": key, "url": "", "note": ""}}])
        assert found() == []
        target.delete()
        assert found() == [("", f"page {key}", Fault.GONE)]

    def test_documents_that_are_deleted_or_closed(self):
        closed = Collection.get_first_root_node().add_child(name="Interno")
        CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
        gone, inside, fine = document(), document(collection=closed), document()
        news(body=[{"type": "document", "value": {"document": each.pk, "note": ""}} for each in (gone, inside, fine)])
        key = gone.pk
        gone.delete()
        assert found() == [("", f"document {key}", Fault.GONE), ("", f"document {inside.pk}", Fault.CLOSED)]

    def test_a_withdrawn_practice(self):
        practice = published_practice()
        news(body=[{"type": "practice", "value": {"practice": practice.pk, "why": ""}}])
        assert found() == []
        practice.unpublish()
        assert found() == [("", f"evidence.practice {practice.pk}", Fault.UNPUBLISHED)]

    def test_typed_addresses_are_asked_of_the_site_itself_records_and_redirects_alike(self):
        practice = published_practice(slug="radio")
        news(slug="nota")
        fine = (
            "/",
            "/es/",
            "/es/news/nota/",
            "/es/evidence/radio/",
            "/es/events",
            "/es/news/?year=2026",
            "/es/b%C3%BAsqueda/",
        )
        links = [Link("address", each) for each in (*fine, "/es/news/nada/", "/es/evidence/nada/")]
        assert {link.target for link in faults_of(links)} == {
            "/es/b%C3%BAsqueda/",
            "/es/news/nada/",
            "/es/evidence/nada/",
        }
        practice.unpublish()
        assert Link("address", "/es/evidence/radio/") in faults_of(links)

    def test_an_unreadable_key_leads_nowhere(self):
        assert faults_of([Link("page", "x"), Link("document", "")]) == {
            Link("page", "x"): Fault.GONE,
            Link("document", ""): Fault.GONE,
        }

    def test_the_number_of_queries_does_not_grow_with_pages(self):
        counts = []
        for number in (5, 20):
            for _each in range(number):
                news(body=[to_page(news()), text('<a linktype="page" id="999999">nada</a>')])
            with CaptureQueriesContext(connection) as counted:
                check_links()
            counts.append(len(counted))
        assert counts == [28, 28]


class TestTelling:
    @pytest.fixture
    def broken(self):
        page = news(title="Con enlace", body=[text('<a href="/es/nada/">nada</a>')])
        own = published_practice(
            country=CountryFactory(code="CL"), original__title="Propia", original__results='<a href="/es/nada/">x</a>'
        )
        published_practice(
            country=CountryFactory(code="PE"), original__title="Vecina", original__results='<a href="/es/nada/">x</a>'
        )
        check_links()
        return page, own

    def test_each_is_told_of_what_they_may_edit(self, client, broken):
        why = "Nothing is found at this address"
        news_line = ("Con enlace", f"“nada” (/es/nada/): {why}")
        own, neighbour = (("Propia", f"“x” (/es/nada/): {why}"), ("Vecina", f"“x” (/es/nada/): {why}"))
        assert day(somebody(client, NEWSROOM), "links") == [news_line]
        contributor = somebody(client, CONTRIBUTORS)
        User.objects.filter(pk=contributor.user.pk).update(country=CountryFactory(code="CL"))
        assert day(contributor, "links") == [own]
        for everything in (somebody(client, EDITORS), somebody(client, is_superuser=True)):
            assert set(day(everything, "links")) == {news_line, own, neighbour}

    def test_a_page_that_was_published_since_is_taken_as_mended(self, client, broken):
        page, _own = broken
        editor = somebody(client, NEWSROOM)
        change(page, body=[text("Sin enlace.")])
        assert day(editor, "links") == []
        assert check_links() == 2
        change(page, body=[text('<a href="/es/nada/">otra vez</a>')])
        assert check_links() == 3
        assert [title for title, _note in day(editor, "links")] == ["Con enlace"]

    def test_an_unpublished_page_is_not_named(self, client, broken):
        broken[0].unpublish()
        assert day(somebody(client, NEWSROOM), "links") == []

    def test_the_worker_looks_every_five_minutes(self):
        from alliance.site import tasks  # noqa: F401 - registers the job, as the worker does

        event(body=[text('<a href="/es/nada/">nada</a>')])
        job = schedule.jobs["check_links"]
        assert job.interval == timedelta(minutes=5)
        before = timezone.now()
        job({}, 1)
        assert BrokenLink.objects.get().checked_at >= before
