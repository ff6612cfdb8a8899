"""One run on a Monty worker, which it gives back while it waits for its services."""

import asyncio
import math
import os
import time
from collections.abc import Awaitable
from typing import Any, TypeVar

from pydantic_monty import (
    AsyncFunctionSnapshot,
    AsyncFutureSnapshot,
    AsyncMonty,
    AsyncMontySession,
    AsyncNameLookupSnapshot,
    AsyncSnapshot,
    CollectString,
    MontyComplete,
    MontyError,
    OSPolicy,
    ResourceLimits,
)

from remit.engines.sandbox.door import Door, end_all, require_output
from remit.engines.sandbox.errors import FunctionFailed, TimedOut
from remit.engines.sandbox.lanes import Lanes
from remit.engines.sandbox.lite.failures import failure, too_slow
from remit.engines.sandbox.lite.parked import Parked
from remit.engines.sandbox.lite.program import HOST, INPUT, Program
from remit.engines.sandbox.sandbox import Frozen, HostError, Lane, Limits

_T = TypeVar("_T")
_PATIENCE = 0.02  # seconds a worker is held for a service; parking costs about half a millisecond
_GRACE = 0.5  # seconds past its limit in which a worker can say so itself, on a busy machine
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LOOKUPS = 1000  # of names that do not exist, and the like


