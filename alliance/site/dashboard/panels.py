"""The panel of the first screen that holds the lists of the day, and all lines of one of them on a page of its own."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.components import Component

from alliance.site.dashboard.broken import BrokenLinks
from alliance.site.dashboard.lists import Drafts, Scheduled, Sent, Waiting
from alliance.site.dashboard.translations import Translations
from alliance.site.dashboard.work import WorkList

LISTS: tuple[type[WorkList], ...] = (Waiting, Sent, Scheduled, Drafts, Translations, BrokenLinks)
MOST_ROWS = 10
PAGE_SIZE = 50


class DayPanel(Component):
    """What waits, list by list; lists without a line are left out, and where all are empty a sentence says so."""

    name = "day"
    template_name = "admin/day.html"
    order = 210

    def __init__(self, user) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        shown = []
        for kind in LISTS:
            work = kind(self.user)
            number = work.items.count()
            ways = getattr(work, "ways", [])
            if number or ways:
                rows = work.rows(work.items[:MOST_ROWS]) if number else []
                shown.append({"list": work, "rows": rows, "number": number, "ways": ways, "is_cut": number > MOST_ROWS})
        return {"lists": shown, "zone": timezone.get_current_timezone_name()}


def whole_list(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with all lines of a list. Raises Http404 for an unknown one."""
    kind = next((each for each in LISTS if each.name == name), None)
    if kind is None:
        raise Http404
    work = kind(request.user)
    paginator = WagtailPaginator(work.items, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("p"))
    context = {
        "list": work,
        "rows": work.rows(page.object_list),
        "page": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "admin/day_list.html", context)
