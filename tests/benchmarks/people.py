"""Directory, profile and networks with ever more people: milliseconds of a page that no cache answers, beside a bare page."""

import asyncio
from itertools import cycle, islice
from statistics import median

from rich.table import Table

from tests.benchmarks.client import Request, ask_once_each
from tests.benchmarks.pages import BARE, NOT_STORED
from tests.benchmarks.site import Place, Server
from tests.benchmarks.summary import Result, Row

SIZES = (100, 10_000)
SEED = 1
WARM_UP = 3
LIST = "/es/people/"
NETWORKS = "/es/networks/"
NETWORK = f"{NETWORKS}demo-{SEED}/"


def uncached(*paths: str, cache_control: bytes = NOT_STORED) -> list[Request]:
    """Requests for these addresses that the visitors' cache leaves alone."""
    return [Request(path, personal=True, cache_control=cache_control) for path in paths]


QUESTIONS = {
    "bare page": [BARE],
    "people": uncached(LIST),
    "people, filtered": uncached(*(f"{LIST}?help=yes&country={code}" for code in ("MX", "CO", "CL", "PE"))),
    "people, words searched for": uncached(f"{LIST}?q=alvarez", f"{LIST}?q=ana+flores"),
    "profile": uncached(f"{LIST}demo-{SEED}-1/", cache_control=b"no-store"),
    "networks": uncached(NETWORKS),
    "network": uncached(NETWORK),
    "people of a network": uncached(f"{NETWORK}people/"),
    "report of a network": uncached(f"{NETWORK}report/"),
}


async def measure(port: int, *, requests: int) -> list[tuple[str, float]]:
    """For each page its name and the median of its seconds."""
    rows = []
    await ask_once_each(port, [Request("/publish/", method="POST")])
    for name, asked in QUESTIONS.items():
        questions = cycle(asked)
        await ask_once_each(port, list(islice(questions, WARM_UP)))
        rows.append((name, median(await ask_once_each(port, list(islice(questions, requests))))))
    return rows


def run(here: Place, server: Server, *, sizes: tuple[int, ...] = SIZES, requests: int = 40) -> Result:
    """The table of this benchmark, and for the table of all each page's median beside the bare page's."""
    table = Table(title=f"Directory and networks with many people, milliseconds, {here.system}")
    for heading in ("people", "page"):
        table.add_column(heading)
    table.add_column("median", justify="right")
    rows = []
    for size in sizes:
        here.manage("demo_data", "--practices", "0", "--users", str(size), "--profiles", "--seed", str(SEED))
        (bare_name, bare), *ours = asyncio.run(measure(server.port, requests=requests))
        for name, seconds in ((bare_name, bare), *ours):
            table.add_row(f"{size:,}", name, f"{1000 * seconds:,.0f}")
        rows += [
            Row(f"{here.system}: {name}, {size:,} people, median; ms, beside a bare page", 1000 * seconds, 1000 * bare)
            for name, seconds in ours
        ]
    return Result(table, rows)
