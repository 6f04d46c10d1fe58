"""The page for an address where nothing is: it says so, and offers what the reader may have meant."""

import logging

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from alliance.core.error_views import language_of
from alliance.site.wayfinding import misses
from alliance.site.wayfinding.offers import offers_for
from alliance.site.wayfinding.words import is_for_readers

log = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that nothing is at this address, and offer what is near it, the search and the sections (404)."""
    if request.method == "GET":
        misses.note(request.path)
    with translation.override(language_of(request)):
        return render(request, "errors/404.html", {"offers": _offers(request)}, status=404)


def _offers(request: HttpRequest) -> list:
    """Return the ways on; none outside the public site, or where they cannot be found: this page must be there all the same."""
    if not is_for_readers(request.path):
        return []
    try:
        return offers_for(request.path, getattr(request, "user", None) or AnonymousUser())
    except Exception:
        log.exception("No suggestions for a wrong address")
        return []
