"""The demo: everything that must be there before it is served, made where it is missing or out of date."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from alliance.core.catalogues import compile_catalogues

CONTENT = settings.BASE_DIR / "alliance" / "content"


class Marks:
    """What was made from which state of its sources, kept beside the demo's data."""

    def __init__(self) -> None:
        self._path = settings.VAR_DIR / "demo.json"
        self._marks = json.loads(self._path.read_text()) if self._path.exists() else {}

    def has(self, name: str, state: str) -> bool:
        """Whether the thing was last made from this state."""
        return self._marks.get(name) == state

    def set(self, name: str, state: str) -> None:
        """The thing has been made from this state."""
        self._marks[name] = state
        self._path.write_text(json.dumps(self._marks, indent=2))


def prepare(say: Callable[[str], None]) -> bool:
    """The database is migrated, content and accounts are loaded, texts and static files are ready.

    Says what takes time. Returns whether anything had to be made. What people have entered stays as it is.
    """
    marks = Marks()
    made = False
    if compile_catalogues():
        say("Interface texts compiled")
        made = True
    migrated = _migrate(say)
    content = _state_of_content()
    if migrated or not marks.has("content", content):
        say("Loading the content")
        call_command("setup_site", verbosity=0)
        call_command("load_content", str(CONTENT))
        marks.set("content", content)
        made = True
    call_command("demo_people", verbosity=0)
    call_command("search_rebuild", if_needed=True, verbosity=0)
    static = _state_of_static_files()
    if not (settings.STATIC_ROOT / "staticfiles.json").exists() or not marks.has("static", static):
        say("Collecting style sheets, scripts and images")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        marks.set("static", static)
        made = True
    return made or migrated


def _migrate(say: Callable[[str], None]) -> bool:
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    say("Making the database" if not executor.loader.applied_migrations else "Bringing the database up to date")
    call_command("migrate", interactive=False, verbosity=0)
    return True


def _state_of_content() -> str:
    return _digest((str(path.relative_to(CONTENT)), path.read_bytes()) for path in _files(CONTENT))


def _state_of_static_files() -> str:
    """Names, sizes and times tell it: the files are many, and most are not ours."""
    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            found.append((name, f"{status.st_size} {status.st_mtime_ns}".encode()))
    return _digest(sorted(found))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(parts: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{name} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()
