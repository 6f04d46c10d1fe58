"""The records that the figures of an edition count: codes only, filtered like the library."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from evidence import facets
from evidence.basis import Basis
from evidence.facet_lists import facet_lists
from evidence.models import Edition, EditionRecord
from evidence.selection import Selection
from evidence.selection_words import chips, ignored, without_filters
from evidence.views.statistics import crumbs, edition_of, editions_for

ROWS = 50
CODED = ("context", "level", "technology", "purpose", "beneficiary", "target")


def records(request: HttpRequest, page, edition: str) -> HttpResponse:
    """One page of the records that meet the filters; 404 with the way back where there is no such page."""
    current = edition_of(editions_for(request.user), edition)
    if current is None:
        raise Http404
    basis = Basis.of(current)
    selection = Selection.from_query(request.GET, facets.EDITION_DIMENSIONS)
    found = basis.population.matching(selection.choice)
    total = found.bit_count()
    address = f"{current.get_absolute_url()}records/"
    paginator = Paginator(range(total), ROWS)
    try:
        page_obj = paginator.page(request.GET.get("page") or 1)
    except InvalidPage:
        context = {"pages": paginator.num_pages, "list_url": f"{address}{selection.query()}"}
        return render(request, "evidence/library_no_page.html", context, status=404)
    ids = basis.population.members(found)[(page_obj.number - 1) * ROWS : page_obj.end_index()]
    query = selection.query().removeprefix("?")
    return render(
        request,
        "evidence/edition_records.html",
        {
            "page": page,
            "crumbs": crumbs(current, page.title),
            "edition": current,
            "basis": basis,
            "noun": basis.noun(total),
            "total": total,
            "action": address,
            "facets": facet_lists(
                selection,
                basis.population.facet_counts(selection.choice, dimensions=facets.EDITION_DIMENSIONS),
                dimensions=facets.EDITION_DIMENSIONS,
            ),
            "chosen": sum(map(len, selection.choice.values())),
            "chips": chips(selection, address),
            "clear_url": f"{address}{without_filters(selection).query()}",
            "ignored": ignored(selection),
            "columns": [facets.BY_KEY[key].label for key in CODED],
            "rows": _rows(current, ids),
            "page_obj": page_obj,
            "query": f"{query}&" if query else "",
        },
    )


def _rows(edition: Edition, ids: list[int]) -> list[dict]:
    """Return the records of ``ids`` in this order, their codes as labels in the active language."""
    labels = {dimension.key: dimension.labels(get_language()) for dimension in facets.EDITION_DIMENSIONS}
    stored = EditionRecord.objects.filter(edition=edition).in_bulk(ids)
    rows = []
    for pk in ids:
        if (record := stored.get(pk)) is None:
            continue
        codes: dict[str, list[str]] = {}
        for word in record.codes.split():
            key, _colon, code = word.partition(":")
            codes.setdefault(key, []).append(labels.get(key, {}).get(code, code))
        rows.append(
            {
                "code": record.code,
                "country": "; ".join(codes.get("country", ())),
                "cells": ["; ".join(codes.get(key, ())) for key in CODED],
                "stage": "; ".join(codes.get("stage", ())),
                "students": record.students_reached or None,
                "teachers": record.teachers_reached or None,
            }
        )
    return rows
