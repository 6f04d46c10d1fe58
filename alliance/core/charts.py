"""The geometry of every chart, worked out once, so that templates only print it.

Each function takes plain counts and gives a frozen dataclass for the component of the same name in
``templates/components/``. Positions are strings, because templates would write 48.8 as 48,8 in Spanish.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from alliance.core import formatting, tilemap

# A bar leaves room for the number at its end in the narrowest column, on a phone; in pixels.
NARROWEST_COLUMN = 180
NUMBER_GAP = 15
DIGIT = 10
WIDEST_BAR = 78.0
MOST_DOTS = 600
DOTS_IN_A_COLUMN = 6
DOT_PITCH = 12
SHAPES = "abcd"
STEPS = 5
LATEST_SHORT_LABEL = 55  # percent of the axis
LATEST_LONG_LABEL = 10


# --- One sequence of five, shared by the tile map and the gap map -----------------------------------------------------
@dataclass(frozen=True)
class Scale:
    """Five steps of one hue with printed ranges; zero is step 0, dashed and empty."""

    lower_edges: tuple[int, ...]

    @classmethod
    def up_to(cls, largest: int) -> "Scale":
        """Return steps that grow by a constant factor up to ``largest``, at least one apart."""
        edges = [1]
        for step in range(1, STEPS):
            edges.append(max(edges[-1] + 1, int(max(largest, 1) ** (step / STEPS) + 0.5)))
        return cls(tuple(edges))

    def step(self, count: int) -> int:
        """Return 0 to 5."""
        return sum(count >= edge for edge in self.lower_edges)

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Return (step, range as text) from zero up."""
        entries = [(0, "0")]
        for step, lower in enumerate(self.lower_edges, start=1):
            if step == STEPS:
                entries.append((step, _("%(number)s or more") % {"number": formatting.number(lower)}))
                break
            upper = self.lower_edges[step] - 1
            text = (
                formatting.number(lower) if upper == lower else f"{formatting.number(lower)}–{formatting.number(upper)}"
            )
            entries.append((step, text))
        return entries


# --- Bars -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Bar:
    """One row of a bar chart: ``style`` is "", "hi" (the row the sentence names) or "rest"."""

    label: str
    count: int
    url: str
    share: str
    width: str
    style: str = ""


def bars(
    rows: Iterable[tuple[str, int, str]],
    *,
    base: int | None = None,
    digits: int = 0,
    highlight: Iterable[str] = (),
    rest: Iterable[str] = (),
) -> list[Bar]:
    """Return bars for (label, count, url); with ``base`` each also says its share; ``highlight`` names labels."""
    rows = list(rows)
    highlight, rest = set(highlight), set(rest)
    largest = max((count for _label, count, _url in rows), default=0) or 1
    longest = formatting.number(largest) + (formatting.percent_of(largest, base, digits) if base else "")
    room = 100 * (1 - (NUMBER_GAP + DIGIT * len(longest)) / NARROWEST_COLUMN)
    widest = min(WIDEST_BAR, room)
    return [
        Bar(
            label=label,
            count=count,
            url=url,
            share=formatting.percent_of(count, base, digits) if base else "",
            width=f"{widest * count / largest:.1f}%",
            style="hi" if label in highlight else "rest" if label in rest else "",
        )
        for label, count, url in rows
    ]


def bar_width(count: int, largest: int) -> int:
    """Return 0 to 100 for the thin bar under a facet's value; anything above zero is seen."""
    return max(1, round(100 * count / largest)) if count and largest else 0


# --- Tile map ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Tile:
    """One place: where it is drawn, what it counts, what it links to."""

    code: str
    name: str
    count: int
    url: str
    step: int
    x: str
    y: str
    middle: int
    code_y: int
    count_y: int


@dataclass(frozen=True)
class TileMap:
    """All places of the region, in reading order, with the legend of the scale."""

    tiles: list[Tile]
    legend: list[tuple[int, str]]
    size: int = tilemap.SIZE


def tile_map(counts: Mapping[str, int], *, names: Mapping[str, str], url: Callable[[str], str]) -> TileMap:
    """Return the map of ``counts`` by country code for the places that have a name; ``url(code)`` gives each link."""
    placed = {code: position for code, position in tilemap.GRID.items() if code in names}
    scale = Scale.up_to(max((counts.get(code, 0) for code in placed), default=0))
    tiles = []
    for code, (column, row) in placed.items():
        left, top, count = column * tilemap.PITCH, row * tilemap.PITCH, counts.get(code, 0)
        tiles.append(
            Tile(
                code,
                names[code],
                count,
                url(code),
                scale.step(count),
                f"{left}.5",
                f"{top}.5",
                left + 19,
                top + 17,
                top + 31,
            )
        )
    return TileMap(tiles, scale.legend)


# --- Dot matrix -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class DotGroup:
    """The marks of one answer as a single path; ``shape`` a, b, c or d differs in form, not only in colour."""

    label: str
    count: int
    url: str
    share: str
    shape: str
    path: str


@dataclass(frozen=True)
class DotMatrix:
    """One mark per record, or per ``per_mark`` records where there are too many to draw."""

    groups: list[DotGroup]
    total: int
    per_mark: int
    width: int
    height: int = DOTS_IN_A_COLUMN * DOT_PITCH


