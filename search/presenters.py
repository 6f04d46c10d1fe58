"""What the page of the search shows of an answer."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core.charts import bar_width
from alliance.core.formatting import number
from alliance.core.models import site_language
from search.asking import TYPE, Asked
from search.facets import FACETS
from search.kinds import aside_kinds, kind_of
from search.results import Facet, Find, Results, Value

SIZE = 20
MOST_IN_SECTION = 5
IN_SIGHT = 6
OPEN = frozenset({"country", "topic"})
LONGEST_NAME = 60
MOST_RECOGNISED = 4


@dataclass(frozen=True)
class Line:
    """A find in the list, with its place in the whole answer."""

    find: Find
    rank: int
    kind: str
    ping: str


class ResultsPage:
    """One page of an answer, ready for the template."""

    def __init__(self, asked: Asked, results: Results, *, may_be_grouped: bool = True):
        self.asked = asked
        self.results = results
        self.address = f"/{site_language()}/search/"
        first_of_all = asked.page == 1 and asked.sort == "relevance" and TYPE not in asked.filters
        together = [section for section in results.sections if section.code not in aside_kinds()]
        self.is_grouped = may_be_grouped and first_of_all and len(together) > 1 and not results.is_reduced

    def url(self, asked: Asked) -> str:
        """Return the address of another question."""
        return self.address + asked.query()

    @cached_property
    def lines(self) -> list[Line]:
        """The finds of this page, without those that editors have put above them."""
        picked = {find.key for find in self.results.picks}
        first = (self.asked.page - 1) * SIZE + 1
        return [
            self._line(find, rank)
            for rank, find in enumerate(self.results.finds, start=first)
            if find.key not in picked
        ]

    @property
    def picks(self) -> list[Line]:
        """What editors put first."""
        return [self._line(find, 0) for find in self.results.picks]

    def _line(self, find: Find, rank: int) -> Line:
        kind = kind_of(find.kind)
        said = urlencode({"q": self.asked.text, "key": find.key, "rank": rank})
        ping = f"{reverse('search_opened')}?{said}" if self.asked.text else ""
        return Line(find, rank, str(kind.label) if kind else "", ping)

    def groups(self) -> list[dict]:
        """Return the sections in the order of their best find, each with the first of its finds and the way to all of them."""
        return self._grouped(self.lines)

    def aside(self) -> list[dict]:
        """Return in the same form what was found beside all that, however little that was."""
        return self._grouped([self._line(find, 0) for find in self.results.aside])

    def _grouped(self, all_lines: list[Line]) -> list[dict]:
        sections = {section.code: section for section in self.results.sections}
        by_kind: dict[str, list[Line]] = {}
        for line in all_lines:
            by_kind.setdefault(line.find.kind, []).append(line)
        found = []
        for name, lines in by_kind.items():
            section = sections.get(name) or Value(name, lines[0].kind, len(lines), is_chosen=False)
            shown = lines[:MOST_IN_SECTION]
            more = section.count > len(shown)
            found.append(
                {
                    "id": f"s-{name}",
                    "title": section.label,
                    "count": section.count,
                    "lines": shown,
                    "url": self.url(self.asked.only(TYPE, name)) if more else "",
                }
            )
        return found

    def elsewhere(self) -> list[dict]:
        """Return the sections with finds of which none stands on a grouped page."""
        beside = (*self.results.picks, *self.results.aside)
        shown = {line.find.kind for line in self.lines} | {find.kind for find in beside}
        return [
            {"label": section.label, "count": section.count, "url": self.url(self.asked.only(TYPE, section.code))}
            for section in self.results.sections
            if section.count and section.code not in shown
        ]

    def tabs(self) -> list[dict]:
        """Return the sections as tabs, all of them together first."""
        chosen = self.asked.filters.get(TYPE, ())
        together = sum(section.count for section in self.results.sections if section.code not in aside_kinds())
        everything = {
            "label": _("Everything"),
            "url": self.url(self.asked.without(TYPE)),
            "current": not chosen,
            "count": together,
        }
        sections = [
            {
                "label": section.label,
                "url": self.url(self.asked.only(TYPE, section.code)),
                "current": section.is_chosen,
                "count": section.count,
            }
            for section in self.results.sections
        ]
        return [everything, *sections] if sections else []

    def facets(self) -> list[dict]:
        """Return the filters for `components/facets.html`, without those that would not narrow anything."""
        return [_facet(facet) for facet in self.results.facets if facet.values]

    def chips(self) -> list[dict]:
        """Return the chosen filters but for the section, each with the way to the list without it."""
        labels = {(facet.key, value.code): value.label for facet in self.results.facets for value in facet.values}
        return [
            {
                "text": _("%(name)s: %(value)s") % {"name": FACETS[key][0], "value": labels.get((key, code), code)},
                "url": self.url(self.asked.without(key, code)),
            }
            for key, codes in self.asked.filters.items()
            if key != TYPE
            for code in codes
        ]

    def recognised(self) -> list[dict]:
        """Return what the words say that is also a filter, each with the way to have it as one."""
        return [
            {
                "text": _("%(name)s: %(value)s") % {"name": _facet_name(each.facet), "value": each.label},
                "url": self.url(self.asked.with_code(each.facet, each.code, each.rest)),
            }
            for each in self.results.recognised[:MOST_RECOGNISED]
        ]

    def headline(self) -> SafeString:
        """Return how many there are, and in how many sections where they stand by section."""
        total = self.results.total
        figure = format_html('<span class="count__n">{}</span>', number(total))
        said = ngettext("%(number)s result", "%(number)s results", total)
        parts = said.partition("%(number)s")
        sentence = format_html("{}{}{}", parts[0], figure, parts[2])
        if not self.is_grouped:
            return sentence
        sections = sum(bool(section.count) for section in self.results.sections if section.code not in aside_kinds())
        where = ngettext("in %(number)s section", "in %(number)s sections", sections) % {"number": sections}
        return format_html("{} {}", sentence, where)

    def ignored(self) -> list[str]:
        """Return a sentence for each value in the address that means nothing here."""
        return [
            _("“%(value)s” is no value of “%(filter)s”.") % {"value": _short(value), "filter": _facet_name(key)}
            for key, value in self.asked.unknown
        ]

    def context(self) -> dict:
        """Return what the template needs of an answer with finds or without."""
        paginator = Paginator(range(self.results.total), SIZE)
        query = self.asked.query().removeprefix("?")
        return {
            "asked": self.asked,
            "action": self.address,
            "kept": self.asked.pairs(without=tuple(FACETS)),
            "sorting": self.asked.pairs(without=("sort",)),
            "sort": self.asked.sort,
            "sorts": [
                ("relevance", _("Most relevant first")),
                ("newest", _("Newest first")),
                ("oldest", _("Oldest first")),
            ],
            "chosen": sum(len(codes) for key, codes in self.asked.filters.items() if key != TYPE),
            "facets": self.facets(),
            "unit": _("results"),
            "tabs": self.tabs(),
            "chips": self.chips(),
            "clear_url": self.url(self._without_facets()),
            "recognised": self.recognised(),
            "ignored": self.ignored(),
            "headline": self.headline(),
            "total": self.results.total,
            "is_reduced": self.results.is_reduced,
            "suggestion": self._suggestion(),
            "picks": self.picks,
            "groups": self.groups() if self.is_grouped else [],
            "elsewhere": self.elsewhere() if self.is_grouped else [],
            "aside": self.aside(),
            "lines": [] if self.is_grouped else self.lines,
            "page_obj": paginator.get_page(self.asked.page),
            "query": f"{query}&" if query else "",
        }

    def _without_facets(self) -> Asked:
        kind = self.asked.filters.get(TYPE)
        alone = self.asked.unfiltered()
        return alone.only(TYPE, kind[0]) if kind else alone

    def _suggestion(self) -> dict | None:
        if not self.results.suggestion:
            return None
        return {"text": self.results.suggestion, "url": self.url(self.asked.saying(self.results.suggestion))}


def _facet(facet: Facet) -> dict:
    largest = max((value.count for value in facet.values), default=0)
    values = [
        {
            "code": value.code,
            "label": value.label,
            "count": value.count,
            "checked": value.is_chosen,
            "width": bar_width(value.count, largest),
        }
        for value in facet.values
    ]
    seen = {value["code"] for value in values[:IN_SIGHT]} | {value["code"] for value in values if value["checked"]}
    return {
        "key": facet.key,
        "label": facet.label,
        "open": facet.key in OPEN,
        "chosen": sum(value.is_chosen for value in facet.values),
        "values": [value for value in values if value["code"] in seen],
        "more": [value for value in values if value["code"] not in seen],
    }


def _facet_name(key: str) -> str:
    if key in FACETS:
        return str(FACETS[key][0])
    return {TYPE: _("Section"), "sort": _("Sort by"), "page": _("Page")}[key]


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_NAME else f"{value[: LONGEST_NAME - 1]}…"
