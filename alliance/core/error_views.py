"""Pages for what went wrong: each says why, and the way on.

403 wears the whole site around it, as 404 does (`alliance.site.views.lost`). 400 and 500 do not, because what they report
may be that the database, the settings or the address itself cannot be read.
"""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

log = logging.getLogger(__name__)

LAST_WORDS = (
    "<!doctype html><html lang=es><meta charset=utf-8><title>Error 500</title>"
    "<p>El sitio no puede responder ahora. Vuelva a intentarlo en unos minutos."
    "<p lang=en>The site cannot answer now. Please try again in a few minutes."
    "<p lang=pt>O site não pode responder agora. Tente de novo em alguns minutos."
    "<p lang=fr>Le site ne peut pas répondre pour le moment. Réessayez dans quelques minutes."
)


def language_of(request: HttpRequest) -> str:
    """Return the language of the address, else the reader's: the one that is active, or that the browser asks for."""
    language = translation.get_language_from_path(request.path_info) or getattr(request, "LANGUAGE_CODE", "")[:2]
    language = language or translation.get_language_from_request(request)
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the address or the form cannot be read (400), or that a form holds more than is taken (413)."""
    with translation.override(language_of(request)):
        if isinstance(exception, RequestDataTooBig):
            return HttpResponse(render_to_string("errors/413.html"), status=413)
        return HttpResponse(render_to_string("errors/400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this is not for the reader's account (403)."""
    with translation.override(language_of(request)):
        return render(request, "errors/403.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was open too long or came from elsewhere (403, Django's CSRF check)."""
    with translation.override(language_of(request)):
        return render(request, "errors/403_form.html", status=403)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that somebody tries too often, and when it goes on (429)."""
    with translation.override(language_of(request)):
        return render(request, "errors/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the site failed (500), in plain words even when the template engine is what failed."""
    try:
        with translation.override(language_of(request)):
            return HttpResponse(render_to_string("errors/500.html"), status=500)
    except Exception:
        log.exception("The page for errors could not be made")
        return HttpResponse(LAST_WORDS, status=500)
