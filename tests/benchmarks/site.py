"""The measured site: databases of its own, and the demo served from one of them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests import database
from tests.browser import free_port

SETTINGS = "tests.benchmarks.settings"
START_SECONDS = 60
# What the shell may have set, and what would change the measured site.
UNSET = ("REDIS_URL", "ELASTICSEARCH_URL", "EMAIL_URL")
SYSTEMS = {"SQLite": database.SQLiteCopy, "PostgreSQL": database.PostgresCopy}


class Failed(Exception):
    """A command or the server ended, or did not begin; says what it printed."""


def systems() -> list[str]:
    """SQLite, and PostgreSQL where `DATABASE_URL` names a server."""
    on_server = os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://"))
    return list(SYSTEMS) if on_server else ["SQLite"]


@dataclass(frozen=True)
class Place:
    """A database and a folder for files, both of this run alone."""

    system: str
    copy: database.Copy
    files: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the measured site is started with: the environment of `make demo`, but for the database."""
        kept = {name: value for name, value in os.environ.items() if name not in UNSET}
        return kept | {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "DATABASE_URL": self.copy.url,
            "VAR_DIR": str(self.files),
            "READ_DOT_ENV": "0",
            "DEBUG": "0",
            "LOG_LEVEL": "WARNING",
            "REQUIRE_MFA": "0",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SECRET_KEY": "only-for-measurements-0123456789abcdefghijklmnopqrstuvwxyz",
        }

    def manage(self, *words: str) -> str:
        """Return what a management command printed. Raises Failed."""
        done = subprocess.run(
            self.command(*words), cwd=database.ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Failed(f"manage.py {' '.join(words)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout

    @staticmethod
    def python(*words: str) -> list[str]:
        """A program of this Python, as `subprocess` takes it."""
        return [sys.executable, *words]

    @classmethod
    def command(cls, *words: str) -> list[str]:
        """A management command, as `subprocess` takes it."""
        return cls.python("manage.py", *words)


@dataclass(frozen=True)
class Server:
    """The served demo."""

    port: int
    pid: int
    # The measured pages, by name.
    paths: dict[str, str] = field(default_factory=dict)

    @property
    def cpu_seconds(self) -> float:
        """What the process has worked until now; whoever else is busy on the machine does not count."""
        words = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def place(system: str, label: str, stage: str = "tree") -> Iterator[Place]:
    """A migrated database with the page tree or, at the stage "content", with all content; gone afterwards."""
    copy = SYSTEMS[system](f"bench_{label}")
    copy.prepare(stage)
    with tempfile.TemporaryDirectory(prefix="alliance-bench-") as files:
        copy.files = Path(files)
        copy.fill()
        try:
            yield Place(system, copy, Path(files))
        finally:
            copy.drop()


@contextlib.contextmanager
def served(here: Place) -> Iterator[Server]:
    """The demo of this place answers: uvicorn, one process, and the worker beside it."""
    paths = json.loads(here.manage("prepare_benchmark").splitlines()[-1])
    port, log = free_port(), here.files / "demo.log"
    environment = here.environment | {"SITE_URL": f"http://127.0.0.1:{port}"}
    command = here.command("demo", "--port", str(port), "--prepared")
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=database.ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process, log)
        yield Server(port, process.pid, paths)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.2)
    raise Failed(f"{url} does not answer. The demo printed:\n{log.read_text()[-4000:]}")
