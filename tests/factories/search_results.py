"""Answers of the search, as the page and programs get them."""

from django.utils.html import escape
from django.utils.safestring import mark_safe

from search.results import Facet, Find, Results, Value


def find(key="practice:1", title="Radio escolar", **changes):
    """A practice in Spanish with its first word marked."""
    kind, _colon, number = key.partition(":")
    first, _space, rest = title.partition(" ")
    values = {
        "kind": kind,
        "slug": f"slug-{number}",
        "title": title,
        "title_html": mark_safe(f"<mark>{escape(first)}</mark> {escape(rest)}"),
        "snippet_html": mark_safe("Estudiantes hacen <mark>radio</mark>."),
        "url": f"/es/evidence/slug-{number}/",
        "language": "es",
        "facts": ("Chile", "2019"),
        "score": 2.5,
    }
    return Find(key=key, **(values | changes))


def facet(key="country", label="País", chosen=(), **counts):
    """A facet with counts by code; labels are the codes."""
    return Facet(key, label, tuple(Value(code, code, count, code in chosen) for code, count in counts.items()))


def section(code, count, *, is_chosen=False):
    """A kind with its count."""
    return Value(code, f"{code}s", count, is_chosen)


def results(*finds, **changes):
    """An answer with these finds; one practice unless told."""
    finds = finds or (find(),)
    values = {
        "text": "radio",
        "total": len(finds),
        "sections": (section("practice", len(finds)),),
        "facets": (facet(CL=1),),
        "recognised": (),
        "suggestion": None,
        "is_reduced": False,
    }
    return Results(finds=finds, **(values | changes))


def nothing(**changes):
    """An answer without finds."""
    return Results(
        **(
            {
                "text": "radio",
                "finds": (),
                "total": 0,
                "sections": (),
                "facets": (),
                "recognised": (),
                "suggestion": None,
                "is_reduced": False,
            }
            | changes
        )
    )
