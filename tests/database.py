"""Databases for tests, made once per state of what they are made from and copied for each run.

The first migrate of Wagtail takes about 25 seconds, and so does loading the demo's content, and making the demo ready. So
each happens once: its result is kept as a template, named by the content of its sources, and each test process gets its own
copy. A copy is an ordinary database (a file, or one on the PostgreSQL server), so that other processes that a test starts see
it through `DATABASE_URL`. A template's files, of which most are pictures, are copied with it.
"""

import abc
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
from asgiref.sync import SyncToAsync
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "test"
KEPT = 3
# Drawing each cover in nine sizes takes the worker two minutes, which every demo of the tests would take anew beside them. A
# page that is opened draws its own.
NO_SIZES_AHEAD = (
    "from alliance.core.models import OutboxEntry, OutboxState; from alliance.core.pictures import KIND; "
    "OutboxEntry.objects.filter(kind=KIND).update(state=OutboxState.DONE)"
)
# What was to be indexed is not: a test that searches makes an index of its own, and the others find an outbox of theirs.
NOTHING_TO_INDEX = (
    "from alliance.core.models import OutboxEntry; from search.models import IndexState, WaitingChange; "
    "OutboxEntry.objects.filter(kind='search.drain').delete(); "
    "WaitingChange.objects.all().delete(); IndexState.objects.all().delete()"
)
# People, an index of the embedded engine, static files. A demo that starts looks at each of them and makes what differs.
PREPARED = "from alliance.core.demo import prepare; prepare(print)"
# Each stage is made from the one before it: a change of the tree does not cost a migrate.
STAGES = {
    "migrated": ["migrate"],
    "tree": ["setup_site"],
    "content": ["load_content", "alliance/content"],
    "demo": ["shell", "--no-imports", "-c", PREPARED],
}
AFTERWARDS = {"tree": [NOTHING_TO_INDEX], "content": [NO_SIZES_AHEAD, NOTHING_TO_INDEX], "demo": [NO_SIZES_AHEAD]}
# On one server, each checkout has templates of its own.
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
UNFINISHED = f"unfinished_{CHECKOUT}"
# The lock of the server under which databases are copied.
ONE_COPY_AT_A_TIME = 179
# What a stage holds follows from these files, and from those of the stages before it.
SOURCES = {
    "tree": [
        "alliance/site/setup.py",
        "alliance/site/roles.py",
        "alliance/site/pages/*.py",
        "alliance/content/site/*.json",
        "alliance/core/models/*.py",
        "evidence/pages.py",
        "members/pages/*.py",
        "members/rooms/services/keeping.py",
        "requirements.lock",
        "search/receivers.py",
    ],
    "content": [
        "alliance/content/**/*.json",
        "alliance/content/**/*.csv",
        "alliance/core/*load*.py",
        "alliance/core/*content*.py",
        "alliance/core/*blocks.py",
        "alliance/core/covers/*",
        "alliance/core/page_rows.py",
        "alliance/core/page_strings.py",
        "alliance/core/page_words.py",
        "alliance/core/prose.py",
        "alliance/core/rich_text.py",
        "alliance/site/content.py",
        "alliance/site/services/**/*.py",
        "evidence/blocks.py",
        "evidence/enums.py",
        "evidence/facets.py",
        "evidence/models/*.py",
        "evidence/services/**/*.py",
        "members/models/*.py",
        "members/services/content/*.py",
        "members/services/seats.py",
        "search/models/glossary.py",
        "search/services/content/*.py",
        "training/pages.py",
        "training/services/**/*.py",
    ],
    "demo": [
        "alliance/core/demo*.py",
        "alliance/core/static/**/*",
        "alliance/site/demo_people.py",
        "alliance/settings.py",
        "members/services/**/*.py",
        "search/engines/**/*.py",
        "search/services/**/*.py",
    ],
}
_copies: dict[str, "Copy"] = {}
_used: dict[str, "Copy"] = {}


