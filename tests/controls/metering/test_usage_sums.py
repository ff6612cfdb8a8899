"""What calls add up to is the same from sums as from the calls themselves, however far the sums are."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import psycopg
import pytest
from tests.fixtures.people import Found

from remit.controls import metering
from remit.controls.metering import sums
from remit.controls.metering.series import LENGTHS
from remit.controls.metering.sums.spans import spans
from remit.controls.tenancy import Organization
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.ids import new_id

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_WRITE = """
insert into usage (org_id, id, subject, actor, model, provider, agent, key, input_tokens, cached_tokens, output_tokens,
                   reasoning_tokens, cost_usd, outcome, duration_ms, first_token_ms, request_id, created_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'req', %s)
"""
_EXPECTED = """
select {name} as name, {provider} as provider, count(*) filter (where outcome <> 'refused') as calls,
  count(*) filter (where outcome = 'failed') as errors, count(*) filter (where outcome = 'refused') as refused,
  count(*) filter (where outcome <> 'refused' and cost_usd is null) as unpriced,
  sum(input_tokens) as input_tokens, sum(cached_tokens) as cached_tokens, sum(output_tokens) as output_tokens,
  sum(reasoning_tokens) as reasoning_tokens, coalesce(sum(cost_usd), 0) as cost_usd,
  percentile_cont(0.5) within group (order by case outcome when 'answered' then duration_ms end) as p50_ms,
  percentile_cont(0.95) within group (order by case outcome when 'answered' then duration_ms end) as p95_ms,
  percentile_cont(0.5) within group (order by first_token_ms) as first_token_p50_ms
