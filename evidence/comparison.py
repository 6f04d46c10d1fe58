"""Two to four practices side by side."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from alliance.core import reference
from alliance.core.formatting import number
from alliance.core.markup import html_of
from alliance.core.models import Vocabulary, site_language
from alliance.core.wording import Wording
from evidence.models import LibraryRow, Practice
from evidence.practice_facts import Terms, cost_of, country_of, years_of
from evidence.presenters import headings

FEWEST, MOST = 2, 4
SUGGESTIONS = 8
SECTIONS = ("context", "how_it_works", "results", "how_to_adapt")


@dataclass
class Chosen:
    """The practices that an address names, in its order, and what it names in vain."""

    practices: list[Practice] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    too_many: list[str] = field(default_factory=list)

    @property
    def slugs(self) -> list[str]:
        """The addresses of the practices that are compared."""
        return [practice.slug for practice in self.practices]


def chosen(slugs: list[str], user) -> Chosen:
    """Return the practices of ``slugs`` that ``user`` may see: each once, at most four."""
    result = Chosen()
    wanted = list(dict.fromkeys(slug for slug in slugs if slug))
    found = {row.slug: row for row in Practice.objects.visible_to(user).in_full().filter(slug__in=wanted)}
    for slug in wanted:
        if slug not in found:
            result.unknown.append(slug)
        elif len(result.practices) == MOST:
            result.too_many.append(slug)
        else:
            result.practices.append(found[slug])
    result.repeated = [slug for slug in wanted if slugs.count(slug) > 1]
    return result


def rows_of(practices: list[Practice]) -> list[dict]:
    """Return the lines of the comparison: label and one cell a practice; an empty cell is not stated."""
    columns = [_column(practice) for practice in practices]
    return [{"label": lines[0][0], "cells": [cell for _label, cell in lines]} for lines in zip(*columns, strict=True)]


def _column(practice: Practice) -> list[tuple[str, dict]]:
    """Return (label, cell) pairs of one practice. A cell holds text, terms, purposes, or prose (HTML) with its language."""
    language = site_language()
    wording = Wording.of(list(practice.texts.all()), language)
    terms = Terms(practice)
    names = headings()
    institution = practice.institution
    cost = cost_of(practice)
    country, _url = country_of(practice, language)
    cells = [
        (_("Place"), {"place": practice.locality, "place_lang": wording.original_language, "text": country}),
        (_("Organisation"), {"text": institution.name if institution else ""}),
        (_("Years"), {"text": years_of(practice)}),
        (_("Context"), {"text": Terms.label_of(practice.context)}),
        (_("Level"), {"terms": terms.labels(Vocabulary.LEVEL)}),
        (_("Who benefits"), {"terms": terms.labels(Vocabulary.BENEFICIARY)}),
        (_("Groups"), {"terms": terms.labels(Vocabulary.TARGET_GROUP)}),
        (_("Technology"), {"terms": terms.labels(Vocabulary.TECHNOLOGY)}),
        (_("Purposes"), {"purposes": terms.purposes()}),
        (_("Students reached"), {"text": number(practice.students_reached or None)}),
        (_("Teachers reached"), {"text": number(practice.teachers_reached or None)}),
        (_("Cost"), {"text": f"{number(cost['value'])} {cost['qualifier']}".strip() if cost else ""}),
        (_("Kind of evidence"), {"text": Terms.label_of(practice.evidence_kind)}),
    ]
    summary = wording.say("summary")
    cells.append((names["summary"], {"text": summary.words, "lang": summary.language}))
    for name in SECTIONS:
        said = wording.say(name)
        cells.append((names[name], {"html": html_of(said.words), "lang": said.language}))
    return cells


def suggestions(words: str, user, without: list[str]) -> list[Practice]:
    """Return practices to add: those whose title, summary or place carry all of ``words``, the fullest stories first."""
    rows = LibraryRow.objects.filter(is_counted=True)
    for word in reference.fold(words).split()[:8]:
        rows = rows.filter(words__contains=word)
    found = rows.exclude(practice__slug__in=without).order_by("-completeness", "practice_id")
    pks = list(found.values_list("practice_id", flat=True)[:SUGGESTIONS])
    seen = Practice.objects.visible_to(user).with_words().in_bulk(pks)
    return [seen[pk] for pk in pks if pk in seen]
