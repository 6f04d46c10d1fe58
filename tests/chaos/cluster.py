"""Real nodes of Elasticsearch on this machine, of the server files that another one already runs from."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from elasticsearch import ApiError, Elasticsearch, TransportError

PROGRAM = Path(__file__).parents[2] / ".ci" / "elasticsearch"
NAMES = ("one", "two", "three")
# Small heaps, and the quick compiler only: nodes that live for a minute are busy starting.
MACHINE = {"ES_HEAP": "256m", "ES_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:ActiveProcessorCount=2"}


class Cluster:
    """A cluster of nodes, each of which may be master. Whatever it starts ends with it."""

    def __init__(self, server_files: str, names: tuple[str, ...] = NAMES):
        self._names = names
        # not below the folder of the tests, which only root may enter where root runs them
        self._folder = Path(tempfile.mkdtemp(prefix="alliance-cluster-", dir="/var/tmp"))
        self._folder.chmod(0o711)
        self._server_files = server_files
        http, transport = free_ports(len(names)), free_ports(len(names))
        self._ports = dict(zip(names, http, strict=True))
        self._transport = dict(zip(names, transport, strict=True))

    @property
    def hosts(self) -> list[str]:
        """The addresses of all nodes, dead or alive."""
        return [f"http://127.0.0.1:{port}" for port in self._ports.values()]

    def start(self, seconds: float) -> None:
        """Start all nodes at once; return when they have found each other. Raise after so many seconds."""
        with ThreadPoolExecutor(len(self._names)) as pool:
            list(pool.map(lambda name: self.start_one(name, seconds), self._names))
        health = self.client().cluster.health(wait_for_nodes=str(len(self._names)), timeout=f"{int(seconds)}s")
        if health["timed_out"]:
            raise TimeoutError(f"only {health['number_of_nodes']} nodes found each other")

    def client(self) -> Elasticsearch:
        """Return a client that asks whichever node answers."""
        return Elasticsearch(self.hosts, request_timeout=30, max_retries=len(self._names), retry_on_timeout=True)

    def master(self, after: str = "") -> str:
        """Return the name of the elected master, once it is another one than ``after``."""
        for _ in range(100):
            with suppress(ApiError, TransportError):
                name = self.client().cat.master(format="json")[0]["node"]
                if name != after:
                    return name
            time.sleep(0.2)
        raise TimeoutError("no master was elected")

    def kill(self, name: str) -> None:
        """End a node as a power cut would."""
        with suppress(FileNotFoundError, ProcessLookupError):
            os.killpg(int((self._folder / name / "pid").read_text()), signal.SIGKILL)

    def stop(self) -> None:
        """End what was started and delete its files."""
        for name in self._names:
            self.kill(name)
        shutil.rmtree(self._folder, ignore_errors=True)

    def start_one(self, name: str, seconds: float) -> None:
        """Start a node, with what it had when it was killed; return when it answers. Raise after so many seconds."""
        seeds = ", ".join(f'"127.0.0.1:{port}"' for port in self._transport.values())
        settings = [
            f"cluster.name: {self._folder.name}",
            f"node.name: {name}",
            f"transport.port: {self._transport[name]}",
            f"discovery.seed_hosts: [{seeds}]",
            f"cluster.initial_master_nodes: [{', '.join(self._names)}]",
        ]
        subprocess.run(
            [PROGRAM, "start", self._folder / name, str(self._ports[name])],
            env={**os.environ, **MACHINE, "ES_SERVER": self._server_files, "ES_SETTINGS": "\n".join(settings)},
            check=True,
            timeout=seconds,
            stderr=subprocess.DEVNULL,
        )


def server_files(url: str) -> str:
    """Return where the server at ``url``, which runs on this machine, was unpacked."""
    with urllib.request.urlopen(f"{url}/_nodes/_local/settings", timeout=10) as answer:
        (node,) = json.load(answer)["nodes"].values()
    return node["settings"]["path"]["home"]


def free_ports(count: int) -> list[int]:
    """Return ports of this machine at which nobody listens."""
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in listening]
    for each in listening:
        each.close()
    return ports
