"""What running a stranger's function costs, beside the raw interpreter and a bare fork in the same run."""

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

import psutil
from pydantic_monty import AsyncMonty

from bench.figures import Figure
from remit.engines.sandbox import FullSandbox, Limits, LiteSandbox, NoHost, Sandbox, available

_NOTHING = "async def run(input, ctx):\n    return input"
_CALL = "async def run(input, ctx):\n    return await ctx.services.app.echo(input)"
_RAW = "import json\n" + _NOTHING + "\njson.dumps(await run(json.loads(given), None))"
_LIMITS = Limits(wall_seconds=120)
_TIMES = 400
_WAITING = 1000
_Act = Callable[[], Awaitable[object]]


class _Echo:
    names = frozenset({"app.echo"})

    def __init__(self, waiting: asyncio.Event | None = None) -> None:
        self._waiting = waiting
        self.here = 0

    async def call(self, name: str, arguments: str) -> str:
        self.here += 1
        if self._waiting is not None:
            await self._waiting.wait()
        return json.dumps(json.loads(arguments)["args"][0])


def measure(folder: Path) -> Iterator[Figure]:
    """Both tiers, where this machine has them."""
    yield from asyncio.run(_lite())
    if all(each.available for each in available()):
        yield from asyncio.run(_full())


async def _lite() -> list[Figure]:
    async with AsyncExitStack() as held:
        sandbox = LiteSandbox()
        held.push_async_callback(sandbox.close)
        raw = await held.enter_async_context(AsyncMonty(max_processes=2))

        async def bare() -> None:
            async with raw.checkout(limits={"max_memory": _LIMITS.memory_bytes}) as session:
                await session.feed_run(_RAW, inputs={"given": "1"})

        times = await _in_turn([bare, _nothing(sandbox), lambda: sandbox.run(_CALL, "1", _Echo(), _LIMITS)])
        rate = await _per_cpu_second(_nothing(sandbox))
        base = await _per_cpu_second(bare)
        worker, own = await _waiting(sandbox)
    return [
        Figure("lite: a function that does nothing, p50", times[1], "ms", 0.8, "a fresh session", times[0]),
        Figure("lite: one call of a service, p50", times[2], "ms", 1.3, "a fresh session", times[0]),
        Figure("lite: runs per second of CPU", rate, "", None, "fresh sessions", base, at_least=1500),
        Figure("lite: memory of a worker", worker, "MiB", 14, "", None),
        Figure(f"lite: {_WAITING:,} functions that wait for a service, memory", own, "MiB", 300, "", None),
    ]


async def _full() -> list[Figure]:
    sandbox = FullSandbox()
    try:
        times = await _in_turn([_forked, _nothing(sandbox)], pause=0.02)
        rate = await _per_cpu_second(_nothing(sandbox))
    finally:
        await sandbox.close()
    return [
        Figure("full: a function that does nothing, warm, p50", times[1], "ms", 6, "a bare fork", times[0]),
        Figure("full: runs per second of CPU", rate, "", None, "", None, at_least=250),
    ]


def _nothing(sandbox: Sandbox) -> _Act:
    host = NoHost()
    return lambda: sandbox.run(_NOTHING, "1", host, _LIMITS)


async def _repeat(act: _Act, times: int) -> None:
    for _ in range(times):
        await act()


async def _in_turn(acts: list[_Act], pause: float = 0) -> list[float]:
    """Return the median milliseconds of each act; they take turns, so that all see the same machine."""
    samples: list[list[float]] = [[] for _ in acts]
    for _ in range(_TIMES):
        for act, own in zip(acts, samples, strict=True):
            began = time.perf_counter()
            await act()
            own.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(pause)
    return [median(each[_TIMES // 10 :]) for each in samples]


async def _forked() -> None:
    """Fork this process, and wait for the child to be gone."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)  # noqa: ASYNC222 it ends at once


async def _per_cpu_second(act: _Act) -> float:
    began = _cpu()
    await _repeat(act, _TIMES * 2)
    return _TIMES * 2 / (_cpu() - began)


def _cpu() -> float:
    """Return the CPU seconds of this process, of those it has started, and of those that they have buried."""
    own = psutil.Process()
    times = [each.cpu_times() for each in (own, *own.children(recursive=True))]
    return sum(each.user + each.system + each.children_user + each.children_system for each in times)


async def _waiting(sandbox: LiteSandbox) -> tuple[float, float]:
    """Return a worker's memory, and what all processes hold more while many functions wait."""
    before = _held()
    go = asyncio.Event()
    host = _Echo(go)
    runs = [asyncio.create_task(sandbox.run(_CALL, "1", host, _LIMITS)) for _ in range(_WAITING)]
    while host.here < _WAITING:  # noqa: ASYNC110 whoever counts is asked once in a while
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.1)
    more = _held() - before
    workers = [
        each.memory_full_info().pss / 2**20 for each in psutil.Process().children() if each.name() == "monty"
    ]
    go.set()
    await asyncio.gather(*runs)
    return median(workers), more


def _held() -> float:
    """Return the memory of this process and its children in MiB, what they share counted once."""
    own = psutil.Process()
    return sum(each.memory_full_info().pss for each in (own, *own.children(recursive=True))) / 2**20
