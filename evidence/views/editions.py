"""Records of an edition."""

from django.http import Http404


def records(request, page, edition):
    """Being built."""
    raise Http404
