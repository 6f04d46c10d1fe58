"""Programme pages."""

from django.http import Http404


def show_list(request, page):
    """Being built."""
    raise Http404


def show(request, page, slug):
    """Being built."""
    raise Http404
