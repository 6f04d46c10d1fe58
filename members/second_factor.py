"""Who may do much proves twice who they are, before they do anything."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from members.rules import needs_second_factor

SESSION_KEY = "second_factor_settled"
# A role that somebody gets is noticed after so long, in a session that was not asked before.
REMEMBER_SECONDS = 60
OPEN_WITHOUT = ("/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/", "/static/", "/healthz")


class SecondFactorMiddleware(MiddlewareMixin):
    """Sends people who need a second factor and have none to set one up. Data and fragments answer 403."""

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        """Nothing, for most; the way to the second factor for those who lack it."""
        if not settings.REQUIRE_MFA or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if request.path_info.startswith(OPEN_WITHOUT) or not request.user.is_authenticated or not is_missing(request):
            return None
        if _wants_data(request):
            return JsonResponse({"error": "second_factor_required"}, status=403)
        return redirect(f"{reverse('mfa_index')}?needed=1")


def is_missing(request: HttpRequest) -> bool:
    """Whether this person must set up a second factor first. The answer no is kept in the session for a minute."""
    if request.session.get(SESSION_KEY, 0) > time.time():
        return False
    if lacks_one(request.user):
        return True
    request.session[SESSION_KEY] = time.time() + REMEMBER_SECONDS
    return False


def lacks_one(user) -> bool:
    """Whether ``user`` needs a second factor and has none. For sockets, which pass by the middleware."""
    has_one = is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
    return not has_one and needs_second_factor(user)


def forget(request: HttpRequest) -> None:
    """The next request asks again: a second factor was removed."""
    request.session.pop(SESSION_KEY, None)


def _wants_data(request: HttpRequest) -> bool:
    """Whether whoever asks cannot follow to a page."""
    accepts = request.headers.get("Accept", "")
    is_upgrade = request.headers.get("Upgrade", "").lower() == "websocket"
    return "json" in accepts or "event-stream" in accepts or is_upgrade or "HX-Request" in request.headers
