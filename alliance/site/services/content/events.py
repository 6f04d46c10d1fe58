"""Storing events that come from files, with what came of them."""

from zoneinfo import available_timezones

from alliance.core.content_loaders import LANGUAGES
from alliance.core.loading import Fields
from alliance.core.models import Vocabulary
from alliance.core.page_rows import partial_date
from alliance.site.models import EventIndexPage, EventPage, Modality

from .stories import StoryLoader, StoryRow

# Without an hour an event lasts whole days wherever it is; this zone claims no place.
_NO_PLACE = "UTC"


class EventLoader(StoryLoader):
    """Loads the rows of events_news.json that are events."""

    kind = "event"
    model = EventPage
    section_model = EventIndexPage
    section_name = "events"
    day = "start_date"

    def read_facts(self, fields: Fields, found: StoryRow) -> None:
        """When, how, and how many took part."""
        start, precision = partial_date(fields, "date")
        if start is None and not fields.text("date"):
            fields.reject("date", "is missing")
        end, _precision = partial_date(fields, "end_date")
        found.facts |= {
            "start_date": start,
            "end_date": end,
            "date_precision": precision,
            "time_zone": _NO_PLACE,
            "modality": fields.choice("modality", Modality.values),
            "people_count": fields.number("participants_count"),
            "country_count": fields.number("participating_countries_count"),
        }

    def read_full(self, fields: Fields, found: StoryRow) -> dict:
        """With kind, time zone of the place and points of consensus."""
        zone = fields.text("time_zone")
        if zone and zone not in available_timezones():
            fields.reject("time_zone", f"“{zone}” is no time zone")
        return {
            **super().read_full(fields, found),
            "kind": self.references.term(fields, "event_kind", Vocabulary.EVENT_KIND),
            "time_zone": zone or _NO_PLACE,
            "consensus": [
                {language: point.text(language, required=True, longest=300) for language in LANGUAGES}
                for point in fields.each("consensus")
            ],
        }
