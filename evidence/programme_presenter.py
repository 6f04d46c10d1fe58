"""What the pages of national programmes show, prepared so that their templates only print."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from alliance.core.charts import Lifelines, lifelines
from alliance.core.formatting import number
from alliance.core.markup import html_of
from alliance.core.models import Origin, site_language
from alliance.core.wording import Wording
from evidence.enums import IndicatorConfidence
from evidence.models import Indicator, Programme, ProgrammePhase
from evidence.practice_facts import Terms, country_of, sources_of
from members.seat_presenter import validator_of

RUNNING = frozenset({"active", "in_progress"})
ENDED = frozenset({"ended", "superseded", "ended_or_superseded"})
FIGURES_IN_HEAD = 4


def in_readers_language(row: Indicator | ProgrammePhase, name: str, written_in: str) -> tuple[str, str]:
    """Return a short label of ``row`` and the language it is in: the reader's, else that in which the steps were written."""
    for language in (site_language(), written_in, "en", "es", "pt", "fr"):
        if words := getattr(row, f"{name}_{language}", None):
            return words, language
    return getattr(row, name) or "", written_in


def years_of(programme: Programme) -> str:
    """Return when a programme ran, as far as it is stated."""
    start, end = programme.start_year, programme.end_year
    if start and end:
        return f"{start}–{end}"
    if start:
        return _("since %(year)s") % {"year": start}
    return _("until %(year)s") % {"year": end} if end else ""


def line_of(programme: Programme) -> dict:
    """Return a programme as a line of a list or of the life lines. Reads texts, country and status."""
    wording = Wording.of(list(programme.texts.all()), site_language())
    name = wording.say("name")
    status = programme.status.code if programme.status_id else ""
    country, _url = country_of(programme, site_language())
    return {
        "title": name.words or programme.slug,
        "lang": name.language,
        "language": name.language,
        "country": country,
        "place": country,
        "url": programme.get_absolute_url(),
        "start": programme.start_year,
        "end": programme.end_year,
        "when": years_of(programme),
        "ended": True if status in ENDED else False if status in RUNNING else None,
        "status": Terms.label_of(programme.status),
    }


def life_lines(programmes: Iterable[dict]) -> Lifelines:
    """Return the chart of lines made by `line_of`, the oldest first; a programme without a first year has no line."""
    dated = (line for line in programmes if line["start"])
    return lifelines(sorted(dated, key=lambda line: (line["start"], line["title"])))


def stages_of(programme: Programme, numbers: dict[str, int]) -> list[dict]:
    """Return the life cycle, step by step, for the ``life`` component."""
    stages = []
    for phase in programme.phases.all():
        what, language = in_readers_language(phase, "what", programme.steps_language)
        when, when_language = in_readers_language(phase, "when", programme.steps_language)
        source, source_url = _source(phase.source_url, numbers)
        stages.append(
            {
                "when": when,
                "when_lang": when_language,
                "what": Terms.label_of(phase.stage) if phase.stage_id else what,
                "text": what if phase.stage_id else "",
                "lang": "" if phase.stage_id else language,
                "text_lang": language,
                "state": "dated" if phase.first_year else "approx" if when or phase.source_url else "none",
                "source_url": source_url,
                "source": source,
            }
        )
    return stages


def _source(url: str, numbers: dict[str, int]) -> tuple[str, str]:
    """Return how a fact names its source and the way to it: in the list below, else where it was published."""
    if number := numbers.get(url):
        return _("Source %(number)s") % {"number": number}, f"#source-{number}"
    return _("Source"), url


