"""Practices as the library's list shows them, one line each."""

from django.utils.translation import gettext as _

from alliance.core import reference
from alliance.core.models import Vocabulary
from evidence.practice_facts import years_of
from evidence.services.listing import Line
from evidence.wording import Wording


def list_lines(lines: list[Line], language: str) -> list[dict]:
    """Return the lines for `components/records.html` and `components/records_compact.html`."""
    countries = reference.country_names(language)
    technologies = reference.labels(Vocabulary.TECHNOLOGY, language)
    purposes = reference.labels(Vocabulary.PURPOSE, language)
    base = f"/{language}/evidence/"
    no_results = _("results not stated")
    shown = []
    for line in lines:
        facts, wording = line.facts, Wording.of(line.texts, language)
        title = wording.say("title")
        mine = line.codes["purpose"]
        shown.append(
            {
                "url": f"{base}{facts.slug}/",
                "title": title.words or facts.slug,
                "lang": title.language,
                "country": countries.get(line.codes["country"][0], ""),
                "place": facts.locality,
                "when": years_of(facts),
                "summary": wording.say("summary").words,
                "origin": wording.origin,
                "wanted": wording.language != language,
                "technologies": [technologies[code] for code in line.codes["technology"] if code in technologies],
                "missing": [] if wording.say("results") else [no_results],
                "purposes": [code in mine for code in purposes],
                "purpose_labels": [label for code, label in purposes.items() if code in mine],
                "reach": reach_of(facts.students_reached, facts.teachers_reached),
            }
        )
    return shown


def reach_of(students: int | None, teachers: int | None) -> dict | None:
    """Return whom a practice reached, students before teachers; None where no source states either: zero is no statement."""
    if students:
        return {"value": students, "unit": _("students")}
    return {"value": teachers, "unit": _("teachers")} if teachers else None
