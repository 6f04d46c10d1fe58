"""The server as people get it, inside the test's own event loop: real lines, and the hub at hand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn
import websockets
from django.conf import settings

from alliance.core import serving


class Served:
    """The address of a server that answers."""

    def __init__(self, server: uvicorn.Server, port: int):
        self.server, self.port = server, port

    def address(self, slug: str, language: str = "en") -> str:
        """Where the socket of a room is."""
        return f"ws://127.0.0.1:{self.port}/ws/rooms/{slug}/?language={language}"

    def headers(self, cookie: str) -> dict[str, str]:
        """What a browser sends of its own accord."""
        return {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}",
            "Origin": f"http://127.0.0.1:{self.port}",
        }

    def connect(self, slug: str, cookie: str, **options):
        """A socket of the `websockets` library, to be awaited or entered."""
        options = {"compression": None, "ping_interval": None, "additional_headers": self.headers(cookie), **options}
        return websockets.connect(self.address(slug), **options)


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[Served]:
    """A server that answers until the end, then stops as it does on SIGTERM."""
    listening = serving.listen("127.0.0.1", 0)
    server = uvicorn.Server(serving.configuration())
    task = asyncio.create_task(server._serve([listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield Served(server, listening.getsockname()[1])
    finally:
        server.should_exit = True
        await task
        listening.close()
