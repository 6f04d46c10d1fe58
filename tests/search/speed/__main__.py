"""`python -m tests.search.speed`: what the engine of the settings takes over the practices of the database, as JSON.

python -m tests.search.speed [--rounds 9] [--documents 20000] [--in-database 20000]
python -m tests.search.speed --only-memory
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from statistics import median

import django


def main() -> None:
    """Print {"questions": {name: [ours, part, bare, database]}, "suggest": …, "bulk": …, "memory": …}; times in seconds.

    The part is what the engine took of ours: for the same question, with all that the search knows to ask.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--documents", type=int, default=20_000, help="how many are indexed to measure that")
    parser.add_argument("--in-database", type=int, default=20_000, help="how many the database search looks through")
    parser.add_argument("--only-memory", action="store_true", help="print the megabytes before and after all questions")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
    django.setup()
    found = memory() if given.only_memory else measure(given.rounds, given.documents, given.in_database)
    sys.stdout.write(json.dumps(found) + "\n")


def measure(rounds: int, indexed: int, in_database: int) -> dict:
    """Return what `main` prints. The index is made anew.

    The database is given only the first ``in_database`` documents: to fill its search with all of them would take hours.
    """
    from django.conf import settings
    from django.contrib.auth.models import AnonymousUser

    from search.engines.choose import engine
    from search.engines.tantivy.folder import Folder
    from search.kinds import kind_of
    from search.models import WaitingChange
    from search.services.finding import search
    from search.services.rebuilding import rebuild
    from search.services.suggesting import suggest
    from tests.search.speed.bare import BareElastic, BareTantivy, Database
    from tests.search.speed.questions import QUESTIONS, SIZE, TYPED

    # What the practices left behind when they were made; the index is made from the whole database.
    WaitingChange.objects.all().delete()
    rebuilt = timed(rebuild)
    kind = kind_of("practice")
    numbers = list(kind.numbers())
    made = (each for batch in batches(numbers, 500) for each in kind.documents(batch))
    documents = list(islice(made, max(indexed, in_database)))
    database = Database()
    database.fill(documents[:in_database])
    visitor = AnonymousUser()
    if settings.SEARCH_ENGINE == "tantivy":
        bare = BareTantivy(str(Folder(settings.SEARCH_DIR, 1).current()))
    else:
        bare = BareElastic(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX)
    questions = {}
    with part_of_the_engine() as parts:
        for asked in QUESTIONS:
            taken: list[float] = []

            def ours(asked=asked, taken=taken) -> None:
                parts.clear()
                search(asked.text, user=visitor, language="es", filters=asked.filters, size=SIZE)
                taken.append(sum(parts))

            whole, alone = side_by_side([ours, lambda asked=asked: bare.ask(asked)], rounds)
            slow = median(timed(lambda asked=asked: database.ask(asked)) for _ in range(2))
            questions[asked.name] = [whole, median(taken[-rounds:]), alone, slow]
    narrowed = side_by_side([lambda: found_in_library("escuelas"), lambda: found_in_library("escuelas", False)], rounds)
    for text in TYPED:
        suggest(text, user=visitor, language="es")
    typed = [timed(lambda t=text: suggest(t, user=visitor, language="es")) for text in TYPED * rounds]
    # In a process of its own, because this one holds all that it measures with.
    only_memory = [sys.executable, "-m", "tests.search.speed", "--only-memory"]
    held = json.loads(subprocess.run(only_memory, stdout=subprocess.PIPE, check=True).stdout.splitlines()[-1])
    measured = documents[:indexed]
    prepared = bare.prepared(measured)

    def write() -> None:
        new = engine().begin()
        # Copies, which know their digests as little as those that come out of the database.
        new.write(map(replace, measured))
        new.put_in_place()

    indexing = side_by_side([write, lambda: bare.write(prepared)], 3, warm=0)
    return {
        "documents": len(numbers),
        "in_database": min(len(documents), in_database),
        "questions": questions,
        "narrowing": narrowed,
        "suggest": [median(typed), sorted(typed)[int(0.95 * len(typed))]],
        "bulk": [len(measured) / seconds for seconds in indexing],
        "rebuild": len(numbers) / rebuilt,
        "memory": held,
    }


def memory() -> list[float]:
    """Return the megabytes that a process holds before its first question and after all of them, with the index as it is."""
    from django.contrib.auth.models import AnonymousUser
    from django.urls import reverse

    from search.services.finding import search
    from search.services.suggesting import suggest
    from tests.search.speed.questions import QUESTIONS, SIZE, TYPED

    # What every process of the site has in memory anyway: all views.
    reverse("search_opened")
    before, visitor = resident(), AnonymousUser()
    for asked in QUESTIONS:
        search(asked.text, user=visitor, language="es", filters=asked.filters, size=SIZE)
    for text in TYPED:
        suggest(text, user=visitor, language="es")
    return [before, resident()]


@contextmanager
def part_of_the_engine() -> Iterator[list[float]]:
    """Inside, the seconds of each question to the engine are added to the list."""
    from search.engines.choose import engine

    asked, ask, seconds = engine(), engine().ask, []

    def timed_ask(question):
        started = time.perf_counter()
        try:
            return ask(question)
        finally:
            seconds.append(time.perf_counter() - started)

    asked.ask = timed_ask
    try:
        yield seconds
    finally:
        del asked.ask


def found_in_library(words: str, asks_search: bool = True) -> int:
    """Return how many practices of the library fit the words, as its page counts them."""
    from django.http import QueryDict

    from evidence.selection import Selection
    from evidence.services.listing import Listing

    return Listing(Selection.from_query(QueryDict(f"q={words}")), asks_search=asks_search).total


def side_by_side(ways: list[Callable[[], object]], rounds: int, warm: int = 2) -> list[float]:
    """Return the median seconds of each way; they take turns, so that whoever else is at work disturbs all of them alike."""
    for _ in range(warm):
        for way in ways:
            way()
    times = [[timed(way) for way in ways] for _ in range(rounds)]
    return [median(column) for column in zip(*times, strict=True)]


def timed(call: Callable[[], object]) -> float:
    """Return the seconds of one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def batches(rows: list, size: int):
    """Yield the rows in lists of ``size``."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def resident() -> float:
    """Return the megabytes of memory that this process holds."""
    with open("/proc/self/statm") as counts:
        return int(counts.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
