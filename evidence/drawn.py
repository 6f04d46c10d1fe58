"""Figures of the registry drawn: as a number, as bars, as a dot matrix, as a map."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core import charts, formatting, reference
from evidence import facets
from evidence.basis import Basis
from evidence.figures import Figure, Shares

# Beyond this many a chart folds the rest.
ROWS_SHOWN = 9


def number(figure: Figure) -> dict:
    """Return a figure for the component that shows a row of numbers."""
    return {
        "value": figure.value,
        "qualifier": figure.qualifier,
        "label": figure.label,
        "base": figure.base_text,
        "url": figure.url,
        "link": figure.link,
    }


def links(figure: Figure, query: str = "") -> list[dict]:
    """Return the ways that stand under a chart: its numbers, and its own address."""
    page = figure.basis.statistics_url
    return [
        {"label": _("CSV"), "url": f"{page}figure.csv?name={figure.name}{query}"},
        {"label": _("Link to this chart"), "url": f"{page}{query.replace('&', '?', 1)}#{figure.name}"},
    ]


def note(figure: Shares) -> str:
    """Return the base of a chart, and how many records it does not speak of."""
    parts = [f"n = {formatting.number(figure.basis.total)}"]
    if figure.not_stated:
        parts.append(_("not stated: %(number)s") % {"number": formatting.number(figure.not_stated)})
    return " · ".join(parts)


def bars(figure: Shares, shown: int = ROWS_SHOWN) -> dict:
    """Return a figure as bars; values without a printed number, and what is beyond ``shown``, are folded."""
    rows = [row for row in figure.rows if row.count or figure.dimension.vocabulary]
    drawn = charts.bars(
        [(row.label, row.count, row.url if row.count else "") for row in rows],
        base=figure.basis.total,
        highlight=[row.label for row in rows if row.code in figure.finding.codes],
    )
    # each with its own rounding
    drawn = [replace(bar, share=row.share) for bar, row in zip(drawn, rows, strict=True)]
    first = [bar for bar, row in zip(drawn, rows, strict=True) if row.is_printed]
    rest = [bar for bar, row in zip(drawn, rows, strict=True) if not row.is_printed]
    if rest:
        text = ngettext(
            "%(number)s more, without a published number", "%(number)s more, without a published number", len(rest)
        )
    else:
        first, rest = (first[:shown], first[shown:]) if len(first) > shown + 1 else (first, [])
        text = ngettext("%(number)s more", "%(number)s more", len(rest))
    return {
        "id": figure.name,
        "title": figure.title,
        "sub": f"{figure.label}. {figure.rule}" if figure.title != figure.label else figure.rule,
        "head": figure.label,
        "bars": first,
        "more": rest,
        "more_label": text % {"number": len(rest)},
        "note": note(figure),
        "links": links(figure),
    }


def saying(figure: Shares) -> dict | None:
    """Return the finding about rural schools as a number in large type with its sentence; None without any."""
    rural = next((row for row in figure.rows if row.code == "rural" and row.count), None)
    if rural is None:
        return None
    total = figure.basis.total
    if figure.basis.edition:
        text = ngettext(
            "of %(total)s experience is in rural areas only: %(share)s.",
            "of %(total)s experiences are in rural areas only: %(share)s.",
            total,
        )
    else:
        text = ngettext(
            "of %(total)s practice is in rural areas only: %(share)s.",
            "of %(total)s practices are in rural areas only: %(share)s.",
            total,
        )
    link = ngettext("See it", "See the %(number)s", rural.count) % {"number": formatting.number(rural.count)}
    words = {"total": formatting.number(total), "share": rural.share}
    return {"number": rural.count, "text": text % words, "url": rural.url, "link": link}


def dot_matrix(figure: Shares) -> charts.DotMatrix:
    """Return one mark per record, in the vocabulary's order, so that the last shape is always the rural one."""
    by_code = {row.code: row for row in figure.rows}
    ordered = [by_code[code] for code in figure.basis.labels(figure.dimension)]
    groups = [(row.label, row.count, row.url) for row in ordered]
    if figure.not_stated:
        groups.append((_("not stated"), figure.not_stated, ""))
    return charts.dot_matrix(groups)


def tile_map(basis: Basis) -> charts.TileMap:
    """Return the map of the records by country, each tile the way to its list."""
    country = facets.BY_KEY["country"]
    counts = basis.population.counts(country, basis.population.everyone)
    return charts.tile_map(counts, names=reference.country_names(), url=lambda code: basis.url({"country": (code,)}))