def stage_names(last: str) -> list[tuple[str, list[str]]]:
    """For each stage up to ``last``, the name of its template, which tells the state of its sources, and its command."""
    migrations = [path for app in apps.get_app_configs() for path in Path(app.path, "migrations").glob("*.py")]
    digest = hashlib.sha256()
    names = []
    for stage, command in STAGES.items():
        patterns = SOURCES.get(stage, [])
        paths = {path for pattern in patterns for path in ROOT.glob(pattern)} if patterns else migrations
        for path in sorted(path for path in paths if path.is_file()):
            digest.update(str(path).encode())
            digest.update(path.read_bytes())
        names.append((f"{stage}_{CHECKOUT}_{digest.hexdigest()[:16]}", command))
        if stage == last:
            break
    return names


@contextlib.contextmanager
def only_one():
    """Hold the cache's lock: of several test processes one builds, the others wait and find it done."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def files_of(name: str) -> Path:
    """The folder with what the template of this name holds beside its database."""
    return CACHE / f"files_{name}"


def manage(command: list[str], url: str, files: Path) -> None:
    """Run a management command on the database at the address; what it writes otherwise is in the folder ``files``."""
    files.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "VAR_DIR": str(files),
        "REDIS_URL": "",
        "ELASTICSEARCH_URL": "",
        "READ_DOT_ENV": "0",
        "DEBUG": "0",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *command, "--verbosity", "0"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = f"{done.stdout}\n{done.stderr}"
        raise RuntimeError(f"The database for the tests could not be made: {' '.join(command)}\n{said}")


class Copy(abc.ABC):
    """A database of this process: a copy of the template of a stage."""

    name: str
    template: str
    files: Path | None = None

    def prepare(self, stage: str) -> None:
        """The templates up to this stage exist; old ones, and what killed processes left, are gone."""
        names = stage_names(stage)
        self.template = names[-1][0]
        # A finished template is there at once: whoever needs it does not wait for a later stage in the making.
        if not self.exists(self.template):
            with only_one():
                self._make(names)
        for stray in self.named("run"):
            if not Path(f"/proc/{stray.split('_')[1]}").exists():
                self.delete(stray)

    def _make(self, names: list[tuple[str, list[str]]]) -> None:
        before = None
        for name, command in names:
            if not self.exists(name):
                files = files_of(name)
                shutil.rmtree(files, ignore_errors=True)
                if before and files_of(before).exists():
                    shutil.copytree(files_of(before), files)
                self.create(UNFINISHED, before)
                manage(command, self.url_of(UNFINISHED), files)
                for code in AFTERWARDS.get(name.partition("_")[0], ()):
                    manage(["shell", "--no-imports", "-c", code], self.url_of(UNFINISHED), files)
                self.rename(UNFINISHED, name)
            before = name
        for stage in STAGES:
            for old in self.named(f"{stage}_{CHECKOUT}")[KEPT:]:
                self.delete(old)
                shutil.rmtree(files_of(old), ignore_errors=True)

    def fill(self) -> None:
        """The copy holds what the template holds, and nothing else; its files stand in their folder."""
        self.create(self.name, self.template)
        if self.files:
            shutil.copytree(files_of(self.template), self.files, dirs_exist_ok=True)
        elif (pictures := files_of(self.template) / "media").exists():
            shutil.copytree(pictures, settings.MEDIA_ROOT, dirs_exist_ok=True)

    def drop(self) -> None:
        """Nothing of the copy is left."""
        self.delete(self.name)

    @property
    def url(self) -> str:
        return self.url_of(self.name)

    @abc.abstractmethod
    def url_of(self, name: str) -> str:
        """The address of the database with this name."""

    @abc.abstractmethod
    def exists(self, name: str) -> bool:
        """Whether there is a database of this name."""

    @abc.abstractmethod
    def named(self, prefix: str) -> list[str]:
        """The names of the databases that begin with the prefix and `_`, the newest first."""

    @abc.abstractmethod
    def create(self, name: str, template: str | None) -> None:
        """The database is a copy of the template, or empty; one of that name before is gone."""

    @abc.abstractmethod
    def rename(self, name: str, new_name: str) -> None:
        """The database has the new name."""

    @abc.abstractmethod
    def delete(self, name: str) -> None:
        """The database is gone, if there was one."""


class SQLiteCopy(Copy):
    """Databases are files in the cache."""

    def __init__(self, label: str):
        self.name = f"run_{os.getpid()}_{label}"

    def path(self, name: str) -> Path:
        """The file of this database."""
        return CACHE / f"{name}.sqlite3"

    def url_of(self, name: str) -> str:
        return f"sqlite:///{self.path(name)}"

    def exists(self, name: str) -> bool:
        return self.path(name).exists()

    def named(self, prefix: str) -> list[str]:
        newest_first = sorted(CACHE.glob(f"{prefix}_*.sqlite3"), key=lambda path: -path.stat().st_mtime)
        return [path.stem for path in newest_first]

    def create(self, name: str, template: str | None) -> None:
        self.delete(name)
        if template:
            shutil.copyfile(self.path(template), self.path(name))

    def rename(self, name: str, new_name: str) -> None:
        self.path(name).rename(self.path(new_name))

    def delete(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.path(name)}{suffix}").unlink(missing_ok=True)


class PostgresCopy(Copy):
    """Databases are those of the server that `DATABASE_URL` names."""

    def __init__(self, label: str):
        self.address = urlsplit(os.environ["DATABASE_URL"])
        self.name = f"run_{os.getpid()}_{label}"

    def run(self, statement: str, values: tuple = (), **names: str | None) -> list[tuple]:
        """Run a statement about whole databases, which cannot run inside a transaction; return its rows."""
        quoted = {key: sql.Identifier(name) for key, name in names.items() if name}
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            if statement.startswith("CREATE"):  # the server refuses two copies of one template at a time
                connection.execute("SELECT pg_advisory_lock(%s)", (ONE_COPY_AT_A_TIME,))
            cursor = connection.execute(sql.SQL(statement).format(**quoted), values)
            return cursor.fetchall() if cursor.description else []

    def url_of(self, name: str) -> str:
        return urlunsplit(self.address._replace(path=f"/{name}"))

    def exists(self, name: str) -> bool:
        return bool(self.run("SELECT 1 FROM pg_database WHERE datname = %s", (name,)))

    def named(self, prefix: str) -> list[str]:
        newest_first = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC"
        return [name for (name,) in self.run(newest_first, (f"{prefix}_",))]

    def create(self, name: str, template: str | None) -> None:
        self.delete(name)
        self.run("CREATE DATABASE {name} TEMPLATE {template}", name=name, template=template or "template1")

    def rename(self, name: str, new_name: str) -> None:
        self.run("ALTER DATABASE {name} RENAME TO {new_name}", name=name, new_name=new_name)

    def delete(self, name: str) -> None:
        self.run("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)


def copy_for(label: str, stage: str = "tree", files: Path | None = None) -> Copy:
    """A filled copy of the template of a stage, in the database system that the settings name.

    The template's files are copied into the folder ``files``; otherwise its pictures are among those of this process.
    """
    on_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    copy = SQLiteCopy(label) if on_sqlite else PostgresCopy(label)
    copy.files = files
    copy.prepare(stage)
    copy.fill()
    return copy


def copy_of(stage: str) -> Copy:
    """This process's copy of a stage, made when it is first asked for."""
    if stage not in _copies:
        _copies[stage] = copy_for(f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{stage}", stage)
    return _copies[stage]


def disconnect() -> None:
    """This process has no connection open, also none in the pool: the database can go, and a child shares nothing with it.

    Neither has the thread in which asynchronous code speaks with databases; it lives as long as the process.
    """
    connections.close_all()
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()
    if connection.vendor == "postgresql":
        connection.close_pool()


def without_pool() -> None:
    """This process, just forked from a test's, opens its connections itself: a pool's threads can hang in such a process."""
    connection.settings_dict["OPTIONS"].pop("pool", None)


def drop_copies() -> None:
    """No copy of this process is left."""
    disconnect()
    while _copies:
        _copies.popitem()[1].drop()


def in_use() -> Copy | None:
    """The copy that this process works on."""
    return _used.get("default")


def use(copy: Copy) -> None:
    """This process, and those that it starts, work on the copy."""
    disconnect()
    name = str(copy.path(copy.name)) if isinstance(copy, SQLiteCopy) else copy.name
    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = copy.url
    _used["default"] = copy
