"""Events: what comes and what was, month by month, each event, and all of it for calendar programs."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from alliance.core.formatting import number
from alliance.core.models import DatePrecision
from alliance.core.page_lists import PageList, answer
from alliance.core.printed import printed_body
from alliance.site.calendar import calendar_of
from alliance.site.event_months import is_month, month_context, month_of
from alliance.site.event_presenter import FACETS, coming_first, event_context, event_line, events, time_of_events
from alliance.site.event_times import is_exact, is_over

CALENDAR_TYPE = "text/calendar; charset=utf-8"


def show_list(request: HttpRequest, page: Page) -> HttpResponse:
    """Events to come, then those that are over, with filters."""
    now = timezone.now()
    section_url = page.get_url(request)
    pages = coming_first(events(None), now)
    found = PageList(pages, FACETS, request.GET, section_url)

    def context(page_obj) -> dict:
        shown = list(pages.filter(pk__in=page_obj.object_list))
        coming = [event_line(each, section_url, now) for each in shown if not is_over(each, now)]
        past = [event_line(each, section_url, now) for each in shown if is_over(each, now)]
        sentence = ngettext("%(number)s event", "%(number)s events", found.total)
        return {
            "headline": sentence % {"number": number(found.total)},
            "coming": coming,
            # Said once, where the list begins.
            "none_coming": page_obj.number == 1 and not coming,
            "past": past,
            "empty": None if found.total else found.nothing_found(_("There are no events yet.")),
            "month": month_of(timezone.localdate(now), section_url),
            "calendar_url": f"{section_url}calendar.ics",
        }

    return answer(
        request,
        page,
        found,
        "pages/event_list.html",
        unit=_("events"),
        context=context,
        state=time_of_events(request, now),
    )


def show_month(request: HttpRequest, page: Page, year: int, month: int) -> HttpResponse:
    """The events of one month, day by day; 404 where there is no such month."""
    if not is_month(year, month):
        raise Http404
    section_url = page.get_url(request)
    first = date(year, month, 1)
    here = month_of(first, section_url)
    if request.path != here.url:
        return HttpResponsePermanentRedirect(here.url)
    now = timezone.now()
    shown = {
        "page": page,
        "crumbs": [*page.crumbs, (page.title, section_url)],
        "month": here,
        "body": printed_body(
            request,
            page,
            "pages/event_month.html",
            lambda: month_context(events(None), first, section_url, now),
            state=f"{first:%Y-%m}:{time_of_events(request, now)}",
        ),
    }
    return render(request, "pages/event_month.html", shown)


def show(request: HttpRequest, page: Page) -> HttpResponse:
    """An event, or what came of it."""
    now = timezone.now()
    section = page.get_parent()
    section_url = section.get_url(request)
    shown = {
        "page": page,
        "crumbs": [*page.crumbs, (section.title, section_url)],
        "has_hours": is_exact(page) and page.start_time is not None and not is_over(page, now),
        "body": printed_body(
            request,
            page,
            "pages/event.html",
            lambda: event_context(page, section_url, now),
            state=time_of_events(request, now),
        ),
    }
    return render(request, "pages/event.html", shown)


def ics(request: HttpRequest, page: Page) -> HttpResponse:
    """One event for calendar programs; 404 with a word why where its day is not known."""
    section = page.get_parent()
    section_url = section.get_url(request)
    if not is_exact(page):
        return render(request, "pages/event_no_ics.html", {"url": f"{section_url}{page.slug}/"}, status=404)
    body = calendar_of([page], name=page.title, section_url=section_url)
    name = f'attachment; filename="{page.slug}.ics"'
    return HttpResponse(body, content_type=CALENDAR_TYPE, headers={"Content-Disposition": name})


def calendar(request: HttpRequest, page: Page) -> HttpResponse:
    """All events of a language whose day is known, to subscribe to."""
    exact = events(request.user).filter(date_precision=DatePrecision.DAY).order_by("starts_at", "slug")
    body = calendar_of(exact, name=page.title, section_url=page.get_url(request))
    return HttpResponse(body, content_type=CALENDAR_TYPE)
