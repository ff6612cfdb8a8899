"""A step that fails again and again leaves nothing on its way for ever: it is said, and what serves goes on."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from tests.lifecycle.deployments.rollouts import Desk

from remit.controls import audit
from remit.controls.approvals import Change, ChangeKind, Changes, Proposal
from remit.engines.durable import Inline, Run
from remit.engines.hosts import Call, Phase, Scripted, Step, Workload
from remit.lifecycle.deployments import Deployment, Fleet, Reconciling, Rollout
from remit.lifecycle.deployments.changes import power
from remit.lifecycle.deployments.changes.changing import scale

WORDS = "A step of it failed again and again in Remit itself"


class Faulty(Scripted):
    """A host with a fault of its own, which is none of the errors that hosts may raise."""

    faulty = ""

    async def apply(self, workload: Workload) -> list[Call]:
        self._try("apply")
        return await super().apply(workload)

    async def retire(self, workload: Workload) -> list[Call]:
        self._try("retire")
        return await super().retire(workload)

    def _try(self, verb: str) -> None:
        if verb in self.faulty:
            raise RuntimeError("a secret is 4711")


@pytest.fixture
def host() -> Faulty:
    return Faulty((Step(Phase.IN_SERVICE),))


@pytest.fixture
def real(fleet: Fleet, host: Faulty) -> Fleet:
    return replace(fleet, hosts={**fleet.hosts, "sagemaker": host}, dry_run=frozenset())


async def carried_out(desk: Desk, real: Fleet, *instead: ChangeKind) -> str:
    """Carry out what was asked for last as the worker does; return how the change stands."""
    changes, durable = Changes(desk.database), Inline()
    for kind in (*Rollout(desk.database, real).kinds(), *instead):
        changes.register(kind)
    changes.install(durable)
    newest = select(Proposal).order_by(Proposal.id.desc()).limit(1)
    async with desk.database.transaction(desk.where.id) as session:
        asked = (await session.scalars(newest)).one()
    await changes.start(durable, desk.where.id, asked.kind, asked.id, "req-1")
    async with desk.database.transaction(desk.where.id) as session:
        return (await session.scalars(newest)).one().status


def said(deployment: Deployment) -> tuple[Any, ...]:
    words = deployment.status_reason or ""
    assert "4711" not in words
    return deployment.status, WORDS in words


async def test_a_first_rollout_has_failed_and_leaves_nothing(desk: Desk, real: Fleet, host: Faulty) -> None:
    host.faulty = "apply and retire"
    await desk.ask(real)
    assert await carried_out(desk, real) == "failed"
    assert said(await desk.found()) == ("failed", True)
    host.faulty = ""
    await Reconciling(desk.database, real).look()
    assert (host.count("retire", effective=False), (await desk.found()).orphaned) == (1, None)


async def test_what_serves_goes_on(desk: Desk, real: Fleet, host: Faulty) -> None:
    made = await desk.serve(real, "deploy llama-3.1-8b for steady to dev")
    host.faulty = "apply"
    await desk.change(scale, real, made.id, 2)
    assert await carried_out(desk, real) == "failed"
    found = await desk.found()
    assert said(found) == ("deployed", True)
    assert (found.serving, found.orphaned) == (1, None)


async def test_what_was_to_end_is_said_to_be_there(desk: Desk, real: Fleet, host: Faulty) -> None:
    made = await desk.serve(real, "deploy llama-3.1-8b for ended to dev")
    host.faulty = "retire"
    await desk.change(power.delete, real, made.id)
    assert await carried_out(desk, real) == "failed"
    assert WORDS in ((await desk.found()).orphaned or "")
    host.faulty = ""
    await Reconciling(desk.database, real).look()
    assert (await desk.found()).orphaned is None


async def test_any_change_that_breaks_off_has_failed_and_is_on_record(desk: Desk, real: Fleet) -> None:
    async def fault() -> None:
        raise RuntimeError("a secret is 4711")

    async def breaks(run: Run, _: Change) -> None:
        await run.step("fault", fault)

    await desk.ask(real)
    assert await carried_out(desk, real, ChangeKind("deployment.deploy", breaks)) == "failed"
    async with desk.database.transaction(desk.where.id) as session:
        types = [each.type for each, _ in await audit.recent(session, limit=5)]
    assert types[0] == "change.failed"
