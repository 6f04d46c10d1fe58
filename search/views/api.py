"""What programs ask of the search, and the box while somebody types."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alliance.core.cache import keep_out
from alliance.core.limits import within
from search.answers import as_json, suggested_as_json
from search.asking import TYPE, canonical
from search.facets import FACETS
from search.kinds import all_kinds
from search.services import finding, suggesting
from search.visitors import who_is

WINDOW = 60
MOST_SEARCHES = 60
MOST_SUGGESTIONS = 300
LARGEST_LIMIT = 100
SUGGESTED = 6
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
_SUGGEST_KNOWS = ("q", "language")
# "language" is the reader's here; in addresses of pages, where that stands in the path, it is the original's.
_NARROWING = (TYPE, *(facet for facet in FACETS if facet != "language"))
_SEARCH_KNOWS = ("q", "language", "limit", "page", *_NARROWING)


class BadParameterError(ValueError):
    """A parameter cannot be read; the words say which and why."""


def _program(name: str, most: int, known: tuple[str, ...]) -> Callable:
    """Answer with JSON in the language asked for: 400 with words for a bad parameter, 429 for whoever asks too often."""

    def decorate(view: Callable[[HttpRequest], dict]) -> Callable:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest) -> JsonResponse:
            if not within(name, who_is(request), most=most, seconds=WINDOW):
                words = {"detail": _("Too many requests. Try again in a minute.")}
                return JsonResponse(words, status=429, headers={"Retry-After": str(WINDOW)})
            try:
                if unknown := sorted(set(request.GET) - set(known)):
                    raise BadParameterError(f"{unknown[0][:60]}: no such parameter; known are {', '.join(known)}")
                language = _one_of(request, "language", LANGUAGES, settings.LANGUAGE_CODE[:2])
                with translation.override(language):
                    response = JsonResponse(view(request, language), json_dumps_params={"ensure_ascii": False})
            except BadParameterError as problem:
                return JsonResponse({"detail": str(problem)}, status=400)
            patch_vary_headers(response, ("Cookie",))
            keep_out(response)
            return response

        return answer

    return decorate


@_program("api_search", MOST_SEARCHES, _SEARCH_KNOWS)
def search(request: HttpRequest, language: str) -> dict:
    """The first finds, in the form of `manage.py search`."""
    filters = {}
    for facet in _NARROWING:
        codes = [code for code in request.GET.getlist(facet) if code]
        for code in codes:
            if canonical(facet, code) is None:
                kinds = f"; known are {', '.join(kind.name for kind in all_kinds())}" if facet == TYPE else ""
                raise BadParameterError(f"{facet}: no such value: {code[:60]}{kinds}")
        if codes:
            filters[facet] = tuple(dict.fromkeys(canonical(facet, code) for code in codes))
    results = finding.search(
        request.GET.get("q", ""),
        user=request.user,
        language=language,
        filters=filters,
        page=_whole(request, "page", 1, finding.LARGEST_PAGE),
        size=_whole(request, "limit", 10, LARGEST_LIMIT),
    )
    return as_json(results)


@_program("api_suggest", MOST_SUGGESTIONS, _SUGGEST_KNOWS)
def suggest(request: HttpRequest, language: str) -> dict:
    """What the letters may be the beginning of."""
    found = suggesting.suggest(request.GET.get("q", ""), user=request.user, language=language, limit=SUGGESTED)
    said = ngettext("%(number)s suggestion", "%(number)s suggestions", len(found)) % {"number": len(found)}
    return suggested_as_json(found, said if found else _("No suggestions. Press Enter to search."))


def _one_of(request: HttpRequest, name: str, allowed: tuple[str, ...], default: str) -> str:
    value = request.GET.get(name) or default
    if value not in allowed:
        raise BadParameterError(f"{name}: must be one of {', '.join(allowed)}")
    return value


def _whole(request: HttpRequest, name: str, default: int, most: int) -> int:
    value = request.GET.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= most):
        raise BadParameterError(f"{name}: must be a whole number from 1 to {most}")
    return int(value)
