"""The directory of the index: which index is in use, who may change it, and what is left over.

Below it lie indices, each in a directory of its own, and a file "current" with the name of the one in use. That file is
replaced in one step, so whoever is killed at any moment leaves either the old index in use or the new one. Locks are those
of the operating system and end with the process that holds them.
"""

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.tantivy.schema import VERSION
from search.types import EngineUnavailableError

PREFIX = "index-"
# How often somebody who waits for a lock looks again.
PAUSE = 0.02
State = tuple[tuple[int, int, int], ...]


@contextmanager
def answering() -> Iterator[None]:
    """Turn whatever the library and the disk raise into `EngineUnavailableError`."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as problem:
        raise EngineUnavailableError(f"tantivy: {str(problem)[:500]}") from problem
    except BaseException as problem:
        # What the library does not expect of a damaged file arrives as an error that no other class stands for.
        if type(problem).__name__ != "PanicException":
            raise
        raise EngineUnavailableError(f"tantivy: {str(problem)[:500]}") from None


class Folder:
    """The directory ``path``. Whoever waits for a lock does so for ``patience`` seconds."""

    def __init__(self, path: Path, patience: float):
        self.path = Path(path)
        self.patience = patience
        self._pointer = self.path / "current"

    def current(self) -> Path:
        """Return the directory of the index in use. Raises `EngineUnavailableError` without one."""
        try:
            name = self._pointer.read_text()
        except FileNotFoundError:
            raise EngineUnavailableError("there is no index yet") from None
        if not name.startswith(PREFIX) or "/" in name:
            raise EngineUnavailableError("the file that names the index is damaged")
        return self.path / name

    def state(self, index: Path | None) -> State:
        """Return what differs as soon as another index is in use or the one in ``index`` was changed."""
        marks = (self._pointer, index / "meta.json") if index else (self._pointer,)
        return tuple((found.st_ino, found.st_mtime_ns, found.st_size) for found in map(os.stat, marks))

    def check(self, index: Path) -> None:
        """Raise `EngineUnavailableError` for an index that was made with other fields or another analysis."""
        version = (index / "version").read_text()
        if version != VERSION:
            raise EngineUnavailableError(f"made with version {version[:20]} of the fields, which is {VERSION} now")

    def new(self) -> Path:
        """Make the directory of a new index."""
        index = self.path / f"{PREFIX}{secrets.token_hex(8)}"
        index.mkdir()
        (index / "version").write_text(VERSION)
        return index

    def use(self, index: Path) -> None:
        """Have everybody use this index from now on; all others are deleted."""
        draft = self.path / f"current-{index.name}"
        with draft.open("w") as file:
            file.write(index.name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._pointer)
        self._sync()
        self.tidy()

    def tidy(self) -> None:
        """Delete what is not in use: the indices of those who were killed while they made them."""
        try:
            kept = self.current().name
        except EngineUnavailableError:
            kept = ""
        for left in self.path.glob(f"{PREFIX}*"):
            if left.name != kept:
                shutil.rmtree(left, ignore_errors=True)
        for left in self.path.glob("current-*"):
            left.unlink(missing_ok=True)

    def lock(self, name: str, patience: float | None = None) -> int:
        """Take a lock and return what `unlock` wants. Raises `EngineUnavailableError` when it stays taken."""
        self.path.mkdir(parents=True, exist_ok=True)
        taken = os.open(self.path / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        until = time.monotonic() + (self.patience if patience is None else patience)
        while True:
            try:
                fcntl.flock(taken, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return taken
            except BlockingIOError:
                if time.monotonic() >= until:
                    os.close(taken)
                    raise EngineUnavailableError(f"somebody else holds the lock “{name}”") from None
                time.sleep(PAUSE)

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Hold a lock for as long as the block lasts."""
        taken = self.lock(name)
        try:
            yield
        finally:
            os.close(taken)

    def _sync(self) -> None:
        directory = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
