"""Template tags and filters of the public site: ``{% load ui %}``. No query, no permission, only how things look."""

from html import escape

from django import template
from django.core.paginator import Paginator
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from alliance.core import formatting

register = template.Library()

# Strokes of 1.75 px on a square of 24, always beside words.
ICONS = {
    "alert": '<path d="M12 3.5l9 16.5H3zM12 10v4.5M12 17v.2"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3v5M15.5 3v5"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.5 2"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "device": '<path d="M7 3h10v18H7zM11 18h2"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>',
    "eye": '<path d="M2.5 12c3-5 6-7 9.5-7s6.5 2 9.5 7c-3 5-6 7-9.5 7s-6.5-2-9.5-7z"/><circle cx="12" cy="12" r="3"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5v.2"/>',
    "link": '<path d="M10 14l4-4M8 12l-3 3a3.5 3.5 0 005 5l3-3M16 12l3-3a3.5 3.5 0 00-5-5l-3 3"/>',
    "lock": '<path d="M5 11h14v9.5H5zM8 11V7.5a4 4 0 018 0V11"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "people": (
        '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.7-4 3-6 6.5-6s5.8 2 6.5 6M15.5 5.3a3.5 3.5 0 010 6.4'
        'M17.5 14.5c2.3.6 3.6 2.4 4 5.5"/>'
    ),
    "print": '<path d="M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5.5 5.5"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>',
}
_FACET_VALUE = (
    '<li><label><input type="checkbox" id="f-{key}-{code}" name="{key}" value="{code}"{checked}><span{zero}>{label}</span>'
    '<span class="n"><span class="vh">, </span>{count}</span><svg class="mini" viewBox="0 0 100 3"'
    ' preserveAspectRatio="none" aria-hidden="true"><rect width="{width}" height="3"/></svg></label></li>'
)
_DRAWN = {
    name: mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{strokes}</svg>')  # noqa: S308 - constants above
    for name, strokes in ICONS.items()
}

register.filter("number", formatting.number)
register.filter("percent", formatting.percent)
register.filter("long_date", formatting.long_date)
register.filter("source_date", formatting.source_date)
register.filter("language_name", formatting.language_name)
register.filter("short_address", formatting.short_address)


@register.filter
def percent_of(part: int, whole: int) -> str:
    """Return ``part`` of ``whole`` as a whole percentage, half rounded up."""
    return formatting.percent_of(part, whole)


@register.filter
def listed(value: str | list[str]) -> str:
    """Return several answers as one line; a single one comes back unchanged."""
    return value if isinstance(value, str) else formatting.joined(value)


@register.simple_tag
def semicolon() -> str:
    """Return the sign between entries of a line, as the active language writes it."""
    return formatting.semicolon()


@register.filter
def page_numbers(paginator: Paginator, number: int) -> list[int | None]:
    """Return the pages worth a link around page ``number``, with None where some are left out."""
    shown = paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    return [page if isinstance(page, int) else None for page in shown]


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the icon ``name`` as inline SVG, hidden from screen readers because words stand beside it."""
    return _DRAWN[name]


@register.simple_tag
def lang_attr(code: str | None) -> SafeString | str:
    """Return ``lang="pt"`` for text in another language than the page's, so that it is read aloud rightly."""
    if not code or code == get_language():
        return ""
    return format_html('lang="{}"', code)


@register.simple_tag
def facet_values(key: str, values: list[dict]) -> SafeString:
    """Return the rows of a filter (see `components/facets.html`).

    A template takes many times as long for a hundred rows; so does Django's own escape, which is ready for lazy texts.
    """
    rows = [
        _FACET_VALUE.format(
            key=key,
            code=escape(value["code"]),
            checked=" checked" if value["checked"] else "",
            zero="" if value["count"] else ' class="zero"',
            label=escape(value["label"]),
            count=formatting.number(value["count"]),
            width=value["width"],
        )
        for value in values
    ]
    return mark_safe("".join(rows))  # noqa: S308 - words are escaped above, the rest are numbers
