"""Covers drawn from what a page tells: woven strands for its day or its modules, the region's map, its figures as marks.

Three grounds tell the sections apart. Nothing is left to chance: the same facts give the same picture.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alliance.core.models import Country
from alliance.core.tilemap import GRID
from alliance.core.typesetting import Typesetter

from .weaves import Weave, weave_of

WIDTH, HEIGHT = 1200, 600
MONTHS = 12
FIRST_YEAR = 2018
# How far from the edges anything stands that is not woven.
MARGIN = 66
# Of a strand's room: the strand, and the ground that shows beside one that lies over another.
_STRAND, _GAP = 0.74, 0.09
_SIDES = 9
# The room of a month, beside two things and beside one.
_NARROW, _WIDE = 30, 54
_THREAD = HEIGHT // MONTHS
_OF_MODULE = 3
_LARGEST_MARK, _BETWEEN = 56, 48
_cover = Typesetter(Path(__file__).parent / "cover.typ")


@dataclass(frozen=True)
class Ground:
    """The colours of a section: ground, upright and level strands, quiet and counted marks, words, and two strands apart."""

    ground: str
    warp: str
    weft: str
    quiet: str
    counted: str
    words: str
    marked: str
    on_marked: str
    second: str


GROUNDS = {
    "news": Ground("#d9e7e6", "#1d6878", "#62a0a8", "#a8cbcd", "#1d6878", "#0d262e", "#a8401d", "#ffffff", "#e3a32c"),
    "events": Ground("#0a3a47", "#62a0a8", "#1d6878", "#1d5565", "#a8cbcd", "#eef3f0", "#f2986f", "#08222a", "#efb544"),
    "training": Ground(
        "#f7ecd2", "#0c4a5a", "#62a0a8", "#e9cf8f", "#1d6878", "#0d262e", "#a8401d", "#ffffff", "#e3a32c"
    ),
}


@dataclass(frozen=True)
class Dots:
    """A figure, one mark each: the first of ``groups`` are the strongest. Squares stand for countries, dots for all else.

    ``shows`` says in each language what the marks are.
    """

    figure: str
    groups: tuple[int, ...]
    are_places: bool = False
    shows: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cover:
    """What a cover is drawn from: the day of a story, the ``modules`` of a course or the ``courses`` of a track.

    Of a course, so many ``threads`` are coloured as it takes units of time, weeks or months.
    """

    section: str
    topics: Sequence[str] = ()
    year: int | None = None
    month: int | None = None
    countries: Sequence[Country] = ()
    dots: Sequence[Dots] = ()
    modules: int = 0
    courses: int = 0
    threads: int = 0
    unit: str = ""

    @property
    def has_map(self) -> bool:
        """Whether the region is shown: where the page names countries, or has no figures in its place."""
        return not (self.modules or self.courses) and (bool(self.countries) or not self.dots)

    @property
    def focus(self) -> tuple[int, int, int, int]:
        """What a narrower cut keeps, as middle, width and height: what is told beside the weave; of a cloth, its left."""
        if self.modules or self.courses:
            return WIDTH // 4, HEIGHT // 2, WIDTH // 2, HEIGHT
        left = MONTHS * (_NARROW if self.has_map and self.dots else _WIDE)
        return (left + WIDTH) // 2, HEIGHT // 2, WIDTH - left, HEIGHT

    def data(self) -> dict:
        """Return what the template draws."""
        sheet = _Sheet(GROUNDS[self.section])
        weave = weave_of(self.topics)
        if self.modules:
            _cloth(sheet, weave, self.modules, self.threads)
        elif self.courses:
            _bolt(sheet, weave, self.courses)
        else:
            _story(sheet, weave, self)
        return sheet.data()

    def draw(self) -> bytes:
        """Return the cover as PNG, 1200 by 600 pixels."""
        data = self.data()
        return _cover.make(lambda compile: compile(data, format="png", ppi=144))


class _Sheet:
    """What is drawn: shapes by colour in the order in which they were begun, and signs over them."""

    def __init__(self, colours: Ground) -> None:
        self.colours = colours
        self.layers: list[dict[str, list[str]]] = [defaultdict(list)]
        self.signs: list[dict] = []

    def over(self) -> None:
        """What follows lies over what is there."""
        self.layers.append(defaultdict(list))

    def box(self, colour: str, x: float, y: float, width: float, height: float) -> None:
        """A rectangle."""
        self.layers[-1][colour].append(f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z")

    def box_in(self, colour: str, x: float, y: float, size: float) -> None:
        """A square of this size."""
        self.box(colour, x, y, size, size)

    def dot(self, colour: str, x: float, y: float, size: float) -> None:
        """A disc in a square of this size."""
        half = size / 2
        arc = f"a{half:g} {half:g} 0 1 0"
        self.layers[-1][colour].append(f"M{x:g} {y + half:g}{arc} {size:g} 0{arc} {-size:g} 0")

    def sign(self, words: str, x: float, y: float, size: float, colour: str, width: float = 0) -> None:
        """Words, their capitals this high; in the middle of a square where a width is told."""
        self.signs.append(
            {
                "words": words,
                "x": x,
                "y": y,
                "size": size,
                "colour": colour,
                "width": width or WIDTH,
                "centred": bool(width),
            }
        )

    def data(self) -> dict:
        """Return shapes as SVG, and the signs."""
        paths = "".join(
            f'<path fill="{colour}" d="{"".join(shapes)}"/>'
            for layer in self.layers
            for colour, shapes in layer.items()
        )
        ground = f'<path fill="{self.colours.ground}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{ground}{paths}</svg>'
        return {"shapes": svg, "signs": self.signs}


def _story(sheet: _Sheet, weave: Weave, cover: Cover) -> None:
    """From left to right: the day, the map, the figures."""
    room = _NARROW if cover.has_map and cover.dots else _WIDE
    _calendar(sheet, weave, room, cover.year, cover.month)
    left = room * MONTHS + MARGIN
    if cover.has_map:
        pitch = 40 if cover.dots else 52
        width = pitch * _SIDES - pitch // 10
        if not cover.dots:
            left += (WIDTH - left - width - MARGIN) // 2
        _map(sheet, left, (HEIGHT - width) // 2, pitch, {country.code for country in cover.countries})
        left += width + MARGIN
    if cover.dots:
        _figures(sheet, left, cover.dots)


def _cross(sheet: _Sheet, weave: Weave, columns: Sequence[tuple[float, str]], rows: Sequence[tuple[float, str]], rooms):
    """Strands cross: ``columns`` and ``rows`` say where each has its room and its colour, ``rooms`` how wide and tall it is."""
    wide, tall = rooms
    ground, strand_x, strand_y, gap_x, gap_y = (
        sheet.colours.ground,
        *(room * _STRAND for room in rooms),
        *(room * _GAP for room in rooms),
    )
    columns = [(x + (wide - strand_x) / 2, colour) for x, colour in columns]
    rows = [(y + (tall - strand_y) / 2, colour) for y, colour in rows]
    end = columns[-1][0] + wide
    over = [(x, y, colour) for i, (x, colour) in enumerate(columns) for j, (y, _c) in enumerate(rows) if weave(i, j)]
    for x, colour in columns:
        sheet.box(colour, x, 0, strand_x, HEIGHT)
    sheet.over()
    for y, _colour in rows:
        sheet.box(ground, 0, y - gap_y, end, strand_y + 2 * gap_y)
    sheet.over()
    for y, colour in rows:
        sheet.box(colour, 0, y, end, strand_y)
    sheet.over()
    for x, y, _colour in over:
        sheet.box(ground, x - gap_x, y - gap_y, strand_x + 2 * gap_x, strand_y + 2 * gap_y)
    sheet.over()
    for x, y, colour in over:
        # A little longer than the gap, so that the strand goes on without a seam.
        sheet.box(colour, x, y - gap_y - 1, strand_x, strand_y + 2 * gap_y + 2)
    sheet.over()


def _calendar(sheet: _Sheet, weave: Weave, room: int, year: int | None, month: int | None) -> None:
    """Twelve upright strands, one a month; the level ones are years, the latest on top. Those of the page stand out."""
    colours, count = sheet.colours, math.ceil(HEIGHT / room)
    here = max(count - 2 - (year - FIRST_YEAR), 0) if year else None
    months = [(each * room, colours.marked if each + 1 == month else colours.warp) for each in range(MONTHS)]
    years = [(each * room, colours.second if each == here else colours.weft) for each in range(count)]
    _cross(sheet, weave, months, years, (room, room))


def _cloth(sheet: _Sheet, weave: Weave, modules: int, coloured: int) -> None:
    """A cloth on the loom: a strip of strands for each module, the first apart, across threads that go on beyond them."""
    colours = sheet.colours
    threads = [(each * _THREAD, colours.warp if each < coloured else colours.quiet) for each in range(MONTHS)]
    for y, colour in threads:
        sheet.box(colour, 0, y + _THREAD * (1 - _STRAND) / 2, WIDTH, _THREAD * _STRAND)
    sheet.over()
    strips = [colours.marked, *(_tint(colours, number) for number in range(1, modules))]
    strands = [colour for colour in strips for _ in range(_OF_MODULE)]
    _cross(sheet, weave, _in_order(strands), threads, (_THREAD, _THREAD))


def _bolt(sheet: _Sheet, weave: Weave, courses: int) -> None:
    """A finished cloth: each course begins with a strand apart, and takes as much of it as the others."""
    colours, count = sheet.colours, WIDTH // _THREAD
    starts = [count * number // courses for number in range(courses)]
    strands = []
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], count], strict=True)):
        strands += [colours.marked, *[_tint(colours, number)] * (end - start - 1)]
    threads = [(each * _THREAD, colours.warp) for each in range(MONTHS)]
    _cross(sheet, weave, _in_order(strands), threads, (_THREAD, _THREAD))


def _in_order(strands: Sequence[str]) -> list[tuple[float, str]]:
    return [(number * _THREAD, colour) for number, colour in enumerate(strands)]


def _tint(colours: Ground, number: int) -> str:
    """Neighbours differ, so that they can be counted."""
    return colours.weft if number % 2 else colours.counted


def _map(sheet: _Sheet, left: float, top: float, pitch: int, countries: set[str]) -> None:
    """The region in squares; these countries are marked, with their codes."""
    colours, side = sheet.colours, pitch - pitch // 10
    for code, (column, row) in GRID.items():
        x, y = left + column * pitch, top + row * pitch
        sheet.box(colours.marked if code in countries else colours.quiet, x, y, side, side)
        if code in countries:
            sheet.sign(code, x, y + side * 0.3, side * 0.4, colours.on_marked, width=side)


def _figures(sheet: _Sheet, left: float, dots: Sequence[Dots]) -> None:
    """Each figure in large numerals over as many marks."""
    width = WIDTH - left - MARGIN
    height = (HEIGHT - 2 * MARGIN - _BETWEEN * (len(dots) - 1)) / len(dots)
    for number, each in enumerate(dots):
        top, size = MARGIN + number * (height + _BETWEEN), 0
        if each.figure:
            size = 84 if len(dots) > 1 else 150
            sheet.sign(each.figure, left, top, size, sheet.colours.words)
            size += 28
        _marks(sheet, each, left, top + size, width, height - size)


def _marks(sheet: _Sheet, dots: Dots, left: float, top: float, width: float, height: float) -> None:
    """As many marks as the figure says, as large as there is room, the strongest first."""
    total, pitch, colours = sum(dots.groups), _LARGEST_MARK, sheet.colours
    while (width // pitch) * (height // pitch) < total:
        pitch -= 1
    across = int(width // pitch)
    # Whole rows where that costs little.
    across = next((each for each in range(across, across // 2, -1) if total % each == 0), across)
    if math.ceil(total / across) * pitch > height:
        across = int(width // pitch)
    palette = (colours.marked, colours.counted, colours.quiet)
    # One group of dots, or two, leave the colour of the accent to the map.
    palette = palette if len(dots.groups) == len(palette) or dots.are_places else palette[1:]
    put = sheet.box_in if dots.are_places else sheet.dot
    each = [colour for colour, count in zip(palette, dots.groups, strict=False) for _ in range(count)]
    for number, colour in enumerate(each):
        row, column = divmod(number, across)
        put(colour, left + column * pitch, top + row * pitch, pitch * 0.8)
