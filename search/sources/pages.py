"""What the kinds of pages have in common: one document for all languages of a page, numbered by its translation key."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.db.models import F, Model, Prefetch
from django.db.models.functions import Length, Substr
from django.utils import translation
from django.utils.functional import Promise
from wagtail.models import Page, PageViewRestriction

from alliance.core.models import EditorialPage, EditorialQuerySet, Origin
from members.models import Network
from search.kinds import Kind, Shown
from search.sources.records import VISITOR, day_of, saying
from search.sources.words import LANGUAGES, codes, country_names, joined, lines, names
from search.sources.worth import share, worth
from search.types import Document, Words


def nothing(page: EditorialPage) -> tuple:
    """Return nothing, where a type has nothing of the kind."""
    return ()


def first_published(page: EditorialPage) -> date | None:
    """Return the day on which a page went live."""
    return day_of(page.first_published_at)


@dataclass(frozen=True)
class PageSource:
    """How one type of pages is found. What a type has of ``topics``, ``countries`` and ``networks`` is in the codes."""

    name: str
    label: Promise
    plural: Promise
    model: type[EditorialPage]
    body: Callable[[EditorialPage], str]
    names: Callable[[EditorialPage], Iterable[str]] = nothing
    dated: Callable[[EditorialPage], date | None] = first_published
    year: Callable[[EditorialPage], int | None] = lambda page: None
    facts: Callable[[EditorialPage], Iterable[str]] = nothing
    below: type[EditorialPage] | None = None
    """A type of pages right below, whose titles and texts are words of this one, by ``body_below``."""
    body_below: Callable[[EditorialPage], str] | None = None

    def kind(self) -> Kind:
        """Return the kind to be registered."""
        return Kind(
            name=self.name,
            label=self.label,
            plural=self.plural,
            numbers=self._numbers,
            documents=self._documents,
            shown=self._shown,
            in_database=self._in_database,
            concerned=self._concerned(),
        )

    def _has(self, link: str) -> bool:
        return any(field.name == link for field in self.model._meta.many_to_many)

    def _own_words(self) -> EditorialQuerySet:
        """Return the pages that everybody may read and that are written in the language of their tree."""
        return _written(self.model.objects.visible_to(VISITOR))

    def _numbers(self) -> list[str]:
        keys = self._own_words().order_by("translation_key").values_list("translation_key", flat=True)
        return [str(key) for key in keys.distinct()]

    def _documents(self, numbers: Sequence[str]) -> list[Document]:
        pages = self._own_words().filter(translation_key__in=_keys(numbers)).select_related("locale")
        links = [name for name in ("topics", "countries") if self._has(name)]
        pages = pages.prefetch_related(*links)
        if self._has("networks"):
            pages = pages.prefetch_related(Prefetch("networks", Network.objects.visible_to(VISITOR)))
        grouped: dict[UUID, list[EditorialPage]] = {}
        for page in pages.order_by("translation_key", "path"):
            grouped.setdefault(page.translation_key, []).append(page)
        below = self._words_below([page.path for kin in grouped.values() for page in kin])
        called = country_names()
        return [self._document(kin, below, called) for kin in grouped.values()]

    def _words_below(self, paths: list[str]) -> dict[str, str]:
        """Return the path of a page -> what the pages right below it say in its language. One query."""
        if self.below is None:
            return {}
        above = Substr("path", 1, Length("path") - Page.steplen)
        pages = _written(self.below.objects.visible_to(VISITOR)).alias(above=above).filter(above__in=paths)
        found: dict[str, list[str]] = {}
        for page in pages.order_by("path"):
            found.setdefault(page.path[: -Page.steplen], []).append(lines(page.title, self.body_below(page)))
        return {path: lines(*texts) for path, texts in found.items()}

    def _document(self, kin: list[EditorialPage], below: dict[str, str], called: dict[str, list[str]]) -> Document:
        words = {
            page.locale.language_code: Words(
                page.title, joined(page.lead), lines(self.body(page), below.get(page.path, ""))
            )
            for page in kin
        }
        original = next((page for page in kin if page.words_origin == Origin.ORIGINAL), kin[0])
        carried = {link: list(getattr(original, link).all()) if self._has(link) else [] for link in _LINKS}
        countries = sorted(country.code for country in carried["countries"])
        networks = [network.slug for network in carried["networks"]]
        dated = self.dated(original)
        said = [name for page in kin for name in self.names(page)]
        return Document(
            key=f"{self.name}:{original.translation_key}",
            kind=self.name,
            slug=original.slug,
            words=words,
            names=names(*said, *(name for code in countries for name in called.get(code, ()))),
            codes=codes(
                topic=[term.code for term in carried["topics"]],
                country=countries,
                network=networks,
                year=str(self.year(original) or ""),
                language=original.locale.language_code,
            ),
            dated=dated,
            quality=worth(
                dated=dated,
                completeness=share(original.lead, original.cover_id, original.sources.raw_data, len(words) > 1),
            ),
        )

    def _shown(self, numbers: Sequence[str], user, language: str) -> dict[str, Shown]:
        """In the reader's language where there is a page, which may have another language's words; else where there is one."""
        found: dict[str, EditorialPage] = {}
        pages = self.model.objects.visible_to(user).filter(translation_key__in=_keys(numbers)).select_related("locale")
        for page in sorted(pages, key=lambda each: _rank(each, language)):
            found.setdefault(str(page.translation_key), page)
        with translation.override(language):
            return {number: self._line(page) for number, page in found.items()}

    def _line(self, page: EditorialPage) -> Shown:
        return Shown(
            title=page.title,
            url=page.url or "",
            language=page.words_language or page.locale.language_code,
            lead=joined(page.lead),
            body=partial(self.body, page),
            facts=tuple(filter(None, self.facts(page))),
            slug=page.slug,
        )

    def _in_database(self, words: Sequence[str], user, language: str, limit: int) -> list[str]:
        pages = saying(self.model.objects.visible_to(user), words, "title", "lead").order_by("translation_key")
        return [str(key) for key in pages.values_list("translation_key", flat=True).distinct()[:limit]]

    def _concerned(self) -> dict[str, Callable[[Model], Iterable[str]]]:
        label = self.model._meta.label
        found = {
            label: itself,
            "wagtailcore.Page": self._around,
            "wagtailcore.PageViewRestriction": self._closed,
        }
        for link, target in _LINKS.items():
            if self._has(link):
                found[f"{label}_{link}"] = itself
                found[target] = self._naming(link)
        if self.below is not None:
            found[self.below._meta.label] = self._above
        return found

    def _naming(self, link: str) -> Callable[[Model], list[str]]:
        return lambda row: _keys_of(self.model.objects.filter(**{link: row.pk}))

    def _around(self, page: Page) -> list[str]:
        """Return the numbers of the pages above, at and below a place of the tree: those that a restriction or a move concerns."""
        return _keys_of(self.model.objects.filter(path__in=_steps(page.path))) + _keys_of(
            self.model.objects.filter(path__startswith=page.path)
        )

    def _above(self, page: Page) -> list[str]:
        return _keys_of(self.model.objects.filter(path=page.path[: -Page.steplen]))

    def _closed(self, restriction: PageViewRestriction) -> list[str]:
        page = Page.objects.filter(pk=restriction.page_id).first()
        return self._around(page) if page else []


_LINKS = {"topics": "core.Term", "countries": "core.Country", "networks": "members.Network"}


def itself(page: Page) -> list[str]:
    """Return the number of the page itself, for `Kind.concerned`."""
    return [str(page.translation_key)]


def _written(pages: EditorialQuerySet) -> EditorialQuerySet:
    """Return those with words of their own: neither pages that follow another language's, nor those that wait for translators."""
    languages = pages.filter(alias_of=None, locale__language_code__in=LANGUAGES)
    return languages.filter(words_language=F("locale__language_code"))


def _rank(page: EditorialPage, language: str) -> tuple[bool, bool, str]:
    here = page.locale.language_code
    return (here != language, page.words_language not in ("", here) or page.words_origin != Origin.ORIGINAL, here)


def _keys(numbers: Sequence[str]) -> list[UUID]:
    """Return the translation keys that the numbers are; what is none is nobody's."""
    found = []
    for number in numbers:
        try:
            found.append(UUID(number))
        except ValueError:
            continue
    return found


def _keys_of(pages: EditorialQuerySet) -> list[str]:
    keys = pages.order_by("translation_key").values_list("translation_key", flat=True)
    return [str(key) for key in keys.distinct()]


def _steps(path: str) -> list[str]:
    return [path[:end] for end in range(Page.steplen, len(path), Page.steplen)]
