"""News, events and plain pages, as they are found."""

from django.utils.translation import gettext_lazy as _

from alliance.site.pages import EventPage, NewsPage, PlainPage
from search.sources.pages import PageSource
from search.sources.words import lines, story


def _event_body(page: EventPage) -> str:
    return lines(story(page.body), page.speakers, story(page.consensus), story(page.outcome))


NEWS = PageSource(
    name="news",
    label=_("News article"),
    plural=_("News"),
    model=NewsPage,
    body=lambda page: story(page.body),
    names=lambda page: [page.place, page.authors, *page.organisation_names],
    dated=lambda page: page.published_date,
    year=lambda page: page.published_date.year,
    facts=lambda page: [page.date_shown, page.place],
).kind()

EVENTS = PageSource(
    name="event",
    label=_("Event"),
    plural=_("Events"),
    model=EventPage,
    body=_event_body,
    names=lambda page: [page.place, *page.organisation_names],
    dated=lambda page: page.start_date,
    year=lambda page: page.start_date.year,
    facts=lambda page: [page.date_shown, page.place],
).kind()

PAGES = PageSource(
    name="page",
    label=_("Page"),
    plural=_("Pages"),
    model=PlainPage,
    body=lambda page: story(page.body),
).kind()
