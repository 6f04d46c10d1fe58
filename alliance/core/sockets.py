"""The server's side of WebSockets: uvicorn's own protocol, and a way to write one frame to many sockets without making it anew.

ASGI knows one socket at a time: each `send` makes the frame again and is a coroutine of its own, which costs ten times the
write itself. The extension ``alliance.write`` hands an application a function that takes a frame's bytes. Where it is
missing (another server), applications use `send`.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State

EXTENSION = "alliance.write"


class WritingProtocol(WebSocketsSansIOProtocol):
    """Adds the extension. Needs ``ws_per_message_deflate=False``: a frame that is the same for all is compressed for none."""

    async def run_asgi(self) -> None:
        """Serve the connection, as uvicorn does."""
        self.scope["extensions"][EXTENSION] = {"write": self.write_frame}
        await super().run_asgi()

    def write_frame(self, frame: bytes) -> bool:
        """Write a frame now and return True; False where the line is full, closing or not open, and nothing was written."""
        if self.conn.state is not State.OPEN or self.close_sent or self.disconnected or not self.writable.is_set():
            return False
        self.transport.write(frame)
        return True


def text_frame(text: str) -> bytes:
    """Return the bytes of a text frame of a server: whole, not masked, not compressed."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def writer_of(scope: dict):
    """Return the function that writes frames to this connection, or None where its server has none."""
    return scope.get("extensions", {}).get(EXTENSION, {}).get("write")
