"""A migrated database, made once per state of the migrations and copied for each run.

The first migrate of Wagtail takes about 25 seconds. So it happens once: its result is kept as a template, named by the
content of all migrations, and each test process gets its own copy. The copy is an ordinary database (a file, or one on
the PostgreSQL server), so that other processes that a test starts see it through `DATABASE_URL` too.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connections
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "test"
BUILD = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
call_command("setup_site", verbosity=0)
"""
# What setup_site makes depends on these files as well as on the migrations.
TREE_SOURCES = ["alliance/site/**/*.py", "alliance/core/models/*.py", "evidence/pages.py", "requirements.lock"]
TEMPLATES_KEPT = 3


def fingerprint() -> str:
    """The state of everything that the migrated database is made from."""
    digest = hashlib.sha256()
    files = [path for app in apps.get_app_configs() for path in Path(app.path, "migrations").glob("*.py")]
    files += [path for pattern in TREE_SOURCES for path in ROOT.glob(pattern)]
    for path in sorted(files):
        digest.update(str(path).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def only_one():
    """Hold the cache's lock: of several test processes one builds, the others wait and find it done."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(url: str) -> None:
    """Migrate the empty database at the address and set up the Wagtail tree in it."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "READ_DOT_ENV": "0",
        "DJANGO_SETTINGS_MODULE": "alliance.settings",
    }
    built = subprocess.run(
        [sys.executable, "-c", BUILD], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if built.returncode:
        raise RuntimeError(f"The database for the tests could not be made:\n{built.stderr}")


class SQLiteCopy:
    """A copy of the template as a file of its own."""

    def __init__(self, label: str):
        self.template = CACHE / f"template-{fingerprint()}.sqlite3"
        self.path = CACHE / f"run-{label}.sqlite3"
        self.url = f"sqlite:///{self.path}"
        self.name = str(self.path)

    def prepare(self) -> None:
        """The template exists, and old ones are gone."""
        with only_one():
            if not self.template.exists():
                unfinished = self.template.with_suffix(".unfinished")
                unfinished.unlink(missing_ok=True)
                build(f"sqlite:///{unfinished}")
                unfinished.rename(self.template)
            for old in sorted(CACHE.glob("template-*.sqlite3"), key=lambda path: -path.stat().st_mtime)[
                TEMPLATES_KEPT:
            ]:
                old.unlink()

    def fill(self) -> None:
        """The copy holds what the template holds, and nothing else."""
        self.drop()
        shutil.copyfile(self.template, self.path)

    def drop(self) -> None:
        """Nothing of the copy is left."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)


class PostgresCopy:
    """A copy of the template as a database of its own on the server of `DATABASE_URL`."""

    def __init__(self, label: str):
        self.address = urlsplit(os.environ["DATABASE_URL"])
        self.template = f"template_{fingerprint()}"
        self.name = f"test_{label.replace('-', '_')}"
        self.url = self.url_of(self.name)

    def url_of(self, name: str) -> str:
        """The address of another database on the same server."""
        return urlunsplit(self.address._replace(path=f"/{name}"))

    def run(self, *statements: str, **names: str) -> None:
        """Run statements about whole databases, which cannot run inside a transaction."""
        quoted = {key: sql.Identifier(name) for key, name in names.items()}
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(sql.SQL(statement).format(**quoted))

    def exists(self, name: str) -> bool:
        """Whether the server has a database of this name."""
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())

    def prepare(self) -> None:
        """The template exists on the server."""
        with only_one():
            if not self.exists(self.template):
                unfinished = f"{self.template}_unfinished"
                self.run("DROP DATABASE IF EXISTS {new} WITH (FORCE)", "CREATE DATABASE {new}", new=unfinished)
                build(self.url_of(unfinished))
                self.run("ALTER DATABASE {new} RENAME TO {template}", new=unfinished, template=self.template)

    def fill(self) -> None:
        """The copy holds what the template holds, and nothing else."""
        self.drop()
        with only_one():  # PostgreSQL refuses two copies of one template at a time
            self.run("CREATE DATABASE {copy} TEMPLATE {template}", copy=self.name, template=self.template)

    def drop(self) -> None:
        """Nothing of the copy is left."""
        self.run("DROP DATABASE IF EXISTS {copy} WITH (FORCE)", copy=self.name)


def copy_for(label: str) -> SQLiteCopy | PostgresCopy:
    """A filled copy of the template in the database system that the settings name."""
    on_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    copy = SQLiteCopy(label) if on_sqlite else PostgresCopy(label)
    copy.prepare()
    copy.fill()
    return copy


def use(copy: SQLiteCopy | PostgresCopy) -> None:
    """This process, and those that it starts, work on the copy."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = copy.name
    connections["default"].settings_dict["NAME"] = copy.name
    os.environ["DATABASE_URL"] = copy.url
