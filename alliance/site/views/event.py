"""Stub."""

from django.http import HttpResponse


def show(request, page):
    return HttpResponse(page.title)


def show_list(request, page):
    return HttpResponse(page.title)


def show_month(request, page, year, month):
    return HttpResponse(page.title)


def calendar(request):
    return HttpResponse("")


def ics(request, page):
    return HttpResponse("")
