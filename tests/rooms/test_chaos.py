"""The short form of `tests/chaos/rooms_kill.py`; the long one runs by command."""

import shutil
import subprocess
import sys

import pytest

from tests import database

pytestmark = [
    pytest.mark.services("redis"),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="no redis-server"),
]


def test_nothing_is_lost_doubled_or_out_of_order_whatever_is_killed(django_db_setup):  # its template is there then
    """On a database of its own, with a Redis of its own."""
    command = [sys.executable, "-m", "tests.chaos.rooms_kill", "--seed", "7"]
    done = subprocess.run(
        [*command, "--cuts", "20", "--kills", "2", "--redis", "1"],
        cwd=database.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "1 Redis restarts; 20 cuts; 2 kills" in done.stdout
    assert "different 0; doubled 0; lost 0" in done.stdout
