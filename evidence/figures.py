"""The kinds of figures: numbers, sums, shares and crosses, each counted from the library or from an edition.

`evidence.statistics` names them all; this is how each is counted, rounded, labelled and linked.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core import formatting, reference
from evidence import facets, findings
from evidence.basis import Basis
from evidence.facets import Dimension
from evidence.population import Choice
from evidence.selection import Selection

SELECTED: Choice = {"stage": ("selected", "special_mention")}
SPECIAL_MENTION: Choice = {"stage": ("special_mention",)}
EVERYTHING: Choice = {}


@dataclass(frozen=True)
class Row:
    """One value of a figure: ``count`` records, and the list that holds them ("" where no list can say it)."""

    code: str
    label: str
    count: int
    share: str
    url: str
    is_printed: bool = True


class Figure(ABC):
    """What all figures have. ``value`` is the number in large type, where there is one."""

    many: bool | None = None
    qualifier = ""
    link = ""

    def __init__(self, name: str, basis: Basis) -> None:
        self.name = name
        self.basis = basis

    @property
    @abstractmethod
    def label(self) -> str:
        """What the number counts, to stand under it."""

    @property
    def value(self) -> int | None:
        """The number; None for a figure that is a table."""
        return None

    @property
    def exact(self) -> int | None:
        """The number before its source rounded it."""
        return self.value

    @property
    def base_text(self) -> str:
        """What the number is part of, or how it is rounded."""
        return ""

    @cached_property
    def rows(self) -> list[Row]:
        """The values, each with the list that it counts."""
        return []

    @property
    def url(self) -> str:
        """The list behind the number."""
        return self.rows[0].url if self.rows else ""

    @property
    def title(self) -> str:
        """A sentence that one can check, made from the data."""
        return self.label

    def row(self, code: str, label: str, choice: Choice, *, digits: int = 0, is_printed: bool = True) -> Row:
        """Return the row of the records that meet ``choice``."""
        count = self.basis.population.count(choice)
        share = formatting.percent_of(count, self.basis.total, digits)
        return Row(code, label, count, share, self.basis.url(choice), is_printed)


class Records(Figure):
    """How many records there are, or how many meet a choice."""

    def __init__(self, name: str, basis: Basis, *, choice: Choice = EVERYTHING) -> None:
        super().__init__(name, basis)
        self.choice = choice

    @property
    def label(self) -> str:
        if self.choice == SELECTED:
            return ngettext("selected", "selected", self.value)
        if self.choice == SPECIAL_MENTION:
            return ngettext("with a special mention", "with a special mention", self.value)
        if self.basis.edition:
            return ngettext("experience submitted", "experiences submitted", self.value)
        return ngettext("practice in the library", "practices in the library", self.value)

    @property
    def value(self) -> int:
        return self.basis.population.count(self.choice)

    @property
    def base_text(self) -> str:
        return _("of %(total)s") % {"total": formatting.number(self.basis.total)} if self.choice else ""

    @property
    def link(self) -> str:
        number = formatting.number(self.value)
        return ngettext("See it", "See the %(number)s", self.value) % {"number": number}

    @cached_property
    def rows(self) -> list[Row]:
        return [self.row(self.name, self.label, self.choice)]


class Countries(Figure):
    """In how many countries and territories there are records."""

    @property
    def label(self) -> str:
        return ngettext("country", "countries", self.value)

    @property
    def value(self) -> int:
        return len(self.rows)

    @property
    def base_text(self) -> str:
        facts = reference.countries()
        members = {code for code, country in facts.items() if country.membership == "member_state"}
        if {row.code for row in self.rows} <= members:
            return _("of %(total)s member states") % {"total": len(members)}
        return _("of %(total)s countries and territories") % {"total": len(facts)}

    @cached_property
    def rows(self) -> list[Row]:
        """The countries that have records; the number counts these rows."""
        return [row for row in Shares("by_country", self.basis, dimension=facets.BY_KEY["country"]).rows if row.count]

    @property
    def url(self) -> str:
        return "#by_country"

    @property
    def link(self) -> str:
        return _("See which")


class Reach(Figure):
    """The sum of what the records state, with the number of those that state it. A zero is no statement."""

    def __init__(self, name: str, basis: Basis, *, who: str) -> None:
        super().__init__(name, basis)
        self.who = who

    @cached_property
    def _sum(self) -> tuple[int, int]:
        return self.basis.population.reach(self.who, self.basis.population.everyone)

    @property
    def label(self) -> str:
        if self.who == "students":
            return ngettext("student", "students", self.exact)
        return ngettext("teacher", "teachers", self.exact)

    @property
    def exact(self) -> int:
        """The sum, not rounded."""
        return self._sum[0]

    @property
    def stating(self) -> int:
        """How many records state a number."""
        return self._sum[1]

    @property
    def value(self) -> int | None:
        """The sum as its source prints it; None where no record states any."""
        return self.exact // self.basis.printed.reach_step * self.basis.printed.reach_step or None

    @property
    def qualifier(self) -> str:
        return _("more than") if self.value and self.value < self.exact else ""

    @property
    def base_text(self) -> str:
        if self.qualifier:
            return _("exactly %(sum)s") % {"sum": formatting.number(self.exact)}
        return ""

    @property
    def link(self) -> str:
        text = ngettext("stated by %(number)s", "stated by %(number)s", self.stating)
        return text % {"number": formatting.number(self.stating)}

    @cached_property
    def rows(self) -> list[Row]:
        """The records that state it."""
        return [self.row(self.who, self.label, {"reach": (self.who,)})] if self.stating else []


class Received(Figure):
    """Applications received, of which some are not counted; known from the source only, so no list holds them."""

    @property
    def label(self) -> str:
        return ngettext("application received", "applications received", self.value or 0)

    @property
    def value(self) -> int | None:
        return self.basis.edition.received

    @property
    def not_counted(self) -> int:
        """How many of them are not in the edition."""
        return (self.value or 0) - self.basis.total

    @property
    def base_text(self) -> str:
        text = ngettext("%(number)s not counted", "%(number)s not counted", self.not_counted)
        return text % {"number": formatting.number(self.not_counted)} if self.not_counted > 0 else ""

    @property
    def url(self) -> str:
        return self.basis.edition.source_url

    @property
    def link(self) -> str:
        return _("The published source") if self.url else ""


class Shares(Figure):
    """How the records divide by one dimension. Shares are of all records, so what is not stated is not hidden."""

    def __init__(self, name: str, basis: Basis, *, dimension: Dimension) -> None:
        super().__init__(name, basis)
        self.dimension = dimension

    @property
    def label(self) -> str:
        return str(self.dimension.label)

    @cached_property
    def rows(self) -> list[Row]:
        """Every value, the most frequent first; of years the latest."""
        key, digits = self.dimension.key, self.basis.printed.decimals
        printed_codes = self.basis.printed.values.get(key)
        rows = [
            self.row(
                code,
                label,
                {key: (code,)},
                digits=digits.get((key, code), 0),
                is_printed=printed_codes is None or code in printed_codes,
            )
            for code, label in self.basis.labels(self.dimension).items()
        ]
        if key == "year":
            return rows[::-1]
        return sorted(rows, key=lambda row: (not row.is_printed, -row.count))

    @cached_property
    def many(self) -> bool:
        """Whether several answers were possible; an edition may have asked for one where the library takes several."""
        if self.basis.edition and self.dimension.many:
            return sum(row.count for row in self.rows) > self.basis.total - self.not_stated
        return self.dimension.many

    @cached_property
    def not_stated(self) -> int:
        """How many records say nothing about it."""
        everyone = self.basis.population.everyone
        return self.basis.total - self.basis.population.carrying(self.dimension, everyone)

    @cached_property
    def finding(self) -> findings.Finding:
        """The sentence over the figure and the rows that it speaks of."""
        return findings.finding(self.dimension.key, self.rows, self.basis.total, self.not_stated)

    @property
    def title(self) -> str:
        return self.finding.sentence or self.label

    @property
    def rule(self) -> str:
        """Whether shares add up to 100 %."""
        if self.many:
            return _("Several answers possible: the shares add up to more than 100%")
        return _("One answer each")


class Cross(Figure):
    """How many records carry both a value of one dimension and a value of another; empty crossings count as well."""

    many = True

    def __init__(self, basis: Basis, rows: Dimension, columns: Dimension) -> None:
        super().__init__("cross", basis)
        self.row_dimension = rows
        self.column_dimension = columns

    @property
    def label(self) -> str:
        return f"{self.row_dimension.label} × {self.column_dimension.label}"

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        """(row code, column code) -> number of records, without the empty crossings of values that none carries."""
        people = self.basis.population
        return people.crossed(self.row_dimension, self.column_dimension, people.everyone)

    @cached_property
    def row_labels(self) -> dict[str, str]:
        """The values down the side."""
        return self._labels(self.row_dimension)

    @cached_property
    def column_labels(self) -> dict[str, str]:
        """The values across the top."""
        return self._labels(self.column_dimension)

    def _labels(self, dimension: Dimension) -> dict[str, str]:
        labels = self.basis.labels(dimension)
        if dimension.vocabulary:
            carried = self.basis.population.values(dimension)
            return dict(sorted(labels.items(), key=lambda pair: -carried.get(pair[0], 0).bit_count()))
        return labels

    @cached_property
    def _linkable(self) -> tuple[set[str], set[str]]:
        """The codes of rows and of columns that lists know; asked once an axis, since a cross can have 1,500 cells."""
        return (
            {code for code in self.row_labels if self.basis.url({self.row_dimension.key: (code,)})},
            {code for code in self.column_labels if self.basis.url({self.column_dimension.key: (code,)})},
        )

    def url_of(self, row: str, column: str) -> str:
        """Return the list of the records in one cell."""
        rows, columns = self._linkable
        if row not in rows or column not in columns:
            return ""
        choice = {self.row_dimension.key: (row,), self.column_dimension.key: (column,)}
        return self.basis.list_url + Selection(choice=choice).query()

    @property
    def title(self) -> str:
        cells = len(self.row_labels) * len(self.column_labels)
        empty = cells - sum(1 for count in self.counts.values() if count)
        if not empty:
            return _("%(label)s: no crossing is empty") % {"label": self.label}
        sentence = ngettext(
            "%(label)s: %(empty)s of %(cells)s crossings is empty",
            "%(label)s: %(empty)s of %(cells)s crossings are empty",
            empty,
        )
        return sentence % {"label": self.label, "empty": empty, "cells": cells}

    @cached_property
    def rows(self) -> list[Row]:
        """Every cell, row by row."""
        return [
            Row(
                f"{row} {column}",
                f"{row_label}, {column_label}",
                count := self.counts.get((row, column), 0),
                formatting.percent_of(count, self.basis.total),
                self.url_of(row, column),
            )
            for row, row_label in self.row_labels.items()
            for column, column_label in self.column_labels.items()
        ]
