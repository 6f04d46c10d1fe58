"""What is settled about a request before anything else looks at it."""

from urllib.parse import unquote_to_bytes

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

LONGEST_QUERY = 8 * 1024


class RefuseBrokenAddressMiddleware:
    """Answers 400 to addresses that no link of ours produces: a query of more than 8 kB, a NUL, broken UTF-8.

    Further in they would be errors of the database (PostgreSQL takes no NUL) or be repaired in silence.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest):
        if self.is_async:
            return self._answer(request)
        _refuse_if_broken(request)
        return self.get_response(request)

    async def _answer(self, request: HttpRequest):
        _refuse_if_broken(request)
        return await self.get_response(request)


def _refuse_if_broken(request: HttpRequest) -> None:
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        raise BadRequest("The query string is too long.")
    # The ASGI server hands over the path as it was sent as well; the decoded one has its broken bytes replaced already.
    path = getattr(request, "scope", {}).get("raw_path") or request.path
    if not (_is_clean_text(path) and _is_clean_text(query)):
        raise BadRequest("The address is not valid UTF-8 text.")


def _is_clean_text(encoded: str | bytes) -> bool:
    decoded = unquote_to_bytes(encoded)
    try:
        decoded.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in decoded


class AdminContentSecurityPolicyMiddleware:
    """Loosens the policy of the public site for Wagtail's admin, whose date widgets carry inline script and style."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest):
        if self.is_async:
            return self._answer(request)
        return _loosened(request, self.get_response(request))

    async def _answer(self, request: HttpRequest):
        return _loosened(request, await self.get_response(request))


def _loosened(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if request.path.startswith("/admin/"):
        # A preview is made by a request of its own, at the public address, and comes with the policy of the public site.
        response.headers.pop("Content-Security-Policy", None)
        # How django-csp's own decorators hand a view's policy to its middleware.
        response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
    return response


class PermissionsPolicyMiddleware:
    """Tells browsers that no page of ours, nor anything inside one, uses cameras, places, payments and the like."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest):
        if self.is_async:
            return self._answer(request)
        return _without_devices(self.get_response(request))

    async def _answer(self, request: HttpRequest):
        return _without_devices(await self.get_response(request))


def _without_devices(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
    return response
