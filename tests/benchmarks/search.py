"""How fast the search answers over many practices, beside its engine asked alone and beside Wagtail's database search."""

import json
import os
import subprocess
import uuid

from rich.table import Table

from tests import database
from tests.benchmarks.relevance import engines
from tests.benchmarks.site import Failed, Place
from tests.benchmarks.summary import Result, Row
from tests.search.engines.indices import delete_indices

PRACTICES = 100_000
ROUNDS = 9
INDEXED = 20_000
# Wagtail's search looks through so many of the documents only: it takes hours to fill it with all of them.
IN_DATABASE = 20_000


def measure(here: Place, engine: str, *, rounds: int, indexed: int, in_database: int) -> dict:
    """Return what one engine takes over the practices of this place. Raises Failed."""
    index = f"alliance-bench-{uuid.uuid4().hex[:8]}"
    environment = here.environment | {
        "SEARCH_ENGINE": engine,
        "ELASTICSEARCH_URL": os.environ.get("ELASTICSEARCH_URL", ""),
        "ELASTICSEARCH_INDEX": index,
    }
    sizes = ("--rounds", str(rounds), "--documents", str(indexed), "--in-database", str(in_database))
    command = here.python("-m", "tests.search.speed", *sizes)
    done = subprocess.run(command, cwd=database.ROOT, env=environment, capture_output=True, text=True, check=False)
    if engine == "elasticsearch":
        delete_indices(index)
    if done.returncode:
        raise Failed(done.stderr[-4000:])
    return json.loads(done.stdout.splitlines()[-1])


def run(
    here: Place,
    *,
    practices: int = PRACTICES,
    rounds: int = ROUNDS,
    indexed: int = INDEXED,
    in_database: int = IN_DATABASE,
) -> Result:
    """The table of this benchmark, and for the table of all each question beside the engine alone and beside the database.

    The place has all content.
    """
    here.manage("demo_data", "--practices", str(practices))
    table = Table(title=f"Search over {practices:,} practices and more, medians, {here.system}")
    for heading in ("engine", "what"):
        table.add_column(heading)
    for heading in ("ours", "the engine's part", "engine alone", f"Wagtail's search of {in_database:,}"):
        table.add_column(heading, justify="right")
    rows = []
    for engine in engines():
        found = measure(here, engine, rounds=rounds, indexed=indexed, in_database=in_database)
        looked_through = f"Wagtail's search of {found['in_database']:,}"
        for name, (ours, part, bare, wagtail) in found["questions"].items():
            table.add_row(engine, f"{name}, ms", *(f"{1000 * each:,.1f}" for each in (ours, part, bare, wagtail)))
            rows.append(Row(f"{engine}: {name}; ms, beside the engine's part of it", 1000 * ours, 1000 * part))
            rows.append(Row(f"{engine}: {name}; ms, beside the engine alone", 1000 * ours, 1000 * bare))
            rows.append(Row(f"{engine}: {name}; ms, beside {looked_through}", 1000 * ours, 1000 * wagtail))
        ours, wagtail = found["narrowing"]
        table.add_row(
            engine,
            "words in the library, ms; beside the database",
            f"{1000 * ours:,.1f}",
            *("", "", f"{1000 * wagtail:,.1f}"),
        )
        rows.append(Row(f"{engine}: words in the library; ms, beside the database", 1000 * ours, 1000 * wagtail))
        middle, most = (1000 * each for each in found["suggest"])
        table.add_row(engine, "suggestions, ms: median, 95 of 100", f"{middle:,.1f}, {most:,.1f}")
        rows.append(Row(f"{engine}: suggestions; ms that 95 of 100 stay within, beside the median", most, middle))
        ours, bare = found["bulk"]
        table.add_row(engine, "indexing, documents/s", f"{ours:,.0f}", "", f"{bare:,.0f}")
        rows.append(Row(f"{engine}: indexing; documents/s, beside the engine alone", ours, bare))
        table.add_row(engine, "whole rebuild from the database, documents/s", f"{found['rebuild']:,.0f}")
        before, after = found["memory"]
        table.add_row(engine, "memory, MB: before, after", f"{before:,.0f}, {after:,.0f}", end_section=True)
        rows.append(Row(f"{engine}: memory of the process after all questions, beside before; MB", after, before))
    return Result(table, rows)
