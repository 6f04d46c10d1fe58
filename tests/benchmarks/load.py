"""A table of practices goes through `load_content`: rows per second, and the memory of the process at its peak."""

import csv
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.table import Table

from alliance.core.demo import CONTENT
from tests import database
from tests.benchmarks.site import Failed, Place
from tests.benchmarks.summary import Result, Row

ROWS = 10_000
COUNTRIES = ("MX", "CO", "CL", "PE", "AR", "BR", "UY", "CR")
TECHNOLOGIES = ("computer", "mobile_phone", "radio_tv", "tablet", "robotics", "offline_content")
PURPOSES = ("digital_skills", "enrich_content", "inclusive_equitable", "teacher_development")
WORDS = "escuela docentes estudiantes comunidad aula red proyecto lengua ciencia radio tableta taller región río"
COLUMNS = (
    "slug",
    "title",
    "original_language",
    "country",
    "locality",
    "organisation",
    "organisation_type",
    "start_year",
    "context",
    "levels",
    "beneficiaries",
    "technologies",
    "purposes",
    "students_reached",
    "summary",
    "summary_en",
    "results",
    "programme",
    "source_urls",
)


@dataclass(frozen=True)
class Loaded:
    """What one load took."""

    rows: int
    seconds: float
    megabytes: float

    @property
    def rate(self) -> float:
        """Rows per second, with the start of the process."""
        return self.rows / self.seconds


def write(folder: Path, rows: int) -> None:
    """The folder holds vocabularies and countries as the demo has them, and ``rows`` practices as a table."""
    folder.mkdir(exist_ok=True)
    for name in ("vocabularies.json", "countries.json"):
        shutil.copyfile(CONTENT / name, folder / name)
    random = Random(1)
    with (folder / "practices.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(_row(number, random) for number in range(1, rows + 1))


def _row(number: int, random: Random) -> dict:
    def words(count: int) -> str:
        return " ".join(random.choices(WORDS.split(), k=count)).capitalize() + "."

    return {
        "slug": f"row-{number}",
        "title": f"{words(5)} {number}",
        "original_language": "es",
        "country": random.choice(COUNTRIES),
        "locality": words(2),
        # Each organisation has twenty practices or so.
        "organisation": f"Organización {random.randrange(500)}",
        "organisation_type": "government",
        "start_year": random.randint(2004, 2025),
        "context": random.choice(("rural", "urban", "mixed")),
        "levels": "primary|secondary",
        "beneficiaries": "students|teachers",
        "technologies": "|".join(random.sample(TECHNOLOGIES, 2)),
        "purposes": "|".join(random.sample(PURPOSES, 2)),
        "students_reached": random.randint(20, 20_000),
        "summary": words(60),
        "summary_en": words(60),
        "results": words(40),
        "programme": "Measured",
        "source_urls": f"https://rows.example/{number}",
    }


def measure(here: Place, rows: int) -> tuple[Loaded, Loaded]:
    """Load the table, and load it again: nothing has changed then. Raises Failed."""
    folder = here.files / "rows"
    write(folder, rows)
    return _load(here, folder, rows), _load(here, folder, rows)


def _load(here: Place, folder: Path, rows: int) -> Loaded:
    log = here.files / "load.log"
    with log.open("w") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            here.command("load_content", str(folder)),
            cwd=database.ROOT,
            env=here.environment | {"DJANGO_SETTINGS_MODULE": "alliance.settings"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        # The usage of this one child: `getrusage` knows only the largest of all that have ended.
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"load_content printed:\n{log.read_text()[-4000:]}")
    return Loaded(rows, seconds, usage.ru_maxrss / 1024)


def run(here: Place, *, rows: int = ROWS) -> Result:
    """The table of this benchmark, and for the table of all the first load beside the second, which finds nothing to do."""
    table = Table(title=f"Loading a table of practices, {here.system}")
    table.add_column("load")
    for heading in ("rows", "seconds", "rows/s", "peak memory, MB"):
        table.add_column(heading, justify="right")
    first, again = measure(here, rows)
    for name, done in (("into an empty library", first), ("again, unchanged", again)):
        table.add_row(name, f"{done.rows:,}", f"{done.seconds:,.1f}", f"{done.rate:,.0f}", f"{done.megabytes:,.0f}")
    loading = f"{here.system}: loading {rows:,} practices"
    return Result(
        table,
        [
            Row(f"{loading}; rows/s, beside the same again unchanged", first.rate, again.rate),
            Row(f"{loading}; MB at the peak, beside the same again unchanged", first.megabytes, again.megabytes),
        ],
    )
