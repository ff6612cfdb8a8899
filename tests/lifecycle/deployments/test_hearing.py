"""What hosts tell of themselves is seen at once, and nothing is lost when they tell nothing."""

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.fixtures.engine import TestEngine, container_settings
from tests.fixtures.gguf import QUICK
from tests.kubernetes import Cluster, Outcome
from tests.lifecycle.deployments.rollouts import Desk
from tests.stubs import waiting

from remit.engines.hosts import Container, ContainerModels, Telling
from remit.lifecycle.deployments import Fleet, Keeping, Reconciling
from remit.lifecycle.deployments.changes.power import delete

SEEN_WITHIN = 5.0  # a sixth of the pace at which all is looked at; the bench says how fast it is


@asynccontextmanager
async def following(follow: Callable[[], Awaitable[int]]) -> AsyncIterator[None]:
    """Hear the news, and look at nothing else."""
    task = asyncio.ensure_future(follow())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def seen(desk: Desk, status: str, within: float) -> str:
    """Wait until a page would show it; return the reason beside it."""
    began = time.monotonic()
    async with asyncio.timeout(30):
        while (found := await desk.found()).status != status:  # noqa: ASYNC110 - another process would see the same
            await asyncio.sleep(0.02)
    assert time.monotonic() - began <= within
    return found.status_reason or ""


async def test_what_happens_on_a_cluster_is_seen_at_once(
    desk: Desk, fleet: Fleet, on_cluster: Cluster
) -> None:
    await desk.serve(fleet, "deploy llama-3.1-8b on kubernetes for heard to dev")
    assert await desk.status() == "deployed"
    reconciling, host = Reconciling(desk.database, fleet), fleet.hosts["kubernetes"]
    assert isinstance(host, Telling)
    async with following(reconciling.follow):
        on_cluster.becomes("heard-dev-r1", Outcome.CRASHES)
        assert "0 of 1 instances serve" in await seen(desk, "degraded", SEEN_WITHIN)
        on_cluster.becomes("heard-dev-r1", Outcome.READY)
        await seen(desk, "deployed", SEEN_WITHIN)
        on_cluster.remove("Deployment", "heard-dev-r1")
        assert "being made again" in await seen(desk, "degraded", SEEN_WITHIN)
        await seen(desk, "deployed", SEEN_WITHIN)
        # While nobody may listen something changes: it is told when the news go on.
        on_cluster.expire()
        on_cluster.hang_up()
        on_cluster.becomes("heard-dev-r1", Outcome.NO_GPU)
        await asyncio.sleep(0.3)
        assert await desk.status() == "deployed"
        on_cluster.renew()
        assert "No node has a free GPU" in await seen(desk, "degraded", 15)
    await fleet.close()


async def test_what_happens_to_a_container_is_seen_at_once(
    desk: Desk, fleet: Fleet, engine: TestEngine, models_folder: Path, tmp_path: Path
) -> None:
    models = ContainerModels(models_folder, tmp_path, container_settings(engine.address), QUICK)
    alone = dataclasses.replace(fleet, hosts={"container": Container(models)})
    keeping = Keeping(desk.database, alone)
    found = await desk.serve(alone, "deploy tiny.gguf in a container for heard to dev")
    assert found.status == "deployed"

    def ids() -> list[str]:
        labels = {"label": "io.remit.deployment=heard-dev", "status": "running"}
        return [each["Id"] for each in engine.client.containers(filters=labels)]

    async with following(keeping.follow):
        (first,) = ids()
        await asyncio.to_thread(engine.client.remove_container, first, force=True)
        assert "removed by somebody else" in await seen(desk, "degraded", SEEN_WITHIN)
        await seen(desk, "deployed", 30)
        (second,) = ids()
        await asyncio.to_thread(engine.client.pause, second)
        await waiting.until(lambda: ids() == [second])  # what somebody froze goes on
        assert await desk.status() == "deployed"
    await desk.change(delete, alone, found.id)  # else whoever looks next starts it again
    await asyncio.to_thread(models.end, found.id.hex)
    await keeping.close()
