"""How fast a message reaches everybody in a room, beside a bare loop and beside Channels' textbook; what a socket costs."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from tests import database
from tests.benchmarks.site import Failed, Place
from tests.benchmarks.summary import Result, Row
from tests.browser import free_port

CROWDS = (200, 1000)
SECONDS = 5.0
OFFERED = 6000
IDLE = 5000
SOCKETS_A_PERSON = 10


@dataclass(frozen=True)
class Running:
    """A server of this benchmark."""

    port: int
    pid: int

    @property
    def memory(self) -> float:
        """Bytes that are the process's own."""
        line = next(line for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines() if "Pss:" in line)
        return int(line.split()[1]) * 1024


@contextlib.contextmanager
def running(here: Place, module: str, *words: str, **environment: str) -> Iterator[Running]:
    """A server of ``tests.rooms.fanout`` answers. Raises Failed."""
    port, log = free_port(), here.files / f"{module}.log"
    command = here.python(
        "-m", f"tests.rooms.fanout.{module}", *(str(port) if each == "PORT" else each for each in words)
    )
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=database.ROOT, env=here.environment | environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"{module} did not begin:\n{log.read_text()[-4000:]}")
            time.sleep(0.1)
        yield Running(port, process.pid)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _load(here: Place, **asked) -> dict:
    """Return what the load client measured. Raises Failed."""
    file = here.files / "asked.json"
    file.write_text(json.dumps(asked))
    return _said(here, "load", str(file))


def _said(here: Place, module: str, *words: str) -> dict:
    done = subprocess.run(
        here.python("-m", f"tests.rooms.fanout.{module}", *words),
        cwd=database.ROOT,
        env=here.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"{module}:\n{done.stdout[-1000:]}{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


@contextlib.contextmanager
def servers(here: Place, kind: str, known: dict) -> Iterator[list[Running]]:
    """What is measured: one server, or two with Redis between them."""
    room = str(known["room"])
    with contextlib.ExitStack() as stack:
        if kind == "bare loop":
            yield [stack.enter_context(running(here, "raw", "PORT"))]
        elif kind == "textbook":
            yield [stack.enter_context(running(here, "apps", "textbook", "PORT", room))]
        else:
            redis = {"REDIS_URL": os.environ["REDIS_URL"]} if "Redis" in kind else {}
            hubs = [running(here, "apps", "hub", "PORT", room, **redis) for _process in range(2 if redis else 1)]
            yield [stack.enter_context(each) for each in hubs]


def listeners(kind: str, number: int, running: list[Running], known: dict) -> list[tuple[int, str, str]]:
    """Return port, path and cookie of each socket."""
    if not kind.startswith("hub"):
        return [(running[0].port, "/room", "")] * number
    people = known["people"]
    path = f"/ws/rooms/{known['slug']}/"
    return [
        (running[each % len(running)].port, path, people[each // SOCKETS_A_PERSON % len(people)])
        for each in range(number)
    ]


def run(
    here: Place,
    *,
    crowds: tuple[int, ...] = CROWDS,
    seconds: float = SECONDS,
    offered: int = OFFERED,
    idle: int = IDLE,
) -> Result:
    """The table of this benchmark, and its rows for the table of all. Redis's part needs ``REDIS_URL``."""
    known = _said(here, "prepare", str(max(*crowds, idle) // SOCKETS_A_PERSON))
    table = Table(title=f"Messages of 160 bytes to everybody in a room, {here.system}")
    for heading in ("sockets", "server"):
        table.add_column(heading)
    for heading in (
        "deliveries/s",
        "of the bare loop",
        "of the textbook",
        "client's ceiling",
        f"p99 ms at {offered:,}/s",
    ):
        table.add_column(heading, justify="right")
    kinds = ["bare loop", "textbook", "hub, in memory"]
    if os.environ.get("REDIS_URL"):
        kinds.append("hub, Redis, two processes")
    rows: list[Row] = []
    for number in crowds:
        rates: dict[str, float] = {}
        for kind in kinds:
            with servers(here, kind, known) as started:
                found = _load(
                    here,
                    listeners=listeners(kind, number, started, known),
                    control=(started[0].port, "/control"),
                    greets=kind.startswith("hub"),
                    throughput=seconds,
                    steady=seconds,
                    offered=offered,
                )
            rates[kind] = found["rate"]
            table.add_row(
                f"{number:,}",
                kind,
                f"{found['rate']:,.0f}",
                f"{found['rate'] / rates['bare loop']:.2f}",
                f"{found['rate'] / rates['textbook']:.1f}" if "textbook" in rates else "",
                f"{found['ceiling']:,.0f}",
                f"{1000 * found['p99']:,.1f}" + (f" ({found['missing']} late)" if found["missing"] else ""),
                end_section=kind == kinds[-1],
            )
            if kind.startswith("hub"):
                name = f"{kind}, {number:,} sockets; deliveries/s"
                rows.append(Row(f"{name}, beside a bare loop", rates[kind], rates["bare loop"]))
                rows.append(Row(f"{name}, beside the textbook", rates[kind], rates["textbook"]))
    rows += _slow_reader(here, table, known, crowds[0], seconds, offered)
    with servers(here, "hub, in memory", known) as started:
        rate = _said(
            here, "posting", str(started[0].port), f"/ws/rooms/{known['slug']}/", str(seconds), *known["staff"]
        )["rate"]
        table.add_row("8", "posting: socket, database, fan-out; messages/s", f"{rate:,.0f}")
    with servers(here, "hub, in memory", known) as started:
        rows.append(_idle(table, started[0], known, idle))
    return Result(table, rows)


def _slow_reader(here, table, known, number: int, seconds: float, offered: int) -> list[Row]:
    """How late others are while somebody takes 1 kB a second, beside the same room without."""
    late = []
    for name, slow in (("without a slow reader", 0), ("with a reader of 1 kB/s", 1)):
        with servers(here, "hub, in memory", known) as started:
            who = listeners("hub", number + slow, started, known)
            found = _load(
                here,
                listeners=who[:number],
                slow=who[number:],
                control=(started[0].port, "/control"),
                greets=True,
                steady=seconds,
                offered=offered,
            )
        late.append(1000 * found["p99"])
        table.add_row(f"{number:,}", f"hub, in memory, {name}", "", "", "", "", f"{late[-1]:,.1f}")
    return [Row("rooms: p99 with a reader of 1 kB/s, beside without; ms", late[1], late[0])]


def _idle(table: Table, server: Running, known: dict, number: int) -> Row:
    """What an idle socket costs, in kB of the server's own memory."""
    from tests.rooms.fanout.wire import connect, read_frame

    warm = [connect(*each) for each in listeners("hub", 50, [server], known)]
    for each in warm:
        read_frame(each)
    before = server.memory
    opened = []
    for each in listeners("hub", number, [server], known)[50:]:
        opened.append(connect(*each))
        read_frame(opened[-1])
    each_kb = (server.memory - before) / 1024 / len(opened)
    for each in (*warm, *opened):
        each.close()
    table.add_row(f"{number:,}", "memory per idle socket, kB", f"{each_kb:,.1f}")
    return Row("rooms: memory per idle socket, beside 40 kB; kB", each_kb, 40)
