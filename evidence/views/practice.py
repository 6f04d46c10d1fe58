"""Practice pages."""

from django.http import Http404


def show(request, page, slug):
    """Being built."""
    raise Http404


def compare(request, page):
    """Being built."""
    raise Http404


def versions(request, page, slug):
    """Being built."""
    raise Http404


def show_version(request, page, slug, number):
    """Being built."""
    raise Http404
