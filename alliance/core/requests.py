"""What is settled about a request before anything else looks at it."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Page

LONGEST_QUERY = 8 * 1024


class TwoWayMiddleware:
    """A middleware that stands in a chain of either kind; ``is_async`` tells in which, once it is made."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)


class RefuseBrokenRequestMiddleware(TwoWayMiddleware):
    """Answers 400 to what no page of ours sends: a query of more than 8 kB, broken UTF-8, a NUL in address or cookie.

    Further in they would be errors of the database (PostgreSQL takes no NUL) or be repaired in silence. Stands behind the
    middleware that gives answers their headers; the visitors' page cache, which stands before, asks `is_readable` itself.
    """

    def __call__(self, request: HttpRequest):
        if self.is_async:
            return self._answer(request)
        _refuse_if_broken(request)
        return self.get_response(request)

    async def _answer(self, request: HttpRequest):
        _refuse_if_broken(request)
        return await self.get_response(request)


def is_readable(request: HttpRequest) -> bool:
    """Whether address and cookies are text that can be passed on: whole UTF-8 without a NUL."""
    # The ASGI server hands over the path as it was sent as well; the decoded one has its broken bytes replaced already.
    path = getattr(request, "scope", {}).get("raw_path") or request.path
    return (
        _is_clean_text(path)
        and _is_clean_text(request.META.get("QUERY_STRING", ""))
        and not any("\0" in value for value in request.COOKIES.values())
    )


def _refuse_if_broken(request: HttpRequest) -> None:
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise BadRequest("The query string is too long.")
    if not is_readable(request):
        raise BadRequest("The address or a cookie is not valid text.")


def _is_clean_text(encoded: str | bytes) -> bool:
    decoded = unquote_to_bytes(encoded)
    try:
        decoded.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in decoded


class PermissionsPolicyMiddleware(TwoWayMiddleware):
    """Tells browsers which of their powers no page of ours uses (settings.PERMISSIONS_POLICY)."""

    def __call__(self, request: HttpRequest):
        if self.is_async:
            return self._answer(request)
        return _with_permissions(self.get_response(request))

    async def _answer(self, request: HttpRequest):
        return _with_permissions(await self.get_response(request))


def _with_permissions(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
    return response


class OneActMiddleware(TwoWayMiddleware):
    """What one press of a button in the admin does is one transaction: all of it happens, or nothing.

    Wagtail's views save a record, write the log and tell receivers one after the other; a process killed in between would
    leave a page live that no index, list or log knows of. Acts on one record follow each other: those views read it, change it
    and write the whole of it, so a draft saved by itself would take back what was published meanwhile. Previews write nothing.
    Stands last, so that nothing that others keep (sessions, messages) hangs on it.
    """

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponseBase | None:
        """Answer in place of Django, in a transaction; nothing for all that is no act in the admin."""
        if request.method != "POST" or not request.path.startswith("/admin/") or "/preview/" in request.path:
            return None
        with transaction.atomic():
            _hold(view, kwargs)
            return view(request, *args, **kwargs)


def _hold(view: Callable, named: dict) -> None:
    """Wait until nobody else acts on the record that the address names, and keep others waiting."""
    if "page_id" in named:
        model, key = Page, named["page_id"]
    else:
        model, key = getattr(view, "view_initkwargs", {}).get("model"), unquote(str(named.get("pk", "")))
    if model and key:
        # of a page, the row of what all pages have: there its state is
        model._default_manager.select_for_update(of=["self"]).filter(pk=key).values_list("pk").first()


class AdminContentSecurityPolicyMiddleware(TwoWayMiddleware):
    """Loosens the policy of the public site for Wagtail's admin, whose date widgets carry inline script and style."""

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
