"""The current selection as files: CSV for spreadsheets, JSON for programs. All of its rows, in its order.

They are sent while they are written, so that a large library takes no more memory than a small one. What a file says is
settled by the language of its address, not by the one that happens to be active while it is sent.
"""

import csv
import json
import zlib
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.core import reference
from alliance.core.spreadsheets import BOM, harmless
from alliance.core.wording import Wording
from evidence import facets
from evidence.enums import Licence
from evidence.models import PracticeSource, PracticeText
from evidence.selection import Selection
from evidence.services.listing import Line, Listing, in_chunks

CHUNK = 500
LICENCES = dict(Licence.choices)
MANY = tuple(dimension.key for dimension in facets.DIMENSIONS if dimension.many and dimension.vocabulary)


def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """One row a practice: its words in the page's language, codes and labels side by side; no cell runs as a formula."""
    listing = Listing(Selection.from_query(request.GET))
    text = _csv(request, listing, _columns(), get_language())
    return _download(request, text, "text/csv; charset=utf-8", "practices.csv")


def _csv(request: HttpRequest, listing: Listing, columns: list[str], language: str) -> Iterator[str]:
    # The writer gives back what `write` returns: the row as text.
    row_of = csv.writer(SimpleNamespace(write=str)).writerow
    yield BOM + row_of(columns)
    for ids in in_chunks(listing.ids(language), CHUNK):
        lines = listing.lines(ids, user=request.user, language=language)
        yield "".join(row_of(map(harmless, _row(request, line, language))) for line in lines)


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
    return [
        *names,
        _("Original language"),
        _("Students reached"),
        _("Teachers reached"),
        _("Summary"),
        _("Address"),
        _("Licence of the text"),
    ]


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
    return [
        *row,
        original,
        facts.students_reached,
        facts.teachers_reached,
        wording.say("summary").words,
        address,
        LICENCES.get(facts.licence, ""),
    ]


def as_json(request: HttpRequest) -> StreamingHttpResponse:
    """A list of practices with codes, titles and summaries in every language that there is, sources and address."""
    listing = Listing(Selection.from_query(request.GET))
    text = _json(request, listing, get_language())
    return _download(request, text, "application/json; charset=utf-8", "practices.json")


def _json(request: HttpRequest, listing: Listing, language: str) -> Iterator[str]:
    yield '{"practices": ['
    total = 0
    for ids in in_chunks(listing.ids(language), CHUNK):
        records = _records(request, listing.lines(ids, user=request.user, language=language), language)
        text = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        yield f",\n{text}" if total and text else text
        total += len(records)
    yield f'], "total": {total}}}\n'


def _records(request: HttpRequest, lines: list[Line], language: str) -> list[dict]:
    shown = [line.facts.pk for line in lines]
    texts: dict[int, dict[str, dict]] = {}
    for row in PracticeText.objects.filter(practice__in=shown).order_by("language"):
        words = {"title": row.title, "summary": row.summary, "origin": row.origin}
        texts.setdefault(row.practice_id, {})[row.language] = words
    sources: dict[int, list[dict]] = {}
    for source in PracticeSource.objects.filter(practice__in=shown).order_by("sort_order", "pk"):
        told = {"url": source.url, "published": source.published or None}
        sources.setdefault(source.practice_id, []).append(told)
    return [
        _record(request, line, language, texts.get(line.facts.pk, {}), sources.get(line.facts.pk, [])) for line in lines
    ]


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
        "licence": facts.licence or None,
        "texts": texts,
        "sources": sources,
    }


def _download(request: HttpRequest, text: Iterator[str], content_type: str, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = (part.encode() for part in text)
    if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        content, headers["Content-Encoding"] = _compressed(content), "gzip"
    if isinstance(request, ASGIRequest):
        content = _in_turn(content)
    response = StreamingHttpResponse(content, content_type=content_type, headers=headers)
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def _compressed(content: Iterator[bytes]) -> Iterator[bytes]:
    """Yield ``content`` as one gzip stream; the middleware makes one of each part, of which browsers read the first only."""
    gzip = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    for part in content:
        yield gzip.compress(part)
    yield gzip.flush()


async def _in_turn(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the parts of ``content``, each read from the database outside of the event loop, and only once it is wanted."""
    while (part := await sync_to_async(next)(content, None)) is not None:
        yield part
