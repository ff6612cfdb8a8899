"""One process that answers HTTP, with the worker in it or without."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
import uvicorn
from fastapi import FastAPI

from remit import __version__
from remit.controls import tenancy
from remit.edges.api import Stopping, Wire, build, front
from remit.edges.cli.local import Installation
from remit.edges.cli.members import link
from remit.engines.durable import Dbos
from remit.engines.models import ModelDirectory
from remit.kit import telemetry
from remit.kit.database import Database
from remit.kit.errors import Conflict, Unavailable
from remit.kit.settings import Settings
from remit.lifecycle import knowledge
from remit.lifecycle.deployments import fleet

# One process at a time works on a database, so all have one name: the next finds what the last left unfinished.
EXECUTOR = "local"
# Streams that are open when Remit stops are cut after this many seconds.
_GRACE_SECONDS = 2
# Calls leave few circles behind: Python's collector need not look for them as often as it would.
_COLLECTED_AFTER = (50_000, 20, 50)


@dataclass(frozen=True)
class Part:
    """Which part of Remit a process is: with the worker or without, one of `of`, and whose end is its own (`leash`).

    `welcome` says where Remit answers and how to sign in.
    """

    worker: bool = True
    welcome: bool = True
    of: int = 1
    leash: int | None = None


def say(line: str) -> None:
    """Tell the person at the terminal."""
    click.echo(line, err=True)


@contextmanager
def tracing(chosen: Settings) -> Iterator[None]:
    """Send traces to a collector, if the environment names one, and give figures their process."""
    telemetry.name_process(chosen.process or f"{socket.gethostname()}:{os.getpid()}", __version__)
    telemetry.pass_traces_to(chosen.trace_propagation)
    telemetry.spans.start(__version__, content=chosen.trace_content)
    try:
        yield
    finally:
        telemetry.spans.stop()


def bound(chosen: Settings, *, shared: bool = False) -> socket.socket:
    """Take the port; `Conflict` when it is not free.

    A `shared` one may be taken several times by one person, and does not listen yet: the kernel gives connections only
    to those that do, each its part.
    """
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    # The protocol is named, or asyncio would not switch Nagle's algorithm off and each answer wait 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((chosen.host, chosen.port))
        if not shared:
            listener.listen(1024)
    except OSError as error:
        listener.close()
        raise Conflict(
            f"Port {chosen.port} on {chosen.host} is not free: choose another with REMIT_PORT."
        ) from error
    return listener


def on_stop(leash: int | None, stop: Callable[[], None]) -> Callable[[], None]:
    """Have `stop` called when the process is told to end, or whoever started it is gone; returns what undoes that."""
    loop = asyncio.get_running_loop()
    for told in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(told, stop)

    def let_go() -> None:
        if leash is not None:
            loop.remove_reader(leash)
        stop()

    if leash is not None:
        loop.add_reader(leash, let_go)

    def undo() -> None:
        for told in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(told)
        if leash is not None:
            loop.remove_reader(leash)

    return undo


def serve(here: Installation, listener: socket.socket, part: Part) -> None:
    """Answer requests until told to stop."""

    async def ready(app: FastAPI) -> None:
        await _furnish(here, app)
        if part.welcome:
            await _welcome(here, app, part)
        # What is there from the start stays: looking through it again and again costs calls a tenth of their time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_COLLECTED_AFTER)

    app = build(
        here.settings,
        Database(here.database_url, most=here.settings.database_connections),
        here.secret_key,
        ModelDirectory(here.settings),
        fleet(here.settings),
        Dbos(here.database_url, executor_id=EXECUTOR) if part.worker else None,
        ready,
    )
    config = uvicorn.Config(
        Stopping(front(app)),
        http=Wire,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        server_header=False,
    )
    server = _Server(config, app, part.leash)
    server.run(sockets=[listener])
    if not server.started:
        raise Unavailable("Remit did not start; the log above says why.")


class _Server(uvicorn.Server):
    """Lets open live streams end by themselves as soon as it is told to stop."""

    def __init__(self, config: uvicorn.Config, application: FastAPI, leash: int | None) -> None:
        super().__init__(config)
        self._application = application
        self._leash = leash

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop when told to, and return: uvicorn would raise the signal again, and the database be left running."""
        undo = on_stop(self._leash, lambda: self.handle_exit(signal.SIGTERM, None))
        try:
            yield
        finally:
            undo()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._application.state.live.stop()
        await super().shutdown(sockets)


async def _furnish(here: Installation, app: FastAPI) -> None:
    database: Database = app.state.database
    organization = await tenancy.first(database)
    async with database.transaction(organization.id) as session:
        await knowledge.load(session, organization.id, here.settings.knowledge)


async def _welcome(here: Installation, app: FastAPI, part: Part) -> None:
    url = await link(here, None)
    served = app.state.models.house.resolve(None)
    model = "the built-in demo model" if served.demo else f"{served.name} from {served.provider}"
    outside = "real" if here.settings.execute else "dry run; REMIT_EXECUTE=true makes it real"
    say(f"Remit answers on {here.settings.url}")
    say(f"  Sign in (once, within 15 minutes): {url}")
    say(f"  Model: {model}")
    say(f"  Outside hosts: {outside}")
    if part.of > 1:
        say(f"  Processes: {part.of}, and a worker")
    elif not part.worker:
        say("  No worker here: `remit worker` beside it carries out what was approved.")
    say("  Stop with Ctrl-C.")
