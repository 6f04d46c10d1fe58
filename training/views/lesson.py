"""A lesson to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from training.presenter import lesson_context


def show(request: HttpRequest, page) -> HttpResponse:
    """One lesson."""
    return render(request, "training/lesson.html", lesson_context(page, user=request.user))
