"""The limit: a bare event loop that writes a frame, made once, to each socket. No framework, no queue, no slow client.

python -m tests.rooms.fanout.raw PORT
"""

import asyncio
import sys

import uvloop

from tests.rooms.fanout.wire import GO, HEADER, PAYLOAD, accept_of, payload

listeners: set[asyncio.Transport] = set()
count = 0


class Bare(asyncio.Protocol):
    """A handshake, then silence; what comes to ``/control`` is written to everybody else."""

    def __init__(self):
        self.head = b""
        self.is_control = False
        self.is_open = False

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.is_open:
            if self.is_control:
                for _frame in range(len(data) // len(GO)):
                    write_to_all()
            return
        self.head += data
        if self.head.endswith(b"\r\n\r\n"):
            self._open()

    def _open(self) -> None:
        self.is_open = True
        self.is_control = b"GET /control" in self.head
        key = self.head.partition(b"Sec-WebSocket-Key: ")[2].partition(b"\r\n")[0]
        self.transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept_of(key) + b"\r\n\r\n"
        )
        if not self.is_control:
            listeners.add(self.transport)

    def connection_lost(self, error) -> None:
        listeners.discard(self.transport)


def write_to_all() -> None:
    """One message to everybody."""
    global count  # noqa: PLW0603 - the server's one number
    count += 1
    text = payload(count).encode()
    frame = bytes([0x81, 126]) + PAYLOAD.to_bytes(HEADER - 2, "big") + text
    for transport in listeners:
        transport.write(frame)


async def main() -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", int(sys.argv[1]), backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
