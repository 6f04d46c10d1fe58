"""The current selection as files: CSV for spreadsheets, JSON for programs. All of its rows, in its order."""

import csv
import io
import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.core import reference
from alliance.core.spreadsheets import harmless
from evidence import facets
from evidence.models import PracticeSource, PracticeText
from evidence.selection import Selection
from evidence.services.listing import Line, Listing, in_chunks
from evidence.wording import Wording

# Spreadsheet programs read accents rightly only behind this mark.
BOM = "\ufeff"
CHUNK = 500
MANY = tuple(dimension.key for dimension in facets.DIMENSIONS if dimension.many and dimension.vocabulary)


def as_csv(request: HttpRequest) -> HttpResponse:
    """One row a practice: its words in the page's language, codes and labels side by side; no cell runs as a formula."""
    language = get_language()
    listing = Listing(Selection.from_query(request.GET))
    stream = io.StringIO()
    stream.write(BOM)
    write = csv.writer(stream).writerow
    write(_columns())
    for ids in in_chunks(listing.ids(language), CHUNK):
        for line in listing.lines(ids, user=request.user, language=language):
            write(map(harmless, _row(request, line, language)))
    return _download(stream.getvalue(), "text/csv; charset=utf-8", "practices.csv")


def _columns() -> list[str]:
    names = [
        "slug",
        _("Title"),
        _("Language of the text"),
        _("Country code"),
        _("Country"),
        _("Place"),
        _("First year"),
        _("Last year"),
    ]
    for dimension in facets.DIMENSIONS:
        if dimension.vocabulary and dimension.key != "language":
            names += [_("%(name)s (codes)") % {"name": dimension.label}, str(dimension.label)]
    return [*names, _("Original language"), _("Students reached"), _("Teachers reached"), _("Summary"), _("Address")]


def _row(request: HttpRequest, line: Line, language: str) -> list:
    facts, wording = line.facts, Wording.of(line.texts, language)
    title, country = wording.say("title"), line.codes["country"][0]
    row = [facts.slug, title.words, title.language, country, reference.country_names(language).get(country, "")]
    row += [facts.locality, facts.start_year, facts.end_year]
    for dimension in facets.DIMENSIONS:
        if dimension.vocabulary and dimension.key != "language":
            codes, labels = line.codes[dimension.key], dimension.labels(language)
            row += ["|".join(codes), "; ".join(labels.get(code, code) for code in codes)]
    address = request.build_absolute_uri(f"/{language}/evidence/{facts.slug}/")
    original = "|".join(line.codes["language"])
    return [*row, original, facts.students_reached, facts.teachers_reached, wording.say("summary").words, address]


def as_json(request: HttpRequest) -> HttpResponse:
    """A list of practices with codes, titles and summaries in every language that there is, sources and address."""
    language = get_language()
    listing = Listing(Selection.from_query(request.GET))
    practices = []
    for ids in in_chunks(listing.ids(language), CHUNK):
        lines = listing.lines(ids, user=request.user, language=language)
        shown = [line.facts.pk for line in lines]
        texts: dict[int, dict[str, dict]] = {}
        for row in PracticeText.objects.filter(practice__in=shown).order_by("language"):
            words = {"title": row.title, "summary": row.summary, "origin": row.origin}
            texts.setdefault(row.practice_id, {})[row.language] = words
        sources: dict[int, list[dict]] = {}
        for source in PracticeSource.objects.filter(practice__in=shown).order_by("sort_order", "pk"):
            told = {"url": source.url, "published": source.published or None}
            sources.setdefault(source.practice_id, []).append(told)
        practices += [
            _record(request, line, language, texts.get(line.facts.pk, {}), sources.get(line.facts.pk, []))
            for line in lines
        ]
    text = json.dumps({"total": len(practices), "practices": practices}, ensure_ascii=False, indent=1)
    return _download(text, "application/json; charset=utf-8", "practices.json")


def _record(request: HttpRequest, line: Line, language: str, texts: dict, sources: list[dict]) -> dict:
    facts, codes = line.facts, line.codes
    return {
        "slug": facts.slug,
        "url": request.build_absolute_uri(f"/{language}/evidence/{facts.slug}/"),
        "country": codes["country"][0],
        "place": facts.locality or None,
        "start_year": facts.start_year,
        "end_year": facts.end_year,
        "context": next(iter(codes["context"]), None),
        "organisation": next(iter(codes["organisation"]), None),
        "original_language": next(iter(codes["language"]), None),
        **{key: codes[key] for key in MANY},
        "students_reached": facts.students_reached,
        "teachers_reached": facts.teachers_reached,
        "texts": texts,
        "sources": sources,
    }


def _download(text: str, content_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(text.encode(), content_type=content_type, headers={"Content-Disposition": disposition})
