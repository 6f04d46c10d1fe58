"""A lesson to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliance.core.printed import printed_body
from training.presenter import lesson_context, way_to


def show(request: HttpRequest, page) -> HttpResponse:
    """One lesson."""
    shown = {
        "page": page,
        "crumbs": way_to(page),
        "body": printed_body(request, page, "training/lesson.html", lambda: lesson_context(page, user=None)),
    }
    return render(request, "training/lesson.html", shown)
