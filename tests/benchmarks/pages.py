"""Pages per second of the main pages, each beside a bare Wagtail page from the same server in the same seconds."""

import asyncio
from dataclasses import dataclass
from itertools import repeat
from statistics import median

from rich.table import Table

from tests.benchmarks.client import Request, ask_for, ask_once_each
from tests.benchmarks.site import Place, Server
from tests.benchmarks.summary import Result, Row

AT_ONCE = (1, 8)
TARGET = 0.6
WARM_UP = 10
# The bare page says itself that it is not to be stored, so the visitors' cache never answers for it.
BARE = Request("/es/bare/", personal=True, cache_control=b"no-store")
STORED, NOT_STORED = b"s-maxage=", b"cache-control: private"


@dataclass(frozen=True)
class Line:
    """One row of the table: medians over all rounds. The ratio is the median of the rounds' own ratios.

    ``cpu_ratio`` is that of the server's work for an answer, over all rounds; a busy machine changes it little.
    """

    page: str
    way: str
    at_once: int
    rate: float
    bare_rate: float
    ratio: float
    cpu_ratio: float | None = None
    size: int | None = None


async def measure(server: Server, *, rounds: int, seconds: float, publishes: int) -> list[Line]:
    """Every page uncached and cached, and the first time after a publish, between rounds of the bare page."""
    lines = []
    for name, path in server.paths.items():
        uncached = Request(path, personal=True, cache_control=NOT_STORED)
        cached = Request(path, cache_control=STORED)
        warm_up = [*repeat(uncached, WARM_UP), *repeat(cached, WARM_UP), *repeat(BARE, WARM_UP)]
        await ask_once_each(server.port, warm_up)
        for at_once in AT_ONCE:
            for way, request in (("uncached", uncached), ("cached", cached)):
                lines.append(await _side_by_side(server, name, way, request, at_once, rounds=rounds, seconds=seconds))
        lines.append(await _after_publishes(server.port, name, cached, rounds=rounds, publishes=publishes))
    return lines


async def _side_by_side(server: Server, name, way, request, at_once, *, rounds: int, seconds: float) -> Line:
    rates, sizes = [], set()
    cpu, answers = [0.0, 0.0], [0, 0]
    for _round in range(rounds):
        pair = []
        for which, asked in enumerate((BARE, request)):
            before = server.cpu_seconds
            seen = await ask_for(server.port, asked, seconds=seconds, at_once=at_once)
            cpu[which] += server.cpu_seconds - before
            answers[which] += len(seen.times)
            pair.append(seen.rate)
        rates.append(tuple(pair))
        sizes |= seen.sizes
    bare, ours = (spent / count for spent, count in zip(cpu, answers, strict=True))
    # The clock of the process ticks a hundred times a second: a very short measurement may see no tick.
    return _line(name, way, at_once, rates, cpu_ratio=bare / ours if ours else None, size=max(sizes))


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
    return _line(name, "after a publish", 1, rates)


def _line(page: str, way: str, at_once: int, rates: list[tuple[float, float]], **more) -> Line:
    bare, ours = (median(each) for each in zip(*rates, strict=True))
    return Line(page, way, at_once, ours, bare, median(b / a for a, b in rates), **more)


def run(here: Place, server: Server, *, rounds: int = 11, seconds: float = 0.3, publishes: int = 2) -> Result:
    """The table of this benchmark, and for the table of all each page's rate beside the bare page's."""
    lines = asyncio.run(measure(server, rounds=rounds, seconds=seconds, publishes=publishes))
    table = Table(title=f"Pages per second, {here.system}")
    table.add_column("page")
    table.add_column("way")
    for heading in ("at once", "pages/s", "bare page/s", "ratio", "by CPU time", "bytes sent"):
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
            "" if line.cpu_ratio is None else f"{line.cpu_ratio:.2f}",
            f"{line.size:,}" if line.size else "",
        )
    rows = [
        Row(
            f"{here.system}: {line.page}, {line.way}, {line.at_once} at once; pages/s, beside a bare page",
            line.rate,
            line.bare_rate,
            line.ratio,
        )
        for line in lines
    ]
    return Result(table, rows)
