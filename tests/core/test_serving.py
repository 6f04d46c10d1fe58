import os
import shutil
import signal
import time

import pytest

from alliance.core import serving
from alliance.core.catalogues import compile_catalogues

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Country"
msgstr "{translation}"
"""


def eventually(found, seconds: float = 10):
    """What the function finds, as soon as it finds something."""
    deadline = time.monotonic() + seconds
    while not (result := found()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return result


def test_a_taken_port_is_told():
    first = serving.listen("127.0.0.1", 0)
    with pytest.raises(serving.PortTaken):
        serving.listen("127.0.0.1", first.getsockname()[1])
    first.close()


@pytest.fixture
def worker(monkeypatch):
    """A worker that does nothing but wait."""
    monkeypatch.setattr(serving.WorkerProcess, "_command", staticmethod(lambda: [shutil.which("sleep"), "60"]))
    worker = serving.WorkerProcess()
    worker.start()
    yield worker
    worker.stop()


def test_a_killed_worker_is_started_again(worker):
    first = eventually(lambda: worker._process)
    os.kill(first.pid, signal.SIGKILL)
    second = eventually(lambda: worker._process if worker._process is not first else None)
    assert second
    assert second.poll() is None


def test_a_stopped_worker_stays_stopped(worker):
    process = eventually(lambda: worker._process)
    worker.stop()
    assert process.poll() is not None
    time.sleep(1.2)
    assert worker._process is process


def test_catalogues_are_compiled_when_they_change(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE.format(translation="Pays"))
    compiled = source.with_suffix(".mo")

    assert compile_catalogues() == [source]
    assert b"Pays" in compiled.read_bytes()
    assert compile_catalogues() == []

    source.write_text(CATALOGUE.format(translation="État"))
    os.utime(source, (1, 1))  # older than the compiled file, as after a return to an older state
    assert compile_catalogues() == [source]
    assert "État".encode() in compiled.read_bytes()
    assert set(source.parent.iterdir()) == {source, compiled}
