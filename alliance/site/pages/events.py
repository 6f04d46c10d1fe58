"""Events: the section with its lists, months and calendar, and each event."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page

from alliance.core.linked_data import CONTEXT
from alliance.core.models import (
    COVER_PANEL,
    SOURCES_PANEL,
    DatePrecision,
    EditorialPage,
    FileRouteMixin,
    RecordIndexMixin,
    Term,
    TopicsMixin,
    Vocabulary,
    partial_date,
    shown_date,
    words_and_facts,
)
from alliance.site.pages.naming import NetworksMixin
from alliance.site.views import event
from evidence.blocks import STORY_BLOCKS

POINT_BLOCKS = [("point", blocks.CharBlock(label=_("point"), max_length=300))]


def time_zones() -> list[tuple[str, str]]:
    """Return the zones that an event can be in: those with a city, and UTC."""
    named = sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))
    )
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in named)]


class Modality(models.TextChoices):
    """Where people meet."""

    IN_PERSON = "in_person", _("In person")
    VIRTUAL = "virtual", _("Online")
    HYBRID = "hybrid", _("In person and online")


class EventIndexPage(RecordIndexMixin, RoutablePageMixin, Page):
    """All events: coming, past, by month, and as a calendar to subscribe to."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["site.HomePage"]
    subpage_types = ["site.EventPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("events section")

    @path("")
    def events(self, request):
        """Coming events, then past ones, with filters."""
        return event.show_list(request, self)

    @path("month/<int:year>-<int:month>/", name="month")
    def month(self, request, year, month):
        """One month, day by day."""
        return event.show_month(request, self, year, month)

    @path("calendar.ics", name="calendar")
    def calendar(self, request):
        """All events for calendar programs."""
        return event.calendar(request, self)


class EventPage(FileRouteMixin, RoutablePageMixin, NetworksMixin, TopicsMixin, EditorialPage):
    """Something that people come together for, and what came of it."""

    kind = models.ForeignKey(
        Term,
        verbose_name=_("kind of event"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        limit_choices_to={"vocabulary": Vocabulary.EVENT_KIND, "merged_into": None},
        related_name="+",
    )
    modality = models.CharField(_("how people meet"), max_length=10, choices=Modality.choices, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to take part"), max_length=600, blank=True)
    start_date = models.DateField(_("first day"))
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end_date = models.DateField(_("last day"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone of the place"), max_length=40, choices=time_zones, default="America/Santiago"
    )
    date_precision = models.CharField(
        _("how exact the date is"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    interpretation = models.CharField(
        _("languages spoken and interpreted"), max_length=40, blank=True, help_text=_("Codes, with spaces: es en pt")
    )
    speakers = models.TextField(_("speakers"), blank=True, help_text=_("One in each line: name, office."))
    body = StreamField(STORY_BLOCKS, verbose_name=_("text"), blank=True)

    people_count = models.PositiveIntegerField(_("people who took part"), null=True, blank=True)
    country_count = models.PositiveIntegerField(_("countries that took part"), null=True, blank=True)
    consensus = StreamField(POINT_BLOCKS, verbose_name=_("points of consensus"), blank=True)
    outcome = StreamField(STORY_BLOCKS, verbose_name=_("what came of it"), blank=True)

    # Kept beside the local times above, so that lists can be filtered and sorted; the zone's rules may change.
    starts_at = models.DateTimeField(editable=False, null=True, db_index=True)
    ends_at = models.DateTimeField(editable=False, null=True, db_index=True)
    calendar_facts = models.CharField(max_length=32, blank=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(editable=False, null=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("start_time")]),
                FieldRowPanel([FieldPanel("end_date"), FieldPanel("end_time")]),
                FieldRowPanel([FieldPanel("time_zone"), FieldPanel("date_precision")]),
                FieldPanel("is_cancelled"),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("modality")]),
                FieldPanel("place"),
                FieldPanel("link"),
                FieldPanel("interpretation"),
            ],
            heading=_("Where and how"),
        ),
        FieldPanel("body"),
        FieldPanel("speakers"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("people_count"), FieldPanel("country_count")]),
                FieldPanel("consensus"),
                FieldPanel("outcome"),
            ],
            heading=_("What came of it"),
        ),
        COVER_PANEL,
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("countries"), FieldPanel("organisations"), FieldPanel("networks")],
            heading=_("What it is about"),
        ),
        SOURCES_PANEL,
    ]
    translatable_fields = words_and_facts(
        (*EditorialPage.TRANSLATED, "place", "speakers", "body", "consensus", "outcome"),
        (
            *EditorialPage.SHARED,
            *TopicsMixin.SHARED,
            *NetworksMixin.SHARED,
            *("kind", "modality", "link", "start_date", "start_time", "end_date", "end_time", "time_zone"),
            *("date_precision", "is_cancelled", "interpretation", "people_count", "country_count"),
        ),
    )
    parent_page_types = ["site.EventIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("event")

    @path("")
    def page(self, request):
        """The event, or what came of it."""
        return event.show(request, self)

    @path("event.ics", name="ics")
    def ics(self, request):
        """The event for calendar programs."""
        return event.ics(request, self)

    def clean(self) -> None:
        """An event ends after it begins, and an hour needs a day."""
        super().clean()
        errors = {}
        if self.start_date and self.end_date and self.end_date < self.start_date:
            errors["end_date"] = _("The last day is before the first.")
        elif (
            self.start_time and self.end_time and self.last_day == self.start_date and self.end_time <= self.start_time
        ):
            errors["end_time"] = _("It ends before it begins.")
        if self.end_time and not self.start_time:
            errors["start_time"] = _("Say also when it begins.")
        if self.start_time and self.date_precision != DatePrecision.DAY:
            errors["date_precision"] = _("An hour needs an exact day.")
        if errors:
            raise ValidationError(errors)

    def full_clean(self, *args, **kwargs) -> None:
        """As Wagtail's; and the instants follow from the local times."""
        super().full_clean(*args, **kwargs)
        self.starts_at, self.ends_at = self.instants()

    def with_content_json(self, content) -> "EventPage":
        """As Wagtail's; what calendars were told last belongs to the page, not to one of its revisions."""
        page = super().with_content_json(content)
        for name in ("calendar_facts", "calendar_sequence", "changed_at"):
            setattr(page, name, getattr(self, name))
        return page

    def machine_data(self) -> dict:
        """The event, in schema.org's terms."""
        states = {True: "EventCancelled", False: "EventScheduled"}
        modes = {
            Modality.IN_PERSON: "OfflineEventAttendanceMode",
            Modality.VIRTUAL: "OnlineEventAttendanceMode",
            Modality.HYBRID: "MixedEventAttendanceMode",
        }
        place = self.place and {"@type": "Place", "name": self.place}
        online = self.link and {"@type": "VirtualLocation", "url": self.link}
        return {
            **super().machine_data(),
            "@type": "Event",
            "startDate": self._moment(self.start_date, self.start_time),
            "endDate": self._moment(self.last_day, self.end_time) if self.end_date or self.end_time else "",
            "eventStatus": f"{CONTEXT}/{states[self.is_cancelled]}",
            "eventAttendanceMode": self.modality and f"{CONTEXT}/{modes[Modality(self.modality)]}",
            "location": [each for each in (place, online) if each],
            "organizer": [{"@type": "Organization", "name": name} for name in self.organisation_names],
        }

    def _moment(self, day: date, hour: time | None) -> str:
        if hour is None:
            return partial_date(day, self.date_precision)
        return datetime.combine(day, hour, ZoneInfo(self.time_zone)).isoformat()

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        return self.end_date or self.start_date

    def instants(self) -> tuple[datetime, datetime]:
        """Return when it begins and ends, in UTC. Without hours it lasts from midnight to midnight in its zone; where only
        a month or a year is known, to the end of that."""
        zone = ZoneInfo(self.time_zone)
        start = datetime.combine(self.start_date, self.start_time or time(), zone)
        if self.end_time or self.start_time:
            end = datetime.combine(self.last_day, self.end_time or self.start_time, zone)
        else:
            end = datetime.combine(
                _last_possible_day(self.last_day, self.date_precision) + timedelta(days=1), time(), zone
            )
        return start.astimezone(UTC), end.astimezone(UTC)

    @property
    def date_shown(self) -> str:
        """The first day in words, as exact as it is known."""
        return shown_date(self.start_date, self.date_precision)


def _last_possible_day(day: date, precision: str) -> date:
    if precision == DatePrecision.YEAR:
        return date(day.year, 12, 31)
    if precision == DatePrecision.MONTH:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return day
