"""What would do better: idle, oversized, on a dearer instance than needed, and canaries that do worse."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.fixtures.journey import problem, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served
from tests.lifecycle.deployments.rollouts import Desk, Once
from tests.lifecycle.deployments.test_rollouts_api import ADMIN, GATES, VIEWER, calls, rollout, started

from remit.controls.tenancy import Organization
from remit.engines.hosts import Scripted, Telemetry, Workload
from remit.kit.clock import now
from remit.lifecycle.deployments import Deployment, Fleet, Rollout
from remit.lifecycle.deployments.advice import Advice, advise
from remit.lifecycle.deployments.changes.changing import scale
from remit.lifecycle.deployments.command import read
from remit.lifecycle.deployments.commanding.carrying import Asked, Refused, run


@dataclass
class Measured(Scripted):
    """A host that measures what a test says."""

    metrics: Mapping[str, float] = field(default_factory=dict)
    asked: list[timedelta] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        self.asked.append(now() - since)
        return Telemetry(since, now(), self.metrics)


async def look(desk: Desk, fleet: Fleet) -> list[Advice]:
    async with desk.database.transaction(desk.where.id) as session:
        return await advise(session, desk.operator, fleet)


async def aged(desk: Desk, **changed: Any) -> None:
    """Have the deployment be as it is for eight days."""
    async with desk.database.transaction(desk.where.id) as session:
        held = await session.get_one(Deployment, (desk.where.id, (await desk.found()).id))
        held.updated_at = now() - timedelta(days=8)
        for name, value in changed.items():
            setattr(held, name, value)


async def test_idle_and_oversized_models_are_found_by_what_their_host_measured(
    desk: Desk, fleet: Fleet
) -> None:
    host = Measured()
    real = replace(fleet, hosts={**fleet.hosts, "sagemaker": host}, dry_run=frozenset())
    id = await desk.ask(real)
    run = Rollout(desk.database, real)
    await run.roll_out(Once(), await desk.newest())
    host.metrics = {"calls": 0}
    assert await look(desk, real) == []  # it is new: a week must pass
    await aged(desk)
    (found,) = await look(desk, real)
    assert (found.kind, found.verb, found.path.rpartition("/")[2]) == ("idle", "Pause it", "pause")
    assert round(float(found.saving or 0)) == round(1.127 * 730)
    assert "no call in the 7 days" in found.evidence[0]
    assert min(host.asked) >= timedelta(days=7)
    await desk.change(scale, real, id, 2)
    await run.roll_out(Once(), await desk.newest())
    await aged(desk)
    host.metrics = {"calls": 900, "gpu_percent": 8, "cpu_percent": 3}
    (found,) = await look(desk, real)
    assert (found.kind, found.body) == ("oversized", {"instance_count": 1})
    assert found.evidence[1] == "With 1 they would be about 16 % busy."
    host.metrics = {"calls": 900, "gpu_percent": 60}
    assert await look(desk, real) == []


async def test_a_cheaper_instance_is_proposed_and_taken(api: Api, found: Found) -> None:
    client, viewer, stranger = await api(ADMIN), await api(VIEWER), await api(ADMIN, await found())
    sentence = {"command": "deploy llama-3.1 8B on ml.g5.4xlarge for dear to dev"}
    plan_id = (await client.post("/api/agent/command", json=sentence)).json()["result"]["plan_id"]
    await until(client, plan_id, "deployed")
    listed = (await client.get("/api/insights/advice")).json()
    (item,) = listed["items"]
    assert (item["kind"], item["plan_id"], item["refusal"]) == ("cheaper_instance", plan_id, None)
    assert item["saving_usd_per_month"] == listed["saving_usd_per_month"] > 100
    assert "ml.g5.4xlarge cost $2.03 an hour" in item["evidence"][1]
    assert (await viewer.get("/api/insights/advice")).json()["items"][0]["refusal"]
    assert (await stranger.get("/api/insights/advice")).json()["items"] == []
    asked = item["request"]
    answer = await client.post(asked["path"], json=asked["body"])
    assert answer.status_code == 200, answer.text
    shown = await until(client, plan_id, "deployed")
    assert shown["artifact"]["instance_type"] == asked["body"]["instance_type"]
    assert (await client.get("/api/insights/advice")).json()["items"] == []
    for wrong in ("ml.none.large", "ml.m5.large"):
        body = {"instance_count": 1, "instance_type": wrong}
        problem(await client.post(f"/api/deployments/{plan_id}/scale", json=body), 422)


async def test_a_canary_that_does_worse_is_told_before_its_gates_are_sure(
    api: Api, served: Served, organization: Organization
) -> None:
    client = await api(ADMIN)
    plan_id, _ = await started(client, "doubtful", gates={**GATES, "min_calls": 50})
    await rollout(client, plan_id, "baking")
    await calls(served, organization, plan_id, 1, 50)
    await calls(served, organization, plan_id, 2, 9, 1)
    while not (items := (await client.get("/api/insights/advice")).json()["items"]):
        await rollout(client, plan_id, "baking")
    assert (items[0]["kind"], items[0]["saving_usd_per_month"]) == ("failing_canary", None)
    assert "1 of 10 calls of the new revision failed" in items[0]["evidence"][0]
    asked = items[0]["request"]
    assert (await client.post(asked["path"], json=asked["body"])).status_code == 200
    assert "does worse than what serves" in (await rollout(client, plan_id, "rolled_back"))["reason"]


async def test_a_cheaper_region_is_proposed_where_it_is_allowed(desk: Desk, fleet: Fleet) -> None:
    allowed = replace(
        fleet,
        region="eu-central-1",
        limits=replace(fleet.limits, regions=frozenset(("eu-central-1", "eu-north-1"))),
    )
    held = await desk.serve(allowed, "deploy llama-3.1 8B for far to dev")
    assert await look(desk, replace(allowed, limits=fleet.limits)) == []  # no other region is allowed by name
    (found,) = await look(desk, allowed)
    assert (found.kind, found.refusal, found.verb) == ("cheaper_region", None, "Plan it in eu-north-1")
    assert float(found.saving or 0) == pytest.approx((1.4099 - 1.1957) * 730, abs=0.5)
    assert "cost $1.41 an hour in eu-central-1" in found.evidence[0]
    assert found.body is not None
    reading = read(found.body["command"])
    assert (reading.problems, reading.intent.region, reading.intent.environment) == ([], "eu-north-1", "dev")
    assert reading.intent.application == "far-eu-north-1"
    asked = Asked(found.body["command"], None, None, None, plan_only=True)
    async with desk.database.transaction(desk.where.id) as session:
        made = await run(session, desk.operator, allowed, reading, asked)
        assert isinstance(made, Deployment)
        assert (made.name, made.id == held.id) == ("far-eu-north-1-dev", False)
        elsewhere = Asked("deploy llama-3.1 8B for x1 to dev in us-east-1", None, None, None, plan_only=True)
        refused = await run(session, desk.operator, allowed, read(elsewhere.command), elsewhere)
    assert isinstance(refused, Refused)
    assert "us-east-1 is not allowed" in refused.errors[0]
