"""A course: facts, outline, and the way into it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliance.core.printed import printed_body
from training.presenter import course_context, way_to


def show(request: HttpRequest, page) -> HttpResponse:
    """One course."""
    shown = {
        "page": page,
        "crumbs": way_to(page),
        "body": printed_body(request, page, "training/course.html", lambda: course_context(page, user=None)),
    }
    return render(request, "training/course.html", shown)
