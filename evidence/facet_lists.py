"""The filters of the library as lists to tick, each with the number of practices that a click gives."""

from collections.abc import Collection

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.core.charts import bar_width
from evidence import facets
from evidence.facets import Dimension
from evidence.selection import Selection
from evidence.services.listing import Listing
from evidence.shelf import Shelf

# These stand open; the others open on demand, and always while something in them is chosen.
OPEN = frozenset({"context", "target", "country"})
# Their order means something to readers; the values of the others are shown by number.
ORDERED = frozenset({"context", "level", "purpose"})
# So many of those that lead to practices stand in sight; the rest is folded.
IN_SIGHT = {"country": 6, "year": 6}

_printed = Shelf(most=100)


def printed_facets(listing: Listing, *, without: Collection[str] = ()) -> SafeString:
    """Return the filters of the library as HTML, made once per state of the content for each choice without words."""
    selection = listing.selection
    # What words find changes with the index, a little after the content does.
    parts = {} if selection.words else _printed.parts(listing)
    name = (get_language(), tuple(without), tuple(selection.choice.items()))
    if name not in parts:
        facets_here = facet_lists(selection, listing.counts(), without=without)
        parts[name] = render_to_string("components/facet_lists.html", {"facets": facets_here, "unit": _("practices")})
    return mark_safe(parts[name])  # noqa: S308 - made by a template


def facet_lists(
    selection: Selection,
    counts: dict[str, dict[str, int]],
    *,
    dimensions: tuple[Dimension, ...] = facets.DIMENSIONS,
    without: Collection[str] = (),
) -> list[dict]:
    """Return the filters for `components/facets.html`: ``dimensions`` but for those named in ``without``."""
    return [
        _facet(dimension, selection.choice.get(dimension.key, ()), counts[dimension.key])
        for dimension in dimensions
        if dimension.key not in without
    ]


def _facet(dimension: Dimension, chosen: tuple[str, ...], counts: dict[str, int]) -> dict:
    labels = value_labels(dimension, {*counts, *chosen})
    largest = max(counts.values(), default=0)
    values = [
        {
            "code": code,
            "label": label,
            "count": counts.get(code, 0),
            "checked": code in chosen,
            "width": bar_width(counts.get(code, 0), largest),
        }
        for code, label in labels.items()
    ]
    if dimension.key == "year":
        values.sort(key=lambda value: value["code"], reverse=True)
    elif dimension.key not in ORDERED:
        # Sorting keeps the order of equals: that of the vocabulary, or of the alphabet for countries.
        values.sort(key=lambda value: -value["count"])
    seen = _seen(dimension, values)
    return {
        "key": dimension.key,
        "label": dimension.label,
        "open": dimension.key in OPEN,
        "chosen": len(chosen),
        "values": [value for value in values if value["code"] in seen],
        "more": [value for value in values if value["code"] not in seen],
    }


def _seen(dimension: Dimension, values: list[dict]) -> set[str]:
    """Return the codes that stand in sight: all where nothing is folded, else the first ones and whatever is chosen."""
    shown = values
    if most := IN_SIGHT.get(dimension.key):
        shown = ([value for value in values if value["count"]] or values)[:most]
    return {value["code"] for value in shown} | {value["code"] for value in values if value["checked"]}


def value_labels(dimension: Dimension, codes: Collection[str]) -> dict[str, str]:
    """Return code -> label of every value there is, with ``codes`` that no vocabulary lists (years) as their own label."""
    labels = dimension.labels()
    return {**labels, **{code: code for code in codes if code not in labels}}
