"""What figures are counted from: the living library or a frozen edition, with the list where its records are read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core.models import site_language
from evidence import facets, population
from evidence.facets import Dimension
from evidence.models import Edition
from evidence.population import Choice, Population
from evidence.printed import Printed, printed
from evidence.selection import Selection


@dataclass(frozen=True)
class Basis:
    """The records that figures are counted from, and the list where they are read. ``edition`` is None for the library."""

    edition: Edition | None
    population: Population

    @classmethod
    def of(cls, edition: Edition | None) -> "Basis":
        """Return the basis of an edition, or of the living library for None. No query when warm."""
        return cls(edition, population.edition(edition.pk) if edition else population.library())

    @property
    def total(self) -> int:
        """How many records there are: the base n of every share."""
        return self.population.everyone.bit_count()

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions that the records can be divided by."""
        return facets.EDITION_DIMENSIONS if self.edition else facets.DIMENSIONS

    @property
    def printed(self) -> Printed:
        """How the source of the edition prints its numbers."""
        return printed(self.edition.slug if self.edition else "")

    @property
    def title(self) -> str:
        """The name of what is counted, in the active language."""
        return self.edition.title if self.edition else _("Living library")

    def url(self, choice: Choice) -> str:
        """Return the address of the list of exactly the records that meet ``choice``; "" where a list cannot say it."""
        for key, codes in choice.items():
            if any(facets.canonical(facets.BY_KEY[key], code) != code for code in codes):
                return ""
        return self.list_url + Selection(choice=choice).query()

    @property
    def list_url(self) -> str:
        """The address of the list of all records."""
        return f"{self.statistics_url}records/" if self.edition else f"/{site_language()}/evidence/"

    @property
    def statistics_url(self) -> str:
        """The address of the page with all its figures."""
        return self.edition.get_absolute_url() if self.edition else f"/{site_language()}/evidence/statistics/"

    def noun(self, number: int) -> str:
        """Return what a record is called, for ``number`` of them."""
        if self.edition:
            return ngettext("experience", "experiences", number)
        return ngettext("practice", "practices", number)

    def labels(self, dimension: Dimension) -> dict[str, str]:
        """Return code -> label in the order of the vocabulary.

        The library could hold every value, so an empty one is a gap. An edition asked for some only: those that its records
        carry. Values without a label, years above all, come last, sorted.
        """
        carried = self.population.values(dimension)
        known = dimension.labels()
        if self.edition:
            known = {code: label for code, label in known.items() if code in carried}
        return known | {code: code for code in sorted(carried) if code not in known}
