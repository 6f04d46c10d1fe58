"""The web server and the worker as one program, for `serve` and the demo."""

import errno
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import uvicorn
from django.conf import settings
from django.db import connections
from django.urls import get_resolver

from alliance.core.sockets import WritingProtocol

STOP_SECONDS = 10
LONGEST_PAUSE_SECONDS = 30
DEAF_SECONDS = 45

SOCKETS = {
    "ws": WritingProtocol,
    # A frame of a room has 64 kB at most; what is a little longer is refused with words, what is much longer by closing.
    "ws_max_size": 256 * 1024,
    # Its tables are larger than all else that a socket keeps.
    "ws_per_message_deflate": False,
    # Dead lines are found within 45 s.
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
}
"""How uvicorn treats sockets."""


class PortTaken(Exception):
    """Another program listens on this port."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises PortTaken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken from error
        raise
    # Every connection has it from here: who takes nothing for so long is cut off.
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAF_SECONDS * 1000)
    listening.listen(2048)
    return listening


def configuration() -> uvicorn.Config:
    """How pages and sockets are served, by every program that does it."""
    return uvicorn.Config(
        "alliance.asgi:application",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        **SOCKETS,
        timeout_graceful_shutdown=STOP_SECONDS // 2,
    )


class WorkerProcess:
    """`manage.py worker` beside the server: started again whenever it ends, until it is told to stop."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_running, name="worker-keeper", daemon=True)

    def start(self) -> None:
        """The worker runs, or will in a moment."""
        self._thread.start()

    def stop(self) -> None:
        """The worker has finished what it was doing, or was killed after ten seconds."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _keep_running(self) -> None:
        pause = 1
        while not self._stopping.is_set():
            started = time.monotonic()
            # A group of its own: a Ctrl-C in the terminal reaches the server alone, which then stops the worker.
            self._process = subprocess.Popen(self._command(), process_group=0)
            if self._stopping.is_set():
                self._process.terminate()
            self._process.wait()
            ran_well = time.monotonic() - started > LONGEST_PAUSE_SECONDS
            pause = 1 if ran_well else min(2 * pause, LONGEST_PAUSE_SECONDS)
            self._stopping.wait(pause)

    @staticmethod
    def _command() -> list[str]:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]
        # Where the system can do it, the worker also ends when the server is killed and can no longer tell it to.
        setpriv = shutil.which("setpriv")
        return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else command


class _Server(uvicorn.Server):
    """Tells when it has begun to answer."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._on_ready()


def serve(listening: socket.socket, *, on_ready: Callable[[], None]) -> None:
    """Serve pages on the socket and run the worker, until SIGINT, SIGTERM or SIGHUP; then both have ended.

    `on_ready` is called once, as soon as requests are answered.
    """
    worker = WorkerProcess()

    def ready() -> None:
        worker.start()
        on_ready()

    server = _Server(configuration(), ready)

    def stop(signum, frame) -> None:
        server.should_exit = True

    # uvicorn stops gracefully on SIGINT and SIGTERM and then raises them again for the handlers that it found.
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, stop)
    _ = get_resolver().url_patterns  # loads all views now, not during the first visitor's request
    connections.close_all()
    try:
        server.run(sockets=[listening])
    finally:
        worker.stop()
