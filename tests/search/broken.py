"""Servers that are not well: each listens where the setting ELASTICSEARCH_URL may point to."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


def silent(_connection: socket.socket) -> bool:
    """Take the question and never answer; the connection stays open."""
    return False


def refuses(connection: socket.socket) -> bool:
    """Answer that it cannot serve now."""
    connection.recv(65_536)
    connection.sendall(
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    )
    return True


def breaks_off(connection: socket.socket) -> bool:
    """Begin an answer and close in the middle of it."""
    connection.recv(65_536)
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"took":')
    return True


def talks_nonsense(connection: socket.socket) -> bool:
    """Answer something that is not what Elasticsearch says."""
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<h1>Hello</h1")
    return True


@contextlib.contextmanager
def serving(behave: Callable[[socket.socket], bool]) -> Iterator[str]:
    """Yield the address of a server that treats every connection so: closed where ``behave`` returns True, else left open."""
    held: list[socket.socket] = []

    def accept(server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = server.accept()
                held.append(connection)
                threading.Thread(target=serve, args=[connection], daemon=True).start()

    def serve(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if behave(connection):
                connection.close()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        threading.Thread(target=accept, args=[server], daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    for connection in held:
        connection.close()


@contextlib.contextmanager
def gone() -> Iterator[str]:
    """Yield an address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
    yield address


class Line:
    """A line to a server that can be cut and mended."""

    def __init__(self, server: str):
        self.host, self.port = server.removeprefix("http://").split(":")
        self.is_cut = False
        self._open: list[socket.socket] = []

    @contextlib.contextmanager
    def laid(self) -> Iterator[str]:
        """Yield the address of this end of the line."""
        with socket.create_server(("127.0.0.1", 0), backlog=64) as end:
            threading.Thread(target=self._accept, args=[end], daemon=True).start()
            yield f"http://127.0.0.1:{end.getsockname()[1]}"
            end.shutdown(socket.SHUT_RDWR)
        self.cut()

    def cut(self) -> None:
        """Nothing goes through, also where something was on its way."""
        self.is_cut = True
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Everything goes through again."""
        self.is_cut = False

    def _accept(self, end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = end.accept()
                if self.is_cut:
                    near.close()
                    continue
                far = socket.create_connection((self.host, int(self.port)))
                self._open += [near, far]
                for source, goal in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=[source, goal], daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, goal: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while words := source.recv(65_536):
                goal.sendall(words)
            goal.shutdown(socket.SHUT_WR)
