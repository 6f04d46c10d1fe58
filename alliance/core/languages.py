"""The language of pages whose address names none: the account's, the admin, the root.

A choice made on this page comes first, then the page that it leads back to, then the choice made on this device, then what the
person chose for their account, then what the browser asks for.
"""

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin

PARAMETER = "language"
SESSION_KEY = "language"
_CODES = {code for code, _name in settings.LANGUAGES}


class ReadersLanguageMiddleware(MiddlewareMixin):
    """Pages without a language in their address speak the reader's; ``?language=pt`` changes it on this device.

    Stands behind the middleware that knows who is signed in.
    """

    def process_request(self, request: HttpRequest) -> None:
        """The language of the reader is active."""
        if translation.get_language_from_path(request.path_info):
            return
        chosen = _chosen(request)
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if is_known:
            if chosen:
                request.session[SESSION_KEY] = chosen
            chosen = chosen or _led_back_to(request) or request.session.get(SESSION_KEY) or request.user.language
        if chosen:
            translation.activate(_for_admin(chosen) if request.path_info.startswith("/admin/") else chosen)
            request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Visitors are spoken to in the language that they chose until they choose another."""
        if chosen := _chosen(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=settings.SESSION_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite=settings.SESSION_COOKIE_SAMESITE,
            )
        return response


def _chosen(request: HttpRequest) -> str:
    """The language that the address asks for, where it does not name one itself."""
    chosen = request.GET.get(PARAMETER, "")
    return chosen if chosen in _CODES and not translation.get_language_from_path(request.path_info) else ""


def _led_back_to(request: HttpRequest) -> str:
    """The language of the address that a page of the account leads back to.

    What was interrupted to ask who it is goes on within the answer, and its address is known in its own language alone.
    """
    if not request.path_info.startswith("/accounts/"):
        return ""
    after = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    return translation.get_language_from_path(after) or ""


def _for_admin(language: str) -> str:
    """The name under which Wagtail knows the language."""
    return "pt-br" if language == "pt" else language
