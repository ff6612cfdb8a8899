"""`remit worker`: the part of Remit that works without being asked, in a process of its own."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial

import click
import uvloop

from remit.edges.cli.local import Installation, installation, settings
from remit.edges.cli.serving import EXECUTOR, on_stop, say, tracing
from remit.edges.worker import News, Worker, all_changes, evaluations_of, replays_of, running
from remit.engines.durable import Dbos
from remit.engines.models import ModelDirectory
from remit.kit import telemetry
from remit.kit.database import Database
from remit.lifecycle.deployments import Autoscaling, Keeping, Reconciling, Rolling, fleet, smoke
from remit.lifecycle.evaluations import newest_score
from remit.lifecycle.runtime import Runs


@click.command()
@click.option("--leash", type=int, hidden=True, help="What ends with whoever started this process.")
def worker(leash: int | None) -> None:
    """Carry out what was approved, and tidy up, beside `remit up --no-worker`.

    Start as many as you like on a database: one leads, the others carry out changes beside it, and one of them takes
    over when it ends.
    """
    chosen = settings()
    telemetry.configure(chosen.log_level, chosen.log_format)
    with (
        tracing(chosen),
        installation() as here,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(_work(here, leash))
    if leash is None:
        say("The worker has stopped.")


async def _work(here: Installation, leash: int | None) -> None:
    told = asyncio.Event()
    undo = on_stop(leash, told.set)
    database = Database(here.database_url, most=here.settings.database_connections)
    news = News(database.url)
    news.subscribe(lambda org, _, kind: database.caches.changed(org, kind), database.caches.unsure)
    hosts = fleet(here.settings)
    parts = running(here.settings, database, here.secret_key, ModelDirectory(here.settings), hosts)
    parts.listen(news)
    runs = Runs(parts.runtime)
    changes = all_changes(database, hosts, runs)
    durable = Dbos(here.database_url, executor_id=EXECUTOR)
    rolling = Rolling(database, hosts, partial(smoke, parts.runtime), newest_score)
    looks = Keeping(database, hosts), rolling, Reconciling(database, hosts), Autoscaling(database, hosts)
    measuring = evaluations_of(here.settings, parts.runtime), replays_of(here.settings, parts.runtime)
    working = Worker(
        database, news, changes, runs, durable, here.settings.knowledge, parts.senders, *looks, *measuring
    )
    stack = AsyncExitStack()
    try:
        await parts.start(stack)
        await working.start()
        await news.start()
        if leash is None:
            say("The worker works." if working.leads else "Another worker leads: this one helps.")
        await told.wait()
    finally:
        await news.stop()
        await working.stop()
        await parts.runtime.close()
        await stack.aclose()
        await database.close()
        undo()
