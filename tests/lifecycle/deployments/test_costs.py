"""The month's spend: hours times price from the timeline, or what AWS says."""

import asyncio
from datetime import date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from psycopg.types.json import Jsonb

from remit.controls.tenancy import Organization
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.ids import new_id
from remit.lifecycle.deployments import CostExplorer, Fleet
from remit.lifecycle.deployments.costs import Spend, instance_days, month_of, monthly

Move = tuple[datetime, str]


def _deployment(
    connection: psycopg.Connection,
    organization: Organization,
    price: str | None,
    *moves: Move,
    dry_run: bool = False,
) -> None:
    """Write a deployment with the moves it made in the past."""
    id = new_id()
    plan = {"cost": {"estimated_usd_per_hour": price}}
    since, status = moves[-1]
    connection.execute(
        "insert into deployments (org_id, id, name, environment, kind, host, dry_run, status, command, plan, revision,"
        " requested_by, created_at, updated_at, metered_since, usd_per_hour)"
        " values (%s, %s, %s, 'staging', 'model', 'sagemaker', %s, %s, '', %s, 1, '{}', now(), now(), %s, %s)",
        (
            organization.id,
            id,
            id.hex,
            dry_run,
            status,
            Jsonb(plan),
            since if status == "deployed" else None,
            price,
        ),
    )
    source = "approved"
    for moment, target in moves:
        connection.execute(
            "insert into transitions"
            " (org_id, id, deployment_id, from_status, to_status, reason, actor, data, created_at, usd_per_hour)"
            " values (%s, %s, %s, %s, %s, '', '{}', '{}', %s, %s)",
            (organization.id, new_id(), id, source, target, moment, price),
        )
        source = target


@pytest.fixture
def this_month() -> datetime:
    return now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


async def _spend(database: Database, organization: Organization, fleet: Fleet) -> Spend:
    async with database.transaction(organization.id) as session:
        return await monthly(session, fleet, CostExplorer(fleet))


async def test_hours_times_price_of_both_months(
    database: Database,
    organization: Organization,
    fleet: Fleet,
    as_owner: psycopg.Connection,
    this_month: datetime,
) -> None:
    before = this_month - timedelta(days=10)
    _deployment(
        as_owner,
        organization,
        "2.50",
        (before, "deploying"),
        (before + timedelta(hours=1), "deployed"),
        (before + timedelta(hours=10), "paused"),
        (this_month - timedelta(hours=4), "deploying"),
        (this_month + timedelta(seconds=3600), "deleted"),
    )
    found = await _spend(database, organization, fleet)
    assert found.last_month == Decimal("2.50") * 14
    assert found.this_month == Decimal("2.50")
    assert (found.source, found.trend, found.percent_change) == ("remit_meter", "down", -92.9)
    assert found.dry_run == 0
    assert (found.start, found.end) == month_of(now().date())


async def test_dry_runs_stand_apart_and_unknown_prices_cost_nothing(
    database: Database,
    organization: Organization,
    fleet: Fleet,
    as_owner: psycopg.Connection,
    this_month: datetime,
) -> None:
    hour = (this_month, "deployed"), (this_month + timedelta(hours=1), "failed")
    _deployment(as_owner, organization, "4", *hour, dry_run=True)
    _deployment(as_owner, organization, None, *hour)
    found = await _spend(database, organization, fleet)
    assert (found.this_month, found.dry_run) == (Decimal(0), Decimal(4))
    assert (found.trend, found.percent_change) == ("flat", None)


async def test_what_runs_is_counted_until_now_and_not_into_the_future(
    database: Database, organization: Organization, fleet: Fleet, as_owner: psycopg.Connection
) -> None:
    since = max(now() - timedelta(minutes=30), now().replace(day=1, hour=0, minute=0, second=0))
    _deployment(as_owner, organization, "1", (since, "deployed"))
    found = await _spend(database, organization, fleet)
    hours = Decimal((now() - since).total_seconds()) / 3600
    assert abs(found.this_month - hours) < Decimal("0.01")


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 1), date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_month_has_its_days(day: date, first: date, last: date) -> None:
    assert month_of(day) == (first, last)


async def test_a_day_that_is_over_is_closed_once_whoever_reads_it(
    database: Database, organization: Organization, fleet: Fleet, as_owner: psycopg.Connection
) -> None:
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    day = (today - timedelta(days=3)).date()
    noon = today - timedelta(days=3) + timedelta(hours=12)
    _deployment(as_owner, organization, "2", (noon, "deployed"), (noon + timedelta(days=1), "paused"))

    async def read() -> list[Decimal]:
        async with database.transaction(organization.id) as session:
            return [d.spent for d in await instance_days(session, day, day + timedelta(days=3))]

    both = await asyncio.gather(read(), read())
    assert both[0] == both[1] == [Decimal(24), Decimal(24), Decimal(0), Decimal(0)]
    _deployment(as_owner, organization, "100", (noon, "deployed"), (noon + timedelta(hours=1), "paused"))
    assert await read() == both[0]


async def test_a_change_of_price_counts_from_when_it_was_made(
    database: Database, organization: Organization, as_owner: psycopg.Connection
) -> None:
    since = now() - timedelta(minutes=3)
    _deployment(as_owner, organization, "60", (since - timedelta(days=2), "deployed"))
    as_owner.execute(
        "insert into transitions (org_id, id, deployment_id, from_status, to_status, reason, actor, data, created_at,"
        " usd_per_hour) select org_id, gen_random_uuid(), id, 'deployed', 'deployed', '', '{}', '{}', %s, 600"
        " from deployments where org_id = %s",
        (since, organization.id),
    )
    as_owner.execute(
        "update deployments set metered_since = %s, usd_per_hour = 600 where org_id = %s",
        (since, organization.id),
    )
    moment = now()
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    async with database.transaction(organization.id) as session:
        found = (await instance_days(session, moment.date(), moment.date()))[0]
    before = max(Decimal(0), Decimal((since - midnight).total_seconds())) / 60
    after = Decimal((moment - max(since, midnight)).total_seconds()) / 6
    assert abs(found.spent - before - after) < Decimal(1)
