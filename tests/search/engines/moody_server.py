"""An address at which an Elasticsearch answers, or fails in one of the ways in which servers and networks fail."""

import contextlib
import socket
import threading
import time
from urllib.parse import urlsplit

MOODS = ("silent", "refusing", "overloaded", "broken off", "another", "late")
# A late server is one that answers, each time just within the patience of whoever asks once.
LATE_SECONDS = 0.55
HEAD = (
    b"HTTP/1.1 %s\r\nX-Elastic-Product: Elasticsearch\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
)
EMPTY = b'{"took": 1, "hits": {"total": {"value": 0}, "hits": []}, "aggregations": {}, "suggest": {"near": []}}'


class MoodyServer:
    """A server in one of the `MOODS`, or "well": then it passes on to the real one at ``url``. It counts what it is asked."""

    def __init__(self, url: str = "", mood: str = "silent"):
        self._real = urlsplit(url)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listening: socket.socket | None = None
        self.port = 0
        self.asked = 0
        self.mood = ""
        self.become(mood)

    @property
    def url(self) -> str:
        """Its address, which stays the same in every mood."""
        return f"http://127.0.0.1:{self.port}"

    def become(self, mood: str) -> None:
        """Whoever is connected is cut off, and whoever comes from now on meets the server in this mood."""
        self.mood = mood
        self.close()
        if mood != "refusing":
            self._listen()
        elif not self.port:
            self._listen()
            self.close()

    def close(self) -> None:
        """Nobody is answered any more."""
        if self._listening:
            _cut(self._listening)
            self._listening = None
        with self._lock:
            for each in self._open:
                _cut(each)
            self._open.clear()

    def _listen(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port), backlog=64)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = listening.accept()
                with self._lock:
                    self._open.add(client)
                threading.Thread(target=self._meet, args=(client,), daemon=True).start()

    def _meet(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self.mood == "well":
                self.asked += 1
                self._pass_on(client)
                return
            while client.recv(65_536):
                self.asked += 1
                if self.mood == "silent":
                    continue
                if self.mood == "late":
                    time.sleep(LATE_SECONDS)
                    client.sendall(HEAD % (b"200 OK", len(EMPTY)) + EMPTY)
                elif self.mood == "overloaded":
                    client.sendall(HEAD % (b"503 Service Unavailable", 2) + b"{}")
                elif self.mood == "another":
                    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>?")
                else:
                    client.sendall(HEAD % (b"200 OK", 10_000) + b'{"hits": {"total"')
                    _cut(client)

    def _pass_on(self, client: socket.socket) -> None:
        server = socket.create_connection((self._real.hostname, self._real.port))
        with self._lock:
            self._open.add(server)
        threading.Thread(target=_pipe, args=(server, client), daemon=True).start()
        _pipe(client, server)


def _pipe(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while said := one.recv(65_536):
            other.sendall(said)
    _cut(other)


def _cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
