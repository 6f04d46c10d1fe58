"""Kill the elected master of three Elasticsearch nodes while readers search and the worker indexes.

    ELASTICSEARCH_URL=… python -m tests.chaos.elastic_cluster [seconds of searching, 20]

Prints what happened. No search may fail after the client's retry, none may see fewer documents than there are, and what was
written must all be there afterwards. Ends within two minutes, with everything that it started.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from search.types import EngineUnavailableError

# Until the nodes have found each other; the rest of the two minutes is for the chaos.
STARTING = 80.0
# The machine is small and busy with three servers. What readers wait in earnest is tested with the circuit breaker.
PATIENCE = 5.0
STEADY, BATCH = 300, 20


@dataclass
class Report:
    """What happened while the master was killed."""

    searches: int = 0
    failed: list[str] = field(default_factory=list)
    wrong_totals: list[int] = field(default_factory=list)
    slowest: float = 0.0
    written: int = 0
    repeated_batches: int = 0
    lost: int = 0
    masters: tuple[str, str] = ("", "")

    @property
    def is_good(self) -> bool:
        """Whether nobody noticed."""
        return not (self.failed or self.wrong_totals or self.lost) and self.masters[0] != self.masters[1]


class Chaos:
    """Readers and a worker on a cluster, until they are told to stop."""

    def __init__(self, hosts: list[str]):
        from search.engines.elastic import ElasticEngine

        self.report = Report()
        self._open = lambda: ElasticEngine(hosts, "chaos", replicas=1, patience=PATIENCE)
        self._digests: dict[str, str] = {}
        self._ended = threading.Event()
        self._lock = threading.Lock()

    def run(self, seconds: float, kill_master: Callable[[], tuple[str, str]]) -> Report:
        """Search and write for so long; a third of the time in, ``kill_master`` is called."""
        self._fill()
        workers = [threading.Thread(target=work) for work in (self._read, self._read, self._write)]
        for worker in workers:
            worker.start()
        try:
            time.sleep(seconds / 3)
            self.report.masters = kill_master()
            time.sleep(seconds * 2 / 3)
        finally:
            self._ended.set()
            for worker in workers:
                worker.join()
        there = dict(self._open().digests())
        self.report.lost = sum(there.get(key) != digest for key, digest in self._digests.items())
        return self.report

    def _fill(self) -> None:
        """Put in what is always there, which every search must find whole."""
        new = self._open().begin()
        steady = self._documents(0, STEADY, "Lectura constante")
        new.write(steady)
        new.put_in_place()
        self._digests |= {each.key: each.digest for each in steady}

    def _read(self) -> None:
        from tests.factories.search import question

        engine = self._open()
        while not self._ended.is_set():
            start = time.monotonic()
            try:
                total = engine.ask(question("constantes", facets=("type",))).total
            except EngineUnavailableError as problem:
                with self._lock:
                    self.report.failed.append(str(problem))
                continue
            with self._lock:
                self.report.searches += 1
                self.report.slowest = max(self.report.slowest, time.monotonic() - start)
                if total != STEADY:
                    self.report.wrong_totals.append(total)

    def _write(self) -> None:
        """Write batch after batch; one that could not be written is written again, as the outbox has it."""
        engine = self._open()
        first = STEADY
        while not self._ended.is_set():
            batch = self._documents(first, BATCH, "Escritura nueva")
            while True:
                try:
                    engine.write(batch)
                    break
                except EngineUnavailableError:
                    self.report.repeated_batches += 1
                    if self._ended.is_set():
                        return
            self._digests |= {each.key: each.digest for each in batch}
            self.report.written += BATCH
            first += BATCH

    @staticmethod
    def _documents(first: int, count: int, title: str) -> list:
        from tests.factories.search import document

        return [document(f"practice:{at}", f"{title} {at}") for at in range(first, first + count)]


def run(seconds: float) -> Report:
    """Start a cluster beside the server of ELASTICSEARCH_URL, kill its master while it works, and return what happened."""
    from tests.chaos.cluster import Cluster, server_files

    cluster = Cluster(server_files(os.environ["ELASTICSEARCH_URL"].split(",")[0]))

    def kill_master() -> tuple[str, str]:
        before = cluster.master()
        cluster.kill(before)
        return before, cluster.master(after=before)

    try:
        cluster.start(STARTING)
        return Chaos(cluster.hosts).run(seconds, kill_master)
    finally:
        cluster.stop()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
    import django

    django.setup()
    happened = run(float(sys.argv[1]) if len(sys.argv) > 1 else 20)
    sys.stdout.write(f"{happened}\n")
    sys.exit(not happened.is_good)
