"""The library list and map."""

from django.http import Http404


def show(request, page):
    """Being built."""
    raise Http404


def show_map(request, page):
    """Being built."""
    raise Http404
