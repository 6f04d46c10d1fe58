"""The library: its list, and the map of the same selection."""

from dataclasses import replace

from django.core.paginator import InvalidPage, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.core import charts, reference
from alliance.core.cache import keep_out
from evidence import facets
from evidence.facet_lists import printed_facets
from evidence.practice_lines import printed_lines
from evidence.selection import BEST, SIZES, Selection
from evidence.selection_words import chips, headline, ignored, nothing_found, without_filters
from evidence.services.listing import Listing

LIST, MAP = "", "map/"


def show(request: HttpRequest, page) -> HttpResponse:
    """One page of the list; 404 with the way back where the list has no such page."""
    selection = Selection.from_query(request.GET)
    listing = Listing(selection)
    language = get_language()
    address = _address(LIST)
    paginator = Paginator(range(listing.total), selection.size)
    try:
        page_obj = paginator.page(request.GET.get("page") or 1)
    except InvalidPage:
        context = {"pages": paginator.num_pages, "list_url": f"{address}{selection.query()}"}
        return render(request, "evidence/library_no_page.html", context, status=404)
    ids = listing.ids(language, (page_obj.number - 1) * selection.size, page_obj.end_index())
    query = selection.query().removeprefix("?")
    context = _shared(page, selection, listing, LIST) | {
        "lists": printed_facets(listing),
        "chosen": sum(map(len, selection.choice.values())),
        "kept": _pairs(selection, without=facets.BY_KEY),
        "searched": _pairs(selection, without=("q",)),
        "headline": headline(selection, listing.total),
        "total": listing.total,
        "rows": printed_lines(listing, ids, user=request.user, language=language),
        "compact": selection.view == "compact",
        "page_obj": page_obj,
        "query": f"{query}&" if query else "",
        "empty": None if listing.total else nothing_found(listing, address),
        "sorting": _pairs(selection, without=("sort",)),
        "sort": selection.sort,
        "sorts": _sorts(selection),
        "sizes": _sizes(selection) if listing.total > min(SIZES) else [],
    }
    return _answer(request, "evidence/library.html", context)


def show_map(request: HttpRequest, page) -> HttpResponse:
    """How many practices of the selection each country has. Its own filter would empty the others, so it is left out here."""
    selection = Selection.from_query(request.GET)
    on_map = selection.without("country")
    listing = Listing(on_map)
    language = get_language()
    counts = listing.library.counts(facets.BY_KEY["country"], listing.found)
    names = reference.country_names(language)

    def url(code: str) -> str:
        return f"{_address(LIST)}{on_map.with_code('country', code).query()}"

    lines = [{"name": name, "count": counts.get(code, 0), "url": url(code)} for code, name in names.items()]
    context = _shared(page, selection, listing, MAP) | {
        "lists": printed_facets(listing, without=("country",)),
        "chosen": sum(map(len, on_map.choice.values())),
        "kept": [
            *_pairs(selection, without=facets.BY_KEY),
            *(("country", code) for code in selection.choice.get("country", ())),
        ],
        "searched": _pairs(selection, without=("q",)),
        "chips": chips(on_map, _address(MAP)),
        "headline": headline(on_map, listing.total),
        "total": listing.total,
        "map": charts.tile_map(counts, names=names, url=url),
        "lines": sorted((line for line in lines if line["count"]), key=lambda line: -line["count"]),
        "without": [line["name"] for line in lines if not line["count"]],
        "countries": [names[code] for code in selection.choice.get("country", ()) if code in names],
    }
    return _answer(request, "evidence/library_map.html", context)


def _shared(page, selection: Selection, listing: Listing, here: str) -> dict:
    """Return what list and map have in common."""
    language = get_language()
    address = _address(here)
    return {
        "page": page,
        "crumbs": page.crumbs,
        "action": address,
        "list_url": f"{_address(LIST)}{selection.query()}",
        "words": selection.words,
        "chips": chips(selection, address),
        "clear_url": f"{address}{without_filters(selection).query()}",
        "ignored": ignored(selection),
        "is_reduced": listing.is_reduced,
        "views": _views(selection, here),
        "downloads": [
            {"label": label, "url": f"/{language}/evidence/export.{kind}{selection.query()}"}
            for label, kind in (("CSV", "csv"), ("JSON", "json"))
        ],
    }


def _answer(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    """Return the page, or the part of it that filters change where a script asks for that."""
    response = render(request, f"{template}#filtered" if request.htmx else template, context)
    patch_vary_headers(response, ("HX-Request",))
    if context["words"]:
        keep_out(response)
    return response


def _address(part: str) -> str:
    return f"/{get_language()}/evidence/{part}"


def _pairs(selection: Selection, *, without) -> list[tuple[str, str]]:
    """Return what a form must carry along: the parameters of the selection but those that it sets itself."""
    return [(key, value) for key, value in selection.pairs() if key not in without]


def _sorts(selection: Selection) -> list[tuple[str, str]]:
    return [
        *([(BEST, _("Most relevant first"))] if selection.words else []),
        ("complete", _("Fullest first")),
        ("newest", _("Newest first")),
        ("oldest", _("Oldest first")),
        ("title", _("Title")),
        ("reach", _("Largest reach first")),
    ]


def _sizes(selection: Selection) -> list[dict]:
    return [
        {
            "label": size,
            "url": f"{_address(LIST)}{replace(selection, size=size).query()}",
            "current": size == selection.size,
        }
        for size in SIZES
    ]


def _views(selection: Selection, here: str) -> list[dict]:
    """Return the three ways to see a selection."""
    on_map = here == MAP
    return [
        {
            "label": _("list"),
            "url": f"{_address(LIST)}{replace(selection, view='list').query()}",
            "current": not on_map and selection.view == "list",
        },
        {
            "label": _("compact"),
            "url": f"{_address(LIST)}{replace(selection, view='compact').query()}",
            "current": not on_map and selection.view == "compact",
        },
        {"label": _("map"), "url": f"{_address(MAP)}{selection.query()}", "current": on_map},
    ]
