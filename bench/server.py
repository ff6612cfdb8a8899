"""A Remit of its own for a measurement: its process, its database, its key."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

REMIT = [sys.executable, "-m", "remit"]
_STARTS_WITHIN = 60


@dataclass(frozen=True)
class Server:
    """A Remit that answers."""

    url: str
    process: psutil.Process
    environment: dict[str, str]
    data: Path
    ready_seconds: float

    def remit(self, *arguments: str) -> str:
        """Run a command of the command line; return what it printed."""
        done = subprocess.run(
            [*REMIT, *arguments], env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    @property
    def database(self) -> str:
        """The address of its database as the owner, who sees all organisations."""
        return f"postgresql:///postgres?host={self.data / 'postgres'}&user=postgres"

    @contextmanager
    def workers(self, number: int) -> Iterator[list[psutil.Process]]:
        """Start workers beside it, and stop them."""
        command = [*REMIT, "worker"]
        started = [
            subprocess.Popen(command, env=self.environment, stderr=subprocess.PIPE) for _ in range(number)
        ]
        try:
            for each in started:
                assert each.stderr is not None
                each.stderr.readline()  # it says that it works
            yield [psutil.Process(each.pid) for each in started]
        finally:
            for each in started:
                each.terminate()
                each.communicate(timeout=30)

    def memory(self) -> tuple[float, float]:
        """Return the MiB of Remit's process (RSS) and of its database (PSS, since its processes share memory)."""
        pid = int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])
        postmaster = psutil.Process(pid)
        database = [postmaster, *postmaster.children(recursive=True)]
        return self.process.memory_info().rss / 2**20, sum(_pss(p.pid) for p in database)


def _pss(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(data: Path, processes: int = 1, worker: bool = True, **settings: str) -> Iterator[Server]:
    """Start `remit up` on a data directory and stop it cleanly; `worker` says whether with one in it."""
    port = free_port()
    environment = {
        **os.environ,
        "REMIT_DATA": str(data),
        "REMIT_PORT": str(port),
        "REMIT_LOG_LEVEL": "warning",
    }
    environment |= settings
    began = time.perf_counter()
    several = ["--processes", str(processes)] if processes > 1 else [] if worker else ["--no-worker"]
    process = subprocess.Popen([*REMIT, "up", *several], env=environment, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield Server(url, psutil.Process(process.pid), environment, data, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    with httpx.Client(trust_env=False) as client:
        while time.monotonic() < until and process.poll() is None:
            try:
                if client.get(f"{url}/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.02)
    raise RuntimeError("Remit did not start")
