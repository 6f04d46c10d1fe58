"""People talk in two rooms while their lines are cut, servers are killed and Redis starts anew, all of it by chance.

    python -m tests.chaos.rooms_kill --seed 7 --cuts 1000 --kills 20 --redis 5
    DATABASE_URL=postgres://… python -m tests.chaos.rooms_kill --seed 7 --cuts 1000 --kills 20 --redis 5

Two server processes and a Redis of its own. Afterwards everybody holds the same list as the database: nothing lost, doubled or
out of order.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.chaos.rooms_person import Person

PEOPLE, ROOMS, SERVERS = 20, 2, 2
STARTING = 60.0
SETTLING = 90.0
SECONDS_A_CUT, SECONDS_A_KILL, SECONDS_TO_START = 0.2, 3.0, 5.0
PACE = (0.8, 3.0)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    from tests.browser import free_port as found

    return found()


class Process:
    """A program on a port of its own, which is killed and started again."""

    def __init__(self, command: Callable[[int], list[str]], log: Path, environment: dict[str, str]):
        self.port = free_port()
        self._command, self._log, self._environment = command(self.port), log, environment
        self._process: subprocess.Popen | None = None

    def begin(self) -> None:
        """It runs, and will answer in a moment."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdout=output, stderr=subprocess.STDOUT
            )

    async def answers(self) -> None:
        """Return when somebody listens on the port. Raises RuntimeError where the program ended, and TimeoutError."""
        async with asyncio.timeout(STARTING):
            while True:
                if self._process.poll() is not None:
                    raise RuntimeError(f"{self._command} ended by itself:\n{self.log[-3000:]}")
                with contextlib.suppress(OSError):
                    _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    return
                await asyncio.sleep(0.1)

    def kill(self, sign: int = signal.SIGKILL) -> None:
        """It has ended. Raises RuntimeError where it had ended before, by itself."""
        if self._process.poll() is not None:
            raise RuntimeError(f"{self._command} ended by itself:\n{self.log[-3000:]}")
        self._process.send_signal(sign)
        self._process.wait()

    def stop(self) -> None:
        """It has ended, if it ever ran."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    @property
    def log(self) -> str:
        """What it has said in all its lives."""
        return self._log.read_text(errors="replace")


class Chaos:
    """What happens to people, servers and Redis."""

    def __init__(self, asked: argparse.Namespace, people: list[Person], servers: list[Process], redis: Process):
        self.asked, self.people, self.servers, self.redis = asked, people, servers, redis
        self.chance = random.Random(asked.seed)
        self.done: Counter[str] = Counter()
        self.unsettled = 0
        self.last_took = 0.0

    async def run(self) -> None:
        """All of it has happened, and everybody has got through again."""
        asked = self.asked
        span = max(asked.cuts * SECONDS_A_CUT, asked.kills * (SECONDS_A_KILL + SECONDS_TO_START))
        lives = [asyncio.create_task(person.live()) for person in self.people]
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._again(asked.cuts, span / max(1, asked.cuts), self._cut))
                tasks.create_task(self._again(asked.kills, SECONDS_A_KILL, self._kill))
                tasks.create_task(self._again(asked.redis, span / (asked.redis + 1), self._restart_redis))
            for person in self.people:
                person.is_writing = False
            await self._settle()
            await self._say_a_last_word()
        finally:
            for life in lives:
                life.cancel()
            await asyncio.gather(*lives, return_exceptions=True)

    async def _again(self, times: int, seconds: float, act: Callable[[], Awaitable[None]]) -> None:
        for _time in range(times):
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * seconds)
            await act()

    async def _cut(self) -> None:
        while not self.chance.choice(self.people).cut():
            await asyncio.sleep(0.05)
        self.done["cuts"] += 1

    async def _kill(self) -> None:
        server = self.chance.choice(self.servers)
        server.kill()
        self.done["kills"] += 1
        await asyncio.sleep(self.chance.uniform(0, 1.5))
        server.begin()
        await server.answers()

    async def _restart_redis(self) -> None:
        self.redis.kill(self.chance.choice((signal.SIGKILL, signal.SIGTERM)))
        self.done["Redis restarts"] += 1
        await asyncio.sleep(self.chance.uniform(0, 4))
        self.redis.begin()
        await self.redis.answers()

    async def _settle(self) -> None:
        """Everybody is connected, has sent everything and knows of the last change; or the time is over."""
        until = time.monotonic() + SETTLING
        self.unsettled = len(self.people)
        while self.unsettled and time.monotonic() < until:
            await asyncio.sleep(0.2)
            latest = await last_changes()
            through = [
                each.is_caught_up and not each.unsent and each.change == latest[each.slug] for each in self.people
            ]
            self.unsettled = through.count(False)

    async def _say_a_last_word(self) -> None:
        """How long it takes now: longer than a moment where the way over Redis was not found again."""
        began, speaker = time.monotonic(), self.people[0]
        speaker.say("The last word")
        room = [each for each in self.people if each.slug == speaker.slug]
        while time.monotonic() < began + SETTLING:
            if all("The last word" in max(each.messages.items())[1]["text"] for each in room) and not speaker.unsent:
                break
            await asyncio.sleep(0.005)
        self.last_took = time.monotonic() - began


async def last_changes() -> dict[str, int]:
    """The newest change of each room."""
    from channels.db import database_sync_to_async

    from members.rooms.models import Room

    return await database_sync_to_async(lambda: dict(Room.objects.values_list("slug", "last_change")))()


def made(asked: argparse.Namespace, ports: list[int]) -> list[Person]:
    """People with sessions, and the rooms in which they are."""
    from tests.factories.members import MemberFactory
    from tests.factories.rooms import RoomFactory
    from tests.rooms.sockets import cookie_of

    rooms = [RoomFactory(slug=f"chaos-{number}") for number in range(ROOMS)]
    people = []
    for number in range(PEOPLE):
        person = MemberFactory(email=f"chaos{number}@example.org", last_name=f"Chaos {number}")
        headers = {"Cookie": f"sessionid={cookie_of(person)}", "Origin": f"http://127.0.0.1:{ports[0]}"}
        chance = random.Random(f"{asked.seed}:{number}")
        people.append(Person(f"Person{number}", rooms[number % ROOMS].slug, headers, ports, chance, PACE))
    return people


def compare(people: list[Person]) -> dict[str, int]:
    """Return what is stored, and what is lost, doubled, in another order or told differently."""
    from members.rooms.frames import as_text, frame_of
    from members.rooms.models import Message

    found: Counter[str] = Counter({"lost": 0, "doubled": 0, "out of order": 0, "different": 0})
    for slug in sorted({person.slug for person in people}):
        rows = list(Message.objects.in_full().filter(room__slug=slug).order_by("seq"))
        stored = [json.loads(as_text(frame_of(row))) for row in rows]
        attempts = Counter(frame["client_id"] for frame in stored)
        found["messages"] += len(stored)
        found["doubled"] += sum(attempts.values()) - len(attempts)
        found["out of order"] += [frame["seq"] for frame in stored] != list(range(1, len(stored) + 1))
        for person in (person for person in people if person.slug == slug):
            held = list(dict(sorted(person.messages.items())).values())
            found["lost"] += len(person.sent - attempts.keys())
            found["lost"] += len({frame["seq"] for frame in stored} - person.messages.keys())
            found["out of order"] += person.seen["out of order"]
            found["different"] += sum(mine != theirs for mine, theirs in zip(held, stored, strict=False))
            found["different"] += max(0, len(held) - len(stored))
    return dict(found)


async def run(asked: argparse.Namespace, folder: Path, redis: Process) -> tuple[dict[str, int], Chaos]:
    """Return what differs after all of it, and what happened."""
    from channels.db import database_sync_to_async

    environment = os.environ | {"VAR_DIR": str(folder), "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0"}
    servers = [
        Process(
            lambda port: [sys.executable, "-m", "tests.chaos.rooms_server", str(port)],
            folder / f"server{number}.log",
            environment,
        )
        for number in range(SERVERS)
    ]
    people = await database_sync_to_async(made)(asked, [server.port for server in servers])
    try:
        for server in servers:
            server.begin()
        await asyncio.gather(*[server.answers() for server in servers])
        chaos = Chaos(asked, people, servers, redis)
        await chaos.run()
        found = await database_sync_to_async(compare)(people)
        return found | {"not settled": chaos.unsettled}, chaos
    finally:
        for server in servers:
            server.stop()


def told(chaos: Chaos, found: dict[str, int], seconds: float, system: str) -> str:
    """Return all of it in lines."""
    seen: Counter[str] = sum((person.seen for person in chaos.people), Counter())
    seen.pop("out of order", None)
    broken = sum(server.log.count("Traceback (most recent call last)") for server in chaos.servers)
    lines = [
        f"{len(chaos.people)} people in {ROOMS} rooms, {SERVERS} servers, {system}, {seconds:.0f} s, seed {chaos.asked.seed}",
        "; ".join(f"{count} {name}" for name, count in sorted(chaos.done.items())),
        "lines: " + "; ".join(f"{name} {count}" for name, count in sorted(seen.items())),
        f"tracebacks of servers: {broken}; the last word took {chaos.last_took:.2f} s",
        "; ".join(f"{name} {count}" for name, count in sorted(found.items())),
    ]
    return "\n".join(lines)


def main() -> None:
    """Do it on a database of its own, tell what happened, and end with 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("seed", 7), ("cuts", 1000), ("kills", 20), ("redis", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--logs", type=Path, help="keep what the servers said in this folder")
    asked = parser.parse_args()
    if not shutil.which("redis-server"):
        parser.error("redis-server is not installed")
    key = "only-for-this-chaos-0123456789abcdefghijklmnopqrstuvwxyz"
    os.environ |= {"REDIS_URL": "", "READ_DOT_ENV": "0", "DEBUG": "0", "SECRET_KEY": key, "REQUIRE_MFA": "0"}
    os.environ |= {"ALLOWED_HOSTS": "127.0.0.1,testserver", "SITE_URL": "http://127.0.0.1", "LOG_LEVEL": "WARNING"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
    import django

    django.setup()
    from django.db import connection

    from tests import database

    with tempfile.TemporaryDirectory(prefix="alliance-chaos-") as name:
        folder = Path(name)
        quiet = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(folder)]
        redis = Process(
            lambda port: ["redis-server", "--port", str(port), *quiet], folder / "redis.log", dict(os.environ)
        )
        copy = database.copy_for("rooms_chaos", "tree", folder / "media")
        database.use(copy)
        started = time.monotonic()
        try:
            redis.begin()
            found, chaos = asyncio.run(run(asked, folder, redis))
            sys.stdout.write(told(chaos, found, time.monotonic() - started, connection.vendor) + "\n")
        finally:
            redis.stop()
            database.disconnect()
            copy.drop()
            if asked.logs:
                asked.logs.mkdir(parents=True, exist_ok=True)
                for each in folder.glob("*.log"):
                    shutil.copy(each, asked.logs)
    raise SystemExit(any(count for name, count in found.items() if name != "messages"))


if __name__ == "__main__":
    main()
