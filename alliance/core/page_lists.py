"""Lists of pages with filters: news, events and courses alike.

The whole state stands in the address (`?year=2025&topic=ai&country=MX&page=2`). Several values of one filter widen the list,
several filters narrow it, and the number beside a value is what a click on it gives. The codes of all pages of a list are
read with one query, and one more for each filter that allows several values a page, whatever the number of pages.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.query import PageQuerySet

from alliance.core import reference
from alliance.core.cache import keep_out
from alliance.core.charts import bar_width
from alliance.core.formatting import language_name
from alliance.core.models import Vocabulary, site_language
from alliance.core.printed import printed_once

PAGE_SIZE = 20
LONGEST_NAME = 60
MOST_OFFERS = 3
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
Labels = Callable[[], dict[str, str]]


def _of_a_century(code: str) -> str | None:
    return code if code.isascii() and code.isdigit() and len(code) == 4 and 1950 <= int(code) <= 2100 else None


def _as_country(code: str) -> str | None:
    return code.upper() if code.upper() in reference.country_names() else None


def _site_languages() -> dict[str, str]:
    return {code: language_name(code) for code, _name in settings.LANGUAGES}


@dataclass(frozen=True)
class Facet:
    """One way to filter a list of pages.

    ``key`` is the word in addresses. ``field`` leads from a page to its codes; a text with spaces holds several. ``many``
    tells that it leads through a table of its own. ``canonical`` returns the code in use for one of an address, else None.
    """

    key: str
    label: Promise
    field: str
    labels: Labels
    canonical: Callable[[str], str | None]
    many: bool = False
    is_open: bool = False
    newest_first: bool = False
    in_sight: int = 8

    @classmethod
    def of_terms(cls, key: str, label: Promise, field: str, vocabulary: str, *, many: bool = False) -> Self:
        """Return the filter by a vocabulary, whose merged terms lead to their heirs."""
        return cls(
            key,
            label,
            field,
            labels=lambda: reference.labels(vocabulary),
            canonical=lambda code: reference.canonical_code(vocabulary, code),
            many=many,
            is_open=True,
        )

    @classmethod
    def of_choices(cls, key: str, label: Promise, field: str, choices: Iterable[tuple[str, Promise]]) -> Self:
        """Return the filter by one of a few fixed values."""
        known = {code: text for code, text in choices if code}
        return cls(
            key,
            label,
            field,
            labels=lambda: {code: str(text) for code, text in known.items()},
            canonical=lambda code: code if code in known else None,
            is_open=True,
        )

    @classmethod
    def of_years(cls, field: str) -> Self:
        """Return the filter by year, the newest first."""
        return cls(
            "year", gettext_lazy("Year"), field, labels=dict, canonical=_of_a_century, is_open=True, newest_first=True
        )

    @classmethod
    def of_countries(cls) -> Self:
        """Return the filter by the countries that a page is about."""
        label = gettext_lazy("Country")
        names = reference.country_names
        return cls("country", label, "countries__code", labels=names, canonical=_as_country, many=True)

    @classmethod
    def of_languages(cls, label: Promise, field: str) -> Self:
        """Return the filter by one of the site's languages."""
        known = dict(settings.LANGUAGES)
        return cls(
            "language",
            label,
            field,
            labels=_site_languages,
            canonical=lambda code: code if code in known else None,
        )


TOPICS = Facet.of_terms("topic", gettext_lazy("Topic"), "topics__code", Vocabulary.TOPIC, many=True)
COUNTRIES = Facet.of_countries()
ORIGINALS = Facet.of_languages(gettext_lazy("Language of the original"), "original_language")


