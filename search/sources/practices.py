"""Practices, as they are found."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from alliance.core import reference
from evidence.models import Practice, PracticeText
from evidence.services.library import codes_of, completeness_of
from members.models import ShelfItem
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
from search.sources.words import country_names, joined, names, spoken
from search.sources.worth import worth
from search.types import Document, Words

_BODY = (*PracticeText.SECTIONS, "cost")


def _numbers() -> list[str]:
    return numbers_of(Practice.objects.visible_to(VISITOR))


def _documents(numbers: Sequence[str]) -> list[Document]:
    rows = list(Practice.objects.visible_to(VISITOR).in_full().filter(pk__in=pks_of(numbers)))
    kept = ContentType.objects.get_for_model(Practice)
    shelves = ShelfItem.objects.filter(content_type=kept, object_id__in=[row.pk for row in rows])
    mentions = Counter(shelves.values_list("object_id", flat=True))
    countries = country_names()
    return [_document(row, mentions[row.pk], countries.get(row.country.code, ())) for row in rows]


def _document(row: Practice, mentions: int, countries: Sequence[str]) -> Document:
    institution = row.institution.name if row.institution_id else ""
    others = [each.name for each in row.lineage.all()]
    dated = day_of(row.first_published_at)
    return Document(
        key=f"practice:{row.pk}",
        kind="practice",
        slug=row.slug,
        words=spoken(row.texts.all(), lambda text: Words(text.title, joined(text.summary), _body(text))),
        names=names(row.locality, institution, *countries, row.mapping, *others),
        codes=_codes(row),
        dated=dated,
        quality=worth(dated=dated, completeness=completeness_of(row) / 100, mentions=mentions),
    )


def _body(text: PracticeText) -> str:
    return joined(*(getattr(text, name) for name in _BODY))


def _codes(row: Practice) -> dict[str, tuple[str, ...]]:
    """Return the codes by which the library counts the practice, by facet."""
    found: dict[str, list[str]] = {}
    for word in codes_of(row).split():
        facet, _colon, code = word.partition(":")
        found.setdefault(facet, []).append(code)
    return {facet: tuple(sorted(set(values))) for facet, values in sorted(found.items())}


def _shown(numbers: Sequence[str], user, language: str) -> dict[str, Shown]:
    # Rows and not records, and bodies only for whoever asks: finds are shown at every letter that somebody types.
    rows = Practice.objects.visible_to(user).filter(pk__in=pks_of(numbers))
    facts = list(rows.values_list("pk", "slug", "country__code", "start_year"))
    said = PracticeText.objects.filter(practice__in=[pk for pk, *_rest in facts])
    texts = texts_in(said, language, "practice", "title", "summary")
    countries, found = reference.country_names(language), {}

    @cache
    def bodies() -> dict[int, list[str]]:
        rows = PracticeText.objects.filter(pk__in=[text.pk for text in texts.values()])
        return {practice: parts for practice, *parts in rows.values_list("practice", *_BODY)}

    for pk, slug, country, start_year in facts:
        text = texts.get(pk)
        found[str(pk)] = Shown(
            title=text.title if text else slug,
            url=f"/{language}/evidence/{slug}/",
            language=text.language if text else settings.LANGUAGE_CODE,
            lead=joined(text.summary) if text else "",
            body=lambda pk=pk: joined(*bodies().get(pk, ())),
            facts=tuple(filter(None, (countries.get(country, ""), str(start_year or "")))),
            slug=slug,
        )
    return found


def _in_database(words: Sequence[str], user, language: str, limit: int) -> list[str]:
    texts = saying(PracticeText.objects.all(), words, "title", "summary")
    return found_in(Practice.objects.visible_to(user), texts, "practice", limit)


def _pinned(item: ShelfItem) -> list[str]:
    kept = item.content_type_id == ContentType.objects.get_for_model(Practice).pk
    return [str(item.object_id)] if kept else []


PRACTICES = Kind(
    name="practice",
    label=_("Practice"),
    plural=_("Practices"),
    numbers=_numbers,
    documents=_documents,
    shown=_shown,
    in_database=_in_database,
    concerned={
        "evidence.Practice": itself,
        "evidence.Practice_terms": itself,
        "evidence.PracticeText": owner("practice_id"),
        "evidence.PracticeLineage": owner("practice_id"),
        "core.Institution": all_with(Practice, "institution"),
        "core.Country": all_with(Practice, "country"),
        "core.Term": all_with(Practice, "terms"),
        "members.ShelfItem": _pinned,
    },
)
