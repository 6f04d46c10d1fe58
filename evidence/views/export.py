"""Downloads."""

from django.http import Http404


def as_csv(request):
    """Being built."""
    raise Http404


def as_json(request):
    """Being built."""
    raise Http404


def brief(request, slug):
    """Being built."""
    raise Http404


def citation(request, slug, style):
    """Being built."""
    raise Http404
