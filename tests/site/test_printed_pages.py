"""Pages that staff write are printed once per state of the content: never an old one, never another's."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.test import RequestFactory
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from alliance.core import tasks
from alliance.core.cache import content_version
from tests.factories.core import CountryFactory
from tests.factories.pages import add, event, news, section, story, track, translate
from tests.factories.pictures import PictureFactory
from tests.queries import PERSONAL
from tests.training.courses import course, lesson

pytestmark = pytest.mark.django_db
DAY, TIME = datetime.date, datetime.time


def soup_of(client, address: str) -> BeautifulSoup:
    """A page as somebody gets it for whom no whole answer is kept."""
    response = client.get(address, headers=PERSONAL)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def words(element) -> str:
    return " ".join(element.text.split())


def titles(client, address: str) -> list[str]:
    return [words(link) for link in soup_of(client, address).select("#results .record__title a")]


def parts() -> int:
    """How many parts of pages are kept."""
    return len([key for key in caches["default"]._cache if ":printed:" in key])


@pytest.fixture
def at(monkeypatch):
    """Sets the clock, in UTC."""

    def set_to(*moment: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: datetime.datetime(*moment, tzinfo=datetime.UTC))

    return set_to


@pytest.fixture
def in_memory(settings):
    """The cache of the process, whose keys can be counted; what Redis keeps is the same."""
    backend = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "printed"}
    settings.CACHES = {"default": backend}
    caches["default"].clear()


def one_of_each() -> dict:
    """A page of each type whose body is printed once, by its address."""
    held = track(slug="t")
    given = course(held, slug="c")
    return {
        "/es/news/n/": news(slug="n"),
        "/es/events/e/": event(slug="e"),
        "/es/training/t/": held,
        "/es/training/t/c/": given,
        "/es/training/t/c/l/": lesson(given, slug="l", body=story("Lea esto.")),
        "/es/news/": section("site.NewsIndexPage"),
        "/es/events/": section("site.EventIndexPage"),
        "/es/training/": section("training.TrainingIndexPage"),
    }


def test_a_publish_shows_at_once_and_until_then_everybody_reads_what_was_printed(client):
    for address, page in one_of_each().items():
        soup_of(client, address)
        type(page).objects.filter(pk=page.pk).update(title="Nuevo")
        assert words(soup_of(client, address).h1) != "Nuevo", address
        page.title = "Nuevo"
        page.save_revision().publish()
        assert words(soup_of(client, address).h1) == "Nuevo", address


def test_a_preview_shows_the_draft_and_leaves_nothing(client):
    for address, page in one_of_each().items():
        published = words(soup_of(client, address).h1)
        page.title = "Borrador"
        request = RequestFactory().get(address, headers={"Host": "127.0.0.1"})
        request.user = AnonymousUser()
        preview = page.make_preview_request(original_request=request)
        soup = BeautifulSoup(preview.content, "html.parser")
        assert (words(soup.h1), soup.select_one("[property='og:title']")["content"]) == ("Borrador", "Borrador")
        after = soup_of(client, address)
        assert words(after.h1) == published, address
        assert after.select_one("[property='og:title']")["content"] == published, address


def test_languages_and_filters_are_told_apart(client):
    page = news(slug="n", title="Uno", published_date=DAY(2025, 2, 1))
    news(title="Dos", published_date=DAY(2026, 2, 1))
    translate(page, "en", {"Uno": "One"})
    for _time in range(2):
        assert words(soup_of(client, "/es/news/n/").h1) == "Uno"
        assert words(soup_of(client, "/en/news/n/").h1) == "One"
        assert titles(client, "/es/news/") == ["Dos", "Uno"]
        assert titles(client, "/es/news/?year=2025") == ["Uno"]
        assert titles(client, "/es/news/?year=2026") == ["Dos"]
        assert titles(client, "/en/news/?year=2025") == ["One"]


def test_the_pages_of_a_list_and_what_a_script_asks_for_are_told_apart(client):
    for number in range(21):
        news(title=f"N{number:02}", slug=f"n-{number:02}", published_date=DAY(2026, 2, 1))
    for _time in range(2):
        assert titles(client, "/es/news/")[0] == "N00"
        second = soup_of(client, "/es/news/?page=2")
        assert words(second.select_one("#results .record__title")) == "N20"
        assert second.title.text.startswith("Noticias · Página 2")
        assert client.get("/es/news/?page=3", headers=PERSONAL).status_code == 404
        part = client.get("/es/news/", headers={**PERSONAL, "HX-Request": "true"}).content.decode()
        assert "<main" not in part
        assert 'id="results"' in part


@pytest.mark.usefixtures("in_memory")
def test_only_the_whole_list_and_what_is_one_click_away_is_kept(client):
    CountryFactory(code="CL")
    news(published_date=DAY(2025, 2, 1))
    soup_of(client, "/es/news/")
    soup_of(client, "/es/news/?year=2025")
    kept = parts()
    for query in ("?year=x", "?topic=nothing", "?year=2025&country=CL", "?year=2025&year=2026", "?page=01"):
        soup_of(client, f"/es/news/{query}")
    for number in ("0", "99", "last", "9" * 300):
        assert client.get(f"/es/news/?page={number}", headers=PERSONAL).status_code == 404
    assert parts() == kept
    soup_of(client, "/es/news/?other=x")
    assert parts() == kept


def test_what_was_scheduled_shows_when_it_is_published(client, at):
    at(2026, 12, 1, 12)
    later = datetime.datetime(2026, 12, 2, 12, tzinfo=datetime.UTC)
    page = add(section("site.NewsIndexPage"), "site.NewsPage", title="Luego", lead="x", live=False, go_live_at=later)
    page.save_revision().publish()
    assert titles(client, "/es/news/") == []
    at(2026, 12, 2, 12, 0, 1)
    tasks.publish_scheduled()
    assert titles(client, "/es/news/") == ["Luego"]


def test_a_page_that_is_closed_leaves_the_list_and_is_not_read(client):
    page = news(slug="n", title="Uno")
    assert (titles(client, "/es/news/"), words(soup_of(client, "/es/news/n/").h1)) == (["Uno"], "Uno")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert titles(client, "/es/news/") == []
    assert client.get("/es/news/n/", headers=PERSONAL).status_code == 302


def test_an_event_is_over_the_moment_that_it_ends(client, at):
    at(2026, 12, 3, 12)
    event(slug="e", title="Hoy", start_date=DAY(2026, 12, 3), start_time=TIME(10), end_time=TIME(11), time_zone="UTC")
    event(slug="f", title="Hoy", start_date=DAY(2026, 12, 3), start_time=TIME(14), end_time=TIME(15), time_zone="UTC")

    def coming() -> tuple:
        part = soup_of(client, "/es/events/").select_one("section:has(#h-coming)")
        page = soup_of(client, "/es/events/f/")
        month = soup_of(client, "/es/events/month/2026-12/")
        return len(part.select(".record")), len(page.select("[src*='when']")), len(month.select(".record__where span"))

    first = coming()
    at(2026, 12, 3, 14, 59, 59)
    assert coming() == first == (1, 1, 1)
    at(2026, 12, 3, 15)
    assert coming() == (0, 0, 0)


def test_the_days_to_wait_and_the_day_of_today_change_at_midnight(client, at):
    event(slug="e", start_date=DAY(2026, 12, 31))

    def said() -> tuple[str, str]:
        wait = words(soup_of(client, "/es/events/e/").select_one(".when")).rpartition("Faltan")[2]
        return wait, words(soup_of(client, "/es/events/month/2026-12/").select_one("td.today, [aria-current='date']"))

    at(2026, 12, 3, 12)
    first = said()
    at(2026, 12, 3, 18)
    assert said() == first
    at(2026, 12, 4, 12)
    assert said() != first


@pytest.mark.parametrize("kind", ["picture", "document"])
def test_pages_are_printed_anew_when_a_file_changes_or_goes_not_when_it_is_uploaded(kind):
    before = content_version()
    file = PictureFactory() if kind == "picture" else get_document_model().objects.create(title="x", file="x.pdf")
    assert content_version() == before
    file.title = "Nuevo"
    file.save()
    changed = content_version()
    assert changed != before
    file.delete()
    assert content_version() not in {before, changed}
