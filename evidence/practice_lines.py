"""Practices as the library's list shows them, one line each."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from alliance.core import reference
from alliance.core.models import Vocabulary
from alliance.core.wording import Wording
from evidence.practice_facts import years_of
from evidence.services.listing import Line, Listing
from evidence.shelf import Shelf

TEMPLATES = {"list": "components/record.html", "compact": "components/record_compact.html"}
_lines = Shelf(most=2000)


def printed_lines(listing: Listing, ids: list[int], *, user, language: str) -> SafeString:
    """Return the lines of the practices of ``ids`` as HTML, in this order.

    A line is the same for every reader, so it is made once per state of the content; who may see it is asked each time.
    """
    view, kept = listing.selection.view, _lines.parts(listing)
    seen = listing.visible(ids, user=user)
    missing = [pk for pk in seen if (view, language, pk) not in kept]
    for line in listing.lines(missing, user=user, language=language):
        record = line_of(line, language)
        kept[view, language, line.facts.pk] = render_to_string(TEMPLATES[view], {"record": record})
    # A practice that was withdrawn a moment ago has no line any more.
    return mark_safe("".join(kept.get((view, language, pk), "") for pk in seen))  # noqa: S308 - made by templates


def line_of(line: Line, language: str) -> dict:
    """Return a line for `components/record.html` and `components/record_compact.html`."""
    facts, wording, codes = line.facts, Wording.of(line.texts, language), line.codes
    title = wording.say("title")
    technologies = reference.labels(Vocabulary.TECHNOLOGY, language)
    purposes = reference.labels(Vocabulary.PURPOSE, language)
    return {
        "url": f"/{language}/evidence/{facts.slug}/",
        "title": title.words or facts.slug,
        "lang": title.language,
        "country": reference.country_names(language).get(codes["country"][0], ""),
        "place": facts.locality,
        "place_lang": wording.original_language,
        "when": years_of(facts),
        "summary": wording.say("summary").words,
        "origin": wording.origin,
        "wanted": wording.language != language,
        "technologies": [technologies[code] for code in codes["technology"] if code in technologies],
        "missing": [] if wording.say("results") else [_("results not stated")],
        "purposes": [code in codes["purpose"] for code in purposes],
        "purpose_labels": [label for code, label in purposes.items() if code in codes["purpose"]],
        "reach": reach_of(facts.students_reached, facts.teachers_reached),
    }


def reach_of(students: int | None, teachers: int | None) -> dict | None:
    """Return whom a practice reached, students before teachers; None where no source states either: zero is no statement."""
    if students:
        return {"value": students, "unit": _("students")}
    return {"value": teachers, "unit": _("teachers")} if teachers else None