class PageList:
    """What an address finds among ``pages``, which stand in the order of the list. Nothing is read until asked for."""

    # Typed words that ``pages`` were narrowed by, in lists that can be.
    words = ""
    # Whether the database alone looked for them, because the search does not answer.
    is_reduced = False

    def __init__(self, pages: PageQuerySet, facets: tuple[Facet, ...], query: QueryDict, address: str):
        self.pages = pages
        self.facets = facets
        self.address = address
        self.choice: dict[str, tuple[str, ...]] = {}
        self.unknown: list[tuple[Facet, str]] = []
        for facet in facets:
            codes: list[str] = []
            for value in filter(None, query.getlist(facet.key)):
                code = facet.canonical(value)
                if code is None:
                    self.unknown.append((facet, value))
                elif code not in codes:
                    codes.append(code)
            if codes:
                self.choice[facet.key] = tuple(codes)

    @property
    def is_near(self) -> bool:
        """Whether this is the whole list or one click away from it. There are few such, so they can be kept."""
        return not self.words and not self.unknown and sum(map(len, self.choice.values())) <= 1

    @cached_property
    def _codes(self) -> dict[int, dict[str, frozenset[str]]]:
        """Return for each page, in the list's order, its codes in each filter."""
        in_use = {facet.key: Memo(facet.canonical) for facet in self.facets}
        single = [facet for facet in self.facets if not facet.many]
        found: dict[int, dict[str, frozenset[str]]] = {}
        for pk, *values in self.pages.values_list("pk", *(facet.field for facet in single)):
            pairs = zip(single, values, strict=True)
            found[pk] = {facet.key: in_use[facet.key].of(str(value or "").split()) for facet, value in pairs}
        for facet in (each for each in self.facets if each.many):
            several: dict[int, list[str]] = {}
            for pk, code in self.pages.order_by().values_list("pk", facet.field):
                several.setdefault(pk, []).extend([code] if code else [])
            for pk, codes in found.items():
                codes[facet.key] = in_use[facet.key].of(several.get(pk, []))
        return found

    def _matching(self, *, leaving_out: str = "") -> list[int]:
        asked = {key: set(codes) for key, codes in self.choice.items() if key != leaving_out}
        return [
            pk
            for pk, codes in self._codes.items()
            if all(not codes[key].isdisjoint(some) for key, some in asked.items())
        ]

    @cached_property
    def ids(self) -> list[int]:
        """The primary keys of the pages that meet the whole choice, in the list's order."""
        return self._matching()

    @property
    def total(self) -> int:
        """How many pages meet the choice."""
        return len(self.ids)

    def codes_of(self, pk: int, key: str) -> frozenset[str]:
        """Return the codes of a page of the list in the filter ``key``. No query."""
        return self._codes[pk][key]

    def counts(self, facet: Facet) -> Counter[str]:
        """Return code -> how many pages there are once it is clicked; the filter's own choice is left out."""
        numbers: Counter[str] = Counter()
        for pk in self._matching(leaving_out=facet.key):
            numbers.update(self._codes[pk][facet.key])
        return numbers

    def page(self, number: str | None) -> Page:
        """Return one page of the list, of primary keys. Raises InvalidPage where the list has no such page."""
        return Paginator(self.ids, PAGE_SIZE).page(number or 1)

    def query(self, choice: dict[str, tuple[str, ...]] | None = None) -> str:
        """Return the query string that states a choice (default: this one) with its question mark, or nothing."""
        stated = self.choice if choice is None else choice
        pairs = [(facet.key, code) for facet in self.facets for code in stated.get(facet.key, ())]
        return f"?{urlencode(pairs)}" if pairs else ""

    def without(self, key: str, code: str | None = None) -> str:
        """Return the address of the list without a filter, or without one value of it."""
        kept = tuple(each for each in self.choice.get(key, ()) if code is not None and each != code)
        others = {each: codes for each, codes in self.choice.items() if each != key}
        return self.address + self.query({**others, key: kept} if kept else others)

    def label_of(self, facet: Facet, code: str) -> str:
        """Return a value's label in the active language; a year is its own."""
        return facet.labels().get(code, code)

    def facet_lists(self) -> list[dict]:
        """Return the filters for `components/facets.html`; one without any value on any page is left out."""
        lists = [self._facet_list(facet) for facet in self.facets]
        return [each for each in lists if each["values"]]

    def _facet_list(self, facet: Facet) -> dict:
        counts, chosen = self.counts(facet), self.choice.get(facet.key, ())
        present = {code for codes in self._codes.values() for code in codes[facet.key]}
        labels = facet.labels()
        shown = [code for code in labels if code in present or code in chosen]
        shown += sorted((present | set(chosen)) - set(labels), reverse=facet.newest_first)
        if not facet.newest_first:
            # Sorting keeps the order of equals: that of the vocabulary, or of the alphabet for countries.
            shown.sort(key=lambda code: -counts[code])
        largest = max(counts.values(), default=0)
        values = [
            {
                "code": code,
                "label": labels.get(code, code),
                "count": counts[code],
                "checked": code in chosen,
                "width": bar_width(counts[code], largest),
            }
            for code in shown
        ]
        seen = {value["code"] for value in values[: facet.in_sight]} | set(chosen)
        return {
            "key": facet.key,
            "label": facet.label,
            "open": facet.is_open,
            "chosen": len(chosen),
            "values": [value for value in values if value["code"] in seen],
            "more": [value for value in values if value["code"] not in seen],
        }

    def chips(self) -> list[dict]:
        """Return the chosen values for `components/chips.html`, each with the way to the list without it."""
        return [
            {
                "text": _("%(name)s: %(value)s") % {"name": facet.label, "value": self.label_of(facet, code)},
                "url": self.without(facet.key, code),
            }
            for facet in self.facets
            for code in self.choice.get(facet.key, ())
        ]

    def ignored(self) -> list[str]:
        """Return a sentence for each value in the address that means nothing here."""
        return [
            _("“%(value)s” is no value of the filter “%(filter)s”.") % {"value": _short(value), "filter": facet.label}
            for facet, value in self.unknown
        ]

    def nothing_found(self, title: str) -> dict:
        """Return why the list is empty, for `components/empty.html`; ``title`` says it where nothing is filtered.

        What helps most to drop comes first.
        """
        if not self.choice:
            return {"title": title, "text": "", "offers": []}
        chosen = [facet for facet in self.facets if facet.key in self.choice]
        gains = sorted(
            ((len(self._matching(leaving_out=each.key)), each) for each in chosen), key=lambda gain: -gain[0]
        )
        offers = [
            {
                "text": _("Remove “%(filter)s”") % {"filter": self._name(facet)},
                "url": self.without(facet.key),
            }
            for gain, facet in gains[:MOST_OFFERS]
            if gain
        ]
        if len(chosen) > 1 or not offers:
            offers.append({"text": _("Remove all"), "url": self.address})
        sentence = ngettext("Nothing meets this filter.", "Nothing meets all %(count)s filters.", len(chosen))
        return {"title": sentence % {"count": len(chosen)}, "text": "", "offers": offers}

    def _name(self, facet: Facet) -> str:
        codes = self.choice[facet.key]
        return self.label_of(facet, codes[0]) if len(codes) == 1 else str(facet.label)

    def context(self, page_obj: Page, unit: str) -> dict:
        """Return what the templates of every filtered list need; ``unit`` is what the numbers count, in the plural."""
        query = self.query().removeprefix("?")
        return {
            "action": self.address,
            "facets": self.facet_lists(),
            "unit": unit,
            "chosen": sum(map(len, self.choice.values())),
            "chips": self.chips(),
            "clear_url": self.address,
            "ignored": self.ignored(),
            "is_reduced": self.is_reduced,
            "total": self.total,
            "page_obj": page_obj,
            "query": f"{query}&" if query else "",
        }