class Run:
    """What is under way; `await run(input_json)` once."""

    def __init__(
        self, program: Program, door: Door, limits: Limits, frozen: Frozen | None, parked: Parked
    ) -> None:
        self._program = program
        self._door = door
        self._limits = limits
        self._policy = _policy(frozen)
        self._parked = parked
        self._logs = CollectString(max_bytes=limits.log_bytes)
        self._tasks: dict[int, asyncio.Task[str]] = {}
        self._spent = 0.0
        self._restored = False
        self._deadline = asyncio.timeout(None)
        self.memory: int | None = None

    @property
    def logs(self) -> str:
        """What it has printed."""
        return self._logs.output

    async def __call__(self, pool: AsyncMonty, lanes: Lanes, lane: Lane, input_json: str) -> str:
        """Return the output as JSON, or raise what went wrong."""
        try:
            async with self._deadline:
                return require_output(await self._until_done(pool, lanes, lane, input_json), self._limits)
        except MontyError as error:
            raise self._with_logs(failure(error, self._program, self._limits)) from None
        except TimeoutError:
            if not self._deadline.expired():
                raise
            words = f"The function took more than {self._limits.wall_seconds:g} s."
            raise self._with_logs(TimedOut(words)) from None
        except FunctionFailed as error:
            raise self._with_logs(error) from None
        finally:
            if self._tasks:
                await end_all(self._tasks.values())

    def _with_logs(self, error: FunctionFailed) -> FunctionFailed:
        error.logs = error.logs or self.logs
        return error

    async def _until_done(self, pool: AsyncMonty, lanes: Lanes, lane: Lane, input_json: str) -> object:
        blob: bytes | None = None
        while True:
            async with (
                lanes.place(lane),
                pool.checkout(limits=self._bounds(), os_policy=self._policy) as session,
            ):
                step = await self._turn(self._enter(session, blob, input_json))
                while not isinstance(step, MontyComplete):
                    after = await self._next(step)
                    if isinstance(after, bytes):
                        break
                    step = after
                else:
                    self.memory = _resident(session.worker_pid)
                    return step.output
            blob = after
            with self._parked.holding(blob):
                await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)

    async def _enter(self, session: AsyncMontySession, blob: bytes | None, input_json: str) -> AsyncSnapshot:
        if blob is not None:
            self._restored = True
            return await session.load_snapshot(blob, print_callback=self._logs)
        self._deadline.reschedule(asyncio.get_running_loop().time() + self._limits.wall_seconds)
        return await session.feed_start(
            self._program.text, inputs={INPUT: input_json}, print_callback=self._logs
        )

    async def _next(self, step: AsyncSnapshot) -> AsyncSnapshot | bytes:
        """Answer one question of the guest's; or return it as bytes, to go on from when an answer is there."""
        if isinstance(step, AsyncFutureSnapshot):
            settled = await self._settled(step.pending_call_ids, _PATIENCE)
            if not settled:
                blob = step.dump()
                if self._parked.has_room(blob):
                    return blob
                settled = await self._settled(step.pending_call_ids, None)
            return await self._turn(step.resume(settled))
        if isinstance(step, AsyncFunctionSnapshot):
            return await self._function(step)
        assert isinstance(step, AsyncNameLookupSnapshot)
        return await self._turn(step.resume())

    async def _function(self, step: AsyncFunctionSnapshot) -> AsyncSnapshot:
        name = str(step.function_name)
        if name == HOST and not step.is_os_function:
            self._door.admit()
            asked = (*step.args, None, None)[:2]
            self._tasks[step.call_id] = asyncio.create_task(self._door.ask(*asked))
        elif step.is_os_function and name == "system.async_sleep":
            self._tasks[step.call_id] = asyncio.create_task(self._sleep(step.args))
        elif step.is_os_function and name == "system.sleep":
            await self._turn(self._sleep(step.args))
            return await self._turn(step.resume({"return_value": None}))
        elif step.is_os_function:
            return await self._turn(step.resume_not_handled())
        else:
            message = f"name {name[:100]!r} is not defined"
            return await self._turn(step.resume({"exc_type": "NameError", "message": message}))
        return await self._turn(step.resume({"future": ...}))

    async def _sleep(self, args: tuple[Any, ...]) -> str:
        seconds = args[0] if args and isinstance(args[0], int | float) else 0
        wanted = float(seconds) if math.isfinite(seconds) else 0.0
        await asyncio.sleep(min(max(wanted, 0.0), self._limits.wall_seconds))
        return ""

    async def _settled(self, ids: list[int], patience: float | None) -> dict[int, Any]:
        """Return the answers that are there by then; raise what ends the run."""
        waiting = [self._tasks[each] for each in ids]
        await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        return {each: _answer(self._tasks.pop(each)) for each in ids if self._tasks[each].done()}

    async def _turn(self, act: Awaitable[_T]) -> _T:
        """Let the worker work, and count how long: a run that was parked has a new clock in its worker."""
        began = time.perf_counter()
        try:
            if not self._restored:
                return await act
            async with asyncio.timeout(max(self._limits.cpu_seconds - self._spent, 0) + _GRACE) as bound:
                return await act
        except TimeoutError:
            if self._restored and bound.expired() and not self._deadline.expired():
                raise too_slow(self._limits) from None
            raise
        finally:
            self._spent += time.perf_counter() - began

    def _bounds(self) -> ResourceLimits:
        return {
            "max_memory": self._limits.memory_bytes,
            "max_feed_duration_secs": max(self._limits.cpu_seconds, 0.001),
            "max_suspensions": self._limits.host_calls * 3 + _LOOKUPS,
            "max_recursion_depth": 400,
        }


def _answer(task: "asyncio.Task[str]") -> dict[str, Any]:
    try:
        return {"return_value": task.result()}
    except HostError as error:
        return {"exc_type": "RuntimeError", "message": str(error)}


def _policy(frozen: Frozen | None) -> OSPolicy | None:
    if frozen is None:
        return None
    return {"datetime": frozen.at, "random_start": {"seed": frozen.seed}, "sleep": "zero"}


def _resident(pid: int | None) -> int | None:
    """Return the memory of a worker, where the system tells."""
    try:
        file = os.open(f"/proc/{pid}/statm", os.O_RDONLY)
    except OSError:
        return None
    try:
        return int(os.read(file, 200).split()[1]) * _PAGE
    finally:
        os.close(file)
