"""The rows of the race: what Remit's governed call costs beside a bare proxy of the same parts."""

import statistics
import subprocess
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.gateway.governed import Governed, governed
from bench.gateway.growth import growth
from bench.gateway.peers import PEERS, peer
from bench.gateway.race import Runner, bare, compared, in_turn, middle, provider
from bench.gateway.talk import PIECES

_BARE = "the bare proxy"
_STREAMS = 1_000
_PAUSE_MS = 1_200.0
_ARRIVING_SECONDS = 4.0
_SLOW: dict[str, Any] = {"connections": 16, "warm_calls": 20, "seconds": 8.0}


@dataclass(frozen=True)
class Race:
    """All that take part: the provider at `url`, and Remit with and without budgets, `held` and `free`."""

    url: str
    stub: Runner
    bare: Runner
    held: Runner
    free: Runner


def measure(folder: Path, *, against: Sequence[str] = (), usage_rows: int = 1_000_000) -> Iterator[Figure]:
    """Race Remit with a bare proxy, and with other gateways where asked for; then grow what Remit knows."""
    with provider() as stub:
        url = f"http://127.0.0.1:{stub.port}/v1"
        with bare(url) as plain, governed(folder / "gateway", url) as remit:
            race = Race(url, stub, plain, remit.runner("held"), remit.runner("free"))
            half = yield from _saturated(race)
            yield from _streamed(race)
            yield from _added(race, half)
            yield from _one_by_one(race, remit)
            yield from _with_a_tool(race, remit)
            yield from _minute(race)
            for name in against:
                yield from _against(race, name, folder)
            yield from growth(remit, race.held, url, folder, usage_rows)
            yield remit.reconcile()


def _saturated(race: Race) -> Generator[Figure, None, float]:
    """Without streams; returns half of the calls that came through in a second."""
    runners = {"bare": race.bare, "held": race.held, "free": race.free}
    seen = in_turn({name: runner.saturate for name, runner in runners.items()})
    base = middle(seen["bare"], lambda one: one.per_core)
    own = middle(seen["held"], lambda one: one.per_core)
    without = middle(seen["free"], lambda one: one.per_core)
    what = "governed call, no stream"
    yield Figure(f"{what}, per CPU-second", own, "calls", None, _BARE, base, at_least=3000)
    yield compared(f"{what}, share of {_BARE}'s", seen["held"], seen["bare"], "", at_least=0.4)
    yield Figure(f"{what}, without a budget, per CPU-second", without, "calls", None, _BARE, base)
    database = middle(seen["held"], lambda one: one.database_us)
    yield Figure("PostgreSQL's CPU for each", database, "µs", None, "Remit's own", 1e6 / own)
    return middle(seen["held"], lambda one: one.done / one.seconds) / 2


def _streamed(race: Race) -> Iterator[Figure]:
    seen = in_turn(
        {"bare": partial(race.bare.saturate, stream=True), "held": partial(race.held.saturate, stream=True)}
    )
    own, base = (middle(seen[name], lambda one: one.per_core) for name in ("held", "bare"))
    what = "governed stream of 50 pieces"
    yield Figure(f"{what}, per CPU-second", own, "streams", None, _BARE, base, at_least=1500)
    yield compared(f"{what}, share of {_BARE}'s", seen["held"], seen["bare"], "", at_least=0.5)
    alone = in_turn(
        {
            "bare": partial(race.bare.one_by_one, stream=True),
            "held": partial(race.held.one_by_one, stream=True),
        }
    )
    own, base = (middle(alone[name], lambda one: one.first["p50"]) for name in ("held", "bare"))
    yield Figure(f"{what}, first piece after the provider sent it, p50", own, "ms", 2, _BARE, base)


def _added(race: Race, rate: float) -> Iterator[Figure]:
    """At half of saturation, calls arriving at random moments."""
    turns = {"stub": race.stub, "bare": race.bare, "held": race.held}
    seen = in_turn(
        {
            name: partial(runner.ask, rate=rate, connections=256, seconds=_ARRIVING_SECONDS)
            for name, runner in turns.items()
        }
    )
    for quantile, limit in (("p50", 4), ("p99", 15)):
        took = {name: middle(each, lambda one: one.took[quantile]) for name, each in seen.items()}  # noqa: B023 - used at once
        what = f"added to the provider's time at half of saturation ({rate:,.0f}/s), {quantile}"
        yield Figure(what, took["held"] - took["stub"], "ms", limit, _BARE, took["bare"] - took["stub"])


