"""A course: facts, outline, and the way into it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from training.presenter import course_context


def show(request: HttpRequest, page) -> HttpResponse:
    """One course."""
    return render(request, "training/course.html", course_context(page, user=request.user))
