"""All training, with filters; and each track."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core.formatting import number
from alliance.core.page_lists import PageList, answer
from alliance.core.printed import printed_body
from training.presenter import address_of, course_lines, courses, facets_for, track_context, track_lines, way_to


def show_all(request: HttpRequest, page) -> HttpResponse:
    """The tracks, and all courses with filters."""
    everything = courses(None)
    found = PageList(everything, facets_for(everything), request.GET, address_of(page))

    def context(page_obj) -> dict:
        shown = everything.filter(pk__in=page_obj.object_list)
        sentence = ngettext("%(number)s course", "%(number)s courses", found.total)
        is_whole = not found.choice and page_obj.number == 1
        return {
            "headline": sentence % {"number": number(found.total)},
            "lines": course_lines(shown, user=None),
            # Whoever has chosen something, or reads on, is past them.
            "tracks": track_lines(everything, user=None) if is_whole and not request.htmx else [],
            "empty": None if found.total else found.nothing_found(_("There are no courses yet.")),
        }

    return answer(request, page, found, "training/courses.html", unit=_("courses"), context=context)


def show(request: HttpRequest, page) -> HttpResponse:
    """One track, with its courses in order."""
    shown = {
        "page": page,
        "crumbs": way_to(page),
        "body": printed_body(request, page, "training/track.html", lambda: track_context(page, user=None)),
    }
    return render(request, "training/track.html", shown)
