"""Reading national programmes: rows of programmes.json, what programmes_full.json adds, and translations."""

import re
from dataclasses import dataclass, field
from typing import Any

from alliance.core.content_loaders import LANGUAGES, References, in_each_language
from alliance.core.loading import Fields, Row
from alliance.core.models import TEXT_LANGUAGES, Country, Origin, Vocabulary
from alliance.core.prose import html_of
from evidence.enums import IndicatorConfidence

STATUSES = {
    "active": "active",
    "in progress": "in_progress",
    "ended": "ended",
    "superseded": "superseded",
    "ended or superseded": "ended_or_superseded",
    "unknown": None,
}
_YEARS = re.compile(r"(\d{4})(?:-\d{2}){0,2}(?:[-/](\d{4})(?:-\d{2}){0,2})?")
# Languages in which the files give a summary of their own; any other summary is a translation.
_WRITTEN = ("es", "en")


@dataclass
class ProgrammeRow:
    """What the files say of one programme."""

    slug: str = ""
    country: Country | None = None
    organisation: str = ""
    name: str = ""
    steps_language: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    phases: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    comparable: list[str] = field(default_factory=list)

    def texts(self) -> list[dict[str, str]]:
        """The text rows: the original, then the other languages of the site."""
        candidates = [self.steps_language, *_WRITTEN]
        original = next(language for language in candidates if language in _WRITTEN and self.summaries.get(language))
        rows = []
        for language in dict.fromkeys([original, *LANGUAGES]):
            if not (self.summaries.get(language) or self.names.get(language)):
                continue
            written = Origin.HUMAN if language in _WRITTEN else Origin.MACHINE
            name = self.names.get(language, self.name)
            rows.append(
                {
                    "language": language,
                    "origin": Origin.ORIGINAL if language == original else written,
                    "name": name,
                    "name_origin": Origin.ORIGINAL if name == self.name else Origin.MACHINE,
                    "summary": html_of(self.summaries.get(language, "")),
                }
            )
        return rows


def read_programme(row: Row, references: References, translations: dict[str, Any]) -> ProgrammeRow:
    """Return what a row of programmes.json says; phases and indicators in the language they were written in."""
    fields = Fields(row.data)
    found = ProgrammeRow(
        slug=fields.slug(),
        country=references.country(fields, "country"),
        organisation=fields.text("lead_institution", longest=300),
        name=fields.text("name", required=True, longest=250),
        steps_language=fields.choice("language", [code for code, _name in TEXT_LANGUAGES])
        or _language_without_steps(translations),
    )
    status = STATUSES.get(fields.choice("status", STATUSES))
    found.facts = {
        "start_year": fields.year("start_year"),
        "end_year": fields.year("end_year"),
        "status": references.terms.get((Vocabulary.PROGRAMME_STATUS, status)) if status else None,
        "editor_notes": fields.text("notes"),
    }
    start, end = found.facts["start_year"], found.facts["end_year"]
    if start and end and end < start:
        fields.reject("end_year", f"{end} is before start_year {start}")
    found.summaries = {language: fields.text(f"summary_{language}") for language in _WRITTEN}
    if not any(found.summaries.values()):
        fields.reject(f"summary_{_WRITTEN[0]}", "is missing")
    found.phases = [_phase(each, found.steps_language) for each in fields.each("phases")]
    found.indicators = [_indicator(each, found.steps_language) for each in fields.each("indicators")]
    found.sources = _sources(fields)
    fields.finish()
    return found


def _language_without_steps(translations: dict[str, Any]) -> str:
    """Phases were written in the one language into which nobody had to translate them."""
    missing = [
        language for language in LANGUAGES if translations and not (translations.get(language) or {}).get("phases")
    ]
    return missing[0] if len(missing) == 1 else "es"


def _phase(fields: Fields, language: str) -> dict[str, Any]:
    when, what = fields.text("year", longest=120), fields.text("what", required=True, longest=400)
    return {f"when_{language}": when, f"what_{language}": what, "stage": None, "source_url": "", **years_of(when)}


def years_of(when: str) -> dict[str, int | None]:
    """Return the years of a date as printed; none where it is told in words."""
    match = _YEARS.fullmatch(when)
    if not match:
        return {"first_year": None, "last_year": None}
    first, last = int(match[1]), int(match[2] or match[1])
    return {"first_year": first, "last_year": last if last != first else None}


def _indicator(fields: Fields, language: str) -> dict[str, Any]:
    return {
        f"name_{language}": fields.text("name", required=True, longest=250),
        f"unit_{language}": fields.text("unit", longest=120),
        **_figure(fields),
    }


