"""The page types that stand above every app."""

from .countries import CountryIndexPage
from .events import EventIndexPage, EventPage, Modality
from .home import HomePage
from .news import NewsIndexPage, NewsPage
from .plain import PlainPage

__all__ = [
    "CountryIndexPage",
    "EventIndexPage",
    "EventPage",
    "HomePage",
    "Modality",
    "NewsIndexPage",
    "NewsPage",
    "PlainPage",
]
