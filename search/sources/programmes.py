"""National programmes, as they are found."""

from collections.abc import Sequence
from functools import cache, partial

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alliance.core import reference
from evidence.models import Programme, ProgrammeText
from search.kinds import Kind, Shown
from search.sources.records import (
    VISITOR,
    all_with,
    day_of,
    found_in,
    itself,
    numbers_of,
    owner,
    pks_of,
    saying,
    texts_in,
)
from search.sources.words import LANGUAGES, codes, country_names, joined, names, spoken
from search.sources.worth import share, worth
from search.types import Document, Words


def _numbers() -> list[str]:
    return numbers_of(Programme.objects.visible_to(VISITOR))


def _documents(numbers: Sequence[str]) -> list[Document]:
    rows = Programme.objects.visible_to(VISITOR).in_full().select_related("institution__kind")
    countries = country_names()
    return [_document(row, countries.get(row.country.code, ())) for row in rows.filter(pk__in=pks_of(numbers))]


def _document(row: Programme, countries: Sequence[str]) -> Document:
    institution = row.institution if row.institution_id else None
    original = row.original_text
    words, dated = _words(row), day_of(row.first_published_at)
    facts = (row.institution_id, row.start_year, row.status_id, row.phases.all(), row.indicators.all())
    return Document(
        key=f"programme:{row.pk}",
        kind="programme",
        slug=row.slug,
        words=words,
        names=names(institution and institution.name, *countries),
        codes=codes(
            country=row.country.code,
            year=str(row.start_year or ""),
            organisation=institution.kind.code if institution and institution.kind_id else "",
            language=original.language if original else "",
        ),
        dated=dated,
        quality=worth(dated=dated, completeness=share(*facts, any(each.lead for each in words.values()))),
    )


def _words(row: Programme) -> dict[str, Words]:
    """Return name, summary, and the steps and figures as far as they are told in each language."""
    found = spoken(row.texts.all(), lambda text: Words(text.name, joined(text.summary)))
    for language in LANGUAGES:
        steps = _steps(row, language)
        if steps and (language in found or steps not in [each.body for each in found.values()]):
            said = found.get(language, Words())
            found[language] = Words(said.title, said.lead, steps)
    return found


def _steps(row: Programme, language: str) -> str:
    steps = [getattr(each, f"what_{language}") for each in row.phases.all()]
    return joined(*steps, *(getattr(each, f"name_{language}") for each in row.indicators.all()))


def _shown(numbers: Sequence[str], user, language: str) -> dict[str, Shown]:
    # As of practices: rows and not records, and bodies only for whoever asks.
    rows = Programme.objects.visible_to(user).filter(pk__in=pks_of(numbers))
    facts = list(rows.values_list("pk", "slug", "country__code", "start_year"))
    said = ProgrammeText.objects.filter(programme__in=[pk for pk, *_rest in facts])
    texts = texts_in(said, language, "programme", "name", "summary")
    countries, found = reference.country_names(language), {}

    @cache
    def stories() -> dict[int, Programme]:
        return rows.prefetch_related("phases", "indicators").in_bulk()

    def steps(pk: int, written: str) -> str:
        # It may have been withdrawn meanwhile.
        programme = stories().get(pk) if written in LANGUAGES else None
        return _steps(programme, written) if programme else ""

    for pk, slug, country, start_year in facts:
        text = texts.get(pk)
        written = text.language if text else settings.LANGUAGE_CODE
        found[str(pk)] = Shown(
            title=text.name if text else slug,
            url=f"/{language}/evidence/programmes/{slug}/",
            language=written,
            lead=joined(text.summary) if text else "",
            body=partial(steps, pk, written),
            facts=tuple(filter(None, (countries.get(country, ""), str(start_year or "")))),
            slug=slug,
        )
    return found


def _in_database(words: Sequence[str], user, language: str, limit: int) -> list[str]:
    texts = saying(ProgrammeText.objects.all(), words, "name", "summary")
    return found_in(Programme.objects.visible_to(user), texts, "programme", limit)


PROGRAMMES = Kind(
    name="programme",
    label=_("National programme"),
    plural=_("National programmes"),
    numbers=_numbers,
    documents=_documents,
    shown=_shown,
    in_database=_in_database,
    concerned={
        "evidence.Programme": itself,
        "evidence.ProgrammeText": owner("programme_id"),
        "evidence.ProgrammePhase": owner("programme_id"),
        "evidence.Indicator": owner("programme_id"),
        "core.Institution": all_with(Programme, "institution"),
        "core.Country": all_with(Programme, "country"),
    },
)
