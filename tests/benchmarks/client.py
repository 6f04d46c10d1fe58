"""A small HTTP client that costs little beside what it measures: kept-alive connections, no parsing beyond the length."""

import asyncio
import re
import time
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
# A cookie of messages makes a request personal, so the visitors' page cache leaves it alone (alliance/core/cache.py).
PERSONAL = "messages=x"


class Unexpected(Exception):
    """The server's answer is not what was to be measured."""


@dataclass(frozen=True)
class Request:
    """What is asked for, and a word that the headers of the answer must hold."""

    path: str
    method: str = "GET"
    personal: bool = False
    cache_control: bytes = b""

    def encoded(self, port: int) -> bytes:
        """As it goes over the wire, with what a browser says that it takes."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Encoding: gzip, br"]
        lines += [f"Cookie: {PERSONAL}"] if self.personal else []
        lines += ["Content-Length: 0"] if self.method == "POST" else []
        return "\r\n".join([*lines, "", ""]).encode()

    def check(self, head: bytes) -> None:
        """Raises Unexpected for another status, or for headers that tell of another way through the cache."""
        if not head.startswith(b"HTTP/1.1 200") or self.cache_control not in head:
            raise Unexpected(f"{self.method} {self.path} was answered with:\n{head.decode('latin-1')}")


class Connection(asyncio.Protocol):
    """One kept-alive connection: one question at a time."""

    def __init__(self) -> None:
        self.received = bytearray()
        self.answer: asyncio.Future[tuple[bytes, int]] | None = None

    @classmethod
    async def to(cls, port: int) -> "Connection":
        """A connection to the server on this port."""
        _transport, protocol = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return protocol

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0 or self.answer is None or self.answer.done():
            return
        head = bytes(self.received[: end + 2])
        found = LENGTH.search(head)
        if found is None:
            self.answer.set_exception(Unexpected(f"An answer without its length:\n{head.decode('latin-1')}"))
            return
        length = int(found.group(1))
        if len(self.received) >= end + 4 + length:
            self.received.clear()
            self.answer.set_result((head, length))

    def connection_lost(self, error: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(error or Unexpected("The server closed the connection."))

    async def ask(self, question: bytes) -> tuple[bytes, int]:
        """The head of the answer and the length of its body, once all of it is here."""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(question)
        return await self.answer

    def close(self) -> None:
        """Nothing more is asked."""
        self.transport.close()


@dataclass
class Slice:
    """What was seen while one address was asked for again and again."""

    seconds: float = 0
    sizes: set[int] = field(default_factory=set)
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.times) / self.seconds


async def ask_for(port: int, request: Request, *, seconds: float, at_once: int = 1) -> Slice:
    """Ask for ``seconds``, ``at_once`` questions at a time; each connection asks again as soon as it has its answer."""
    seen, question = Slice(), request.encoded(port)
    connections = [await Connection.to(port) for _each in range(at_once)]
    started = time.perf_counter()

    async def go_on(connection: Connection) -> None:
        while not seen.times or time.perf_counter() - started < seconds:
            before = time.perf_counter()
            head, size = await connection.ask(question)
            seen.times.append(time.perf_counter() - before)
            request.check(head)
            seen.sizes.add(size)

    try:
        await asyncio.gather(*map(go_on, connections))
        seen.seconds = time.perf_counter() - started
    finally:
        for connection in connections:
            connection.close()
    return seen


async def ask_once_each(port: int, requests: list[Request]) -> list[float]:
    """The seconds that each of ``requests`` took, one after another on one connection."""
    connection, times = await Connection.to(port), []
    try:
        for request in requests:
            before = time.perf_counter()
            head, _size = await connection.ask(request.encoded(port))
            times.append(time.perf_counter() - before)
            request.check(head)
    finally:
        connection.close()
    return times
