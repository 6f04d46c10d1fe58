"""Stub."""

from django.http import HttpResponse


def show(request, page):
    return HttpResponse(page.title)


def show_all(request, page):
    return HttpResponse(page.title)
