"""What serves is compared with what is wanted: drift is mended, and what is not known changes nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from tests.lifecycle.deployments.rollouts import Desk, Once
from tests.stubs import waiting

from remit.engines.hosts import Observed, Phase, Retryable, Scripted, Step, Workload
from remit.kit.clock import now
from remit.lifecycle.deployments import Deployment, Fleet, Reconciling, Rollout


class Drifting(Scripted):
    """A host of which a test says what it sees."""

    seen: Observed | None = None
    silent = False

    async def observe(self, workload: Workload) -> Observed:
        if self.silent:
            raise Retryable("The host does not answer.")
        return self.seen or await super().observe(workload)


async def test_drift_is_mended_toward_what_serves(desk: Desk, fleet: Fleet) -> None:
    host = Drifting((Step(Phase.IN_SERVICE),))
    real = replace(fleet, hosts={**fleet.hosts, "sagemaker": host}, dry_run=frozenset())
    await desk.ask(real)
    await Rollout(desk.database, real).roll_out(Once(), await desk.newest())
    reconciling, moment = Reconciling(desk.database, real), now()
    await reconciling.look()
    assert (await desk.status(), host.count("apply")) == ("deployed", 1)
    for wrong, words in (
        (Observed(Phase.IN_SERVICE, moment, revision="r9", replicas=1), "serves r9, not r1"),
        (Observed(Phase.ABSENT, moment), "gone from its host"),
        (Observed(Phase.IN_SERVICE, moment, revision="r1", replicas=0), "0 of 1 instances"),
        (Observed(Phase.FAILED, moment, "Out of memory."), "Out of memory."),
    ):
        host.seen = wrong
        await reconciling.look()
        assert await desk.status() == "degraded"
        assert words in ((await desk.found()).status_reason or "")
        host.seen = None
        await reconciling.look()
        assert await desk.status() == "deployed"
    assert host.count("apply", effective=False) > 1
    host.silent = True
    await reconciling.look(moment)
    assert await desk.status() == "deployed"
    await reconciling.look(moment + timedelta(minutes=6))
    assert "not known how it stands" in ((await desk.found()).status_reason or "")
    assert (host.count("retire"), (await desk.found()).serving) == (0, 1)
    host.silent = False
    await reconciling.look()
    assert await desk.status() == "deployed"


class Hanging(Scripted):
    """A host that takes a question and does not answer, while it hangs."""

    def __init__(self, name: str) -> None:
        super().__init__((Step(Phase.IN_SERVICE),))
        self.name = name
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.gone = False

    async def observe(self, workload: Workload) -> Observed:
        await self.go_on.wait()
        return (
            Observed(Phase.FAILED, now(), "Out of memory.") if self.gone else await super().observe(workload)
        )


async def test_a_host_that_hangs_holds_up_no_other(desk: Desk, fleet: Fleet) -> None:
    hangs, answers = Hanging("sagemaker"), Hanging("kubernetes")
    real = replace(
        fleet, hosts={**fleet.hosts, "sagemaker": hangs, "kubernetes": answers}, dry_run=frozenset()
    )
    await desk.serve(real, "deploy llama-3.1-8b for silent to dev")
    await desk.serve(real, "deploy llama-3.1-8b on kubernetes for told to dev")
    reconciling = Reconciling(desk.database, real)
    hangs.go_on.clear()
    answers.gone = True
    looking = asyncio.create_task(reconciling.look())
    await waiting.until(lambda: _is(desk, "told-dev", "degraded"))
    looking.cancel()
    await reconciling.close()
    assert await _is(desk, "silent-dev", "deployed")


async def _is(desk: Desk, name: str, status: str) -> bool:
    async with desk.database.transaction(desk.where.id) as session:
        found = await session.scalars(select(Deployment.status).where(Deployment.name == name))
    return found.one() == status


async def test_a_host_that_is_silent_is_not_asked_about_all_it_has(desk: Desk, fleet: Fleet) -> None:
    host = Counting((Step(Phase.IN_SERVICE),))
    real = replace(fleet, hosts={**fleet.hosts, "sagemaker": host}, dry_run=frozenset())
    for name in "abcde":
        await desk.serve(real, f"deploy llama-3.1-8b for {name} to dev")
    reconciling, moment = Reconciling(desk.database, real), now()
    host.silent, host.asked = True, 0
    await reconciling.look(moment)
    assert host.asked == 3
    await reconciling.look(moment + timedelta(minutes=6))
    for name in "abcde":  # of those that were not asked about it is as little known
        assert await _is(desk, f"{name}-dev", "degraded")
    host.silent, host.asked = False, 0
    await reconciling.look()
    assert (host.asked, await _is(desk, "e-dev", "deployed")) == (5, True)


class Counting(Drifting):
    """A host that counts how often it is asked."""

    asked = 0

    async def observe(self, workload: Workload) -> Observed:
        self.asked += 1
        return await super().observe(workload)
