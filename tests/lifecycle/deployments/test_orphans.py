"""What was deleted or paused and is still at its host is said, and ended as soon as the host takes it."""

from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import select
from tests.fixtures.journey import deploy, entries, problem, until
from tests.fixtures.server import Api
from tests.lifecycle.deployments.rollouts import Desk, Once
from tests.stubs import waiting

from remit.controls.tenancy import Role
from remit.engines.hosts import (
    AuthFailed,
    Call,
    HostError,
    Phase,
    Power,
    Rejected,
    Retryable,
    Scripted,
    Step,
    Workload,
)
from remit.kit.errors import NotFound
from remit.lifecycle.deployments import DEPLOYMENT, Deployment, Fleet, Reconciling, Rollout
from remit.lifecycle.deployments.answers import row
from remit.lifecycle.deployments.changes import power

EXPIRED = AuthFailed("The security token is expired.")


class Stuck(Scripted):
    """A host that ends nothing while a test says why."""

    why: HostError | None = None

    async def retire(self, workload: Workload) -> list[Call]:
        self._try()
        return await super().retire(workload)

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        self._try()
        return await super().power(workload, power)

    def _try(self) -> None:
        if self.why is not None:
            raise self.why


@pytest.fixture
def host() -> Stuck:
    return Stuck((Step(Phase.IN_SERVICE),))


@pytest.fixture
def real(fleet: Fleet, host: Stuck) -> Fleet:
    return replace(fleet, hosts={**fleet.hosts, "sagemaker": host}, dry_run=frozenset())


async def deleted(desk: Desk, real: Fleet) -> Deployment:
    made = await desk.serve(real, "deploy llama-3.1-8b for gone to dev")
    await desk.change(power.delete, real, made.id)
    await Rollout(desk.database, real).remove(Once(), await desk.newest())
    return await desk.found()


@pytest.mark.parametrize("why", [EXPIRED, Rejected("Somebody forbids it."), Retryable("It does not answer.")])
async def test_what_is_not_removed_is_said_and_removed_later(
    desk: Desk, real: Fleet, host: Stuck, why: HostError
) -> None:
    host.why = why
    found = await deleted(desk, real)
    said = row(found).status_reason or ""
    assert said.startswith("Deleted by ")
    assert f"sagemaker has not removed it: {why.detail}" in said
    reconciling = Reconciling(desk.database, real)
    await reconciling.look()
    assert (await desk.found()).orphaned == why.detail
    host.why = None
    await reconciling.look()
    assert (await desk.found()).orphaned is None
    assert host.count("retire") == 1
    await reconciling.look()
    assert host.count("retire") == 1
    told = [each for each in await desk.said() if "has not removed it" in each]
    assert len(told) == 1


async def test_what_is_not_stopped_is_said_until_it_is_or_serves_again(
    desk: Desk, real: Fleet, host: Stuck
) -> None:
    made = await desk.serve(real, "deploy llama-3.1-8b for rest to dev")
    host.why = EXPIRED
    await desk.change(power.pause, real, made.id)
    await Rollout(desk.database, real).power_down(Once(), await desk.newest())
    assert "sagemaker has not stopped it: The security token is expired." in (
        row(await desk.found()).status_reason or ""
    )
    host.why = None
    await desk.change(power.restart, real, made.id)
    assert (await desk.found()).orphaned is None
    await Rollout(desk.database, real).roll_out(Once(), await desk.newest())
    assert await desk.status() == "deployed"


async def test_deleted_again_it_is_let_go(desk: Desk, real: Fleet, host: Stuck) -> None:
    host.why = Retryable("The cluster is gone for good.")
    found = await deleted(desk, real)
    await desk.change(power.delete, real, found.id)
    assert (await desk.found()).orphaned is None
    assert any("Remit does not try to remove it any more" in each for each in await desk.said())
    before = host.count("retire", effective=False)
    await Reconciling(desk.database, real).look()
    assert host.count("retire", effective=False) == before
    with pytest.raises(NotFound):
        await desk.change(power.delete, real, found.id)


async def test_what_only_takes_its_time_is_no_news(desk: Desk, real: Fleet, host: Stuck) -> None:
    made = await desk.serve(real, "deploy llama-3.1-8b for slow to dev")
    await desk.change(power.delete, real, made.id)
    left = ["It is being created.", "It is being created."]

    class Patient(Once):
        async def sleep(self, seconds: float) -> None:
            left.pop()
            host.why = Retryable(left[0]) if left else None

    host.why = Retryable(left[0])
    await Rollout(desk.database, real).remove(Patient(), await desk.newest())
    assert (await desk.found()).orphaned is None
    assert not [each for each in await desk.said() if "has not removed it" in each]


async def test_what_took_its_name_is_not_removed_for_it(desk: Desk, real: Fleet, host: Stuck) -> None:
    host.why = EXPIRED
    old = await deleted(desk, real)
    host.why = None
    new = await desk.serve(real, "deploy llama-3.1-8b for gone to dev")
    assert (new.name, new.host) == (old.name, old.host)
    await Reconciling(desk.database, real).look()
    assert host.count("retire") == 0
    async with desk.database.transaction(desk.where.id) as session:
        left = (await session.scalars(select(Deployment.orphaned).order_by(Deployment.id))).all()
    assert left == [None, None]
    assert await desk.status() == "deployed"


async def test_it_stands_in_the_list_and_among_what_needs_attention(
    api: Api, as_owner: psycopg.Connection
) -> None:
    client, asked = await api(Role.ADMIN), {"status": ["deleted", "failed"]}
    plan_id = await deploy(client, "left-behind")
    await until(client, plan_id, "deployed")
    assert (await client.delete(f"/api/deployments/{plan_id}")).is_success
    assert (await client.get("/api/deployments", params=asked)).json()["deployments"] == []

    async def carried_out() -> bool:
        return [each["type"] for each in await entries(client, plan_id)].count("change.applied") == 2

    await waiting.until(carried_out, 20)
    as_owner.execute(
        "update deployments set orphaned = 'The token is expired.' where id = %s",
        (DEPLOYMENT.parse(plan_id),),
    )
    assert (await client.get("/api/deployments")).json()["deployments"] == []
    (listed,) = (await client.get("/api/deployments", params=asked)).json()["deployments"]
    assert (listed["plan_id"], listed["health"]["state"]) == (plan_id, "degraded")
    assert "sagemaker has not removed it: The token is expired." in listed["status_reason"]
    items = (await client.get("/api/insights/attention")).json()["items"]
    (item,) = [each for each in items if each["kind"] == "orphaned"]
    assert item["title"] == "left-behind-staging is deleted, and its host still has it"
    gone = await client.delete(f"/api/deployments/{plan_id}")
    assert gone.is_success, gone.text
    assert (await client.get("/api/deployments", params=asked)).json()["deployments"] == []
    problem(await client.delete(f"/api/deployments/{plan_id}"), 404)
