"""What the alliance tells beside its evidence: news, events, courses; of a country, and on the first page.

What everybody may read of each country is kept in process memory per language until something is published, so that a
country's page costs no query for it. Events that have begun since then still stand where they stood.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.core.cache import content_version
from alliance.core.models import EditorialPage, EditorialQuerySet, site_language
from alliance.core.pictures import is_ready
from alliance.site import event_times
from alliance.site.event_presenter import coming_first, event_line, events, kind_of
from alliance.site.news_presenter import article_line, articles, newest_first
from members.presenters.networks import networks_by_country
from training.presenter import address_of, courses, courses_for_home

SHOWN = 3


@dataclass
class Told:
    """Lines for `components/records_tight.html`, of each kind the newest, and the networks by name."""

    news: list[dict] = field(default_factory=list)
    events: list[dict] = field(default_factory=list)
    courses: list[dict] = field(default_factory=list)
    networks: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class _Shelf:
    version: str = ""
    countries: dict[str, Told] = field(default_factory=dict)
    networks: dict[int, Told] = field(default_factory=dict)


_shelves: dict[str, _Shelf] = {}


def forget() -> None:
    """Drop what this process holds; the next question reads the tables again."""
    _shelves.clear()


def told_of(country: str) -> Told:
    """Return what is told of a country, by its code, in the active language. No query until something is published."""
    return _shelf().countries.get(country, Told())


def told_of_network(network: int) -> Told:
    """Return the news and events that name a network, by its key, or one that was merged into it. No query, as above."""
    return _shelf().networks.get(network, Told())


def _shelf() -> _Shelf:
    language, version = site_language(), content_version()
    shelf = _shelves.get(language)
    if shelf is None or shelf.version != version:
        shelf = _shelves[language] = _Shelf(version, _read(), _read_networks())
    return shelf


def _read_networks() -> dict[int, Told]:
    reader = AnonymousUser()
    found: dict[int, Told] = {}
    for name, pages in (
        ("news", articles(reader).order_by("-published_date", "slug")),
        ("events", coming_first(events(reader), timezone.now())),
    ):
        naming = pages.filter(pk__in=pages.model.networks.through.objects.values(pages.model._meta.model_name))
        for page in naming.prefetch_related("networks"):
            for key in {network.merged_into_id or network.pk for network in page.networks.all()}:
                lines = getattr(found.setdefault(key, Told()), name)
                if len(lines) < SHOWN:
                    lines.append(tight_line(page))
    return found


def _read() -> dict[str, Told]:
    reader = AnonymousUser()
    found: dict[str, Told] = {}
    for name, pages in (
        ("news", articles(reader).order_by("-published_date", "slug")),
        ("events", events(reader).order_by("-starts_at", "slug")),
        ("courses", courses(reader).order_by("-first_published_at", "path")),
    ):
        for page in pages.filter(countries__isnull=False).distinct().prefetch_related("countries"):
            for code in {country.code for country in page.countries.all()}:
                lines = getattr(found.setdefault(code, Told()), name)
                if len(lines) < SHOWN:
                    lines.append(tight_line(page))
    for code, line in networks_by_country(reader):
        found.setdefault(code, Told()).networks.append(line)
    return found


def tight_line(page) -> dict:
    """Return a page as a line that is told by its title, its day and its kind."""
    when = event_times.days_shown(page) if hasattr(page, "start_date") else getattr(page, "date_shown", "")
    kind = kind_of(page) if hasattr(page, "kind") else getattr(page, "provider", "")
    return {"url": address_of(page), "title": page.title, "lang": page.words_language, "when": when, "place": kind}


def for_home() -> dict:
    """Return what the first page tells: the latest news, the next events or else the last ones, courses to read."""
    reader, now, base = AnonymousUser(), timezone.now(), f"/{site_language()}/"
    shown = list(_with_covers(coming_first(events(reader), now))[:SHOWN])
    news = list(_with_covers(newest_first(reader))[:SHOWN])
    lines = courses_for_home(user=reader, most=SHOWN)
    first = list(_with_covers(courses(reader)).filter(pk__in=[line["pk"] for line in lines[:1]]))
    coming = [each for each in shown if not event_times.is_over(each, now)]
    return {
        "covers": {"news": _cover(news), "events": _cover(coming or shown), "courses": _cover(first)},
        "news": _lines(news, lambda page: article_line(page, f"{base}news/")),
        "events": _lines(coming or shown, lambda page: event_line(page, f"{base}events/", now)),
        "events_title": _("Next events") if coming else _("Latest events"),
        "courses": [line | {"place": line["provider"], "when": ""} for line in lines],
    }


def _with_covers(pages: EditorialQuerySet) -> EditorialQuerySet:
    return pages.select_related("locale", "cover").prefetch_related("cover__renditions")


def _cover(pages: list[EditorialPage]) -> dict | None:
    """Return the picture of the first page; none before the worker has made its sizes, for readers do not wait for it."""
    page = pages[0] if pages else None
    if page is None or page.cover is None or not is_ready(page.cover):
        return None
    return {"picture": page.cover, "alt": page.cover_alt, "lang": page.words_language}


def _lines(pages: Iterable, line) -> list[dict]:
    return [{**(made := line(page)), "when": made.get("days") or made["when"]} for page in pages]
