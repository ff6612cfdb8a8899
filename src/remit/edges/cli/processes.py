"""`remit up --processes N`: starts the others, starts them again when they die, stops them all."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import psycopg
from sqlalchemy.engine import make_url

from remit.edges.cli.local import Installation
from remit.edges.cli.serving import bound, on_stop
from remit.kit.errors import Conflict
from remit.kit.telemetry import logger

MOST = 64
_log = logger(__name__)
# Kept for the worker, for commands beside, and for whoever looks into the database.
_CONNECTIONS_KEPT = 30
# What a process has besides its pool: news, reservations, connections to providers.
_CONNECTIONS_BESIDE = 10
_FEWEST, _USUAL = 4, 30
_HEALTHY_SECONDS = 10.0
_SOONEST, _LATEST = 0.2, 5.0
_STOP_SECONDS = 45.0


@dataclass(frozen=True)
class _Kind:
    """A process to be kept running: its name in figures, the command that starts it, and the one that does so again."""

    name: str
    command: Sequence[str]
    again: Sequence[str]


def run(here: Installation, count: int) -> None:
    """Keep `count` processes that answer HTTP, and a worker, until told to stop."""
    environment = _environment(here, count)
    # Held, so that the port stays ours when all of them are gone; each listens by a socket of its own once it is ready.
    with bound(here.settings, shared=True) as held:
        environment["REMIT_PORT"] = str(held.getsockname()[1])
        command = ("up", "--no-worker", "--processes", str(count))
        quiet = (*command, "--quiet")
        kinds = [_Kind("worker", ("worker",), ("worker",)), _Kind("1", command, quiet)]
        kinds += [_Kind(str(number), quiet, quiet) for number in range(2, count + 1)]
        asyncio.run(_keep_all(kinds, environment))


def _environment(here: Installation, count: int) -> dict[str, str]:
    """All use the database that this process has opened."""
    environment = {**os.environ, "REMIT_DATABASE_URL": here.database_url}
    environment.pop("REMIT_DATABASE_OWNER_URL", None)
    environment["REMIT_DATABASE_CONNECTIONS"] = str(_share(here, count))
    return environment


def _share(here: Installation, count: int) -> int:
    """Return how many connections each process may have in its pool; `Conflict` when that is too few."""
    address = make_url(here.database_url).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
        row = connection.execute("select current_setting('max_connections')::int").fetchone()
    most = int(row[0]) if row else 0
    share = (most - _CONNECTIONS_KEPT) // count - _CONNECTIONS_BESIDE
    if share < _FEWEST:
        fit = max(1, (most - _CONNECTIONS_KEPT) // (_FEWEST + _CONNECTIONS_BESIDE))
        raise Conflict(
            f"The database takes {most} connections (max_connections), which is enough for {fit} processes:"
            " start fewer, or raise it."
        )
    return min(share, here.settings.database_connections)


async def _keep_all(kinds: Sequence[_Kind], environment: dict[str, str]) -> None:
    told = asyncio.Event()
    undo = on_stop(None, told.set)
    keepers = [_Keeper(kind, environment) for kind in kinds]
    try:
        running = [asyncio.create_task(each.keep(told), name=each.kind.name) for each in keepers]
        await told.wait()
        done, late = await asyncio.wait(running, timeout=_STOP_SECONDS)
        if late:
            _log.error("processes did not end in time and are killed", number=len(late))
            for each in keepers:
                each.kill()
            await asyncio.wait(late)
        for task in done:
            task.result()
    finally:
        undo()


class _Keeper:
    """Keeps one process running."""

    def __init__(self, kind: _Kind, environment: dict[str, str]) -> None:
        self.kind = kind
        self._environment = {**environment, "REMIT_PROCESS": kind.name}
        self._process: asyncio.subprocess.Process | None = None

    async def keep(self, told: asyncio.Event) -> None:
        """Start the process again whenever it ends, until told to stop; then stop it."""
        stop = asyncio.create_task(told.wait())
        again, delay = False, _SOONEST
        while not told.is_set():
            began = time.monotonic()
            code = await self._once(stop, again=again)
            if told.is_set():
                break
            delay = _SOONEST if time.monotonic() - began > _HEALTHY_SECONDS else min(delay * 2, _LATEST)
            _log.error(
                "a process ended and is started again", process=self.kind.name, code=code, seconds=delay
            )
            again = True
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await asyncio.shield(stop)

    async def _once(self, stop: asyncio.Task[bool], *, again: bool) -> int:
        """Run the process to its end; what it holds of the pipe ends with us, however we end."""
        leash, held = os.pipe()
        try:
            process = self._process = await self._start(leash, again=again)
        finally:
            os.close(leash)
        try:
            ending = asyncio.create_task(process.wait())
            await asyncio.wait({ending, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not ending.done():
                self._send(signal.SIGTERM)
            return await ending
        finally:
            os.close(held)

    async def _start(self, leash: int, *, again: bool) -> asyncio.subprocess.Process:
        command = self.kind.again if again else self.kind.command
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "remit", *command, "--leash", str(leash)),
            env=self._environment,
            pass_fds=(leash,),
            # Ctrl-C reaches this process alone, which tells the others.
            start_new_session=True,
        )

    def kill(self) -> None:
        """End the process now."""
        self._send(signal.SIGKILL)

    def _send(self, told: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(told)
