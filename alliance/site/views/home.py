"""The first page: the number first, then situations, findings, one practice to read, programmes over the years."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.core import charts, reference
from alliance.core.printed import printed_body
from alliance.site import told
from alliance.site.event_presenter import time_of_events
from alliance.site.views.country import country_url, practice_line
from evidence import statistics
from evidence.basis import Basis
from evidence.models import Practice, Programme
from evidence.practice_facts import figures_of
from evidence.programme_presenter import life_lines, line_of

BARS = 9
READ_NOW = 6
OLDEST_PROGRAMMES = 13


@dataclass(frozen=True)
class Situation:
    """A way into the library for somebody who knows their situation, not our words."""

    label: str
    count: int
    url: str


def situations(library: Basis) -> list[Situation]:
    """Return six ways in, each with the number of practices behind it."""
    ways = (
        (_("Rural schools"), {"context": ("rural",)}),
        (_("No connection in the classroom"), {"technology": ("offline_content",)}),
        (_("Indigenous languages and peoples"), {"target": ("indigenous",)}),
        (_("Girls and women"), {"target": ("girls_women",)}),
        (_("Mobile phone"), {"technology": ("mobile_phone",)}),
        (_("Teacher training"), {"purpose": ("teacher_development",)}),
    )
    return [Situation(label, library.population.count(choice), library.url(choice)) for label, choice in ways]


def body(request: HttpRequest, page) -> SafeString:
    """Return what stands between head and foot of the home page, as HTML."""
    return printed_body(request, page, "pages/home.html", context, state=time_of_events(request, timezone.now()))


def context() -> dict:
    """Return what the home page shows beside its own words, the same for every reader."""
    reader = AnonymousUser()
    library, target = Basis.of(None), statistics.figure("by_target")
    by_country = {row.code: row.count for row in statistics.figure("by_country").rows}
    practices = (
        Practice.objects.visible_to(reader)
        .in_short()
        .order_by("-library_row__completeness", "-library_row__start_year", "slug")[:READ_NOW]
    )
    programmes = [line_of(each) for each in Programme.objects.visible_to(reader).with_words()]
    dated = sorted((each for each in programmes if each["start"]), key=lambda each: each["start"])
    first, *others = practices or [None]
    return {
        "total": statistics.figure("practices").value,
        "situations": situations(library),
        "map": charts.tile_map(by_country, names=reference.country_names(), url=country_url),
        "technology": _bars(statistics.figure("by_technology")),
        "target": _bars(target),
        "without_target": target.not_stated,
        "lead": {**practice_line(first), "figures": figures_of(first)} if first else None,
        "others": [practice_line(each) for each in others],
        "chart": life_lines(dated[:OLDEST_PROGRAMMES]),
        "programmes": len(programmes),
        "programmes_dated": len(dated),
        "library_url": library.url({}),
        "told": told.for_home(),
    }


def _bars(figure: statistics.Shares) -> list[charts.Bar]:
    """Return the largest values of a figure as bars; those that no practice has are left to the statistics."""
    return charts.bars([(row.label, row.count, row.url) for row in figure.rows[:BARS] if row.count])
