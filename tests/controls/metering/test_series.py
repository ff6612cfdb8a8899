"""Calls over time and right now: every bucket has a point, past days are closed once, other tenants are not there."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from tests.fixtures.people import Found

from remit.controls import metering
from remit.controls.tenancy import Organization
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.errors import Malformed
from remit.kit.ids import new_id

SUBJECT, OTHER = "deployment:dep_a", "deployment:dep_b"
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
Used = Callable[..., None]
Charted = Callable[..., Awaitable[list[metering.Point]]]


@pytest.fixture
def midnight() -> datetime:
    return now().replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.fixture
def used(as_owner: psycopg.Connection, organization: Organization) -> Used:
    """Write calls of the past."""

    def used(
        at: datetime,
        subject: str = SUBJECT,
        *,
        outcome: str = "answered",
        cost: str | None = "0.5",
        ms: float = 100,
        org: Organization = organization,
        provider: str = "openai",
        error: str | None = None,
    ) -> None:
        as_owner.execute(
            "insert into usage (org_id, id, subject, actor, model, provider, input_tokens, output_tokens, cost_usd,"
            " outcome, error, duration_ms, request_id, created_at)"
            " values (%s, %s, %s, 'key:key_x', 'small', %s, 10, 2, %s, %s, %s, %s, 'req_1', %s)",
            (org.id, new_id(), subject, provider, cost, outcome, error, ms, at),
        )

    return used


@pytest.fixture
def charted(database: Database, organization: Organization) -> Charted:
    async def charted(
        since: datetime, until: datetime, bucket: metering.Bucket, **which: str
    ) -> list[metering.Point]:
        async with database.transaction(organization.id) as session:
            return await metering.series(session, since=since, until=until, bucket=bucket, **which)

    return charted


async def test_empty_buckets_are_zeros_without_percentiles(
    used: Used, charted: Charted, midnight: datetime
) -> None:
    used(midnight - 3 * DAY + MINUTE, ms=10)
    used(midnight - 3 * DAY + 2 * MINUTE, ms=30)
    used(midnight - 3 * DAY + 3 * MINUTE, outcome="failed", cost=None)
    used(midnight - 3 * DAY + 4 * MINUTE, outcome="refused", cost=None)
    points = await charted(midnight - 4 * DAY, midnight, "day")
    assert [p.at for p in points] == [midnight - n * DAY for n in (4, 3, 2, 1)]
    first, busy, *rest = points
    assert (busy.calls, busy.errors, busy.refused, busy.unpriced) == (3, 1, 1, 1)
    assert (busy.cost_usd, busy.input_tokens, busy.output_tokens) == (Decimal(1), 40, 8)
    assert (busy.p50_ms, busy.p95_ms, busy.p99_ms) == pytest.approx((20, 29, 29.8))
    for empty in (first, *rest):
        assert (empty.calls, empty.cost_usd, empty.p50_ms) == (0, Decimal(0), None)


@pytest.mark.parametrize("bucket", ["minute", "hour", "day"])
async def test_every_length_counts_the_same_calls(
    used: Used, charted: Charted, bucket: metering.Bucket
) -> None:
    moment = now()
    for minutes in (1, 20, 70, 130):
        used(moment - minutes * MINUTE)
    points = await charted(moment - timedelta(hours=4), moment, bucket)
    assert sum(p.calls for p in points) == 4
    assert [p.at for p in points] == sorted({p.at for p in points})


async def test_a_past_day_is_closed_once_also_by_two_readers_at_a_time(
    used: Used, charted: Charted, midnight: datetime, as_owner: psycopg.Connection, organization: Organization
) -> None:
    for n in range(20):
        used(midnight - 2 * DAY + n * MINUTE, f"deployment:dep_{n}")
    since = midnight - 3 * DAY
    read = await asyncio.gather(*(charted(since, midnight, "day") for _ in range(5)))
    assert all(points == read[0] for points in read)
    assert [p.calls for p in read[0]] == [0, 20, 0]
    kept = as_owner.execute(
        "select count(*) from usage_totals where org_id = %s and grain = 'day'", (organization.id,)
    ).fetchone()
    assert kept == (3 + 20,)
    used(midnight - 2 * DAY)  # which cannot happen: nothing is written with a past time
    assert await charted(since, midnight, "day") == read[0]


async def test_one_subject_is_charted_apart(used: Used, charted: Charted, midnight: datetime) -> None:
    used(midnight - DAY)
    used(midnight - DAY, OTHER)
    used(midnight - DAY, OTHER)
    for bucket in ("day", "hour"):
        points = await charted(midnight - 2 * DAY, midnight, bucket, subject=OTHER)
        assert sum(p.calls for p in points) == 2
    assert (
        sum(p.calls for p in await charted(midnight - 2 * DAY, midnight, "day", subject="deployment:no")) == 0
    )


async def test_today_goes_on_counting(used: Used, charted: Charted, midnight: datetime) -> None:
    used(midnight - DAY)
    for calls in (1, 2):
        used(now())
        points = await charted(midnight - DAY, now() + MINUTE, "day")
        assert [p.calls for p in points][:2] == [1, calls]


async def test_more_points_than_anybody_can_see_are_refused(charted: Charted) -> None:
    with pytest.raises(Malformed, match="more than 2,000 points"):
        await charted(now() - 3 * DAY, now(), "minute")
    assert await charted(now(), now() - DAY, "day") == []


async def test_another_organisation_is_not_counted(
    used: Used, charted: Charted, found: Found, database: Database, midnight: datetime
) -> None:
    stranger = await found()
    used(midnight - DAY, org=stranger)
    used(now(), org=stranger)
    assert sum(p.calls for p in await charted(midnight - 2 * DAY, now() + MINUTE, "day")) == 0
    async with database.transaction(stranger.id) as session:
        here = await metering.current(session, [SUBJECT])
    assert here[SUBJECT].calls_today == 1


async def test_what_a_subject_does_now(used: Used, database: Database, organization: Organization) -> None:
    moment = now()
    used(moment - timedelta(seconds=10), cost="0.25")
    used(moment - timedelta(seconds=20), outcome="failed", cost=None)
    used(moment - timedelta(seconds=30), outcome="refused", cost=None)
    used(moment - 2 * DAY)
    used(moment - timedelta(seconds=5), OTHER)
    async with database.transaction(organization.id) as session:
        found = await metering.current(session, [SUBJECT, "deployment:silent"])
    assert found[SUBJECT].calls_per_minute == pytest.approx(0.4)
    assert found["deployment:silent"] == metering.Current()
    assert set(found) == {SUBJECT, "deployment:silent"}
    if moment.hour or moment.minute:  # in the first minute of a day some of these are yesterday's
        assert found[SUBJECT] == metering.Current(0.4, 2, 1, Decimal("0.25"), 1)


async def test_calls_are_listed_newest_first_and_paged(
    used: Used, database: Database, organization: Organization
) -> None:
    moment = now()
    for n in range(5):
        used(
            moment - n * MINUTE,
            outcome="failed" if n == 3 else "answered",
            error="no answer" if n == 3 else None,
        )
    async with database.transaction(organization.id) as session:
        asked = metering.AskedCalls
        first = await metering.calls(session, asked(), after=None, limit=2)
        rest = await metering.calls(session, asked(), after=(first[-1].created_at, first[-1].id), limit=9)
        failed = await metering.calls(session, asked(outcome="failed"), after=None, limit=9)
        searched = await metering.calls(session, asked(q="NO ANSWER"), after=None, limit=9)
        wild = await metering.calls(session, asked(q="%"), after=None, limit=9)
        silent = await metering.calls(session, asked(subject="deployment:no"), after=None, limit=9)
    times = [row.created_at for row in (*first, *rest)]
    assert times == sorted(times, reverse=True)
    assert len(times) == 5
    assert [row.id for row in failed] == [row.id for row in searched]
    assert (len(failed), wild, silent) == (1, [], [])


async def test_subjects_that_fail_often_are_found(
    used: Used, database: Database, organization: Organization
) -> None:
    moment = now()
    for n in range(10):
        used(moment, SUBJECT, outcome="failed" if n == 0 else "answered")
        used(moment, OTHER)
    async with database.transaction(organization.id) as session:
        found = await metering.failing(session, moment - MINUTE, calls=10, rate=0.05, limit=5)
        none = await metering.failing(session, moment - MINUTE, calls=11, rate=0.05, limit=5)
    assert [(f.subject, f.calls, f.errors, f.error_rate) for f in found] == [(SUBJECT, 10, 1, 0.1)]
    assert none == []


async def test_totals_are_never_changed(as_owner: psycopg.Connection) -> None:
    rows = as_owner.execute(
        "select table_name, privilege_type from information_schema.role_table_grants where grantee = 'remit_app'"
        " and table_name in ('usage_totals', 'instance_days') order by 1, 2"
    ).fetchall()
    assert {privilege for _, privilege in rows} == {"SELECT", "INSERT"}
