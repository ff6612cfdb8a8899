"""Scaling by itself: by the hour, by load, to none and back, on the path of scaling by hand."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import ValidationError
from tests.fixtures.journey import deploy, problem, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.lifecycle.deployments.rollouts import Desk, Once

from remit.controls.metering import Used, record_calls
from remit.controls.tenancy import Role, system
from remit.engines.hosts import Scripted
from remit.kit.clock import now
from remit.kit.ids import new_id
from remit.lifecycle.deployments import DEPLOYMENT, Autoscaling, Deployment, Fleet, Rollout, scaling
from remit.lifecycle.deployments.changes.changing import scale, scale_by_itself
from remit.lifecycle.deployments.scaling import Scaling, ScalingRow, wanted

WORKDAYS = {"days": ["mon", "tue", "wed", "thu", "fri"], "start": "08:00", "end": "18:00", "instances": 3}
NIGHT = {"days": ["sat"], "start": "22:00", "end": "02:00", "instances": 2}
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # 08:30 in Berlin


def test_windows_are_of_a_time_zone_and_may_pass_midnight() -> None:
    rule = Scaling(fewest=1, most=3, zone="Europe/Berlin", windows=[WORKDAYS, NIGHT])
    hours = {0: 3, -1: 1, 10: 1, 9: 3}
    assert {hour: wanted(rule, MONDAY + timedelta(hours=hour), 0).count for hour in hours} == hours
    saturday = MONDAY + timedelta(days=5)
    assert [wanted(rule, saturday + timedelta(hours=h), 0).count for h in (0, 14, 17, 18, 24)] == [
        1,
        2,
        2,
        1,
        1,
    ]
    # The clocks go back in October: eight in the morning stays eight in the morning.
    assert wanted(rule, datetime(2026, 7, 6, 6, 30, tzinfo=UTC), 0).count == 3


def test_load_asks_for_more_within_bounds() -> None:
    rule = Scaling(fewest=1, most=4, calls_each=8)
    found = {calls: wanted(rule, MONDAY, calls).count for calls in (0, 7.9, 8, 8.1, 17, 400)}
    assert list(found.values()) == [1, 1, 1, 2, 3, 4]
    assert "at most 4" in wanted(rule, MONDAY, 400).words


@pytest.mark.parametrize(
    "wrong",
    [
        {"fewest": 5},
        {"most": 0},
        {"zone": "Mars/Olympus"},
        {"zone": "../etc/passwd"},
        {"windows": [{**WORKDAYS, "start": "8:00"}]},
        {"windows": [{**WORKDAYS, "days": []}]},
        {"windows": [{**WORKDAYS, "instances": 9}]},
        {"calls_each": 0},
        {"hold_seconds": -1},
        {"fewest": "1"},
        {"fewest": None},
    ],
)
def test_rules_that_are_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Scaling.model_validate({"fewest": 1, "most": 4, **wrong})


class Scaled:
    """A model that serves, and a rule that is followed by a clock of the test's own."""

    def __init__(self, desk: Desk, fleet: Fleet, id: UUID) -> None:
        self.desk, self.fleet, self.id = desk, fleet, id
        self.rollout = Rollout(desk.database, fleet)

    async def rule(self, **members: Any) -> None:
        rule = Scaling.model_validate({"fewest": 1, "most": 2, **members})
        await self.desk.change(scale_by_itself, self.fleet, self.id, rule)

    async def look(self, moment: datetime) -> tuple[str, int]:
        """Follow the rule, and roll out what came of it."""
        before = await self.desk.newest()
        await Autoscaling(self.desk.database, self.fleet).look(moment)
        change = await self.desk.newest()
        found = await self.desk.found()
        if change.proposal_id != before.proposal_id and found.status != "paused":
            await self.rollout.roll_out(Once(), change)
        found = await self.desk.found()
        return found.status, found.plan["artifact"]["instance_count"]

    async def row(self) -> ScalingRow:
        async with self.desk.database.transaction(self.desk.where.id) as session:
            row = await scaling.one(session, self.id)
            assert row is not None
            return row

    async def calls(self, seconds: float, count: int, outcome: Any = "answered") -> None:
        async with self.desk.database.transaction(self.desk.where.id) as session:
            each = [
                Used(
                    id=new_id(),
                    subject=DEPLOYMENT.ref(self.id),
                    outcome=outcome,
                    request_id="test",
                    duration_ms=seconds * 1000,
                    cost_usd=Decimal(0),
                )
                for _ in range(count)
            ]
            await record_calls(session, [(system(self.desk.where.id), used) for used in each])


@pytest.fixture
async def scaled(desk: Desk, fleet: Fleet, host: Scripted) -> Scaled:
    real = replace(fleet, hosts={**fleet.hosts, "sagemaker": host}, dry_run=frozenset())
    made = Scaled(desk, real, await desk.ask(real))
    await made.rollout.roll_out(Once(), await desk.newest())
    return made


