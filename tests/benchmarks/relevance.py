"""How well the search answers the graded questions, on each engine, beside the same engine asked for the typed words alone."""

import json
import os
import subprocess
import sys
import uuid

from rich.table import Table

from tests import database
from tests.benchmarks.site import Failed, Place
from tests.benchmarks.summary import Result, Row
from tests.search.engines.indices import delete_indices


def engines() -> list[str]:
    """The embedded engine, and Elasticsearch where `ELASTICSEARCH_URL` names a server."""
    return ["tantivy", *(["elasticsearch"] if os.environ.get("ELASTICSEARCH_URL") else [])]


def measure(here: Place, engine: str) -> dict[str, float]:
    """Return the scores of one engine over the content of this place. Raises Failed."""
    index = f"alliance-bench-{uuid.uuid4().hex[:8]}"
    environment = here.environment | {
        "SEARCH_ENGINE": engine,
        "ELASTICSEARCH_URL": os.environ.get("ELASTICSEARCH_URL", ""),
        "ELASTICSEARCH_INDEX": index,
    }
    command = [sys.executable, "-m", "tests.search.relevance"]
    done = subprocess.run(command, cwd=database.ROOT, env=environment, capture_output=True, text=True, check=False)
    if engine == "elasticsearch":
        delete_indices(index)
    if done.returncode:
        raise Failed(done.stderr[-4000:])
    return json.loads(done.stdout.splitlines()[-1])


def run(here: Place) -> Result:
    """The table of this benchmark, and for the table of all each score beside that of the words alone."""
    here.manage("load_content", "alliance/content")
    here.manage("demo_people")
    table = Table(title=f"Graded questions, means over all, {here.system}")
    for heading in ("engine", "measure"):
        table.add_column(heading)
    for heading in ("search", "typed words alone"):
        table.add_column(heading, justify="right")
    rows = []
    for engine in engines():
        scores = measure(here, engine)
        for measured in ("ndcg", "recall"):
            ours, plain = scores[measured], scores[f"plain {measured}"]
            table.add_row(engine, f"{measured}@10", f"{ours:.3f}", f"{plain:.3f}")
            rows.append(Row(f"{engine}: {measured}@10 of graded questions, beside typed words alone", ours, plain))
    return Result(table, rows)
