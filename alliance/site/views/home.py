"""The first page: the number first, then situations, findings, one practice to read, programmes over the years."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.core import charts, reference
from alliance.site.views.country import practice_line
from evidence import facets, population
from evidence.models import Practice, Programme
from evidence.practice_facts import figures_of
from evidence.programme_presenter import life_lines, line_of
from evidence.selection import Selection

BARS = 9
READ_NOW = 6
OLDEST_PROGRAMMES = 13


@dataclass(frozen=True)
class Situation:
    """A way into the library for somebody who knows their situation, not our words."""

    label: str
    count: int
    url: str


def library_url(selection: Selection | None = None) -> str:
    """Return the address of the list under ``selection`` in the active language."""
    return f"/{get_language()}/evidence/{selection.query() if selection else ''}"


def situations(library: population.Population) -> list[Situation]:
    """Return six ways in, each with the number of practices behind it."""
    ways = (
        (_("Rural schools"), Selection.of(context="rural")),
        (_("No connection in the classroom"), Selection.of(technology="offline_content")),
        (_("Indigenous languages and peoples"), Selection.of(target="indigenous")),
        (_("Girls and women"), Selection.of(target="girls_women")),
        (_("Mobile phone"), Selection.of(technology="mobile_phone")),
        (_("Teacher training"), Selection.of(purpose="teacher_development")),
    )
    return [Situation(label, library.count(selection.choice), library_url(selection)) for label, selection in ways]


def context(request: HttpRequest) -> dict:
    """Return what the home page shows beside its own words."""
    library = population.library()
    everyone = library.everyone
    total = everyone.bit_count()
    by_country = library.counts(facets.BY_KEY["country"], everyone)
    practices = (
        Practice.objects.visible_to(request.user)
        .in_full()
        .order_by("-library_row__completeness", "-library_row__start_year", "slug")[:READ_NOW]
    )
    programmes = [
        line_of(each) for each in Programme.objects.visible_to(request.user).with_words().select_related("status")
    ]
    first, *others = practices or [None]
    return {
        "total": total,
        "situations": situations(library),
        "map": charts.tile_map(
            by_country, names=reference.country_names(), url=lambda code: f"/{get_language()}/countries/{code}/"
        ),
        "countries": sum(1 for number in by_country.values() if number),
        "technology": _finding(library, "technology"),
        "target": _finding(library, "target"),
        "without_target": total - library.carrying(facets.BY_KEY["target"], everyone),
        "lead": {**practice_line(first), "figures": figures_of(first)} if first else None,
        "others": [practice_line(each) for each in others],
        "chart": life_lines(
            sorted((p for p in programmes if p["start"]), key=lambda p: p["start"])[:OLDEST_PROGRAMMES]
        ),
        "programmes": len(programmes),
        "programmes_dated": sum(1 for each in programmes if each["start"]),
        "library_url": library_url(),
    }


def _finding(library: population.Population, key: str) -> list[charts.Bar]:
    """Return the bars of one dimension, largest first; the values fewest practices have are the ones to notice."""
    dimension = facets.BY_KEY[key]
    counts = library.counts(dimension, library.everyone)
    rows = sorted(
        (
            (label, counts.get(code, 0), library_url(Selection.of(**{key: code})))
            for code, label in dimension.labels().items()
        ),
        key=lambda row: -row[1],
    )[:BARS]
    return charts.bars([row for row in rows if row[1]])
