"""Sitemap."""

from django.http import Http404


def sitemap(request):
    """Being built."""
    raise Http404
