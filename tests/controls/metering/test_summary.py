"""The sum of what was used."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.stubs.world import World

from remit.controls import metering, tenancy
from remit.kit.clock import now
from remit.kit.ids import new_id


async def record(world: World, subject: str, outcome: metering.Outcome, ms: float, cost: str | None) -> None:
    used = metering.Used(
        new_id(),
        subject,
        outcome,
        "req-1",
        ms,
        input_tokens=10,
        output_tokens=2,
        cost_usd=None if cost is None else Decimal(cost),
    )
    async with world.database.transaction(world.org_id) as session:
        await metering.record_usage(session, tenancy.system(world.org_id), used)


async def test_the_summary_counts_outcomes_times_and_money(world: World) -> None:
    subject = world.deploy().ref
    for ms in range(1, 101):
        await record(world, subject, "answered", float(ms), "0.01" if ms <= 50 else None)
    await record(world, subject, "failed", 9000.0, None)
    await record(world, subject, "cancelled", 9000.0, None)
    await record(world, subject, "refused", 1.0, None)
    async with world.database.transaction(world.org_id) as session:
        found = await metering.summary(session, subject, now() - timedelta(hours=1))
    assert (found.interactions, found.errors, found.cancelled, found.refused) == (102, 1, 1, 1)
    assert found.error_rate == pytest.approx(1 / 102)
    assert (found.p50_ms, found.p95_ms, found.p99_ms) == pytest.approx((50.5, 95.05, 99.01))
    assert (found.cost_usd, found.unpriced) == (Decimal("0.5"), 52)


async def test_the_summary_sees_only_its_organisation_and_window(world: World) -> None:
    subject = world.deploy().ref
    await record(world, subject, "answered", 5.0, "1")
    stranger = await World(world.database, world.secret_key, world.directory).found()
    async with stranger.database.transaction(stranger.org_id) as session:
        assert (await metering.summary(session, subject, now() - timedelta(hours=1))).interactions == 0
    async with world.database.transaction(world.org_id) as session:
        assert (await metering.summary(session, subject, now() + timedelta(seconds=1))).interactions == 0
