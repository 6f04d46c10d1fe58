"""Countries and territories, as they are found."""

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alliance.core import reference
from alliance.core.models import Country
from search.kinds import Kind, Shown
from search.sources.records import VISITOR, itself, numbers_of, owner, pks_of
from search.sources.words import LANGUAGES, codes, joined, names
from search.sources.worth import share, worth
from search.types import Document, Words


def _numbers() -> list[str]:
    return numbers_of(Country.objects.visible_to(VISITOR))


def _documents(numbers: Sequence[str]) -> list[Document]:
    rows = Country.objects.visible_to(VISITOR).prefetch_related("texts").filter(pk__in=pks_of(numbers))
    return [_document(row) for row in rows]


def _document(row: Country) -> Document:
    texts = {text.language: text for text in row.texts.all()}
    words = {}
    for language in LANGUAGES:
        name = getattr(row, f"name_{language}") or ""
        body = joined(texts[language].introduction) if language in texts else ""
        if name or body:
            words[language] = Words(title=name, body=body)
    called = [getattr(row, f"name_{language}") for language in LANGUAGES]
    others = [row.code3, row.capital_name, row.ministry_name, row.ministry_acronym]
    return Document(
        key=f"country:{row.pk}",
        kind="country",
        slug=row.code,
        words=words,
        names=names(*called, *others, *row.aliases.split(","), *row.groups.split(",")),
        codes=codes(country=row.code),
        quality=worth(dated=None, completeness=share(row.ministry_name, row.capital_name, texts)),
    )


def _shown(numbers: Sequence[str], user, language: str) -> dict[str, Shown]:
    found = {}
    for row in Country.objects.visible_to(user).prefetch_related("texts").filter(pk__in=pks_of(numbers)):
        text = row.text(language)
        name = getattr(row, f"name_{language}", "")
        found[str(row.pk)] = Shown(
            title=name or row.name or row.code,
            url=f"/{language}/countries/{row.code}/",
            language=language if name else settings.LANGUAGE_CODE,
            body=partial(joined, text.introduction) if text and text.language == language else str,
            facts=tuple(filter(None, (row.capital_name, row.ministry_acronym))),
            slug=row.code,
        )
    return found


def _in_database(words: Sequence[str], user, language: str, limit: int) -> list[str]:
    """Return those with the words in a name; the names are in memory."""
    called: dict[str, str] = {}
    for each in LANGUAGES:
        for code, name in reference.country_names(each).items():
            called[code] = f"{called.get(code, '')} {reference.fold(name)}"
    codes_met = [code for code, said in called.items() if all(word in said for word in words)]
    return numbers_of(Country.objects.visible_to(user).filter(code__in=codes_met))[:limit]


COUNTRIES = Kind(
    name="country",
    label=_("Country"),
    plural=_("Countries"),
    numbers=_numbers,
    documents=_documents,
    shown=_shown,
    in_database=_in_database,
    concerned={"core.Country": itself, "core.CountryText": owner("country_id")},
)