def _mark(shape: str, index: int) -> str:
    column, row = divmod(index, DOTS_IN_A_COLUMN)
    left, top = column * DOT_PITCH + 1, row * DOT_PITCH + 1
    if shape == "a":
        return f"M{left} {top}h9v9h-9z"
    if shape == "c":
        return f"M{left + 4.5} {top - 0.5}l5 5-5 5-5-5z"
    return f"M{left + 0.8:g} {top + 0.8:g}h7.4v7.4h-7.4z"


def dot_matrix(groups: Sequence[tuple[str, int, str]]) -> DotMatrix:
    """Return up to four groups of (label, count, url) drawn as marks that follow each other column by column."""
    total = sum(count for _label, count, _url in groups)
    per_mark = 1
    while total / per_mark > MOST_DOTS:
        # 1, 2, 5, 10, 20, 50, … records to a mark
        per_mark = per_mark * 5 // 2 if str(per_mark).startswith("2") else per_mark * 2
    drawn, index = [], 0
    for shape, (label, count, url) in zip(SHAPES, groups, strict=False):
        marks = max(1, round(count / per_mark)) if count else 0
        path = "".join(_mark(shape, index + offset) for offset in range(marks))
        drawn.append(DotGroup(label, count, url, formatting.percent_of(count, total), shape, path))
        index += marks
    columns = -(-index // DOTS_IN_A_COLUMN)
    return DotMatrix(drawn, total, per_mark, max(columns, 1) * DOT_PITCH)


# --- Gap map ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class GapCell:
    """How many records answer both row and column; the link is empty when there are none."""

    row: str
    column: str
    count: int
    step: int
    url: str


@dataclass(frozen=True)
class GapMap:
    """A cross table in which the empty cells are drawn as well."""

    columns: list[str]
    rows: list[tuple[str, list[GapCell]]]
    legend: list[tuple[int, str]]
    empty: int
    cells: int


def gap_map(
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    counts: Mapping[tuple[str, str], int],
    *,
    url: Callable[[str, str], str],
) -> GapMap:
    """Return the cross of two code -> label mappings; ``url(row_code, column_code)`` gives the link of a cell."""
    scale = Scale.up_to(max(counts.values(), default=0))
    table = []
    for row_code, row_label in rows.items():
        cells = []
        for column_code, column_label in columns.items():
            count = counts.get((row_code, column_code), 0)
            cells.append(
                GapCell(row_label, column_label, count, scale.step(count), url(row_code, column_code) if count else "")
            )
        table.append((row_label, cells))
    empty = sum(cell.count == 0 for _label, cells in table for cell in cells)
    return GapMap(list(columns.values()), table, scale.legend, empty, len(rows) * len(columns))


# --- Life lines -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Lifeline:
    """One programme on the axis: ``style`` is "" (runs), "ended" or "open" (the source gives no end)."""

    title: str
    language: str
    place: str
    url: str
    years: str
    style: str
    start: str
    length: str
    end: str
    label_x: str
    label_anchor: str


@dataclass(frozen=True)
class Lifelines:
    """Programmes over the years, with the decades of the axis."""

    ticks: list[tuple[int, str, bool]]
    lines: list[Lifeline]


def lifelines(programmes: Iterable[dict], *, today: date | None = None) -> Lifelines:
    """Return the lines of programmes given as {title, language, place, url, start, end, ended}.

    ``end`` is a year or None; ``ended`` is True, False (it runs) or None (not said). No year is invented.
    """
    programmes = [programme for programme in programmes if programme["start"]]
    this_year = (today or date.today()).year
    first = min((programme["start"] for programme in programmes), default=this_year - 10) - 2
    last = this_year + 2

    def position(year: float) -> float:
        return 100 * (year - first) / (last - first)

    decades = range(first - first % 10 + 10, last, 10)
    ticks = [(year, f"{position(year):.2f}%", bool(order % 2 == 0)) for order, year in enumerate(decades)]
    lines = []
    for programme in programmes:
        start, end, ended = programme["start"], programme["end"], programme["ended"]
        if end:
            years, style, until = f"{start}–{end}", "ended", end
        elif ended is False:
            years, style, until = _("%(year)s – still running") % {"year": start}, "", this_year + 0.9
        else:
            years, style, until = _("%(year)s – end not stated") % {"year": start}, "open", this_year + 0.9
        left, right = position(start), position(max(until, start + 0.3))
        # over the bar, from its start while that leaves room for the words on a phone, else up to its end
        from_start = left < (LATEST_SHORT_LABEL if end else LATEST_LONG_LABEL)
        lines.append(
            Lifeline(
                title=programme["title"],
                language=programme.get("language", ""),
                place=programme["place"],
                url=programme["url"],
                years=years,
                style=style,
                start=f"{left:.2f}%",
                length=f"{right - left:.2f}%",
                end=f"{right:.2f}%",
                label_x=f"{left if from_start else right:.2f}%",
                label_anchor="start" if from_start else "end",
            )
        )
    return Lifelines(ticks, lines)
