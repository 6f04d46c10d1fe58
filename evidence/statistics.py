"""Every figure that the site shows: one registry, by name.

A figure is counted from the living library or from a frozen edition. It knows its base n, whether records give one answer or
several, how it is rounded, and for each of its rows the address of the list that holds exactly ``row.count`` records.

    figure("by_context").rows           how many practices are rural, with the way to them
    figure("students", edition).value   the sum as its source prints it; .rows[0] are the records that state it
"""

from collections.abc import Callable
from dataclasses import dataclass

from evidence import facets
from evidence.basis import Basis
from evidence.facets import Dimension
from evidence.figures import (
    EVERYTHING,
    SELECTED,
    SPECIAL_MENTION,
    Countries,
    Cross,
    Figure,
    Reach,
    Received,
    Records,
    Shares,
)
from evidence.models import Edition
from evidence.population import Choice


@dataclass(frozen=True)
class Entry:
    """A figure of the registry: how it is made and where it makes sense."""

    make: Callable[[str, Basis], Figure]
    in_library: bool = True
    in_editions: bool = True


def _records(choice: Choice) -> Callable[[str, Basis], Figure]:
    return lambda name, basis: Records(name, basis, choice=choice)


def _reach(who: str) -> Callable[[str, Basis], Figure]:
    return lambda name, basis: Reach(name, basis, who=who)


def _shares(dimension: Dimension) -> Callable[[str, Basis], Figure]:
    return lambda name, basis: Shares(name, basis, dimension=dimension)


REGISTRY: dict[str, Entry] = {
    "practices": Entry(_records(EVERYTHING)),
    "countries": Entry(Countries),
    "students": Entry(_reach("students")),
    "teachers": Entry(_reach("teachers")),
    "received": Entry(Received, in_library=False),
    "selected": Entry(_records(SELECTED), in_library=False),
    "special_mentions": Entry(_records(SPECIAL_MENTION), in_library=False),
    **{
        f"by_{dimension.key}": Entry(
            _shares(dimension),
            in_library=dimension in facets.DIMENSIONS,
            in_editions=dimension in facets.EDITION_DIMENSIONS,
        )
        for dimension in facets.BY_KEY.values()
    },
}


class UnknownFigure(LookupError):
    """No figure of this name is counted from this basis."""


def names(edition: Edition | None = None) -> list[str]:
    """Return the names of the figures that are counted from the library, or from an edition."""
    return [name for name, entry in REGISTRY.items() if (entry.in_editions if edition else entry.in_library)]


def figure(name: str, edition: Edition | None = None) -> Figure:
    """Return the figure ``name``, counted now. Raises `UnknownFigure`."""
    if name not in names(edition):
        raise UnknownFigure(name)
    return REGISTRY[name].make(name, Basis.of(edition))


def cross(rows: str, columns: str, edition: Edition | None = None) -> Cross:
    """Return the cross of two dimensions by their keys. Raises `UnknownFigure` for keys unknown here, or twice the same.

    A dimension is not crossed with itself: "radio and tablet" is no list, since values of one filter are "or".
    """
    basis = Basis.of(edition)
    known = {dimension.key: dimension for dimension in basis.dimensions}
    if rows == columns or rows not in known or columns not in known:
        raise UnknownFigure(f"{rows} × {columns}")
    return Cross(basis, known[rows], known[columns])
