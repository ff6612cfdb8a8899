"""Budgets cannot be overspent, whoever races, dies or is cancelled; and what is counted is what was used."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.controls.metering.purse import AGENT, DEPLOYMENT, TEAMS, Purse
from tests.fixtures.people import Acting, Found

from remit.controls.metering import Budgets, BudgetSpent, Claim, Hold, plan_budget
from remit.controls.metering.budgets import period_end, period_start, sweep_dead
from remit.controls.tenancy import Role
from remit.kit.database import Database
from remit.kit.embedded import EmbeddedPostgres
from remit.kit.ids import new_id


@pytest.fixture(params=[1, 4], ids=["one process", "four processes"])
async def purse(
    request: pytest.FixtureRequest, postgres: EmbeddedPostgres, database: Database, actor: Acting
) -> AsyncIterator[Purse]:
    pools = [Database(postgres.app_url, pool_size=2) for _ in range(request.param)]
    made = Purse(database, await actor(Role.OWNER), [Budgets(pool) for pool in pools])
    yield made
    for budgets in made.processes:
        await budgets.close()
    for pool in pools:
        await pool.close()


async def race(purse: Purse, calls: int, amount: str = "0.1") -> list[Hold]:
    """Let many calls begin at once; return what those hold that passed."""
    answers = await asyncio.gather(*(purse.hold(amount) for _ in range(calls)), return_exceptions=True)
    assert all(isinstance(each, Hold | BudgetSpent) for each in answers), answers
    return [each for each in answers if isinstance(each, Hold)]


async def test_of_two_hundred_that_race_for_ten_exactly_ten_pass(purse: Purse) -> None:
    budget = await purse.allow("1")
    held = await race(purse, 200)
    assert len(held) == 10
    assert await purse.stands(budget) == (0, 1)


async def test_nested_budgets_all_have_room_or_none_is_touched(purse: Purse) -> None:
    whole = await purse.allow("100")
    agent = await purse.allow("1", AGENT)
    deployment = await purse.allow("50", DEPLOYMENT, period="day")
    teams = [await purse.allow(limit, team) for limit, team in zip(("1", "5"), TEAMS, strict=True)]
    held = await race(purse, 200)
    assert len(held) == 10
    for budget in (whole, agent, deployment, *teams):
        assert await purse.stands(budget) == (0, 1)
    await purse.settle(*((hold.call_id, "0.02") for hold in held))
    for budget in (whole, *teams):
        assert await purse.stands(budget) == (Decimal("0.2"), 0)


async def test_what_is_held_and_used_moves_to_spent_to_the_billionth(purse: Purse) -> None:
    budget = await purse.allow("1")
    held = await race(purse, 200)
    await purse.settle(*((hold.call_id, "0.010000001") for hold in held[:9]), (held[9].call_id, None))
    assert await purse.stands(budget) == (Decimal("0.090000009"), 0)
    assert len(await race(purse, 200)) == 9


async def test_settling_twice_changes_nothing(purse: Purse) -> None:
    budget = await purse.allow("1")
    held = await purse.hold("0.4")
    assert held is not None
    for _ in range(3):
        await purse.settle((held.call_id, "0.3"), (held.call_id, "0.3"))
    assert await purse.stands(budget) == (Decimal("0.3"), 0)


async def test_holding_again_for_a_call_that_holds_changes_nothing(purse: Purse) -> None:
    budget = await purse.allow("1")
    id = new_id()
    assert await purse.hold("0.4", call_id=id)
    assert await purse.hold("0.4", call_id=id)
    assert await purse.stands(budget) == (0, Decimal("0.4"))


async def test_a_call_that_died_gives_back_what_it_held_and_its_late_end_is_still_spent(purse: Purse) -> None:
    budget = await purse.allow("1")
    dead = await purse.hold("1")
    assert dead is not None
    await purse.expire(datetime.max.replace(tzinfo=UTC))
    assert await purse.hold("1") is not None  # swept because it would have been refused
    assert await purse.stands(budget) == (0, 1)
    await purse.settle((dead.call_id, "0.2"))
    await purse.settle((dead.call_id, "0.2"))
    assert await purse.stands(budget) == (Decimal("0.2"), 1)


async def test_the_worker_sweeps_every_organisation(purse: Purse) -> None:
    budget = await purse.allow("1")
    await purse.hold("1")
    await purse.expire(datetime.max.replace(tzinfo=UTC))
    assert await sweep_dead(purse.database) >= 1
    assert await purse.stands(budget) == (0, 0)
    assert await sweep_dead(purse.database) == 0


async def test_cancelled_calls_hold_nothing(purse: Purse) -> None:
    budget = await purse.allow("1")
    tasks = [asyncio.create_task(purse.hold()) for _ in range(100)]
    for turn, task in enumerate(tasks):
        if turn % 3 == 0:
            await asyncio.sleep(0)
        if turn % 2:
            task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    for budgets in purse.processes:
        await budgets.settled()
    passed = sum(isinstance(each, Hold) for each in ended)
    assert await purse.stands(budget) == (0, Decimal("0.1") * passed)


async def test_when_the_database_breaks_connections_nothing_is_lost_or_counted_twice(
    purse: Purse, as_owner: psycopg.Connection
) -> None:
    budget = await purse.allow("20")
    tasks = [asyncio.create_task(purse.hold("0.1")) for _ in range(400)]
    for _ in range(6):
        await asyncio.sleep(0.01)
        as_owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'remit_app'"
            " and query like '%remit_reserve%'"
        )
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    passed = [each for each in ended if isinstance(each, Hold)]
    assert len(passed) == 200, [each for each in ended if not isinstance(each, Hold)][:3]
    assert await purse.stands(budget) == (0, 20)


async def test_a_raised_budget_counts_from_the_next_call(purse: Purse) -> None:
    budget = await purse.allow("1")
    assert len(await race(purse, 50)) == 10
    await purse.change(budget, limit_usd=Decimal("2"))
    assert len(await race(purse, 50)) == 10
    await purse.change(budget, limit_usd=Decimal("0.5"))
    assert await race(purse, 50) == []
    await purse.remove(budget)
    assert [await purse.hold() for _ in range(3)] == [None, None, None]


async def test_a_lowered_budget_holds_even_where_the_news_has_not_come_yet(
    purse: Purse, postgres: EmbeddedPostgres
) -> None:
    budget = await purse.allow("1")
    assert await purse.hold("0.1")
    deaf = Purse(purse.database, purse.actor)
    await deaf.change(budget, limit_usd=Decimal("0.15"))
    with pytest.raises(BudgetSpent, match=r"budget of \$0.15 a month has no room"):
        await purse.hold("0.1")


async def test_a_new_budget_counts_what_the_period_has_cost(purse: Purse) -> None:
    await purse.settle((new_id(), "0.25"), (new_id(), "0.5"), (new_id(), None))
    for subject in (None, AGENT, DEPLOYMENT, "member:mem_1", "key:key_1"):
        assert await purse.stands(await purse.allow("1", subject)) == (Decimal("0.75"), 0)
    assert await purse.stands(await purse.allow("1", "agent:agent_2")) == (0, 0)


async def test_a_budget_made_while_calls_run_counts_each_of_them_once(purse: Purse) -> None:
    made: list[UUID] = []

    async def call(n: int) -> None:
        id = new_id()
        await purse.hold("0.01", call_id=id)
        await asyncio.sleep(n % 7 / 300)
        await purse.settle((id, "0.01"))

    async def make() -> None:
        await asyncio.sleep(0.02)
        made.extend([await purse.allow("1000"), await purse.allow("1000", AGENT, period="day")])

    await asyncio.gather(make(), *(call(n) for n in range(120)))
    for budget in made:
        assert await purse.stands(budget) == (await purse.used(), 0) == (Decimal("1.20"), 0)


async def test_a_plans_budget_needs_no_row_and_begins_with_what_its_hour_has_cost(purse: Purse) -> None:
    await purse.settle((new_id(), "0.7"))
    plan = plan_budget(new_id(), DEPLOYMENT, Decimal(1))
    held = await purse.hold("0.3", extra=[plan])
    assert held is not None
    with pytest.raises(BudgetSpent, match=r"This deployment's budget of \$1.00 an hour") as refused:
        await purse.hold("0.1", extra=[plan])
    assert (refused.value.extra["budget"], refused.value.extra["spent_usd"]) == (DEPLOYMENT, "0.7")
    crossed = await purse.settle((held.call_id, "0.29"), holds=[held])
    assert [(each.threshold, each.subject, each.planned) for each in crossed] == [(80, DEPLOYMENT, True)]
    assert await purse.stands(plan.id) == (Decimal("0.99"), 0)


async def test_what_a_crash_took_away_is_settled_all_the_same(purse: Purse) -> None:
    """Far from its limit a reservation may be lost with the database: as if it had never been made."""
    budget, plan = await purse.allow("100"), plan_budget(new_id(), DEPLOYMENT, Decimal(100))
    held = await purse.hold("1", extra=[plan])
    assert held is not None
    async with purse.database.transaction(purse.org_id) as session:
        connection = await session.connection()
        await connection.exec_driver_sql("delete from reservations")
        await connection.exec_driver_sql("update budget_counters set reserved_usd = 0")
    for _ in range(2):
        await purse.settle((held.call_id, "0.4"), holds=[held])
    for id in (budget, plan.id):
        assert await purse.stands(id) == (Decimal("0.4"), 0)


async def test_each_threshold_is_told_once_in_a_period(purse: Purse) -> None:
    budget = await purse.allow("1")
    told = []
    for cost in ("0.4", "0.1", "0.1", "0.35", "0.05", "0.5"):
        told.append([each.threshold for each in await purse.settle((new_id(), cost))])
    assert told == [[], [50], [], [80], [100], []]
    assert await news(purse, "budget.threshold") == await logged(purse, "budget.threshold") == 3
    await purse.change(budget, limit_usd=Decimal("2"))  # 75 %: what lies above is told again
    assert [each.threshold for each in await purse.settle((new_id(), "0.5"))] == [100]


async def test_what_costs_nobody_knows_passes_while_there_is_room(purse: Purse) -> None:
    budget = await purse.allow("1")
    held = await purse.hold(None)
    assert held is not None
    assert held.facts()["held_usd"] is None
    await purse.settle((held.call_id, None), (new_id(), "1"))
    with pytest.raises(BudgetSpent, match="what this call costs is not known"):
        await purse.hold(None)
    assert await purse.hold("0") is not None  # what costs nothing needs no room
    assert await purse.stands(budget) == (1, 0)


@pytest.mark.parametrize("amount", ["-1", "nan", "inf"])
async def test_an_amount_is_a_number_of_dollars(purse: Purse, amount: str) -> None:
    await purse.allow("1")
    with pytest.raises(ValueError, match="no amount of money"):
        await purse.hold(amount)


async def test_a_cost_beyond_every_limit_is_refused_and_not_an_error(purse: Purse) -> None:
    await purse.allow("999999999")
    with pytest.raises(BudgetSpent):
        await purse.hold("1e40")


async def test_other_organisations_spend_their_own(purse: Purse, found: Found, actor: Acting) -> None:
    await purse.allow("1")
    assert len(await race(purse, 12)) == 10
    stranger = Purse(purse.database, await actor(Role.OWNER, await found()), purse.processes)
    assert await stranger.hold() is None
    await stranger.allow("0.2")
    assert len(await race(stranger, 12)) == 2


COSTS = st.lists(
    st.tuples(
        st.decimals("0", "0.6", places=9),
        st.decimals("0", "0.9", places=9),
        st.sampled_from(["settle", "settle twice", "die", "cancel", "die and settle"]),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=COSTS)
async def test_counters_are_what_was_used_whatever_becomes_of_the_calls(
    database: Database, found: Found, actor: Acting, steps: list[tuple[Decimal, Decimal, str]]
) -> None:
    purse = Purse(database, await actor(Role.OWNER, await found()), [Budgets(database)])
    budget, nested = await purse.allow("1"), await purse.allow("1.5", DEPLOYMENT, period="day")
    spent, asked = Decimal(0), 0
    for worst, cost, fate in steps:
        try:
            hold = await purse.hold(str(worst))
        except BudgetSpent:
            assert spent + worst > 1
            continue
        assert hold is not None
        assert spent + worst <= 1
        asked += 1
        if fate.startswith("die"):
            await purse.expire(datetime.max.replace(tzinfo=UTC))
            await sweep_dead(database)
        if fate.endswith(("settle", "twice")):
            ended = [(hold.call_id, str(cost))] * (2 if fate == "settle twice" else 1)
            await purse.settle(*ended)
            spent += cost
        if fate == "cancel":
            await purse.settle((hold.call_id, None))
    assert await purse.stands(budget) == await purse.stands(nested) == (spent, 0)
    assert await purse.used() == spent
    await purse.processes[0].close()


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("hour", "2028-02-29T23:00", "2028-03-01T00:00"),
        ("day", "2028-02-29T00:00", "2028-03-01T00:00"),
        ("week", "2028-02-28T00:00", "2028-03-06T00:00"),
        ("month", "2028-02-01T00:00", "2028-03-01T00:00"),
    ],
)
async def test_periods_are_those_of_the_calendar_in_utc(
    database: Database, period: str, start: str, end: str
) -> None:
    moment = datetime(2028, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC)
    began = period_start(period, moment)  # type: ignore[arg-type]
    assert began.isoformat() == f"{start}:00+00:00"
    assert period_end(period, began).isoformat() == f"{end}:00+00:00"  # type: ignore[arg-type]
    async with database.transaction(None) as session:
        connection = await session.connection()
        stored = await connection.exec_driver_sql("select remit_period_start(%s, %s)", (period, moment))
        assert stored.scalar_one() == began


async def test_a_call_waits_for_a_person_and_goes_on_when_the_budget_is_raised(purse: Purse) -> None:
    budget = await purse.allow("1", at_limit="ask")
    assert len(await race(purse, 20)) == 10
    calls = [asyncio.create_task(wait(purse)) for _ in range(3)]
    await until(purse, "budget_waits", 3)
    assert await news(purse, "budget.waiting") == 1  # one notice for all that wait
    await purse.change(budget, limit_usd=Decimal("1.2"))
    done, pending = await asyncio.wait(calls, timeout=2, return_when=asyncio.FIRST_COMPLETED)
    while len(done) < 2:
        more, pending = await asyncio.wait(pending, timeout=2, return_when=asyncio.FIRST_COMPLETED)
        done |= more
    assert [task.result().waited > timedelta(0) for task in done] == [True, True]
    for task in pending:
        task.cancel()
    assert isinstance((await asyncio.gather(*pending, return_exceptions=True))[0], asyncio.CancelledError)
    assert await count(purse, "budget_waits") == 0
    assert await purse.stands(budget) == (0, Decimal("1.2"))


async def test_nobody_waits_for_ever_nor_where_another_budget_stops(purse: Purse) -> None:
    await purse.allow("0.05", at_limit="ask")
    for budgets in purse.processes:
        budgets.wait_seconds = 0.3
    with pytest.raises(BudgetSpent, match="Nobody raised it while the call waited") as refused:
        await wait(purse)
    assert refused.value.extra["waited"] is True
    await purse.allow("0.01", DEPLOYMENT)
    with pytest.raises(BudgetSpent, match="This deployment's budget") as stopped:
        await wait(purse)
    assert stopped.value.extra["waited"] is False
    assert await count(purse, "budget_waits") == 0


async def wait(purse: Purse) -> Hold:
    purse.turn += 1
    here = purse.processes[purse.turn % len(purse.processes)]
    claim = Claim(new_id(), purse.org_id, purse.subjects, Decimal("0.1"), purse.actor.facts())
    held = await here.hold(claim)
    assert held is not None
    return held


async def until(purse: Purse, table: str, rows: int) -> None:
    deadline = asyncio.get_running_loop().time() + 20
    while await count(purse, table) != rows:
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.02)


async def count(purse: Purse, table: str) -> int:
    async with purse.database.transaction(purse.org_id) as session:
        connection = await session.connection()
        return int((await connection.exec_driver_sql(f"select count(*) from {table}")).scalar_one())


async def logged(purse: Purse, kind: str) -> int:
    async with purse.database.transaction(purse.org_id) as session:
        connection = await session.connection()
        found = await connection.exec_driver_sql(
            "select count(*) from audit_entries where type = %s", (kind,)
        )
        return int(found.scalar_one())


async def news(purse: Purse, kind: str) -> int:
    async with purse.database.transaction(purse.org_id) as session:
        connection = await session.connection()
        found = await connection.exec_driver_sql("select count(*) from events where kind = %s", (kind,))
        return int(found.scalar_one())
