"""Storing news that comes from files."""

from alliance.core.loading import Fields
from alliance.core.page_rows import partial_date
from alliance.site.models import NewsIndexPage, NewsPage

from .stories import StoryLoader, StoryRow


class NewsLoader(StoryLoader):
    """Loads the rows of events_news.json that are news."""

    kind = "news"
    model = NewsPage
    section_model = NewsIndexPage
    section_name = "news"
    day = "published_date"

    def read_facts(self, fields: Fields, found: StoryRow) -> None:
        """The date, no more exact than its source gives it."""
        # What events have besides: an article tells it in its words.
        fields.ignore("end_date", "modality", "participants_count", "participating_countries_count")
        day, precision = partial_date(fields, "date")
        if day is None and not fields.text("date"):
            fields.reject("date", "is missing")
        found.facts |= {"published_date": day, "date_precision": precision}

    def read_full(self, fields: Fields, found: StoryRow) -> dict:
        """With the authors."""
        return {**super().read_full(fields, found), "authors": fields.text("authors", longest=250)}
