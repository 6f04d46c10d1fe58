"""`python -m tests.benchmarks [NAME ...]`: all benchmarks or those named, on SQLite and, where it is set, on PostgreSQL."""

import argparse
import os
from collections.abc import Iterator

import django
from rich.console import Console

from tests.benchmarks.summary import Result, Row, markdown

BENCHMARKS = ("pages", "sizes", "people", "load", "relevance", "search", "rooms")


def results(wanted: list[str]) -> Iterator[Result]:
    """One benchmark after another, each as soon as it is measured."""
    from tests.benchmarks import load, pages, people, relevance, rooms, search, site, sizes

    for system in site.systems():
        if {"pages", "sizes", "people"} & set(wanted):
            with site.place(system, "site") as here, site.served(here) as server:
                if "pages" in wanted:
                    yield pages.run(here, server)
                if "sizes" in wanted:
                    yield sizes.run(here, server)
                if "people" in wanted:
                    yield people.run(here, server)
        if "load" in wanted:
            with site.place(system, "load") as here:
                yield load.run(here)
        if "rooms" in wanted:
            with site.place(system, "rooms") as here:
                yield rooms.run(here)
    if "relevance" in wanted:
        with site.place("SQLite", "relevance") as here:
            yield relevance.run(here)
    if "search" in wanted:
        with site.place("SQLite", "search") as here:
            yield search.run(here)


def main() -> None:
    """Print the table of each benchmark, and at the end one of all, in Markdown."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("wanted", nargs="*", choices=[*BENCHMARKS, []], metavar="|".join(BENCHMARKS))
    wanted = parser.parse_args().wanted or list(BENCHMARKS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
    django.setup()
    console = Console()
    if not console.is_terminal:
        console = Console(width=110)
    console.print(f"{os.cpu_count()} cores. {_load()}")
    rows: list[Row] = []
    for result in results(wanted):
        console.print(result.table)
        console.print(_load())
        rows += result.rows
    console.print(markdown(rows), markup=False, highlight=False, soft_wrap=True)


def _load() -> str:
    """Who else was at work tells how far a figure in milliseconds can be trusted; a ratio suffers less."""
    return f"Load of the machine over 1, 5 and 15 minutes: {', '.join(f'{each:.2f}' for each in os.getloadavg())}"


if __name__ == "__main__":
    main()
