"""The demo, served as people get it, and a real Chromium to look at it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests import database
from tests.search.engines.indices import delete_indices
from tests.shell import Shell

START_SECONDS = 240


def browser_path() -> str | None:
    """Where Chromium is on this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """`manage.py demo` as a process, on a database and files of its own."""

    def __init__(self, files: Path, stage: str, **settings: str):
        self.files = files
        self.settings = settings
        self.copy = database.copy_for(f"demo_{files.name}", stage, files)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = files / "demo.log"
        self.index = f"alliance-test-{os.getpid()}-{files.name}"
        self.shell: Shell | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to work on this demo's data."""
        return {
            **os.environ,
            "DATABASE_URL": self.copy.url,
            "VAR_DIR": str(self.files),
            "READ_DOT_ENV": "0",
            "DEBUG": "0",
            "SECRET_KEY": "only-for-the-tests-of-the-served-demo-0123456789abcdefghij",
            "SITE_URL": self.url,
            "REQUIRE_MFA": "0",
            "ELASTICSEARCH_INDEX": self.index,
            **self.settings,
        }

    def ask(self, program: str) -> str:
        """Run a program in the shell of this demo; return what it prints."""
        if not self.shell:
            self.shell = Shell(self.environment)
        return self.shell.ask(program)

    def start(self) -> None:
        """The demo answers; otherwise the test stops with what it printed."""
        command = [sys.executable, "manage.py", "demo", "--port", str(self.port)]
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=database.ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
        wait_for(f"{self.url}/healthz", self.process, self.log)

    def stop(self) -> None:
        """The demo has ended, by itself or, where it does not, by force."""
        if self.shell:
            self.shell.end()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def forget(self) -> None:
        """Its database and its index are gone."""
        self.copy.drop()
        if os.environ.get("ELASTICSEARCH_URL"):
            delete_indices(self.index)


@pytest.fixture(scope="session")
def start_demo(tmp_path_factory):
    """A function that starts one more demo, with settings of its own; all of them end with the tests.

    At the stage "content" it makes itself ready first, as the first `make demo` does.
    """
    demos = []

    def start_one(stage: str = "demo", **settings: str) -> Demo:
        demo = Demo(tmp_path_factory.mktemp("demo"), stage, **settings)
        demos.append(demo)
        demo.start()
        return demo

    yield start_one
    for demo in demos:
        demo.stop()
        demo.forget()


@pytest.fixture(scope="session")
def demo(start_demo) -> Demo:
    """The demo that the tests share, with the whole content and the demo accounts."""
    return start_demo()


@pytest.fixture(scope="session")
def demo_site(demo) -> str:
    """Its address."""
    return demo.url


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    """The address answers; otherwise the test stops with what the process printed."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass
        time.sleep(0.2)
    pytest.fail(f"{url} does not answer. The demo printed:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="module")
def chromium():
    """A running Chromium. It ends with its module: while it runs, no other test could run an event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Opens an empty page of a new visitor: `open_page(width=360, color_scheme="dark", scripts=False)`."""
    contexts = []

    def open_one(*, width: int = 1440, height: int = 900, color_scheme: str = "light", scripts: bool = True, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            java_script_enabled=scripts,
            **options,
        )
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
