"""`remit up`: Remit in the foreground, in one process or several."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click

from remit.edges.cli import processes
from remit.edges.cli.local import installation, settings
from remit.edges.cli.serving import Part, bound, say, serve, tracing
from remit.kit import telemetry
from remit.kit.errors import Conflict, Unavailable
from remit.kit.settings import Settings


@click.command()
@click.option("--no-worker", is_flag=True, help="Only answer HTTP: `remit worker` does the rest.")
@click.option(
    "--processes",
    "count",
    type=click.IntRange(1, processes.MOST),
    default=1,
    help="Answer HTTP in so many processes on one port, with a worker beside.",
)
@click.option("--leash", type=int, hidden=True, help="What ends with whoever started this process.")
@click.option("--quiet", is_flag=True, hidden=True, help="Do not say where Remit answers.")
def up(no_worker: bool, count: int, leash: int | None, quiet: bool) -> None:
    """Start Remit here: database, worker, HTTP and web application. Stop it with Ctrl-C."""
    chosen = settings()
    telemetry.configure(chosen.log_level, chosen.log_format)
    if leash is not None:
        _answer_for_another(chosen, Part(worker=False, welcome=not quiet, of=count, leash=leash))
        return
    if no_worker and count > 1:
        raise click.UsageError("--processes brings a worker along: leave --no-worker out.")
    # Only who may work or start several must be alone on the data; others join the database that runs there.
    with nullcontext() if no_worker else _alone(chosen), bound(chosen) as own:
        say(f"Starting Remit; data in {chosen.data}")
        with installation() as here:
            if count > 1:
                own.close()
                processes.run(here, count)
            else:
                with tracing(chosen):
                    serve(here, own, Part(worker=not no_worker))
    say("Remit has stopped.")


def _answer_for_another(chosen: Settings, part: Part) -> None:
    """Be one of several processes that another one started."""
    with tracing(chosen), bound(chosen, shared=True) as own, installation() as here:
        serve(here, own, part)


@contextmanager
def _alone(chosen: Settings) -> Iterator[None]:
    """Hold the data directory: two Remits on one are refused."""
    path = chosen.data / "remit.lock"
    try:
        chosen.data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Unavailable(f"The data directory {chosen.data} cannot be written: {error.strerror}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise Conflict(
            f"Another Remit runs on {chosen.data}: stop it, or choose another directory with REMIT_DATA."
            " `remit up --no-worker` answers beside it on another port."
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)
