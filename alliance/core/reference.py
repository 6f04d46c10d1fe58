"""Countries and vocabularies in process memory, so that a label costs no query.

Read again whenever the site's content version changes (`alliance.core.cache`), that is within a second of any publish.
"""

import unicodedata
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import get_language

from alliance.core.cache import content_version
from alliance.core.models import Country, Term


@dataclass(frozen=True)
class CountryFacts:
    """What pages say of a country without loading it."""

    code: str
    names: dict[str, str]
    membership: str
    subregion: str


@dataclass
class _Shelf:
    version: str = ""
    labels: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    heirs: dict[tuple[str, str], str] = field(default_factory=dict)
    countries: dict[str, CountryFacts] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)


_shelf = _Shelf()
_LANGUAGES = [code for code, _name in settings.LANGUAGES]


def _fresh() -> _Shelf:
    """Return the shelf, read again if anything was published since."""
    global _shelf  # noqa: PLW0603 - the one process-wide memo; replaced whole, so a reader in another thread sees old or new
    version = content_version()
    if _shelf.version != version:
        shelf = _Shelf(version=version)
        columns = [f"label_{language}" for language in _LANGUAGES]
        rows = Term.objects.order_by("vocabulary", "sort_order", "code")
        for vocabulary, code, heir, *labels in rows.values_list("vocabulary", "code", "merged_into__code", *columns):
            if heir:
                shelf.heirs[vocabulary, code] = heir
                continue
            for language, label in zip(_LANGUAGES, labels, strict=True):
                shelf.labels.setdefault((vocabulary, language), {})[code] = label or labels[0] or code
        names = [f"name_{language}" for language in _LANGUAGES]
        for code, membership, subregion, *words in Country.objects.filter(live=True).values_list(
            "code", "membership", "subregion", *names
        ):
            by_language = {language: word or words[0] or code for language, word in zip(_LANGUAGES, words, strict=True)}
            shelf.countries[code] = CountryFacts(code, by_language, membership, subregion)
        for language in _LANGUAGES:
            ordered = sorted(shelf.countries.values(), key=lambda facts: fold(facts.names[language]))
            shelf.names[language] = {facts.code: facts.names[language] for facts in ordered}
        _shelf = shelf
    return _shelf


def forget() -> None:
    """Drop what this process holds; the next question reads the tables again."""
    global _shelf  # noqa: PLW0603 - as in `_fresh`
    _shelf = _Shelf()


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, for matching what people type."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _language(language: str | None) -> str:
    language = (language or get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in _LANGUAGES else settings.LANGUAGE_CODE


def labels(vocabulary: str, language: str | None = None) -> dict[str, str]:
    """Return code -> label of a vocabulary in its editors' order, in ``language`` (default: the active one)."""
    return _fresh().labels.get((vocabulary, _language(language)), {})


def canonical_code(vocabulary: str, code: str) -> str | None:
    """Return the code in use for ``code``, following merges; None when the vocabulary has no such term."""
    shelf = _fresh()
    code = shelf.heirs.get((vocabulary, code), code)
    return code if code in shelf.labels.get((vocabulary, settings.LANGUAGE_CODE), {}) else None


def countries() -> dict[str, CountryFacts]:
    """Return code -> facts of every published country."""
    return _fresh().countries


def country_names(language: str | None = None) -> dict[str, str]:
    """Return code -> name in ``language``, sorted by name as a reader of it would."""
    return _fresh().names.get(_language(language), {})
