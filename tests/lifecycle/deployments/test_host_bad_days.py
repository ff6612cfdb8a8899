"""Bad days of a rollout: the same command twice at once, prices that change, credentials that end half-way."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.fixtures.journey import until
from tests.fixtures.people import Acting
from tests.fixtures.server import Api
from tests.kubernetes import Cluster, Outcome
from tests.lifecycle.deployments.rollouts import Desk, Once, Real
from tests.lifecycle.deployments.test_on_cluster import wish
from tests.stubs import waiting

from remit.controls import approvals
from remit.controls.approvals import ChangedSince
from remit.controls.tenancy import Role
from remit.engines.hosts import Kubernetes
from remit.lifecycle.deployments import Fleet, Rollout
from remit.lifecycle.deployments.changes.changing import scale
from remit.lifecycle.deployments.fleet import ClusterFacts
from remit.lifecycle.deployments.reviewing import review

ON_CLUSTER = "deploy llama-3.1-8b on kubernetes for bad to {place}"


def bad(cluster: Cluster) -> list[str]:
    """What there is of it on a cluster that several tests share."""
    return [each for each in cluster.names("Deployment") if each.startswith("bad-")]


@pytest.fixture(autouse=True)
def nothing_left(on_cluster: Cluster) -> Iterator[None]:
    yield
    for kind in ("Deployment", "Service", "PodDisruptionBudget"):
        for name in on_cluster.names(kind):
            if name.startswith("bad-"):
                on_cluster.remove(kind, name)


async def test_the_same_command_at_once_makes_one_deployment(api: Api) -> None:
    client = await api(Role.OPERATOR)
    body = {"command": "deploy llama-3.1 8B for once-only to dev"}
    answers = await asyncio.gather(*(client.post("/api/agent/command", json=body) for _ in range(6)))
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409, 409, 409]
    made = next(each.json()["result"]["plan_id"] for each in answers if each.status_code == 200)
    assert (await until(client, made, "deployed"))["name"] == "once-only-dev"
    listed = (await client.get("/api/deployments", params={"q": "once-only"})).json()["deployments"]
    assert [each["plan_id"] for each in listed] == [made]


async def test_an_approval_does_not_hold_for_another_price(
    desk: Desk, fleet: Fleet, actor: Acting, on_cluster: Cluster
) -> None:
    priced = replace(fleet, cluster=ClusterFacts("g5.2xlarge", Decimal("1.10")))
    approver = await actor(Role.APPROVER)
    await wish(desk, priced, ON_CLUSTER.format(place="prod"))
    assert await desk.status() == "pending_approval"
    dearer = replace(fleet, cluster=ClusterFacts("g5.2xlarge", Decimal("2.20")))
    change = await desk.newest()
    async with desk.database.transaction(desk.where.id) as session:
        proposal = await approvals.proposal(session, change.proposal_id, lock=True)
        assert proposal is not None
        with pytest.raises(ChangedSince, match=r"it would cost 2\.20 dollars per hour now"):
            await approvals.decide_proposal(
                session, approver, proposal, "approved", reason="as seen", review=review(dearer)
            )
    assert await desk.status() == "pending_approval"
    assert bad(on_cluster) == []


async def test_a_rollout_goes_on_when_credentials_that_ended_half_way_are_renewed(
    desk: Desk, fleet: Fleet, on_cluster: Cluster
) -> None:
    found = await desk.serve(fleet, ON_CLUSTER.format(place="dev"))
    assert found.status == "deployed"
    host = fleet.hosts["kubernetes"]
    assert isinstance(host, Kubernetes)
    on_cluster.becomes("bad-dev-r2", Outcome.STARTING)
    await desk.change(scale, fleet, found.id, 2)
    rolling = asyncio.ensure_future(Rollout(desk.database, fleet).roll_out(Real(), await desk.newest()))
    async with asyncio.timeout(20):
        while "bad-dev-r2" not in on_cluster.names("Deployment"):  # noqa: ASYNC110 - the cluster is in a thread
            await asyncio.sleep(0.02)
    on_cluster.expire()
    await asyncio.sleep(0.3)
    assert await desk.status() == "deploying"
    on_cluster.renew()
    on_cluster.becomes("bad-dev-r2", Outcome.READY)
    async with asyncio.timeout(30):
        await rolling
    found = await desk.found()
    assert (found.status, found.serving) == ("deployed", 2), await desk.said()
    await waiting.until(lambda: bad(on_cluster) == ["bad-dev-r2"])
    await fleet.close()


async def test_credentials_that_ended_before_are_told(desk: Desk, fleet: Fleet, on_cluster: Cluster) -> None:
    on_cluster.expire()
    try:
        await wish(desk, fleet, ON_CLUSTER.format(place="dev"))
        await Rollout(desk.database, fleet).roll_out(Once(), await desk.newest())
    finally:
        on_cluster.renew()
    assert await desk.status() == "failed"
    assert "Renew the credentials" in ((await desk.found()).status_reason or "")
    assert bad(on_cluster) == []
    await fleet.close()
