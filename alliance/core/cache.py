"""The visitors' page cache: whole responses, already compressed, for everybody who is not signed in.

Every page is stored under the version of the content (`content_version`), which grows in the transaction of each change
(`bump_content_version`). So a publish makes all stored pages unreachable at once, within a second in every process, and
nothing has to know which pages a change touches. Reasons and limits: docs/decisions/0004-visitors-page-cache.md.
"""

import gzip
import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import brotli
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import DisallowedHost
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from alliance.core.models import ContentVersion
from alliance.core.requests import TwoWayMiddleware, is_readable

MEMO_SECONDS = 1
KEEP_SECONDS = 600
LONGEST_QUERY = 512
LONGEST_TARGET = 64
LARGEST_BODY = 512 * 1024
SMALLEST_COMPRESSED = 200
# With the second of the memo, a proxy that honours this shows a publish within five seconds too.
PUBLIC = "public, max-age=0, must-revalidate, s-maxage=3"
PRIVATE = "private, max-age=0, must-revalidate"
# What a stored response may vary on: the first is settled by refusing requests with personal cookies, the second when
# the response is sent, the others are part of the key.
KNOWN_VARY = {"cookie", "accept-encoding", "hx-request", "hx-target"}
TEXT_TYPE = re.compile(
    r"text/|image/svg\+xml|application/(.+\+)?(json|xml|javascript|x-bibtex|x-research-info-systems)"
)

_memo: tuple[str, float] | None = None


def content_version() -> str:
    """The version of what visitors see; at most a second old outside a transaction, exact inside one."""
    global _memo  # noqa: PLW0603 - one number per process is what a memo is
    if connection.in_atomic_block:
        # An own change that is not committed yet must not reach the other threads: they still read the old content.
        return _read_version()
    if not _memo_is_fresh():
        _memo = (_read_version(), time.monotonic() + MEMO_SECONDS)
    return _memo[0]


@transaction.atomic
def bump_content_version() -> int:
    """Make every stored page unreachable once the current transaction commits, and return the new number.

    The row stays locked until then, so numbers are handed out in the order of commits. Nothing happens on rollback.
    """
    if not ContentVersion.objects.filter(pk=1).update(number=F("number") + 1):
        ContentVersion.objects.get_or_create(pk=1, defaults={"number": 1})
    transaction.on_commit(forget_content_version)
    return int(_read_version())


def forget_content_version() -> None:
    """Have this process read the version anew."""
    global _memo  # noqa: PLW0603 - as above
    _memo = None


def _memo_is_fresh() -> bool:
    return _memo is not None and time.monotonic() < _memo[1]


def _read_version() -> str:
    number = ContentVersion.objects.filter(pk=1).values_list("number", flat=True).first()
    return str(number or 0)