class Memo(dict[str, str | None]):
    """The codes in use for those of pages, each asked for once."""

    def __init__(self, canonical: Callable[[str], str | None]):
        super().__init__()
        self.canonical = canonical

    def __missing__(self, code: str) -> str | None:
        self[code] = found = self.canonical(code)
        return found

    def of(self, codes: list[str]) -> frozenset[str]:
        """Return codes of a page as the filter knows them: merged terms as their heirs, unpublished countries not at all."""
        return frozenset(filter(None, (self[code] for code in codes)))


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_NAME else f"{value[: LONGEST_NAME - 1]}…"


def answer(
    request: HttpRequest,
    page,
    found: PageList,
    template: str,
    *,
    unit: str,
    context: Callable[[Page], dict],
    state: str = "",
    is_for_all: bool = True,
) -> HttpResponse:
    """Return the page of the list that the address asks for, or the part that filters change where a script asks.

    ``context`` tells what else the template shows of one page. A page beyond the last is 404, with the way back. What is
    asked for most is printed once; ``state`` names what it depends on beside the content, the filters and the language. A list
    that shows some readers more than others is not ``is_for_all``, and is made for each.
    """
    number = request.GET.get("page") or "1"
    part = "filtered" if request.htmx else "body"

    def make() -> SafeString:
        page_obj = found.page(number)
        shown = {"page": page, **found.context(page_obj, unit), **context(page_obj)}
        return render_to_string(f"{template}#{part}", shown)

    name = f"{template}#{part}:{site_language()}:{page.pk}:{found.query()}:{number}:{state}"
    try:
        is_kept = is_for_all and found.is_near and PAGE_NUMBER.fullmatch(number)
        body = printed_once(request, name, make) if is_kept else make()
    except InvalidPage:
        pages = Paginator(found.ids, PAGE_SIZE).num_pages
        way_back = {"pages": pages, "list_url": found.address + found.query()}
        return render(request, "pages/list_no_page.html", way_back, status=404)
    if request.htmx:
        response = HttpResponse(body)
    else:
        response = render(request, template, {"page": page, "number": int(number), "body": body})
    patch_vary_headers(response, ("HX-Request",))
    if found.words:
        keep_out(response)
    return response
