"""What people are told of rollouts: that they came to their end, went back, could not go back, and of drift."""

from dataclasses import replace

import pytest
from tests.lifecycle.deployments.rollouts import Desk, Once

from remit.controls.notifications import HEARD, MOVED
from remit.engines.hosts import ROLLED_BACK, Call, Observed, Phase, Rejected, Scripted, Step, Workload
from remit.kit import events
from remit.kit.clock import now
from remit.lifecycle.deployments import Fleet, Reconciling, Rollout
from remit.lifecycle.deployments.changes.changing import scale
from remit.lifecycle.deployments.changes.power import delete

STUCK = (Step(Phase.ROLLING_BACK, "An alarm went off."), Step(Phase.FAILED, "Old and new ones may serve."))


async def told(desk: Desk) -> list[tuple[str, str, str]]:
    """List what people are told, oldest first: kind, title and text."""
    async with desk.database.transaction(desk.where.id) as session:
        moves = [each for each in await events.since(session, 0) if each.kind == MOVED]
        found = [await HEARD[MOVED](session, each) for each in moves]
    return [(each.kind, each.title, each.text) for each in found if each is not None]


@pytest.mark.parametrize(
    ("script", "kind", "words"),
    [
        (ROLLED_BACK, "deployment.rolled_back", "An alarm went off."),
        (STUCK, "deployment.rollback_failed", "Old and new ones may serve."),
    ],
)
async def test_a_rollout_that_goes_back_or_cannot_is_told(
    desk: Desk, fleet: Fleet, script: tuple[Step, ...], kind: str, words: str
) -> None:
    host = Scripted(lambda _, revision: (Step(Phase.IN_SERVICE),) if revision == "r1" else script)
    real = replace(fleet, hosts={**fleet.hosts, "sagemaker": host}, dry_run=frozenset())
    id = await desk.ask(real)
    rollout = Rollout(desk.database, real)
    await rollout.roll_out(Once(), await desk.newest())
    await desk.change(scale, real, id, 2)
    await rollout.roll_out(Once(), await desk.newest())
    (first, *_), (found, title, text) = await told(desk)
    assert (first, found) == ("deployment.succeeded", kind)
    assert words in text
    assert ("person is needed" in title) == (kind == "deployment.rollback_failed")


class Leaving(Scripted):
    """A host from which everything can be gone, whoever else's deployments are looked at as well."""

    gone = False

    async def observe(self, workload: Workload) -> Observed:
        return Observed(Phase.ABSENT, now()) if self.gone else await super().observe(workload)


async def test_drift_is_told(desk: Desk, fleet: Fleet) -> None:
    host = Leaving()
    real = replace(fleet, hosts={**fleet.hosts, "sagemaker": host}, dry_run=frozenset())
    await desk.ask(real)
    await Rollout(desk.database, real).roll_out(Once(), await desk.newest())
    host.gone = True
    await Reconciling(desk.database, real).look()
    kinds = [kind for kind, _, _ in await told(desk)]
    assert kinds == ["deployment.succeeded", "deployment.drifted"]


async def test_what_is_still_at_its_host_is_told_once(desk: Desk, fleet: Fleet) -> None:
    host = Keeping(lambda _, __: (Step(Phase.IN_SERVICE),))
    real = replace(fleet, hosts={**fleet.hosts, "sagemaker": host}, dry_run=frozenset())
    id = await desk.ask(real)
    rollout = Rollout(desk.database, real)
    await rollout.roll_out(Once(), await desk.newest())
    await desk.change(delete, real, id)
    await rollout.remove(Once(), await desk.newest())
    await Reconciling(desk.database, real).look()
    _, (kind, title, text) = await told(desk)
    assert (kind, "has not removed it: Not now." in text) == ("deployment.orphaned", True)
    assert title.startswith("Still at its host: ")


class Keeping(Scripted):
    """A host that removes nothing."""

    async def retire(self, workload: Workload) -> list[Call]:
        raise Rejected("Not now.")