@dataclass(frozen=True)
class StoredPage:
    """A response as it is kept: its headers and its body per content coding ("" for a body that is not compressed)."""

    headers: dict[str, str]
    bodies: dict[str, bytes]

    @classmethod
    def of(cls, response: HttpResponse) -> "StoredPage":
        """What to keep of a response."""
        body = response.content
        headers = dict(response.items())
        headers.setdefault("Cache-Control", PUBLIC)
        # Weak, because one tag stands for all codings of the page.
        headers.setdefault("ETag", f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')
        if len(body) < SMALLEST_COMPRESSED or not TEXT_TYPE.match(headers.get("Content-Type", "")):
            return cls(headers, {"": body})
        return cls(headers, {"br": brotli.compress(body, quality=6), "gzip": gzip.compress(body, 6, mtime=0)})

    def fill(self, response: HttpResponse, request: HttpRequest) -> HttpResponseBase:
        """The response that answers this request: with headers and body, or 304 if the reader has the page already."""
        coding = self._coding_for(request)
        if coding in self.bodies:
            response.content = self.bodies[coding]
        else:
            response.content = gzip.decompress(self.bodies["gzip"])
        for name, value in self.headers.items():
            response.headers[name] = value
        if coding:
            response.headers["Content-Encoding"] = coding
        response.headers["Content-Length"] = str(len(response.content))
        return get_conditional_response(request, etag=self.headers["ETag"], response=response)

    def _coding_for(self, request: HttpRequest) -> str:
        accepted = request.headers.get("Accept-Encoding", "")
        for coding in ("br", "gzip"):
            if coding in self.bodies and re.search(rf"\b{coding}\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", accepted):
                return coding
        return ""


def keep_out(response: HttpResponseBase) -> None:
    """Have nobody keep this response: what it depends on changes beside the content, as the index of the search does."""
    patch_cache_control(response, private=True, max_age=0, must_revalidate=True)


class VisitorCacheMiddleware(TwoWayMiddleware):
    """Answers visitors from the cache, stores what may be stored, and sends everything else compressed.

    Stands before all other middleware, so that a hit costs nothing else: no thread, no session, no query but the version's,
    once a second. An address that cannot be read never finds a stored page: another one could have been repaired into it.
    """

    def __init__(self, get_response: Callable) -> None:
        super().__init__(get_response)
        # One instance for the life of the process: under ASGI Django's `cache` makes one, with its own connections to
        # Redis, for each request.
        self.cache = caches.create_connection("default")
        self.answers_at_once = isinstance(self.cache, LocMemCache)
        self.gzip = GZipMiddleware(get_response)

    def __call__(self, request: HttpRequest):
        if self.is_async:
            return self._answer(request)
        if _is_file(request):
            return self.get_response(request)
        key = _key(request, content_version()) if _is_visitor(request) else None
        page = self.cache.get(key) if key else None
        if page is not None:
            return page.fill(HttpResponse(), request)
        return self._finish(request, self.get_response(request), key)

    async def _answer(self, request: HttpRequest) -> HttpResponseBase:
        """As `__call__`, without leaving the event loop where nothing is waited for."""
        if _is_file(request):
            return await self.get_response(request)
        key = None
        if _is_visitor(request):
            key = _key(request, content_version() if _memo_is_fresh() else await sync_to_async(content_version)())
        page = await self._look_up(key) if key else None
        if page is not None:
            return page.fill(HttpResponse(), request)
        response = await self.get_response(request)
        return await sync_to_async(self._finish, thread_sensitive=False)(request, response, key)

    async def _look_up(self, key: str) -> StoredPage | None:
        if self.answers_at_once:
            return self.cache.get(key)
        return await sync_to_async(self.cache.get, thread_sensitive=False)(key)

    def _finish(self, request: HttpRequest, response: HttpResponseBase, key: str | None) -> HttpResponseBase:
        """Store the response if everybody may see it; send it compressed either way."""
        if key and _is_storable(request, response):
            patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
            page = StoredPage.of(response)
            self.cache.set(key, page, KEEP_SECONDS)
            return page.fill(response, request)
        if not response.has_header("Cache-Control") and response.status_code not in {301, 308}:
            response.headers["Cache-Control"] = PRIVATE
        content_type = response.headers.get("Content-Type", "")
        # Django compresses each part of an asynchronous stream as a file of its own; browsers read the first and stop.
        in_parts = response.streaming and response.is_async
        if TEXT_TYPE.match(content_type) and not in_parts:
            # Pads at random, which is what a page with a form token needs against BREACH.
            response = self.gzip.process_response(request, response)
        return response


def _is_file(request: HttpRequest) -> bool:
    """Static files and uploads have their own headers and are never pages."""
    return request.path.startswith((settings.STATIC_URL, settings.MEDIA_URL))


def _is_visitor(request: HttpRequest) -> bool:
    """Whether the request carries nothing personal that its answer could depend on."""
    return (
        request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "Authorization" not in request.headers
        and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
        and len(request.headers.get("HX-Target", "")) <= LONGEST_TARGET
        and is_readable(request)
    )


def _key(request: HttpRequest, version: str) -> str | None:
    """The place of the answer: address with its parameters in the order of their names, htmx target, and version."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    # Sorted by name only: the order of values is meant, as in comparisons.
    query = sorted(parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True), key=lambda pair: pair[0])
    htmx = (request.headers.get("HX-Request", ""), request.headers.get("HX-Target", ""))
    parts = (request.scheme, host, request.path, urlencode(query), *htmx)
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()
    return f"visitor:{version}:{digest}"


def _is_storable(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this answer may be given to everybody who asks for the same address."""
    cache_control = response.headers.get("Cache-Control", "").lower()
    vary = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and len(response.content) <= LARGEST_BODY
        and not response.cookies
        and not response.has_header("Set-Cookie")
        and not response.has_header("Content-Encoding")
        and vary <= KNOWN_VARY
        and not any(word in cache_control for word in ("private", "no-cache", "no-store"))
        and "'nonce-" not in response.headers.get("Content-Security-Policy", "")
        # With this cookie the page may hold the visitor's form token without setting the cookie again.
        and settings.CSRF_COOKIE_NAME not in request.COOKIES
        and not _shows_something_personal(request)
    )


def _shows_something_personal(request: HttpRequest) -> bool:
    """Whether a user or a message turned up although no cookie announced them."""
    user = getattr(request, "_cached_user", None) or getattr(request, "_acached_user", None)
    messages = getattr(request, "_messages", None)
    return bool(user and user.is_authenticated) or bool(messages is not None and len(messages))
