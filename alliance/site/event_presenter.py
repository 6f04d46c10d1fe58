"""What the pages of the events show."""

from bisect import bisect_right
from datetime import datetime

from django.apps import apps
from django.db.models import Case, F, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from alliance.core import reference
from alliance.core.formatting import language_name, long_date
from alliance.core.models import EditorialQuerySet, Vocabulary
from alliance.core.page_facts import country_links, line_of, neighbours, sources_of, topic_links, words_of
from alliance.core.page_lists import COUNTRIES, TOPICS, Facet
from alliance.core.printed import printed_once
from alliance.site import event_times
from alliance.site.naming import network_links

KINDS = Facet.of_terms("kind", gettext_lazy("Kind"), "kind__code", Vocabulary.EVENT_KIND)
FACETS = (Facet.of_years("start_date__year"), KINDS, TOPICS, COUNTRIES)


def events(user, language: str | None = None) -> EditorialQuerySet:
    """Return the events that ``user`` may see in a language (default: the active one), with what their lines say."""
    pages = apps.get_model("site.EventPage").objects.visible_to(user).in_language(language)
    return pages.with_state_of_words().select_related("locale", "kind")


def coming_first(pages: EditorialQuerySet, now: datetime) -> EditorialQuerySet:
    """Return events in the order of the list: those to come, the next first, then those that are over, the latest first."""
    ahead = pages.annotate(is_over=Case(When(ends_at__gt=now, then=Value(0)), default=Value(1)))
    next_first = Case(When(ends_at__gt=now, then=F("starts_at")))
    return ahead.order_by("is_over", next_first, "-starts_at", "slug")


def time_of_events(request: HttpRequest, now: datetime) -> str:
    """Return what stands for all that pages say of events by the clock; it changes with the day and with each event's end."""
    pages = apps.get_model("site.EventPage").objects.live().exclude(ends_at=None).order_by("ends_at")
    ends = printed_once(request, "events:ends", lambda: list(pages.values_list("ends_at", flat=True)))
    return f"{timezone.localdate(now)}:{bisect_right(ends, now)}"


def kind_of(event) -> str:
    """Return the label of an event's kind."""
    if event.kind is None:
        return ""
    return reference.labels(Vocabulary.EVENT_KIND).get(event.kind.code, event.kind.label)


def event_line(event, section_url: str, now: datetime) -> dict:
    """Return an event as a line of a list."""
    over, tags = event_times.is_over(event, now), []
    if event.is_cancelled:
        tags.append({"text": _("cancelled"), "kind": "bad", "sign": "alert"})
    elif over and has_outcome(event):
        tags.append({"text": _("with its outcome"), "kind": "", "sign": ""})
    start, days = event_times.when(event, now), event_times.days_shown(event)
    has_hours = not over and start["start"]
    return line_of(event, section_url) | {
        "when": start["text"] if has_hours else days,
        "zone": start["note"] if has_hours else "",
        "days": days,
        "kind": kind_of(event),
        "place": event.place or (event.get_modality_display() if event.modality else ""),
        "tags": tags,
    }


def has_outcome(event) -> bool:
    """Whether something is known of what came of an event."""
    counted = (event.people_count, event.country_count)
    return any(number is not None for number in counted) or bool(event.consensus) or bool(event.outcome)


def event_context(page, section_url: str, now: datetime) -> dict:
    """Return what the body of an event shows: what anybody may read of it, and of an editor's preview."""
    address = f"{section_url}{page.slug}/"
    topics = list(page.topics.all())
    earlier, later = neighbours(events(None), page, topics, by="start_date")
    over, when = event_times.is_over(page, now), event_times.when(page, now)
    is_open = not over and not page.is_cancelled
    tells_outcome = over and not page.is_cancelled and has_outcome(page)
    sources = sources_of(page)
    kind = " · ".join(filter(None, [kind_of(page), page.get_modality_display() if page.modality else ""]))
    return {
        **words_of(page, address, user=None),
        "is_over": over,
        "tells_outcome": tells_outcome,
        "kind": kind,
        "days": event_times.days_shown(page),
        "when": when,
        "elsewhere": [] if over else event_times.in_other_places(page),
        "figures": _figures(page, sources) if tells_outcome else [],
        "facts": _facts(page, topics, section_url, when=when, over=over),
        "link": page.link if is_open else "",
        "ics_url": f"{address}event.ics" if is_open and event_times.is_exact(page) else "",
        "speakers": [line.strip() for line in page.speakers.splitlines() if line.strip()],
        "sources": sources,
        "earlier": [event_line(each, section_url, now) for each in earlier],
        "later": [event_line(each, section_url, now) for each in later],
    }


def _figures(page, sources: list) -> list[dict]:
    """Return what is counted of an event that is over; what nobody states says so."""
    source = {"url": "#source-1", "link": _("Source 1")} if sources else {}
    people, countries, points = page.people_count, page.country_count, len(page.consensus)
    figures = [
        {"value": people, "label": ngettext("person took part", "people took part", people or 0)},
        {"value": countries, "label": ngettext("country took part", "countries took part", countries or 0)},
    ]
    figures = [figure | (source if figure["value"] is not None else {}) for figure in figures]
    if points:
        label = ngettext("point of consensus", "points of consensus", points)
        figures.append({"value": points, "label": label, "url": "#h-consensus", "link": _("Read them")})
    return figures


def _facts(page, topics, section_url: str, *, when: dict, over: bool) -> list[dict]:
    """Return the facts beside an event."""
    clock = [when["text"], when["note"]] if when["start"] else event_times.days_shown(page)
    facts = [
        {"label": _("When"), "value": clock, "wide": True} if over else None,
        {"label": _("Place"), "value": page.place, "lang": page.words_language},
        {"label": _("How people meet"), "value": page.get_modality_display() if page.modality else ""},
        {"label": pgettext("event", "Lasts"), "value": event_times.lasts(page)},
        {
            "label": _("Languages spoken and interpreted"),
            "value": ", ".join(language_name(code) for code in page.interpretation.split()),
            "wide": True,
        },
        {"label": _("Organisers"), "value": page.organisation_names, "wide": True},
        {"label": _("Countries"), "links": country_links(page.countries.all()), "wide": True},
        {"label": _("Topics"), "links": topic_links(topics, section_url), "wide": True},
        {"label": _("Networks"), "links": network_links(page), "wide": True},
    ]
    if page.last_published_at:
        facts.append({"label": _("Last changed"), "value": long_date(page.last_published_at)})
    may_be_left_out = {_("Countries"), _("Topics"), _("Networks"), pgettext("event", "Lasts")}
    if page.modality == "virtual":
        may_be_left_out.add(_("Place"))
    return [
        fact
        for fact in facts
        if fact and (fact.get("value") or fact.get("links") or fact["label"] not in may_be_left_out)
    ]
