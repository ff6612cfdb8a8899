"""The lite sandbox: a pool of Monty workers, a fresh session for each run."""

import asyncio
import os
import shlex
import shutil
import sys
import sysconfig
import tempfile
import time
from contextlib import AsyncExitStack
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from remit.engines.sandbox.door import Door, require_input
from remit.engines.sandbox.errors import TierUnavailable
from remit.engines.sandbox.inside.boot import command
from remit.engines.sandbox.inside.lockdown import has_seccomp, landlock_version
from remit.engines.sandbox.lanes import Lanes
from remit.engines.sandbox.lite.parked import Parked
from remit.engines.sandbox.lite.program import Programs, look
from remit.engines.sandbox.sandbox import Finding, Frozen, Host, Lane, Limits, Ran, Standing, Tier

_LONGEST_TURN = 60.0  # seconds between two questions of a guest's, whatever its own limits say
_GRACE = 0.1  # seconds past a run's limit of CPU after which its worker is killed
_RUNS_PER_WORKER = 500


class LiteSandbox:
    """Monty, which knows no files, no network and no processes; its workers start confined where the kernel can.

    The workers start with the first run, and nobody waits for one longer than `patience` seconds. A run that waits for
    a service gives its worker back. Close the sandbox before the interpreter ends.
    """

    tier = Tier.LITE

    def __init__(
        self, *, workers: int | None = None, patience: float = 10.0, programs: Programs | None = None
    ) -> None:
        self._lanes = Lanes(workers or 2 * (os.cpu_count() or 1), patience=patience)
        self._programs = programs or Programs()
        self._parked = Parked()
        self._starting = asyncio.Lock()
        self._held = AsyncExitStack()
        self._pool: Any = None  # of a library that is loaded with the first run: it weighs 16 MB

    async def run(
        self,
        code: str,
        input_json: str,
        host: Host,
        limits: Limits,
        *,
        frozen: Frozen | None = None,
        lane: Lane = Lane.CALLS,
    ) -> Ran:
        """Run the code; see `Sandbox`."""
        require_input(input_json, limits)
        door = Door(host, limits)
        program = self._programs.of(code, host.names)
        pool = self._pool or await self._started()
        run = import_module("remit.engines.sandbox.lite.run").Run(program, door, limits, frozen, self._parked)
        began = time.perf_counter()
        output = await run(pool, self._lanes, lane, input_json)
        return Ran(output, run.logs, time.perf_counter() - began, run.memory, door.calls)

    async def check(self, code: str, given: frozenset[str] = frozenset()) -> list[Finding]:
        """Read the code; see `Sandbox`."""
        return look(code)[2]

    async def close(self) -> None:
        """End the workers."""
        async with self._starting:
            had, self._pool = self._pool is not None, None
            await self._held.aclose()
            if had:  # its threads must be gone before CPython 3.11 ends, or the process aborts
                await asyncio.sleep(0.1)

    async def _started(self) -> Any:
        async with self._starting:
            if self._pool is None:
                if why_not := standing().why_not:
                    raise TierUnavailable(why_not)
                monty = import_module("pydantic_monty")
                try:
                    self._pool = await self._held.enter_async_context(self._made(monty))
                except (monty.MontyError, OSError, RuntimeError) as error:
                    await self._held.aclose()
                    raise TierUnavailable(f"Monty's workers do not start: {error}") from error
            return self._pool

    def _made(self, monty: ModuleType) -> Any:
        return monty.AsyncMonty(
            binary_path=self._launcher(),
            min_processes=1,
            max_processes=self._lanes.workers,
            request_timeout=_LONGEST_TURN,
            max_checkouts_per_worker=_RUNS_PER_WORKER,
            feed_duration_limit_grace=_GRACE,
            turn_duration_limit_grace=_GRACE,
        )

    def _launcher(self) -> Path | None:
        """Write the program that confines itself and becomes a worker; nothing where the kernel cannot."""
        binary = worker_binary()
        if binary is None or not (landlock_version() or has_seccomp()):
            return None
        folder = self._held.enter_context(
            tempfile.TemporaryDirectory(prefix="remit-sandbox-", ignore_cleanup_errors=True)
        )
        launcher = Path(folder, "worker")
        words = shlex.join(command(sys.executable, "worker", binary))
        launcher.write_text(f'#!/bin/sh\nexec {words} "$@"\n', "utf-8")
        launcher.chmod(0o700)
        return launcher


def worker_binary() -> str | None:
    """Return where Monty's worker is, if it is installed."""
    beside = Path(sysconfig.get_path("scripts"), "monty")
    return str(beside) if beside.is_file() else shutil.which("monty")


def standing() -> Standing:
    """Return whether this machine has the tier."""
    if worker_binary() is None:
        return Standing(Tier.LITE, False, (), "The program `monty` of pydantic-monty is not installed.")
    isolation = ["interpreter", "process"]
    isolation += [f"Landlock {landlock_version()}"] if landlock_version() else []
    isolation += ["seccomp"] if has_seccomp() else []
    return Standing(Tier.LITE, True, tuple(isolation))
