"""Statistics."""

from django.http import Http404


def show(request, page, edition):
    """Being built."""
    raise Http404


def figure_csv(request, edition):
    """Being built."""
    raise Http404
