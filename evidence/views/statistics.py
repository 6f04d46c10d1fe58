"""The statistics of the living library and of the editions, and each figure as CSV."""

import csv
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core import charts, formatting, reference
from alliance.core.cache import printed_once
from alliance.core.models import site_language
from alliance.core.spreadsheets import harmless
from evidence import facets, population, statistics
from evidence.basis import Basis
from evidence.figures import Cross, Figure, Shares
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
    "by_stage",
)
CROSSED_FIRST = ("technology", "target")
# Beyond this many a chart folds the rest; the list of countries is as tall as the map beside it.
ROWS_SHOWN = 9
COUNTRIES_SHOWN = 17
COLUMNS_THAT_FIT = 8
LONGEST_NAME = 60
BOM = "\ufeff"


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
            "url": each.get_absolute_url() if each else f"/{site_language()}/evidence/statistics/",
            "current": each == current,
            "count": Basis.of(each).total,
        }
        for each in (None, *editions)
    ]


def number(figure: Figure) -> dict:
    """Return a figure for the component that shows a row of numbers."""
    return {
        "value": figure.value,
        "qualifier": figure.qualifier,
        "label": figure.label,
        "base": figure.base_text,
        "url": figure.url,
        "link": figure.link,
    }


def links(figure: Figure, query: str = "") -> list[dict]:
    """Return the ways that stand under a chart: its numbers, and its own address."""
    return [
        {"label": _("CSV"), "url": f"figure.csv?name={figure.name}{query}"},
        {"label": _("Link to this chart"), "url": f"{query.replace('&', '?', 1)}#{figure.name}"},
    ]


def note(figure: Shares) -> str:
    """Return the base of a chart, and how many records it does not speak of."""
    parts = [f"n = {formatting.number(figure.basis.total)}"]
    if figure.not_stated:
        parts.append(_("not stated: %(number)s") % {"number": formatting.number(figure.not_stated)})
    return " · ".join(parts)


def bars(figure: Shares, shown: int = ROWS_SHOWN) -> dict:
    """Return a figure as bars; values without a printed number, and what is beyond ``shown``, are folded."""
    rows = [row for row in figure.rows if row.count or figure.dimension.vocabulary]
    drawn = charts.bars(
        [(row.label, row.count, row.url if row.count else "") for row in rows],
        base=figure.basis.total,
        highlight=[row.label for row in rows if row.code in figure.finding.codes],
    )
    # each with its own rounding
    drawn = [replace(bar, share=row.share) for bar, row in zip(drawn, rows, strict=True)]
    first = [bar for bar, row in zip(drawn, rows, strict=True) if row.is_printed]
    rest = [bar for bar, row in zip(drawn, rows, strict=True) if not row.is_printed]
    if rest:
        text = ngettext(
            "%(number)s more, without a published number", "%(number)s more, without a published number", len(rest)
        )
    else:
        first, rest = (first[:shown], first[shown:]) if len(first) > shown + 1 else (first, [])
        text = ngettext("%(number)s more", "%(number)s more", len(rest))
    return {
        "id": figure.name,
        "title": figure.title,
        "sub": f"{figure.label}. {figure.rule}" if figure.title != figure.label else figure.rule,
        "head": figure.label,
        "bars": first,
        "more": rest,
        "more_label": text % {"number": len(rest)},
        "note": note(figure),
        "links": links(figure),
    }


def saying(figure: Shares) -> dict | None:
    """Return the finding about rural schools as a number in large type with its sentence; None without any."""
    rural = next((row for row in figure.rows if row.code == "rural" and row.count), None)
    if rural is None:
        return None
    total = figure.basis.total
    if figure.basis.edition:
        text = ngettext(
            "of %(total)s experience is in rural areas only: %(share)s.",
            "of %(total)s experiences are in rural areas only: %(share)s.",
            total,
        )
    else:
        text = ngettext(
            "of %(total)s practice is in rural areas only: %(share)s.",
            "of %(total)s practices are in rural areas only: %(share)s.",
            total,
        )
    link = ngettext("See it", "See the %(number)s", rural.count) % {"number": formatting.number(rural.count)}
    words = {"total": formatting.number(total), "share": rural.share}
    return {"number": rural.count, "text": text % words, "url": rural.url, "link": link}


def dot_matrix(figure: Shares) -> charts.DotMatrix:
    """Return one mark per record, in the vocabulary's order, so that the last shape is always the rural one."""
    by_code = {row.code: row for row in figure.rows}
    ordered = [by_code[code] for code in figure.basis.labels(figure.dimension)]
    groups = [(row.label, row.count, row.url) for row in ordered]
    if figure.not_stated:
        groups.append((_("not stated"), figure.not_stated, ""))
    return charts.dot_matrix(groups)


def tile_map(basis: Basis) -> charts.TileMap:
    """Return the map of the records by country, each tile the way to its list."""
    country = facets.BY_KEY["country"]
    counts = basis.population.counts(country, basis.population.everyone)
    return charts.tile_map(counts, names=reference.country_names(), url=lambda code: basis.url({"country": (code,)}))


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
