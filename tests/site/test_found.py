"""How the site is found: feeds, JSON-LD, sitemap, shared links and small files, read by independent parsers."""

import datetime
import json
from io import BytesIO
from urllib.parse import urlsplit

import feedparser
import pytest
import rdflib
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.conf import settings
from PIL import Image
from wagtail.models import PageViewRestriction

from alliance.core.cache import bump_content_version
from alliance.core.pictures import make_renditions
from tests.factories.evidence import published_practice
from tests.factories.pages import event, news, publish, story, track, translate
from tests.factories.pictures import PictureFactory

pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGES = ("es", "en", "pt", "fr")
SCHEMA = "https://schema.org/"
SITE = settings.SITE_URL
XML = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def head_of(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def triples(soup: BeautifulSoup) -> rdflib.Graph:
    """What the page's JSON-LD says, read by rdflib; schema.org's context makes every name one of its own."""
    graph = rdflib.Graph()
    for block in soup.select('script[type="application/ld+json"]'):
        data = json.loads(block.string)
        assert data.pop("@context") == "https://schema.org"
        graph.parse(data=json.dumps({"@context": {"@vocab": SCHEMA}, **data}), format="json-ld")
    return graph


def said(graph: rdflib.Graph, kind: str, name: str) -> list[str]:
    """The values of a property of the things of a type."""
    things = graph.subjects(rdflib.RDF.type, rdflib.URIRef(SCHEMA + kind))
    return sorted(str(value) for thing in things for value in graph.objects(thing, rdflib.URIRef(SCHEMA + name)))


@pytest.fixture
def article():
    return news(
        title="Uno < dos & más",
        lead="Entrada.",
        place="Lima",
        authors="Ana Paz, Rui Sá",
        published_date=datetime.date(2025, 9, 1),
        date_precision="month",
        body=story("Uno."),
        sources=[{"type": "source", "value": {"url": "https://example.org/a", "title": "A", "published": "2025-09"}}],
    )


class TestFeeds:
    def test_news_can_be_followed_in_each_language(self, client, article):
        translate(article, "en", {"Uno &lt; dos &amp; más": "A meeting", "Entrada.": "Lead."})
        for language, title in (("es", "Uno < dos & más"), ("en", "A meeting"), ("fr", "Uno < dos & más")):
            response = client.get(f"/feeds/news.{language}.atom")
            assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
            feed = feedparser.parse(response.content)
            assert (feed.bozo, feed.version, feed.feed.language) == (0, "atom10", language)
            assert feed.feed.id == f"{SITE}/feeds/news.{language}.atom"
            [entry] = feed.entries
            assert BeautifulSoup(entry.title, "html.parser").text == title
            assert entry.link == f"{SITE}/{language}/news/{article.slug}/"
            assert entry.published.startswith("2025-09-01T12:00")
        assert entry.id == f"urn:uuid:{article.translation_key}#fr"

    def test_events_courses_and_practices_have_theirs(self, client):
        meeting = event(title="Taller")
        course = publish(track(), "training.CoursePage", title="Curso", lead="De qué trata.")
        practice = published_practice(slug="one")
        for section, address in (
            ("events", f"/pt/events/{meeting.slug}/"),
            ("training", f"/pt/training/page-1/{course.slug}/"),
            ("evidence", f"/pt/evidence/{practice.slug}/"),
        ):
            feed = feedparser.parse(client.get(f"/feeds/{section}.pt.atom").content)
            assert [entry.link for entry in feed.entries] == [SITE + address]
            assert feed.bozo == 0
            assert client.get(address).status_code == 200

    def test_a_feed_brings_covers_once_their_sizes_are_made(self, client):
        picture = PictureFactory()
        news(title="Con imagen", cover=picture, cover_alt="Una mesa")
        [entry] = feedparser.parse(client.get("/feeds/news.es.atom").content).entries
        assert entry.enclosures == []
        make_renditions(picture)
        bump_content_version()
        [entry] = feedparser.parse(client.get("/feeds/news.es.atom").content).entries
        [enclosure] = entry.enclosures
        made = picture.get_rendition("format-jpeg|width-1200")
        assert (enclosure.href, enclosure.type) == (f"{SITE}{made.url}", "image/jpeg")
        assert int(enclosure.length) == made.file.size

    def test_a_feed_holds_nothing_that_a_visitor_may_not_read(self, client, article):
        draft = news(title="Borrador")
        draft.unpublish()
        closed = news(title="Cerrada")
        PageViewRestriction.objects.create(page=closed, restriction_type="login")
        for language in LANGUAGES:
            feed = feedparser.parse(client.get(f"/feeds/news.{language}.atom").content)
            assert [entry.link.rpartition("/news/")[2] for entry in feed.entries] == [f"{article.slug}/"]

    @pytest.mark.parametrize("name", ["people.es", "news.de", "news.", "../news.es"])
    def test_what_is_no_feed_is_not_found(self, client, name):
        assert client.get(f"/feeds/{name}.atom", follow=True).status_code == 404


class TestLinkedData:
    def test_an_article_says_what_it_is_no_more_exactly_than_its_source(self, client, article):
        graph = triples(head_of(client, f"/es/news/{article.slug}/"))
        assert said(graph, "NewsArticle", "headline") == ["Uno < dos & más"]
        assert said(graph, "NewsArticle", "datePublished") == ["2025-09"]
        assert said(graph, "NewsArticle", "inLanguage") == ["es"]
        assert said(graph, "Person", "name") == ["Ana Paz", "Rui Sá"]
        assert said(graph, "WebPage", "url") == ["https://example.org/a"]
        assert said(graph, "Organization", "name") == ["ARTIE"]
        steps = said(graph, "ListItem", "item")
        assert steps == [f"{SITE}/es/", f"{SITE}/es/news/", f"{SITE}/es/news/{article.slug}/"]

    def test_a_page_with_a_cover_names_its_picture(self, client, article):
        page = news(title="Otro", cover=PictureFactory(), cover_alt="Una mesa")
        graph = triples(head_of(client, f"/es/news/{page.slug}/"))
        assert said(graph, "NewsArticle", "image") == [f"{SITE}/share/es/{page.pk}.png"]
        assert said(triples(head_of(client, f"/es/news/{article.slug}/")), "NewsArticle", "image") == []

    def test_an_event_says_when_in_its_own_zone(self, client):
        page = event(
            start_date=datetime.date(2026, 3, 4),
            start_time=datetime.time(9),
            time_zone="America/Santiago",
            modality="virtual",
            is_cancelled=True,
        )
        graph = triples(head_of(client, f"/es/events/{page.slug}/"))
        assert said(graph, "Event", "startDate") == ["2026-03-04T09:00:00-03:00"]
        assert said(graph, "Event", "eventStatus") == ["https://schema.org/EventCancelled"]
        assert said(graph, "Event", "eventAttendanceMode") == ["https://schema.org/OnlineEventAttendanceMode"]

    def test_a_course_and_its_lessons(self, client):
        modules = [{"type": "module", "value": {"title": "Módulo", "about": ""}}]
        course = publish(track(), "training.CoursePage", lead="De qué trata.", provider="IIPE", modules=modules)
        lesson = publish(course, "training.LessonPage", lead="Hoy.", minutes=15)
        graph = triples(head_of(client, f"/es/training/page-1/{course.slug}/"))
        assert said(graph, "Course", "description") == ["De qué trata."]
        assert said(graph, "Syllabus", "name") == ["Módulo"]
        graph = triples(head_of(client, f"/es/training/page-1/{course.slug}/{lesson.slug}/"))
        assert said(graph, "LearningResource", "timeRequired") == ["PT15M"]
        assert said(graph, "Course", "name") == [course.title]

    def test_the_first_page_says_whose_site_it_is(self, client):
        graph = triples(head_of(client, "/fr/"))
        assert said(graph, "Organization", "name") == ["ARTIE"]
        assert said(graph, "Organization", "url") == [f"{SITE}/"]


class TestLanguages:
    def links(self, client, address: str) -> tuple[str, dict[str, str]]:
        head = head_of(client, address).head
        others = {link["hreflang"]: link["href"] for link in head.select("link[hreflang]")}
        return head.select_one("link[rel=canonical]")["href"], others

    def test_a_page_that_only_follows_another_leads_to_it(self, client, article):
        path = f"news/{article.slug}/"
        translate(article, "en", {"Entrada.": "Lead."})
        assert self.links(client, f"/en/{path}") == (
            f"{SITE}/en/{path}",
            {"es": f"{SITE}/es/{path}", "en": f"{SITE}/en/{path}", "x-default": f"{SITE}/es/{path}"},
        )
        assert self.links(client, f"/fr/{path}")[0] == f"{SITE}/es/{path}"

    def test_the_sitemap_names_each_language_with_words_of_its_own(self, client, article):
        translate(article, "en", {"Entrada.": "Lead."})
        translate(article, "pt", {})  # sent to translators: the words are still the original's
        root = ElementTree.fromstring(client.get("/sitemap.xml").content)
        found = {
            urlsplit(url.findtext("s:loc", namespaces=XML)).path: {
                link.get("hreflang") for link in url.findall("x:link", XML)
            }
            for url in root.findall("s:url", XML)
        }
        path = f"news/{article.slug}/"
        assert found[f"/es/{path}"] == found[f"/en/{path}"] == {"es", "en", "x-default"}
        assert {f"/fr/{path}", f"/pt/{path}"}.isdisjoint(found)
        assert found["/pt/about/"] == {*LANGUAGES, "x-default"}
        assert "/es/" in found


class TestSharing:
    def test_a_link_shows_title_words_and_a_picture_in_the_language_of_the_page(self, client, article):
        head = head_of(client, f"/es/news/{article.slug}/").head
        said = {tag["property"]: tag["content"] for tag in head.select("meta[property]")}
        assert (said["og:title"], said["og:description"]) == ("Uno < dos & más", "Entrada.")
        assert (said["og:type"], said["og:locale"]) == ("article", "es_419")
        assert said["og:url"] == f"{SITE}/es/news/{article.slug}/"
        response = client.get(said["og:image"].removeprefix(SITE))
        assert response["Content-Type"] == "image/png"
        with Image.open(BytesIO(response.content)) as picture:
            assert picture.size == (1200, 630)

    def test_each_page_has_its_own_and_the_site_one_in_each_language(self, client, article):
        addresses = [f"/share/es/{article.pk}.png", *(f"/share/{language}.png" for language in LANGUAGES)]
        assert len({client.get(address).content for address in addresses}) == 5

    def test_a_change_of_the_title_changes_the_picture(self, client, article):
        before = client.get(f"/share/es/{article.pk}.png").content
        article.title = "Otro"
        article.save_revision().publish()
        assert client.get(f"/share/es/{article.pk}.png").content != before

    def test_the_cover_of_a_page_stands_in_its_picture_and_a_lost_file_is_no_failure(self, client):
        page = news(title="Uno", cover=PictureFactory(), cover_alt="Una mesa")
        with Image.open(BytesIO(client.get(f"/share/es/{page.pk}.png").content)) as picture:
            red, green, blue = picture.convert("RGB").getpixel((850, 150))
        assert abs(red - 12) + abs(green - 74) + abs(blue - 90) < 12
        lost = news(title="Dos", cover=PictureFactory(), cover_alt="Una mesa")
        lost.cover.file.storage.delete(lost.cover.file.name)
        assert client.get(f"/share/es/{lost.pk}.png").status_code == 200

    def test_no_picture_of_what_a_visitor_may_not_read(self, client, article):
        PageViewRestriction.objects.create(page=article, restriction_type="login")
        bump_content_version()
        assert client.get(f"/share/es/{article.pk}.png", follow=True).status_code == 404
        assert client.get("/share/es/999999.png", follow=True).status_code == 404
        assert client.get("/share/de.png", follow=True).status_code == 404


def test_robots_are_told_the_sitemap(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines == ["User-agent: *", "Disallow: /admin/", "Disallow: /*?", f"Sitemap: {SITE}/sitemap.xml"]


def test_whom_to_tell_of_a_weakness(client):
    fields = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    assert fields["Contact"] == "mailto:Education.Santiago@unesco.org"
    expires = datetime.datetime.fromisoformat(fields["Expires"])
    left = expires - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=150) < left < datetime.timedelta(days=184)