async def test_the_clock_scales_and_what_a_person_does_stands_until_its_next_word(
    scaled: Scaled, host: Scripted
) -> None:
    await scaled.rule(zone="Europe/Berlin", windows=[{**WORKDAYS, "instances": 2}])
    assert await scaled.look(MONDAY) == ("deployed", 2)
    assert "the window mon, tue, wed, thu, fri 08:00 to 18:00" in (await scaled.row()).said
    assert "by Remit" not in (await scaled.desk.said())[-1]
    await scaled.desk.change(scale, scaled.fleet, scaled.id, 1)
    await scaled.rollout.roll_out(Once(), await scaled.desk.newest())
    assert await scaled.look(MONDAY + timedelta(hours=1)) == ("deployed", 1)
    await scaled.desk.change(scale, scaled.fleet, scaled.id, 2)
    await scaled.rollout.roll_out(Once(), await scaled.desk.newest())
    assert await scaled.look(MONDAY + timedelta(hours=10)) == ("deployed", 1)


async def test_to_none_at_night_and_back_in_the_morning(scaled: Scaled) -> None:
    await scaled.rule(fewest=0, zone="Europe/Berlin", windows=[{**WORKDAYS, "instances": 2}])
    assert (await scaled.look(MONDAY - timedelta(hours=3)))[0] == "paused"
    assert (await scaled.row()).asleep
    assert (await scaled.look(MONDAY - timedelta(hours=2)))[0] == "paused"
    await scaled.look(MONDAY)
    assert await scaled.look(MONDAY + timedelta(minutes=1)) == ("deployed", 2)
    assert not (await scaled.row()).asleep


async def test_load_scales_at_once_up_and_only_later_down(scaled: Scaled) -> None:
    with pytest.raises(Exception, match="Remit does not see them"):
        await scaled.rule(calls_each=2)
    await _here(scaled)
    await scaled.rule(calls_each=2, hold_seconds=120)
    await scaled.calls(30, 6)  # three at once, for a minute
    assert await scaled.look(now() + timedelta(seconds=1)) == ("deployed", 2)
    quiet = now() + timedelta(seconds=90)
    assert await scaled.look(quiet) == ("deployed", 2)
    assert (await scaled.row()).fewer_since == quiet
    assert await scaled.look(quiet + timedelta(seconds=60)) == ("deployed", 2)
    assert await scaled.look(quiet + timedelta(seconds=121)) == ("deployed", 1)


async def test_a_call_wakes_what_sleeps_and_what_a_person_paused_stays_paused(scaled: Scaled) -> None:
    await _here(scaled)
    await scaled.rule(fewest=0, calls_each=4, hold_seconds=0)
    moment = now() + timedelta(seconds=90)
    assert (await scaled.look(moment))[0] == "paused"
    assert (await scaled.look(moment + timedelta(seconds=10)))[0] == "paused"
    await scaled.calls(0.1, 1, "refused")
    assert (await scaled.look(moment + timedelta(seconds=20)))[0] == "deployed"


async def _here(scaled: Scaled) -> None:
    """Have the model run where Remit sees its calls, on a host that follows a script."""
    hosts = {**scaled.fleet.hosts, "here": scaled.fleet.hosts["sagemaker"]}
    scaled.fleet = replace(scaled.fleet, hosts=hosts)
    scaled.rollout = Rollout(scaled.desk.database, scaled.fleet)
    async with scaled.desk.database.transaction(scaled.desk.where.id) as session:
        (await session.get_one(Deployment, (scaled.desk.where.id, scaled.id))).host = "here"


async def approve(approver: httpx.AsyncClient, id: str) -> None:
    body = {"plan_id": id, "decision": "approved", "reason": "fine"}
    answer = await approver.post("/approve", json=body)
    assert answer.status_code == 200, answer.text


async def test_rules_over_http_are_checked_shown_and_approved_in_prod(api: Api, found: Found) -> None:
    operator, viewer = await api(Role.OPERATOR), await api(Role.VIEWER)
    stranger, approver = await api(Role.ADMIN, await found()), await api(Role.APPROVER)
    plan_id = await deploy(operator, "rules", env="prod")
    await approve(approver, plan_id)
    await until(operator, plan_id, "deployed")
    path, rule = f"/api/deployments/{plan_id}/scaling", {"fewest": 1, "most": 2, "windows": [WORKDAYS]}
    problem(await operator.put(path, json=rule), 422)  # a window above the most
    rule["windows"] = [{**WORKDAYS, "instances": 2}]
    problem(await viewer.put(path, json=rule), 403)
    problem(await stranger.put(path, json=rule), 404)
    problem(await stranger.get(path), 404)
    problem(await operator.put(path, json={**rule, "calls_each": 4}), 409)
    problem(await operator.put(path, json={**rule, "most": 900}), 422)  # over every budget
    asked = (await operator.put(path, json=rule)).json()
    assert asked["outcome"] == "pending_approval"
    assert (await operator.get(path)).json()["rule"] is None
    waits = (await approver.get(f"/api/proposals/{asked['approval_id']}")).json()
    assert "2 instances on mon, tue, wed, thu, fri 08:00 to 18:00" in str(waits)
    await approve(approver, asked["approval_id"])
    deadline = asyncio.get_running_loop().time() + 20
    while (shown := (await operator.get(path)).json())["rule"] is None:
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.03)
    assert (shown["rule"]["most"], shown["no_zero"], shown["calls_at_once"]) == (2, None, None)
    assert "does not see" in shown["no_load"]
    assert (await viewer.get(path)).json()["refusal"]
    problem(await viewer.delete(path), 403)
    assert (await operator.delete(path)).json()["rule"] is None
