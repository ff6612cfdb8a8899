"""Who takes part in the race, and rounds in which each has its turn."""

import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import psutil

from bench.figures import Figure
from bench.gateway.cores import keep_on, shared_out
from bench.gateway.load import Order
from bench.gateway.talk import MODEL, question
from bench.server import free_port

T = TypeVar("T")
ROUNDS = 3
_STARTS_WITHIN = 120.0
_LINES = 64
_WARM_SECONDS = 0.7
_SECONDS = 4.0
_CPU_SECONDS = 2.5


@dataclass(frozen=True)
class Seen:
    """What one run of the load saw, all of it right; times in ms, CPU in seconds by the name of the process."""

    done: int
    seconds: float
    cpu: Mapping[str, float]
    took: Mapping[str, float]
    first: Mapping[str, float]

    @property
    def per_core(self) -> float:
        """Calls in a second of the gateway's own CPU."""
        return self.done / self.cpu["gateway"]

    @property
    def database_us(self) -> float:
        """Microseconds of PostgreSQL's CPU in a call."""
        return self.cpu["postgres"] / self.done * 1e6


@dataclass
class Runner:
    """One that takes part; of the processes it consists of, `gateway` is the one that is measured."""

    name: str
    port: int
    watched: Mapping[str, int]
    model: str = MODEL
    keys: Sequence[str] = ("stub",)
    path: str = "/v1/chat/completions"
    last_word: str = "[DONE]"
    answered: int = 0

    @property
    def memory(self) -> int:
        """Bytes that its process holds."""
        rss: int = psutil.Process(self.watched["gateway"]).memory_info().rss
        return rss

    def saturate(self, **wishes: Any) -> Seen:
        """Ask as fast as answers come, on many connections, until it has used some CPU."""
        return self.ask(**{"connections": _LINES, "cpu": _CPU_SECONDS} | wishes)

    def one_by_one(self, **wishes: Any) -> Seen:
        """Ask again when an answer is there, on one connection."""
        return self.ask(**{"connections": 1, "seconds": 1.5} | wishes)

    def ask(self, *, pause_ms: float = 0, **wishes: Any) -> Seen:
        """Run the load in a process of its own; a wrong answer stops the race."""
        usual: dict[str, Any] = {
            "keys": self.keys,
            "seconds": _SECONDS,
            "warm": _WARM_SECONDS,
            "stream": False,
        }
        wanted = usual | wishes
        order = Order(
            port=self.port,
            path=self.path,
            body=question(self.model, stream=wanted["stream"], pause_ms=pause_ms).decode(),
            watched=self.watched,
            last_word=self.last_word,
            cores=shared_out()[1],
            **wanted,
        )
        done = subprocess.run(
            [sys.executable, "-m", "bench.gateway.load"],
            input=json.dumps(asdict(order)),
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        saw = json.loads(done.stdout)
        self.answered += saw["total"]
        if saw["wrong"] or not saw["done"]:
            raise RuntimeError(
                f"{self.name} gave {saw['wrong']} wrong answers, as this one: {saw['example']}"
            )
        return Seen(saw["done"], saw["seconds"], saw["cpu"], saw["took"], saw["first"])


def in_turn(turns: Mapping[str, Callable[[], T]], rounds: int = ROUNDS) -> dict[str, list[T]]:
    """Let each have its turn in every round, forwards and backwards, so that a machine's moods fall on all."""
    seen: dict[str, list[T]] = {name: [] for name in turns}
    for number in range(rounds):
        for name in list(turns)[:: -1 if number % 2 else 1]:
            seen[name].append(turns[name]())
    return seen


def middle(seen: Sequence[T], of: Callable[[T], float]) -> float:
    """Return the median of a figure."""
    return statistics.median(map(of, seen))


def compared(
    what: str, seen: Sequence[Seen], others: Sequence[Seen], unit: str, *, at_least: float
) -> Figure:
    """Say how many times as much a second of CPU got done by one as by the other: the median of the rounds."""
    pairs = zip(seen, others, strict=True)
    times = statistics.median(one.per_core / other.per_core for one, other in pairs)
    own, base = (middle(each, lambda one: one.per_core) for each in (seen, others))
    words = f"{own:,.0f} against {base:,.0f} per CPU-second"
    return Figure(what, times, unit, None, words, None, at_least)


@contextmanager
def provider() -> Iterator[Runner]:
    """Start the stub."""
    others = shared_out()[1]
    port = free_port()
    with running([sys.executable, "-m", "bench.gateway.stub", str(port), others], port, others) as pid:
        yield Runner("the provider", port, {"gateway": pid})


@contextmanager
def bare(url: str, module: str = "bare") -> Iterator[Runner]:
    """Start the bare proxy, or the bare agent."""
    port = free_port()
    command = [sys.executable, "-m", f"bench.gateway.{module}", str(port), url]
    with running(command, port, shared_out()[0]) as pid:
        yield Runner(f"the {module.replace('_', ' ')}", port, {"gateway": pid})


@contextmanager
def running(
    command: Sequence[str], port: int, cores: str, *, log: Path | None = None, **settings: Any
) -> Iterator[int]:
    """Start a process, wait until it listens, keep it on its cores, and stop it at the end."""
    output = log.open("wb") if log else subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=output, stderr=output, **settings)
    try:
        _wait(port, process, command)
        keep_on(psutil.Process(process.pid), cores)
        yield process.pid
    finally:
        children = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.terminate()
        process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes], command: Sequence[str]) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{' '.join(command)} did not start")