def _figure(fields: Fields) -> dict[str, Any]:
    figure = {
        "value": fields.decimal("value", places=4, digits=18),
        "year": fields.year("year"),
        "source_url": fields.url("source_url"),
        "confidence": fields.choice("confidence", IndicatorConfidence.values) or IndicatorConfidence.REPORTED,
        "as_printed": fields.text("as_printed", longest=120),
    }
    if figure["value"] is None and not figure["as_printed"]:
        fields.reject("value", "is missing, and so is what the source prints")
    return figure


def _sources(fields: Fields) -> list[dict[str, Any]]:
    sources = [
        {
            "url": source.url("url", required=True),
            "title": source.text("title", longest=250),
            "published": source.text("published", longest=10),
            "accessed_date": source.date("accessed"),
            "is_mirror": source.flag("mirror"),
        }
        for source in fields.each("sources")
    ]
    listed = {source["url"] for source in sources}
    return sources + [{"url": url} for url in fields.words("source_urls") if url not in listed]


def read_translations(row: Row, found: ProgrammeRow) -> None:
    """Add names, summaries, phases and indicators in other languages to ``found``. Raises RowRejected."""
    fields = Fields(row.data)
    said = ProgrammeRow()
    steps: list[tuple[str, list, list]] = []
    for language in LANGUAGES:
        told = fields.within(language)
        if told is None:
            continue
        told.ignore("notes")
        said.names[language] = told.text("name", longest=250)
        said.summaries[language] = told.text("summary")
        phases = [(each.text("year", longest=120), each.text("what", longest=400)) for each in told.each("phases")]
        figures = [(each.text("name", longest=250), each.text("unit", longest=120)) for each in told.each("indicators")]
        for name, mine, theirs in (("phases", phases, found.phases), ("indicators", figures, found.indicators)):
            if mine and len(mine) != len(theirs):
                told.reject(name, f"are {len(mine)}, but the programme has {len(theirs)}")
        steps.append((language, phases, figures))
    fields.finish()
    found.names |= {language: name for language, name in said.names.items() if name}
    for language, summary in said.summaries.items():
        found.summaries[language] = found.summaries.get(language) or summary
    for language, phases, figures in steps:
        for phase, (when, what) in zip(found.phases, phases, strict=False):
            phase |= {f"when_{language}": when, f"what_{language}": what}
        for indicator, (name, unit) in zip(found.indicators, figures, strict=False):
            indicator |= {f"name_{language}": name, f"unit_{language}": unit}


def read_life_cycle(row: Row, found: ProgrammeRow, references: References) -> None:
    """Add stages, targets and comparable programmes to ``found``, and put full phases and indicators in place of its own."""
    fields = Fields(row.data)
    fields.slug()
    phases = [_full_phase(each, references) for each in fields.each("phases")] or [dict(each) for each in found.phases]
    figures = [_full_indicator(each) for each in fields.each("indicators")] or [dict(each) for each in found.indicators]
    if stages := fields.within("stages"):
        for position in stages.data:
            term = references.term(stages, position, Vocabulary.PROGRAMME_STAGE)
            if position.isdecimal() and int(position) < len(phases):
                phases[int(position)]["stage"] = term
            else:
                stages.reject(position, "is the position of no phase")
    targets = row.data.get("targets", []) if fields.has("targets") else []
    for position in targets if isinstance(targets, list) else [None]:
        if isinstance(position, int) and 0 <= position < len(figures):
            figures[position]["confidence"] = IndicatorConfidence.TARGET
        else:
            fields.reject("targets", f"{position} is the position of no indicator")
    comparable, notes = fields.words("comparable"), fields.text("notes")
    fields.finish()
    found.phases, found.indicators, found.comparable = phases, figures, comparable
    if notes:
        found.facts["editor_notes"] = "\n".join(filter(None, [found.facts["editor_notes"], notes]))


def _full_phase(fields: Fields, references: References) -> dict[str, Any]:
    when = in_each_language(fields, "when", longest=120)
    what = in_each_language(fields, "what", required=True, longest=400)
    return {
        **{f"when_{language}": text for language, text in when.items()},
        **{f"what_{language}": text for language, text in what.items()},
        "stage": references.term(fields, "stage", Vocabulary.PROGRAMME_STAGE),
        "first_year": fields.year("first_year"),
        "last_year": fields.year("last_year"),
        "source_url": fields.url("source_url"),
    }


def _full_indicator(fields: Fields) -> dict[str, Any]:
    name = in_each_language(fields, "name", required=True, longest=250)
    unit = in_each_language(fields, "unit", longest=120)
    return {
        **{f"name_{language}": text for language, text in name.items()},
        **{f"unit_{language}": text for language, text in unit.items()},
        **_figure(fields),
    }
