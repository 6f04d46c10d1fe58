"""The directory of the embedded engine: what is damaged, locked or left over, and what other processes see."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap

import pytest
from django.conf import settings

from search.engines.tantivy import TantivyEngine
from search.engines.tantivy.schema import opened
from search.types import EngineUnavailableError
from tests.factories.search import document, question


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "search"


@pytest.fixture
def engine(folder):
    engine = TantivyEngine(folder, patience=0.2)
    heal(engine)
    return engine


def heal(engine) -> None:
    """Make the index anew, with one document."""
    new = engine.begin()
    new.write([document("practice:1", "Lectura")])
    new.put_in_place()


def index_of(folder):
    """Return the directory of the index in use."""
    return folder / (folder / "current").read_text()


def damage_all(folder):
    for file in index_of(folder).iterdir():
        if file.suffix in {".term", ".store", ".idx", ".fast"}:
            file.write_bytes(b"nothing of use")


DAMAGES = {
    "everything is gone": shutil.rmtree,
    "the index is gone": lambda folder: shutil.rmtree(index_of(folder)),
    "the pointer is nonsense": lambda folder: (folder / "current").write_text("../../etc"),
    "the pointer is empty": lambda folder: (folder / "current").write_text(""),
    "the list of segments is gone": lambda folder: (index_of(folder) / "meta.json").unlink(),
    "the list of segments is nonsense": lambda folder: (index_of(folder) / "meta.json").write_text("{"),
    "the segments are nonsense": damage_all,
    "made with another version": lambda folder: (index_of(folder) / "version").write_text("older"),
    "made with no version": lambda folder: (index_of(folder) / "version").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_what_cannot_be_read_is_unavailable_until_it_is_made_anew(engine, folder, damage):
    damage(folder)
    fresh = TantivyEngine(folder, patience=0.2)
    for ask in (
        lambda: fresh.ask(question("lectura")),
        lambda: fresh.similar("practice:1", question()),
        lambda: fresh.near_words("lectura"),
        lambda: list(fresh.digests()),
        lambda: fresh.write([document("practice:2", "Lectura")]),
        lambda: fresh.remove(["practice:1"]),
    ):
        with pytest.raises(EngineUnavailableError):
            ask()
    health = fresh.health()
    assert (health.documents, health.is_current) == (0, False)
    assert health.detail
    heal(fresh)
    assert fresh.ask(question("lectura")).total == engine.ask(question("lectura")).total == 1
    assert fresh.health().is_current


def test_an_index_that_is_not_there_yet_is_not_current(folder):
    engine = TantivyEngine(folder)
    assert (engine.health().documents, engine.health().is_current) == (0, False)
    with pytest.raises(EngineUnavailableError):
        engine.ask(question())


def test_whoever_writes_waits_for_another_writer_and_gives_up(engine, folder):
    other = opened(str(index_of(folder))).writer(15_000_000, 1)
    with pytest.raises(EngineUnavailableError):
        engine.write([document("practice:2", "Lectura")])
    assert engine.ask(question("lectura")).total == 1
    other.wait_merging_threads()
    assert engine.write([document("practice:2", "Lectura")]) == 1


def test_an_error_in_the_middle_writes_nothing(engine):
    def documents():
        yield document("practice:2", "Lectura")
        raise LookupError("no more")

    with pytest.raises(LookupError):
        engine.write(documents())
    assert engine.ask(question("lectura")).total == 1
    assert engine.write([document("practice:3", "Lectura")]) == 1


def test_what_a_new_index_leaves_is_cleared_away(engine, folder):
    (folder / "index-leftover").mkdir()
    (folder / "current-leftover").write_text("index-leftover")
    heal(engine)
    assert sorted(path.name for path in folder.glob("index-*")) == [index_of(folder).name]
    assert not list(folder.glob("current-*"))
    new = engine.begin()
    new.discard()
    assert len(list(folder.glob("index-*"))) == 1


SCRIPT = """
    import os, django, signal, sys
    django.setup()
    from pathlib import Path
    from search.engines.tantivy import TantivyEngine
    from tests.factories.search import document, question
    engine = TantivyEngine(Path(sys.argv[1]))
"""


def run(folder, script: str) -> subprocess.CompletedProcess:
    """Run a script in another process, with an engine on the same directory."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT) + textwrap.dedent(script), str(folder)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "alliance.settings", "VAR_DIR": str(folder.parent / "var")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_another_process_writes_is_found_at_the_next_question(engine, folder):
    assert engine.ask(question("lectura")).total == 1
    done = run(
        folder, "engine.write([document('practice:2', 'Lectura')]); print(engine.ask(question('lectura')).total)"
    )
    assert done.stdout.strip() == "2", done.stderr
    assert engine.ask(question("lectura")).total == 2


def test_whoever_is_killed_while_writing_or_rebuilding_leaves_the_index_in_use_and_no_lock(engine, folder):
    done = run(
        folder,
        """
        new = engine.begin()
        new.write([document("practice:5", "Lectura")])
        def documents():
            yield document("practice:2", "Lectura")
            os.kill(os.getpid(), signal.SIGKILL)
        engine.write(documents())
        """,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert engine.ask(question("lectura")).total == 1
    assert len(list(folder.glob("index-*"))) == 2
    assert engine.write([document("practice:3", "Lectura")]) == 1
    heal(engine)
    assert len(list(folder.glob("index-*"))) == 1
