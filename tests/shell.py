"""A shell of a served site, for tests that look behind its pages: it starts once, however often it is asked."""

import contextlib
import io
import json
import subprocess
import sys
import traceback

from tests import database

STARTED = "from tests.shell import answer; answer()"


class Shell:
    """`manage.py shell` in the site's environment, in a process of its own."""

    def __init__(self, environment: dict[str, str]):
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", STARTED]
        self.process = subprocess.Popen(
            command, cwd=database.ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, program: str) -> str:
        """Run a program; return what it prints. A program that fails is an AssertionError with what it says."""
        self.process.stdin.write(f"{json.dumps(program)}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "The shell has ended"
        said = json.loads(answer)
        assert not said["fault"], said["fault"]
        return said["printed"].strip()

    def end(self) -> None:
        """The process has ended."""
        self.process.communicate()


def answer() -> None:
    """Run each program that comes in, as if it were the first of its process, until there are no more."""
    from django.db import close_old_connections, connections
    from django.utils import translation

    say = sys.stdout
    for line in sys.stdin:
        printed, fault = io.StringIO(), ""
        close_old_connections()
        with contextlib.redirect_stdout(printed):
            try:
                exec(compile(json.loads(line), "<asked>", "exec"), {"__name__": "asked"})
            except Exception:
                fault = traceback.format_exc()
        translation.deactivate()
        connections.close_all()
        print(json.dumps({"printed": printed.getvalue(), "fault": fault}), file=say, flush=True)
