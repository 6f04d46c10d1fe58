"""List and statistics with ever more practices: milliseconds of a page, warm and right after a publish."""

import asyncio
import time
from itertools import cycle, islice
from statistics import median, quantiles

from rich.table import Table

from tests.benchmarks.client import Request, ask_once_each
from tests.benchmarks.pages import BARE, NOT_STORED
from tests.benchmarks.site import Place, Server
from tests.benchmarks.summary import Result, Row

SIZES = (1_000, 10_000, 100_000)
TARGET_MS = 150
WARM_UP = 3
LIST, STATISTICS = "/es/evidence/", "/es/evidence/statistics/"
COUNTRIES = ("MX", "CO", "CL", "PE", "AR", "BR", "UY", "CR")
TECHNOLOGIES = ("computer", "mobile_phone", "radio_tv", "tablet", "robotics", "offline_content")


def uncached(*paths: str) -> list[Request]:
    """Requests for these addresses that the visitors' cache leaves alone."""
    return [Request(path, personal=True, cache_control=NOT_STORED) for path in paths]


# By name: what is asked for in turn. Every selection of other filters is new to the process.
QUESTIONS = {
    "bare page": [BARE],
    "list": uncached(LIST),
    "statistics": uncached(STATISTICS),
    "list, other filters each time": uncached(
        *(f"{LIST}?country={country}&technology={technology}" for technology in TECHNOLOGIES for country in COUNTRIES)
    ),
    "list, words searched for": uncached(*(f"{LIST}?q={words}" for words in ("escuela", "rural", "docentes+robotica"))),
}


def p95(times: list[float]) -> float:
    """The time that one of twenty answers exceeds."""
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


async def measure(port: int, *, requests: int, publishes: int) -> list[tuple[str, float, float, float]]:
    """For each page its name, and seconds: median and 95th percentile while nothing changes, median right after a publish."""
    rows, publish = [], Request("/publish/", method="POST")
    # So the process knows at once what another one has just added.
    await ask_once_each(port, [publish])
    for name, asked in QUESTIONS.items():
        questions = cycle(asked)
        await ask_once_each(port, list(islice(questions, WARM_UP)))
        warm = await ask_once_each(port, list(islice(questions, requests)))
        first = await ask_once_each(port, [each for q in islice(questions, publishes) for each in (publish, q)])
        rows.append((name, median(warm), p95(warm), median(first[1::2])))
    return rows


def run(
    here: Place, server: Server, *, sizes: tuple[int, ...] = SIZES, requests: int = 40, publishes: int = 7
) -> Result:
    """The table of this benchmark, and for the table of all each page's median beside the bare page's.

    The practices are added to what the site holds.
    """
    table = Table(title=f"List and statistics with many practices, milliseconds, {here.system}")
    for heading in ("practices", "page"):
        table.add_column(heading)
    for heading in ("median", "95 of 100", "first after a publish"):
        table.add_column(heading, justify="right")
    rows = []
    for size in sizes:
        before = time.perf_counter()
        here.manage("demo_data", "--practices", str(size))
        made = time.perf_counter() - before
        measured = asyncio.run(measure(server.port, requests=requests, publishes=publishes))
        for name, *seconds in measured:
            table.add_row(f"{size:,}", name, *(_cell(each) for each in seconds))
        table.add_row("", f"(generated in {made:,.0f} s)", "", "", "", end_section=True)
        (_bare, *reference), *ours = measured
        for name, *seconds in ours:
            for what, at in (("median", 0), ("95 of 100", 1), ("first after a publish", 2)):
                benchmark = f"{here.system}: {name}, {size:,} practices, {what}; ms, beside a bare page"
                rows.append(Row(benchmark, 1000 * seconds[at], 1000 * reference[at]))
    return Result(table, rows)


def _cell(seconds: float) -> str:
    milliseconds = 1000 * seconds
    return f"{milliseconds:,.0f}{' over' if milliseconds >= TARGET_MS else ''}"