def indicators_of(programme: Programme, numbers: dict[str, int]) -> list[dict]:
    """Return the indicators, each with its source and how far it can be trusted."""
    rows = []
    kinds = {IndicatorConfidence.REPORTED: "ok", IndicatorConfidence.TARGET: "", IndicatorConfidence.UNVERIFIED: "warn"}
    for indicator in programme.indicators.all():
        name, language = in_readers_language(indicator, "name", programme.steps_language)
        unit, unit_language = in_readers_language(indicator, "unit", programme.steps_language)
        source, source_url = _source(indicator.source_url, numbers)
        rows.append(
            {
                "name": name,
                "lang": language,
                "value": indicator.value,
                "unit": unit,
                "unit_lang": unit_language,
                "year": indicator.year,
                "confidence": indicator.get_confidence_display(),
                "kind": kinds.get(indicator.confidence, ""),
                "printed": indicator.as_printed,
                "source_url": source_url,
                "source": source,
            }
        )
    return rows


def _figures(programme: Programme, indicators: list[dict]) -> list[dict]:
    since = {"value": str(programme.start_year) if programme.start_year else None, "label": _("first year")}
    if programme.start_year:
        since |= {"url": "#sources", "link": _("See the sources")}
    figures = [since]
    for indicator in indicators:
        if indicator["value"] is None or len(figures) == FIGURES_IN_HEAD:
            continue
        year = f", {indicator['year']}" if indicator["year"] else ""
        figures.append(
            {
                "value": number(indicator["value"]),
                "label": indicator["name"],
                "base": f"{indicator['unit']}{year}",
                "url": indicator["source_url"],
                "link": indicator["source"],
            }
        )
    return figures


def story_of(programme: Programme, *, numbers: dict[str, int]) -> dict:
    """Return a programme's words and life cycle: what its own page and its country's page both tell.

    ``numbers`` says which sources the page lists under which number; steps lead straight to the others.
    """
    interface = site_language()
    wording = Wording.of(list(programme.texts.all()), interface)
    name, summary = wording.say("name"), wording.say("summary")
    return {
        "url": programme.get_absolute_url(),
        "title": name.words or programme.slug,
        "title_lang": name.language,
        "summary_html": html_of(summary.words),
        "summary_lang": summary.language,
        "label": _label(wording, interface),
        "stages": stages_of(programme, numbers),
    }


def programme_context(programme: Programme, *, user) -> dict:
    """Return the template context of a programme's page for ``user``."""
    interface = site_language()
    numbers = {source.url: at for at, source in enumerate(programme.sources.all(), start=1)}
    indicators = indicators_of(programme, numbers)
    steps_translated = programme.steps_language != interface
    comparable = Programme.objects.visible_to(user).filter(comparable=programme.pk).with_words().order_by("start_year")
    return {
        **story_of(programme, numbers=numbers),
        "programme": programme,
        "validated": programme.validated_at,
        "validated_by": validator_of(programme, user) if programme.validated_by_id else "",
        "crumbs": [
            (_("Home"), f"/{interface}/"),
            (_("Evidence"), f"/{interface}/evidence/"),
            (_("National programmes"), f"/{interface}/evidence/programmes/"),
        ],
        "country": country_of(programme, interface),
        "steps_label": {"origin": Origin.MACHINE, "language": interface} if steps_translated else None,
        "figures": _figures(programme, indicators),
        "facts": [
            {
                "label": _("Lead institution"),
                "value": programme.institution.name if programme.institution else "",
                "wide": True,
            },
            {"label": _("Years"), "value": years_of(programme)},
            {"label": _("Status"), "value": Terms.label_of(programme.status)},
        ],
        "indicators": indicators,
        "comparable": [line_of(each) | {"place": ""} for each in comparable] if programme.pk else [],
        "sources": sources_of(programme),
    }


def _label(wording: Wording, interface: str) -> dict | None:
    """Return what the language label says; None where the words were written in the reader's language."""
    if wording.row is None or (wording.origin == Origin.ORIGINAL and wording.language == interface):
        return None
    missing = wording.origin == Origin.ORIGINAL and wording.language != interface
    return {"origin": wording.origin, "language": wording.language, "wanted": interface if missing else ""}
