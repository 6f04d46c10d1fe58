"""Addresses without a language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import get_language
from django.views.decorators.vary import vary_on_headers


@vary_on_headers("Accept-Language")
def to_readers_language(request: HttpRequest) -> HttpResponseRedirect:
    """Send the reader to the home page in their language (`alliance.core.languages`), else Spanish."""
    language = get_language()
    known = {code for code, _name in settings.LANGUAGES}
    return HttpResponseRedirect(f"/{language if language in known else settings.LANGUAGE_CODE}/")
