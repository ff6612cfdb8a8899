"""What serves is compared with what is wanted: drift is mended, and what is not known changes nothing."""

from dataclasses import replace
from datetime import timedelta

from tests.lifecycle.deployments.rollouts import Desk, Once

from remit.engines.hosts import Observed, Phase, Retryable, Scripted, Step, Workload
from remit.kit.clock import now
from remit.lifecycle.deployments import Fleet, Reconciling, Rollout


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
