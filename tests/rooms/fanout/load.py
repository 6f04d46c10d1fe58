"""The load client: many sockets in one thread, whose bytes are counted and not read. Prints what it measured as JSON.

    python -m tests.rooms.fanout.load ASKED.json

A delivery is 164 bytes, so the number of the message that a socket has received follows from how many bytes it has had.
"""

import json
import select
import socket
import sys
import time

from tests.rooms.fanout.wire import FRAME, GO, connect, read_frame

IN_FLIGHT = 4


class Crowd:
    """Sockets that listen, one that makes the server write to all of them, and the count of what arrived."""

    def __init__(self, asked: dict):
        self.poll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.bytes: dict[int, int] = {}
        for port, path, cookie in asked["listeners"]:
            self._listen(port, path, cookie, greets=asked["greets"])
        self.slow = [connect(port, path, cookie) for port, path, cookie in asked.get("slow", ())]
        self.control = connect(*asked["control"])
        self.sent: list[float] = []
        self.buffer = bytearray(1 << 18)

    def _listen(self, port: int, path: str, cookie: str, *, greets: bool) -> None:
        opened = connect(port, path, cookie)
        if greets:
            read_frame(opened)
        opened.setblocking(False)
        self.sockets[opened.fileno()] = opened
        self.bytes[opened.fileno()] = 0
        self.poll.register(opened.fileno(), select.EPOLLIN)

    def go(self) -> None:
        """The server is to write one message to everybody."""
        self.sent.append(time.perf_counter())
        self.control.sendall(GO)

    def receive(self, patience: float, delays: list[float] | None = None) -> int:
        """Count what has arrived, waiting that many seconds for the first; return the bytes. ``delays`` gets one entry a
        delivery. Raises ConnectionError where the server cut somebody.
        """
        arrived = 0
        for number, _event in self.poll.poll(patience):
            try:
                size = self.sockets[number].recv_into(self.buffer)
            except BlockingIOError:
                continue
            if not size:
                raise ConnectionError("The server cut a socket")
            arrived += size
            before = self.bytes[number]
            self.bytes[number] = before + size
            if delays is not None:
                now = time.perf_counter()
                for message in range(before // FRAME, (before + size) // FRAME):
                    delays.append(now - self.sent[message])
        return arrived

    def throughput(self, seconds: float) -> dict:
        """Return deliveries per second with four messages in flight, and how busy this client was."""
        people, arrived = len(self.sockets), 0
        start, worked = time.perf_counter(), time.process_time()
        while (now := time.perf_counter()) - start < seconds:
            while len(self.sent) - arrived / (people * FRAME) < IN_FLIGHT:
                self.go()
            arrived += self.receive(0.5)
        worked = time.process_time() - worked
        deliveries = arrived / FRAME
        self._drain(len(self.sent) * people * FRAME - arrived)
        return {"rate": deliveries / (now - start), "ceiling": deliveries / worked, "busy": worked / (now - start)}

    def _drain(self, left: int) -> None:
        while left > 0:
            arrived = self.receive(5)
            if not arrived:
                raise ConnectionError(f"{left} bytes never arrived")
            left -= arrived

    def steady(self, rate: float, seconds: float) -> dict:
        """Return how late deliveries are, in seconds, at so many a second offered: the median, and 99 of 100."""
        self.sent.clear()
        for number in self.bytes:
            self.bytes[number] = 0
        pause = len(self.sockets) / rate
        delays: list[float] = []
        start = time.perf_counter()
        due, wanted = start, 0
        while (now := time.perf_counter()) - start < seconds:
            if now >= due:
                self.go()
                wanted += len(self.sockets)
                due += pause
            self.receive(max(0.0, min(due - time.perf_counter(), 0.05)), delays)
            self._sip()
        until = time.perf_counter() + 20
        while len(delays) < wanted and time.perf_counter() < until:
            self.receive(0.2, delays)
        delays.sort()
        missing = wanted - len(delays)
        return {"middle": delays[len(delays) // 2], "p99": delays[len(delays) * 99 // 100], "missing": missing}

    def _sip(self) -> None:
        """Slow readers take 1 kB a second."""
        now = time.monotonic()
        if now - getattr(self, "sipped", 0.0) >= 1:
            self.sipped = now
            for opened in self.slow:
                opened.settimeout(0.001)
                try:
                    opened.recv(1024)
                except OSError:
                    continue


def main() -> None:
    """Measure what the file asks for."""
    with open(sys.argv[1]) as file:
        asked = json.load(file)
    crowd = Crowd(asked)
    found = {}
    if asked.get("throughput"):
        found |= crowd.throughput(asked["throughput"])
    if asked.get("steady"):
        found |= crowd.steady(asked["offered"], asked["steady"])
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