def _one_by_one(race: Race, remit: Governed) -> Iterator[Figure]:
    turns = {"bare": race.bare.one_by_one, "held": race.held.one_by_one}
    seen, commits = in_turn(turns), in_turn({"commit": remit.commit_ms})
    own, base = (middle(seen[name], lambda one: one.took["p50"]) for name in ("held", "bare"))
    commit = statistics.median(commits["commit"])
    yield Figure("governed calls one by one, p50", own, "ms", None, _BARE, base)
    yield Figure("the disk: one bare commit on the same database, p50", commit, "ms", None, "", None)


def _with_a_tool(race: Race, remit: Governed) -> Iterator[Figure]:
    """An agent that uses one tool and then answers, beside the same on bare Pydantic AI."""
    with bare(race.url, "bare_agent") as plain:
        turns = {"bare": plain, "tooled": remit.runner("tooled")}
        seen = in_turn({name: partial(runner.saturate, **_SLOW) for name, runner in turns.items()})
    own, base = (1000 / middle(seen[name], lambda one: one.per_core) for name in ("tooled", "bare"))
    both = zip(seen["tooled"], seen["bare"], strict=True)
    times = statistics.median(theirs.per_core / ours.per_core for ours, theirs in both)
    what = "an agent with one tool call, CPU"
    yield Figure(what, own, "ms", None, "bare Pydantic AI", base)
    yield Figure(f"{what}, times that of bare Pydantic AI", times, "×", 1.2, "", None)


def _minute(race: Race) -> Iterator[Figure]:
    """Open a thousand streams of each at once, for a minute; what they leave behind must serve the next thousand."""
    before = _memory(race)
    during = _thousand(race, _PAUSE_MS)
    after = _memory(race)
    _thousand(race, _PAUSE_MS / 60)
    again = _memory(race)
    what = f"{_STREAMS:,} streams open for a minute"
    yield _each(f"{what}, memory of each", before, during, 60)
    yield _each(f"{what}, kept afterwards, of each", before, after, None)
    yield _each(f"{_STREAMS:,} streams again, memory added, of each", after, again, 6)


def _thousand(race: Race, pause_ms: float) -> list[int]:
    """Return the bytes that Remit and the bare proxy hold when most of the streams' time is over."""
    order = {
        "stream": True,
        "pause_ms": pause_ms,
        "connections": _STREAMS,
        "once": True,
        "warm": 0,
        "seconds": 110,
    }
    with ThreadPoolExecutor() as loads:
        answers = [loads.submit(partial(runner.ask, **order)) for runner in (race.held, race.bare)]
        time.sleep(pause_ms / 1000 * PIECES * 0.8)
        held = _memory(race)
        for answer in answers:
            answer.result()
    time.sleep(3)  # the last records are written and connections closed
    return held


def _memory(race: Race) -> list[int]:
    return [race.held.memory, race.bare.memory]


def _each(what: str, before: list[int], after: list[int], limit: float | None) -> Figure:
    own, base = ((now - was) / _STREAMS / 1000 for now, was in zip(after, before, strict=True))
    return Figure(what, own, "kB", limit, _BARE, base)


def _against(race: Race, name: str, folder: Path) -> Iterator[Figure]:
    """Race with another gateway; says so where it cannot be had here."""
    try:
        with peer(name, race.url, folder) as other:
            whole, pieces = (
                in_turn(
                    {
                        "held": partial(race.held.saturate, stream=stream),
                        "other": partial(other.saturate, stream=stream, **_SLOW),
                    }
                )
                for stream in (False, True)
            )
    except (subprocess.CalledProcessError, RuntimeError) as error:
        print(f"{PEERS[name].title} could not be measured here: {error}", flush=True)
        return
    for what, seen, goal in (
        ("calls", whole, PEERS[name].goals[0]),
        ("streams", pieces, PEERS[name].goals[1]),
    ):
        title = f"{what} per CPU-second, times those of {PEERS[name].title}"
        yield compared(title, seen["held"], seen["other"], "×", at_least=goal)