from usage where org_id = %(org)s and created_at >= %(since)s and created_at < %(until)s
group by grouping sets (({groups}), ()) order by grouping({name}) desc, cost_usd desc, calls desc, 1, 2
"""


def written(as_owner: psycopg.Connection, organization: Organization, times: Sequence[datetime]) -> None:
    """Write a call of one kind or another at each of the times."""
    drawn = random.Random(7)
    rows = [
        (
            *(
                organization.id,
                new_id(),
                f"deployment:dep_{drawn.randrange(5)}",
                f"member:m_{drawn.randrange(3)}",
            ),
            *(
                drawn.choice(["small", "large", ""]),
                drawn.choice(["here", "there"]),
                drawn.choice(["agent:a", ""]),
            ),
            *(
                drawn.choice(["key:k", "key:l", ""]),
                drawn.randrange(500),
                drawn.randrange(9),
                drawn.randrange(99),
            ),
            *(drawn.randrange(4), drawn.choice([None, "0.000000001", "1.25", "0.000125"])),
            drawn.choice(["answered", "answered", "answered", "failed", "refused", "cancelled"]),
            *(drawn.lognormvariate(6, 1), drawn.choice([None, drawn.lognormvariate(4, 1)]), at),
        )
        for at in times
    ]
    with as_owner.cursor() as cursor:
        cursor.executemany(_WRITE, rows)


async def same(
    session: Session,
    as_owner: psycopg.Connection,
    organization: Organization,
    by: sums.By,
    since: datetime,
    until: datetime,
) -> None:
    """Compare what is told of a time with what its calls say."""
    whole, groups = await sums.report(session, by, since, until, 100)
    provider, both = ("provider", "provider, model") if by == "model" else ("''", by)
    asked = {"org": organization.id, "since": since, "until": until}
    found = as_owner.execute(_EXPECTED.format(name=by, provider=provider, groups=both), asked)
    names = [each.name for each in found.description or ()]
    expected = [dict(zip(names, row, strict=True)) for row in found]
    assert whole["groups"] == len(groups) == len(expected) - 1
    for told, right in zip([whole, *groups], expected, strict=True):
        for name, value in right.items():
            if name.endswith("_ms"):
                assert told[name] == (None if value is None else pytest.approx(value, rel=0.0201)), (
                    name,
                    told["name"],
                    told["provider"],
                    told["calls"],
                )
            elif told is not whole or name not in ("name", "provider"):
                assert told[name] == (value or 0 if told is whole else value), (name, by)


async def charted(session: Session, moment: datetime) -> None:
    """Compare what is told of each hour and day with what its calls say."""
    since = moment - 6 * DAY
    buckets: tuple[metering.Bucket, ...] = ("hour", "day")
    for bucket in buckets:
        told = await metering.points(session, since=since, until=moment, bucket=bucket)
        right = await metering.series(session, since=since, until=moment, bucket=bucket)
        assert [(p.at, p.calls, p.cost_usd, p.errors, p.refused, p.unpriced) for p in told] == [
            (p.at, p.calls, p.cost_usd, p.errors, p.refused, p.unpriced) for p in right
        ]
    tally = await metering.tally(session, begun(since), moment)
    assert (tally.calls, tally.cost_usd) == (sum(p.calls for p in right), sum(p.cost_usd for p in right))


@pytest.fixture
def moments() -> list[datetime]:
    """Return times of calls over five days, one of them without any."""
    drawn, moment = random.Random(3), now()
    away = begun(moment) - 2 * DAY
    times = [moment - drawn.random() * 5 * DAY for _ in range(900)]
    edges = [begun(moment) - DAY, begun(moment), begun(moment) - timedelta(microseconds=1)]
    return [at for at in [*times, *edges] if not away <= at < away + DAY]


def begun(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


async def test_sums_say_what_the_calls_say_however_far_they_are(
    database: Database,
    organization: Organization,
    found: Found,
    as_owner: psycopg.Connection,
    moments: list[datetime],
) -> None:
    written(as_owner, organization, moments)
    written(as_owner, await found(), moments[:50])
    moment = now()
    asked = [
        ("model", begun(moment) - 9 * DAY, moment),
        ("subject", begun(moment) - 3 * DAY, moment),
        ("provider", moment - 30 * HOUR, moment - 25 * HOUR),
        ("agent", moment - 2 * DAY, moment + HOUR),
        ("key", moment - timedelta(minutes=20), moment),
        ("actor", begun(moment) - 4 * DAY, begun(moment) - DAY),
    ]
    steps = [0, 1, 5, 99]
    for before, after in pairwise([0, *steps]):
        for _ in range(after - before):
            until = moment.replace(minute=0, second=0, microsecond=0) - HOUR
            if not await sums.queries.add_up(database.driver, organization.id, until):
                break
        async with database.transaction(organization.id) as session:
            for by, since, until in asked:
                await same(session, as_owner, organization, by, since, until)
            await charted(session, moment)
    kept = "select grain, count(distinct at) from usage_sums where org_id = %s group by grain order by 1"
    days = dict(as_owner.execute(kept, (organization.id,)).fetchall())
    assert days["day"] == len({begun(at) for at in moments if begun(at) < begun(moment)})
    assert days["hour"] > days["day"]


async def test_the_worker_adds_up_every_organisation_once_an_hour(
    database: Database, organization: Organization, found: Found, as_owner: psycopg.Connection
) -> None:
    other = await found()
    for each in (organization, other):
        written(as_owner, each, [now() - 3 * HOUR, now() - 2 * HOUR])
    adding = metering.AddingUp(database)
    assert await adding.look() >= 4
    assert await adding.look() == 0
    assert await metering.AddingUp(database).look() == 0
    for each in (organization, other):
        async with database.transaction(each.id) as session:
            assert (await metering.tally(session, now() - DAY, now())).calls <= 2
            mark = await sums.queries.mark(session)
        assert mark is not None
        assert now() - mark < HOUR + timedelta(minutes=11)


def test_a_time_is_cut_into_parts_that_are_next_to_each_other() -> None:
    since, until = (
        datetime.fromisoformat("2026-03-01T05:30:00Z"),
        datetime.fromisoformat("2026-03-04T07:20:00Z"),
    )
    cut = spans(since, until, until - HOUR)
    assert [each.grain for each in cut] == ["call", "hour", "day", "hour", "call"]
    assert (cut[0].since, cut[-1].until) == (since, until)
    assert all(one.until == other.since for one, other in pairwise(cut))
    assert cut[-1].since == until.replace(hour=6, minute=0)
    assert [each.grain for each in spans(since, until, until - HOUR, days=False)] == ["call", "hour", "call"]
    for mark in (None, since, since - DAY):
        assert spans(since, until, mark) == [("call", since, until)]
    assert {each.grain for each in spans(since, since + 20 * LENGTHS["minute"], until)} == {"call"}
