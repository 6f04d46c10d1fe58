"""The statistics of the living library and of the editions, and each figure as CSV."""

import csv

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.core import charts, formatting
from alliance.core.models import site_language
from alliance.core.printed import printed_once
from alliance.core.spreadsheets import BOM, harmless
from evidence import population, statistics
from evidence.basis import Basis
from evidence.drawn import bars, dot_matrix, links, note, number, saying, tile_map
from evidence.figures import Cross
from evidence.models import Edition

NUMBERS = ("practices", "countries", "students", "teachers")
CALL = ("received", "selected", "special_mentions")
BARS = (
    "by_technology",
    "by_purpose",
    "by_level",
    "by_beneficiary",
    "by_target",
    "by_organisation",
    "by_year",
    "by_language",
    "by_reach",
    "by_stage",
)
CROSSED_FIRST = ("technology", "target")
# As many rows as the map beside them is tall.
COUNTRIES_SHOWN = 17
COLUMNS_THAT_FIT = 8
LONGEST_NAME = 60


def edition_of(slug: str | None) -> Edition | None:
    """Return the edition with this address, None for the living library. Raises Http404."""
    if slug is None:
        return None
    found = next((edition for edition in population.editions() if edition.slug == slug), None)
    if found is None:
        raise Http404
    return found


def crumbs(edition: Edition | None, title: str) -> list[tuple[str, str]]:
    """Return the way from home to the statistics, or to something below those of an edition."""
    base = f"/{site_language()}/"
    way = [(_("Home"), base), (_("Evidence"), f"{base}evidence/")]
    if edition:
        way += [(title, f"{base}evidence/statistics/"), (edition.title, edition.get_absolute_url())]
    return way


def show(request: HttpRequest, page, edition: str | None) -> HttpResponse:
    """All figures of the library or of one edition; 404 for an edition that is not there."""
    current = edition_of(edition)
    crossed, unknown = asked_cross(request.GET, current)

    def make() -> SafeString:
        return render_to_string("evidence/statistics.html#body", _body(page, current, crossed, unknown))

    # What cannot be crossed is named as it was typed: such pages have no end, and none is kept.
    name = (
        f"statistics:{site_language()}:{page.pk}:{edition}:{crossed.row_dimension.key}:{crossed.column_dimension.key}"
    )
    return render(
        request,
        "evidence/statistics.html",
        {
            "page": page,
            "crumbs": crumbs(None, page.title),
            "basis": Basis.of(current),
            "body": make() if unknown else printed_once(request, name, make),
        },
    )


def _body(page, current: Edition | None, crossed: Cross, unknown: list[str]) -> dict:
    """Return what stands under the crumbs, the same for every reader."""
    basis = Basis.of(current)
    known = statistics.names(current)
    context = statistics.figure("by_context", current)
    context_chart = {
        "id": context.name,
        "say": saying(context),
        "matrix": dot_matrix(context),
        "links": links(context),
        "head": [context.label, basis.noun(2), _("share")],
        "table": [[row.label, row.count, row.share] for row in context.rows],
        "title": context.title,
        "rule": context.rule,
        "note": note(context),
    }
    return {
        "page": page,
        "edition": current,
        "basis": basis,
        "unit": basis.noun(2),
        "tabs": tabs(population.editions(), current, page.title),
        "unknown": unknown,
        "numbers": [number(statistics.figure(name, current)) for name in NUMBERS],
        "call": [number(statistics.figure(name, current)) for name in CALL if name in known],
        "context": context_chart,
        "map": tile_map(basis),
        "countries": bars(statistics.figure("by_country", current), shown=COUNTRIES_SHOWN),
        "charts": [bars(statistics.figure(name, current)) for name in BARS if name in known],
        "cross": cross_chart(crossed),
    }


def tabs(editions: list[Edition], current: Edition | None, title: str) -> list[dict]:
    """Return the tabs: the living library, then each edition."""
    return [
        {
            "label": Basis.of(each).title,
            "url": Basis.of(each).statistics_url,
            "current": each == current,
            "count": Basis.of(each).total,
        }
        for each in (None, *editions)
    ]


def asked_cross(query: QueryDict, edition: Edition | None) -> tuple[Cross, list[str]]:
    """Return the cross that an address asks for, and what it asks for that cannot be crossed."""
    asked = [query.get(name) or default for name, default in zip(("rows", "columns"), CROSSED_FIRST, strict=True)]
    try:
        return statistics.cross(*asked, edition=edition), []
    except statistics.UnknownFigure:
        known = {dimension.key for dimension in Basis.of(edition).dimensions}
        # two known ones can only be the same
        unknown = [key[:LONGEST_NAME] for key in asked if key not in known] or asked[:1]
        return statistics.cross(*CROSSED_FIRST, edition=edition), unknown


def cross_chart(figure: Cross) -> dict:
    """Return the gap map with its chooser."""
    query = f"&rows={figure.row_dimension.key}&columns={figure.column_dimension.key}"
    gap = charts.gap_map(figure.row_labels, figure.column_labels, figure.counts, url=figure.url_of)
    people = figure.basis.population
    parts = [f"n = {formatting.number(figure.basis.total)}"]
    for dimension in (figure.row_dimension, figure.column_dimension):
        if silent := figure.basis.total - people.carrying(dimension, people.everyone):
            words = {"dimension": dimension.label, "number": formatting.number(silent)}
            parts.append(_("%(dimension)s not stated: %(number)s") % words)
    return {
        "id": figure.name,
        "title": figure.title,
        "gap": gap,
        "wide": len(figure.column_labels) > COLUMNS_THAT_FIT,
        "note": " · ".join(parts),
        "links": links(figure, query),
        "rows": [(each.key, each.label, each == figure.row_dimension) for each in figure.basis.dimensions],
        "columns": [(each.key, each.label, each == figure.column_dimension) for each in figure.basis.dimensions],
    }


def figure_csv(request: HttpRequest, edition: str | None) -> HttpResponse:
    """One figure as a table that spreadsheet programs open; 404 for a name that is no figure here."""
    current = edition_of(edition)
    name = request.GET.get("name", "")
    try:
        if name == "cross":
            figure = statistics.cross(request.GET.get("rows", ""), request.GET.get("columns", ""), current)
        else:
            figure = statistics.figure(name, current)
    except statistics.UnknownFigure:
        raise Http404 from None
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    place = current.slug if current else "library"
    response["Content-Disposition"] = f'attachment; filename="{place}-{figure.name}.csv"'
    response.write(BOM)
    write = csv.writer(response).writerow
    write([_("code"), _("label"), _("count"), _("base n"), _("percent"), _("address")])
    if figure.exact is not None and [row.count for row in figure.rows] != [figure.exact]:
        write(map(harmless, ["", figure.label, figure.exact, figure.basis.total, "", ""]))
    for row in figure.rows:
        address = request.build_absolute_uri(row.url) if row.url else ""
        percent = round(100 * row.count / figure.basis.total, 2) if figure.basis.total else ""
        write(map(harmless, [row.code, row.label, row.count, figure.basis.total, percent, address]))
    return response
