"""Redirects that editors make and those that Wagtail makes when a page gets another address, in every language.

A redirect made for one language serves the same address in the others too: the page is given in the language of the
address that was asked for. What follows the question mark is kept, and nobody is sent round in a circle.
"""

from urllib.parse import urlsplit, urlunsplit

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path, uri_to_iri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from alliance.core.context import in_language, language_in
from alliance.core.models import site_language
from alliance.core.requests import TwoWayMiddleware

MOST_STEPS = 10
LONGEST_PATH = 255


class RedirectMiddleware(TwoWayMiddleware):
    """Sends readers of an address where nothing is to where a redirect leads; takes the place of Wagtail's middleware.

    It looks before the page for errors is made, and once for each request.
    """

    def __call__(self, request: HttpRequest):
        if self.is_async:
            return self._answer(request)
        response = self.get_response(request)
        return (_answer_for(request) if response.status_code == 404 else None) or response

    async def _answer(self, request: HttpRequest) -> HttpResponseBase:
        response = await self.get_response(request)
        return (await sync_to_async(_answer_for)(request) if response.status_code == 404 else None) or response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer for a view that found nothing."""
        return _answer_for(request) if isinstance(exception, Http404) else None


def _answer_for(request: HttpRequest) -> HttpResponseBase | None:
    if getattr(request, "_looked_for_redirect", False):
        return None
    request._looked_for_redirect = True
    query = request.META.get("QUERY_STRING", "")
    site = Site.find_for_request(request)
    redirect = find(request.path, query, site)
    target = redirect and target_of(redirect, request.path, query)
    if not target or (leads_here if redirect.redirect_page_id else leads_back)(target, request.path, site):
        return None
    answer = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
    return answer(target)


def candidates(path: str, query: str = "") -> list[str]:
    """Return the old addresses that serve ``path``, the closest first: with its query, itself, in other languages, in none.

    Files of a page, as ``event.ics``, go where the page went.
    """
    # Wagtail keeps some characters as they are written in an address (%20); editors may have typed them.
    served = [Redirect.normalise_path(path), Redirect.normalise_path(escape_uri_path(path))]
    above, _slash, name = served[0].rpartition("/")
    if above and "." in name:
        served.append(above)
    found = [Redirect.normalise_path(f"{path}?{query}"), *served] if query else served.copy()
    if language_in(path):
        for each in served:
            found += [in_language(each, code) for code, _name in settings.LANGUAGES]
            found.append(each[3:] or "/")
    return [each for each in dict.fromkeys(found) if len(each) <= LONGEST_PATH and "\0" not in each]


def find(path: str, query: str = "", site: Site | None = None) -> Redirect | None:
    """Return the redirect that serves an address; one for this site goes before one for all. One query."""
    wanted = candidates(path, query)
    rows = Redirect.objects.filter(Q(site=site) | Q(site=None), old_path__in=wanted)
    rows = rows.select_related("redirect_page__locale")
    return min(rows, key=lambda row: (wanted.index(row.old_path), row.site_id is None), default=None)


def target_of(redirect: Redirect, path: str, query: str = "") -> str | None:
    """Return where a redirect leads whoever asks for ``path``; None where it would lead to nothing.

    A page is given in the language of ``path`` or, where that has none, of the reader, else as it was chosen; and only
    while it is published.
    """
    if redirect.redirect_page_id:
        page = _in_language_of(path, redirect.redirect_page)
        if page is None:
            return None
        redirect.redirect_page = page
    target = redirect.link
    if not target:
        return None
    asked = Redirect.normalise_path(path)
    name = asked.rpartition("/")[2]
    if redirect.redirect_page_id and "." in name and redirect.old_path.rpartition("/")[2] != name:
        target = f"{target.rstrip('/')}/{name}"
    if query and "?" not in redirect.old_path:
        parts = urlsplit(target)
        target = urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, query)))))
    return target


def _in_language_of(path: str, page: Page) -> Page | None:
    language = language_in(path) or site_language()
    if page.locale.language_code != language:
        same = Page.objects.filter(translation_key=page.translation_key, locale__language_code=language, live=True)
        page = same.select_related("locale").first() or page
    return page if page.live else None


def leads_here(target: str, path: str, site: Site | None = None) -> bool:
    """Whether ``target`` is the address ``path`` itself."""
    return _own_path(target) == Redirect.normalise_path(path)


def leads_back(target: str, path: str, site: Site | None = None, *, trying: Redirect | None = None) -> bool:
    """Whether following ``target`` through redirects comes to ``path`` again; ``trying`` is one that is not saved yet.

    A redirect to a page ends the way: a published page is there.
    """
    start = {Redirect.normalise_path(path)}
    for _step in range(MOST_STEPS):
        own = _own_path(target)
        if own is None:
            return False
        if own in start:
            return True
        start.add(own)
        if trying is not None and trying.old_path in candidates(own):
            return True
        redirect = find(own, site=site)
        if redirect is None or redirect.redirect_page_id or (trying is not None and redirect.pk == trying.pk):
            return False
        target = redirect.redirect_link
    return True


def _own_path(target: str) -> str | None:
    """Return the path of an address of this site, as redirects keep it; None for other sites' addresses."""
    parts = urlsplit(target)
    own_host = urlsplit(settings.SITE_URL).netloc
    if parts.netloc and parts.netloc != own_host and parts.hostname not in settings.ALLOWED_HOSTS:
        return None
    return Redirect.normalise_path(uri_to_iri(parts.path))
