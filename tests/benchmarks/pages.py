"""Pages per second of the main pages, each beside a bare Wagtail page from the same server in the same seconds."""

import asyncio
import json
from dataclasses import dataclass
from itertools import chain, repeat
from statistics import median

from rich.table import Table

from alliance.core.demo import CONTENT
from tests.benchmarks.client import Request, ask_for, ask_once_each
from tests.benchmarks.site import Place

AT_ONCE = (1, 8)
TARGET = 0.6
WARM_UP = 10
# The bare page says itself that it is not to be stored, so the visitors' cache never answers for it.
BARE = Request("/es/bare/", personal=True, cache_control=b"no-store")
STORED, NOT_STORED = b"s-maxage=", b"cache-control: private"


def paths() -> dict[str, str]:
    """The measured pages by name; the practice is one with every section of the anatomy."""
    fullest = json.loads((CONTENT / "practices_full.json").read_text(encoding="utf-8"))[0]["slug"]
    return {
        "home": "/es/",
        "list": "/es/evidence/",
        "practice": f"/es/evidence/{fullest}/",
        "statistics": "/es/evidence/statistics/",
    }


@dataclass(frozen=True)
class Line:
    """One row of the table: medians over all rounds. The ratio is the median of the rounds' own ratios."""

    page: str
    way: str
    at_once: int
    rate: float
    bare_rate: float
    ratio: float
    size: int


async def measure(port: int, *, rounds: int, seconds: float, publishes: int) -> list[Line]:
    """Every page uncached and cached, and the first time after a publish, between rounds of the bare page."""
    lines = []
    for name, path in paths().items():
        uncached = Request(path, personal=True, cache_control=NOT_STORED)
        cached = Request(path, cache_control=STORED)
        await ask_once_each(port, [*repeat(uncached, WARM_UP), *repeat(cached, WARM_UP), *repeat(BARE, WARM_UP)])
        for at_once in AT_ONCE:
            for way, request in (("uncached", uncached), ("cached", cached)):
                lines.append(await _side_by_side(port, name, way, request, at_once, rounds=rounds, seconds=seconds))
        lines.append(await _after_publishes(port, name, cached, rounds=rounds, publishes=publishes))
    return lines


async def _side_by_side(port, name, way, request, at_once, *, rounds: int, seconds: float) -> Line:
    bare, ours = [], []
    for _round in range(rounds):
        bare.append(await ask_for(port, BARE, seconds=seconds, at_once=at_once))
        ours.append(await ask_for(port, request, seconds=seconds, at_once=at_once))
    rates = [(a.rate, b.rate) for a, b in zip(bare, ours, strict=True)]
    size = max(chain.from_iterable(each.sizes for each in ours))
    return _line(name, way, at_once, rates, size)


async def _after_publishes(port, name, request, *, rounds: int, publishes: int) -> Line:
    """Each question comes right after a publish: nothing that follows from the content has been made yet."""
    publish = Request("/publish/", method="POST")
    rates = []
    for _round in range(rounds):
        pair = []
        for asked in (BARE, request):
            times = await ask_once_each(port, [publish, asked] * publishes)
            pair.append(1 / median(times[1::2]))
        rates.append(tuple(pair))
    return _line(name, "after a publish", 1, rates, 0)


def _line(page: str, way: str, at_once: int, rates: list[tuple[float, float]], size: int) -> Line:
    bare, ours = (median(each) for each in zip(*rates, strict=True))
    return Line(page, way, at_once, ours, bare, median(b / a for a, b in rates), size)


def run(here: Place, port: int, *, rounds: int = 7, seconds: float = 0.7, publishes: int = 5) -> Table:
    """The table of this benchmark."""
    lines = asyncio.run(measure(port, rounds=rounds, seconds=seconds, publishes=publishes))
    table = Table(title=f"Pages per second, {here.system}")
    table.add_column("page")
    table.add_column("way")
    for heading in ("at once", "pages/s", "bare page/s", "ratio", "bytes sent"):
        table.add_column(heading, justify="right")
    for line in lines:
        mark = " below target" if line.way == "uncached" and line.ratio < TARGET else ""
        table.add_row(
            line.page,
            line.way,
            str(line.at_once),
            f"{line.rate:,.0f}",
            f"{line.bare_rate:,.0f}",
            f"{line.ratio:.2f}{mark}",
            f"{line.size:,}" if line.size else "",
        )
    return table
