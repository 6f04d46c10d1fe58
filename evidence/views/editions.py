"""The records that the figures of an edition count: codes only, filtered like the library; as a list and as CSV."""

import csv
from collections.abc import Iterator
from dataclasses import replace

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from alliance.core.spreadsheets import BOM, harmless
from evidence import facets
from evidence.basis import Basis
from evidence.facet_lists import facet_lists
from evidence.models import EditionRecord
from evidence.practice_lines import reach_of
from evidence.selection import SIZES, Selection
from evidence.selection_words import chips, ignored, without_filters
from evidence.services.listing import in_chunks
from evidence.views.export import CHUNK
from evidence.views.statistics import crumbs, edition_of

WHERE = ("context", "level")
LINES = ("purpose", "technology", "beneficiary", "target", "organisation")
CODED = tuple(dimension for dimension in facets.EDITION_DIMENSIONS if dimension.key != "country")
OUTSTANDING = frozenset({"selected", "special_mention"})


def records(request: HttpRequest, page, edition: str) -> HttpResponse:
    """One page of the records that meet the filters; 404 with the way back where there is no such page."""
    current = edition_of(edition)
    if current is None:
        raise Http404
    basis = Basis.of(current)
    selection = selection_of(request.GET)
    found = basis.population.matching(selection.choice)
    address = f"{current.get_absolute_url()}records/"
    paginator = Paginator(basis.population.members(found), selection.size)
    try:
        page_obj = paginator.page(request.GET.get("page") or 1)
    except InvalidPage:
        context = {"pages": paginator.num_pages, "list_url": f"{address}{selection.query()}"}
        return render(request, "evidence/library_no_page.html", context, status=404)
    query = selection.query().removeprefix("?")
    return render(
        request,
        "evidence/edition_records.html",
        {
            "page": page,
            "crumbs": crumbs(current, page.title),
            "edition": current,
            "noun": basis.noun(paginator.count),
            "total": paginator.count,
            "action": address,
            "facets": facets_of(basis, selection),
            "kept": [("size", selection.size)] if selection.size != SIZES[0] else [],
            "chosen": sum(map(len, selection.choice.values())),
            "chips": chips(selection, address),
            "clear_url": f"{address}{without_filters(selection).query()}",
            "ignored": ignored(selection),
            "records": lines(basis, page_obj.object_list),
            "page_obj": page_obj,
            "query": f"{query}&" if query else "",
            "csv_url": f"{address}export.csv{replace(selection, size=SIZES[0]).query()}",
            "sizes": sizes(selection, address) if paginator.count > min(SIZES) else [],
        },
    )


def records_csv(request: HttpRequest, edition: str) -> HttpResponse:
    """All records that meet the filters, codes and labels side by side as in the library's file; no cell runs as a formula."""
    current = edition_of(edition)
    if current is None:
        raise Http404
    basis = Basis.of(current)
    found = basis.population.members(basis.population.matching(selection_of(request.GET).choice))
    headers = {"Content-Disposition": f'attachment; filename="{current.slug}-records.csv"'}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    response.write(BOM)
    write = csv.writer(response).writerow
    write(_columns())
    for some in in_chunks(found, CHUNK):
        for row in _rows(some):
            write(map(harmless, row))
    return response


def _columns() -> list[str]:
    names = [_("Record"), _("Country code"), _("Country")]
    for dimension in CODED:
        names += [_("%(name)s (codes)") % {"name": dimension.label}, str(dimension.label)]
    return [*names, _("Students reached"), _("Teachers reached")]


def _rows(ids: list[int]) -> Iterator[list]:
    labels = {dimension.key: dimension.labels() for dimension in facets.EDITION_DIMENSIONS}
    for record, codes in _stored(ids):
        row = [record.code]
        row += ["|".join(codes.get("country", ())), "; ".join(_said(labels, "country", codes))]
        for dimension in CODED:
            row += ["|".join(codes.get(dimension.key, ())), "; ".join(_said(labels, dimension.key, codes))]
        yield [*row, record.students_reached, record.teachers_reached]


def _stored(ids: list[int]) -> Iterator[tuple[EditionRecord, dict[str, list[str]]]]:
    """Yield the records of ``ids`` in this order, each with its codes by dimension."""
    stored = EditionRecord.objects.in_bulk(ids)
    for record in (stored[pk] for pk in ids if pk in stored):
        codes: dict[str, list[str]] = {}
        for word in record.codes.split():
            key, _colon, code = word.partition(":")
            codes.setdefault(key, []).append(code)
        yield record, codes


def _said(labels: dict[str, dict[str, str]], key: str, codes: dict[str, list[str]]) -> list[str]:
    known = labels.get(key, {})
    return [known.get(code, code) for code in codes.get(key, ())]


def selection_of(query: QueryDict) -> Selection:
    """Return the filters and the page size that an address states. Records have no words and one order: the rest is unknown."""
    asked = Selection.from_query(query, facets.EDITION_DIMENSIONS)
    meant = Selection(choice=asked.choice, size=asked.size)
    beside = tuple((key, query[key]) for key in ("q", "sort", "view") if query.get(key))
    unknown = [pair for pair in asked.unknown if pair[0] not in {"sort", "view"}]
    return replace(meant, unknown=(*unknown, *beside))


def facets_of(basis: Basis, selection: Selection) -> list[dict]:
    """Return the filters with the values that the edition's records carry; it never asked for the others."""
    counts = basis.population.facet_counts(selection.choice, dimensions=facets.EDITION_DIMENSIONS)
    lists = facet_lists(selection, counts, dimensions=facets.EDITION_DIMENSIONS)
    for each in lists:
        carried = basis.labels(facets.BY_KEY[each["key"]])
        for part in ("values", "more"):
            each[part] = [value for value in each[part] if value["code"] in carried or value["checked"]]
    return lists


def sizes(selection: Selection, address: str) -> list[dict]:
    """Return the page sizes with the way to each."""
    return [
        {"label": size, "url": f"{address}{replace(selection, size=size).query()}", "current": size == selection.size}
        for size in SIZES
    ]


def lines(basis: Basis, ids: list[int]) -> list[dict]:
    """Return the records of ``ids`` in this order, their codes as labels in the active language."""
    labels = {dimension.key: dimension.labels() for dimension in facets.EDITION_DIMENSIONS}
    shown = []
    for record, codes in _stored(ids):
        said = {key: _said(labels, key, codes) for key in codes}
        shown.append(
            {
                "code": record.code,
                "country": " · ".join(said.get("country", ())),
                "where": [" · ".join(said[key]) for key in WHERE if key in said],
                "result": " · ".join(said.get("stage", ())),
                "outstanding": not OUTSTANDING.isdisjoint(codes.get("stage", ())),
                "lines": [(facets.BY_KEY[key].label, said.get(key, ())) for key in LINES],
                "reach": reach_of(record.students_reached, record.teachers_reached),
            }
        )
    return shown
