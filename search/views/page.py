"""The page of the search, and the count of what was opened from it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from alliance.core.cache import keep_out
from alliance.core.limits import within
from alliance.core.models import site_language
from search import patience
from search.asking import LAST_PAGE, Asked
from search.empty_page import beginning, nothing_found
from search.kinds import kind_of
from search.models import LONGEST_WORDS
from search.presenters import SIZE, ResultsPage
from search.services import finding, noting
from search.visitors import who_is

MOST_OPENED_A_MINUTE = 60


@require_safe
@patience.one_answer()
def show(request: HttpRequest) -> HttpResponse:
    """What the reader asks for, section by section; without a question, what can be asked. 404 beyond the last page."""
    asked = Asked.from_query(request.GET)
    context = {"crumbs": [(_("Home"), f"/{site_language()}/")], "asked": asked, "action": f"/{site_language()}/search/"}
    if asked.is_empty:
        return _answer(request, context | beginning(request.user))
    results = _search(asked, request)
    if not results.finds and asked.page > 1 and results.total:
        return _beyond(request, asked, results.total)
    if asked.page == 1 and not asked.filters:
        noting.note_asked(asked.text, site_language(), results.total)
    page = ResultsPage(asked, results)
    context |= page.context()
    if not results.total:
        context["empty"] = nothing_found(page, lambda other: _search(other, request, size=1).total)
    return _answer(request, context)


def _search(asked: Asked, request: HttpRequest, *, size: int = SIZE):
    return finding.search(
        asked.text,
        user=request.user,
        language=site_language(),
        filters=asked.filters,
        sort=asked.sort,
        page=min(asked.page, LAST_PAGE),
        size=size,
    )


def _beyond(request: HttpRequest, asked: Asked, total: int) -> HttpResponse:
    way_back = {"pages": -(-total // SIZE), "list_url": f"/{site_language()}/search/{asked.query()}"}
    return render(request, "pages/list_no_page.html", way_back, status=404)


def _answer(request: HttpRequest, context: dict) -> HttpResponse:
    """Return the page, or the part that filters change where a script asks for that.

    It is stored by nobody: what was published a moment ago is in the index a moment later, and must be found then.
    """
    template = "search/_results.html#filtered" if request.htmx else "search/search.html"
    response = render(request, template, context)
    patch_vary_headers(response, ("HX-Request", "Cookie"))
    keep_out(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@csrf_exempt
@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """Count that a find was opened. Browsers send this by themselves (``ping``), without a token and without a person."""
    words, key, rank = (request.GET.get(name, "") for name in ("q", "key", "rank"))
    known = kind_of(key.partition(":")[0]) and len(key) <= 64 and len(words) <= LONGEST_WORDS
    known = known and rank.isascii() and rank.isdigit() and len(rank) < 5
    if known and within("search_opened", who_is(request), most=MOST_OPENED_A_MINUTE, seconds=60):
        noting.note_clicked(words, key, int(rank))
    return HttpResponse(status=204)
