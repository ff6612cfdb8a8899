"""Limits: requests, tokens and calls at once, in memory and in Redis alike."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.people import Acting
from tests.stubs.redis_server import RedisStub, redis_stub

from remit.controls.metering import Limits, OverLimit, Scope, headers
from remit.controls.metering.limits import changes, queries
from remit.controls.metering.limits.rules import MINUTE, Rule
from remit.controls.metering.limits.shared import Redis, SharedSlots, SharedWindows
from remit.controls.metering.limits.slots import OwnSlots, Slots
from remit.controls.metering.limits.windows import InMemory, Windows, reading
from remit.controls.metering.schemas import LimitChange, NewLimit
from remit.controls.tenancy import Actor, Role
from remit.kit.database import Database
from remit.kit.errors import LimitExceeded
from remit.kit.ids import new_id

KEY = Rule("key", "key:key_1", "requests", 10)
WHOLE = Rule("organization", "organization:org_1", "requests", 15)
TOKENS = Rule("key", "key:key_1", "tokens", 100)
ONCE = Rule("agent", "agent:agent_1", "concurrency", 3)


@dataclass
class Clock:
    now: float = 600.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Machine:
    """Windows and slots of one kind, and a second process that shares them where they are shared."""

    clock: Clock
    windows: Windows
    slots: Slots
    others: tuple[Windows, Slots] | None = None
    stub: RedisStub | None = None
    closing: list[Redis] = field(default_factory=list)


@pytest.fixture(params=["memory", "redis"])
async def machine(request: pytest.FixtureRequest) -> AsyncIterator[Machine]:
    clock = Clock()
    if request.param == "memory":
        yield Machine(clock, InMemory(clock), OwnSlots())
        return
    async with redis_stub() as stub:
        here, there = Redis(stub.url), Redis(stub.url)
        others = (SharedWindows(there, clock), SharedSlots(there, clock))
        yield Machine(clock, SharedWindows(here, clock), SharedSlots(here, clock), others, stub)
        await here.close()
        await there.close()


async def passes(windows: Windows, *rules: Rule) -> bool:
    requests = [rule for rule in rules if rule.measure == "requests"]
    tokens = [rule for rule in rules if rule.measure == "tokens"]
    return all(each.fits for each in await windows.take(requests, tokens))


async def test_so_many_in_a_minute_and_no_more(machine: Machine) -> None:
    assert [await passes(machine.windows, KEY) for _ in range(12)] == [True] * 10 + [False] * 2


async def test_the_window_slides(machine: Machine) -> None:
    for _ in range(10):
        assert await passes(machine.windows, KEY)
    machine.clock.now += MINUTE  # a new minute begins: the last one lies in the window whole
    assert not await passes(machine.windows, KEY)
    machine.clock.now += MINUTE / 2  # half of it has left
    assert [await passes(machine.windows, KEY) for _ in range(6)] == [True] * 5 + [False]
    machine.clock.now += 3 * MINUTE
    assert [await passes(machine.windows, KEY) for _ in range(11)] == [True] * 10 + [False]


async def test_what_one_rule_refuses_no_other_counts(machine: Machine) -> None:
    for _ in range(10):
        await passes(machine.windows, KEY, WHOLE)
    for _ in range(20):
        assert not await passes(machine.windows, KEY, WHOLE)
    assert [await passes(machine.windows, WHOLE) for _ in range(6)] == [True] * 5 + [False]


async def test_after_the_time_it_names_a_refused_call_passes(machine: Machine) -> None:
    for second in range(10):
        machine.clock.now = 600 + second
        await passes(machine.windows, KEY)
    (refused,) = await machine.windows.take([KEY], [])
    assert not refused.fits
    machine.clock.now += refused.reset + 0.01
    assert await passes(machine.windows, KEY)


@given(
    quota=st.integers(1, 50),
    current=st.integers(0, 60),
    previous=st.integers(0, 60),
    passed=st.floats(0, 0.999),
)
def test_the_time_it_names_is_enough(quota: int, current: int, previous: int, passed: float) -> None:
    rule = Rule("key", "key:1", "requests", quota)
    now = reading(rule, current, previous, passed, 1)
    if now.fits:
        assert now.left == quota - int(previous * (1 - passed) + current) - 1
        return
    assert 0 <= now.reset <= 2 * MINUTE
    later = passed + now.reset / MINUTE + 1e-6
    then = (
        reading(rule, current, previous, later, 1) if later < 1 else reading(rule, 0, current, later - 1, 1)
    )
    assert then.fits


async def test_tokens_are_counted_after_the_call_and_stop_the_next(machine: Machine) -> None:
    assert await passes(machine.windows, KEY, TOKENS)
    await machine.windows.add([TOKENS], 99)
    assert await passes(machine.windows, KEY, TOKENS)
    await machine.windows.add([TOKENS], 500)
    assert not await passes(machine.windows, KEY, TOKENS)
    machine.clock.now += 2 * MINUTE
    assert await passes(machine.windows, KEY, TOKENS)


async def test_calls_at_once_never_pass_the_limit_and_never_leak(machine: Machine) -> None:
    holders = [new_id() for _ in range(5)]
    taken = [await machine.slots.take([ONCE], holder) for holder in holders]
    assert taken == [None] * 3 + [ONCE] * 2
    for holder in holders[:3]:
        await machine.slots.give([ONCE], holder)
        await machine.slots.give([ONCE], holder)
    assert [await machine.slots.take([ONCE], new_id()) for _ in range(4)] == [None] * 3 + [ONCE]


async def test_processes_count_together_in_redis() -> None:
    async with redis_stub() as stub:
        clients = [Redis(stub.url) for _ in range(4)]
        machines = [SharedWindows(client, Clock()) for client in clients]
        answers = await asyncio.gather(*(passes(machines[n % 4], KEY) for n in range(10)))
        assert answers == [True] * 10
        assert not any(await asyncio.gather(*(passes(machines[n % 4], KEY) for n in range(40))))
        slots = [SharedSlots(client) for client in clients]
        taken = await asyncio.gather(*(slots[n % 4].take([ONCE], new_id()) for n in range(20)))
        assert taken.count(None) <= 3
        assert set(stub.lasts.values()) == {130, 901}  # nothing stays for ever
        for client in clients:
            await client.close()


async def test_a_slot_of_a_dead_process_is_free_again(machine: Machine) -> None:
    if machine.stub is None:
        return  # what is in memory dies with its process
    for _ in range(3):
        await machine.slots.take([ONCE], new_id())
    machine.clock.now += 901
    assert await machine.slots.take([ONCE], new_id()) is None


async def test_while_redis_does_not_answer_each_process_counts_by_itself() -> None:
    async with redis_stub() as stub:
        client = Redis(stub.url)
        windows, slots = SharedWindows(client, Clock()), SharedSlots(client)
        stub.silent = True
        began = asyncio.get_running_loop().time()
        assert [await passes(windows, KEY) for _ in range(12)] == [True] * 10 + [False] * 2
        assert [await slots.take([ONCE], new_id()) for _ in range(4)] == [None] * 3 + [ONCE]
        assert asyncio.get_running_loop().time() - began < 3  # it is left alone, not asked each time
        await client.close()


@pytest.fixture
async def owner(actor: Acting) -> Actor:
    return await actor(Role.OWNER)


async def set_limit(database: Database, owner: Actor, subject: str, **members: Any) -> None:
    scope: Any = members.pop("scope", subject.partition(":")[0])
    async with database.transaction(owner.org_id) as session:
        await changes.add(session, owner, subject, NewLimit(scope=scope, **members))


SUBJECTS: dict[Scope, str] = {
    "key": "key:key_9",
    "agent": "agent:agent_9",
    "organization": "organization:org_9",
}


async def test_ones_own_limit_goes_before_that_of_each_and_that_before_the_standard(
    database: Database, owner: Actor
) -> None:
    limits = Limits(database, key_per_minute=5)
    quotas = [rule.quota for rule in (await limits.hit(owner.org_id, SUBJECTS)).rules.requests]
    assert quotas == [5, 6000]
    await set_limit(database, owner, "", scope="key", requests_per_minute=7, concurrency=2)
    rules = (await limits.hit(owner.org_id, SUBJECTS)).rules
    assert ([rule.quota for rule in rules.requests], [rule.quota for rule in rules.concurrency]) == (
        [7, 6000],
        [2],
    )
    await set_limit(database, owner, SUBJECTS["key"], requests_per_minute=9)
    rules = (await limits.hit(owner.org_id, SUBJECTS)).rules
    assert ([rule.quota for rule in rules.requests], [rule.quota for rule in rules.concurrency]) == (
        [9, 6000],
        [2],
    )


async def test_a_person_without_a_key_has_the_standard_of_a_key(database: Database, owner: Actor) -> None:
    limits = Limits(database, key_per_minute=2)
    for _ in range(2):
        await limits.hit(owner.org_id, {"member": "member:mem_1"})
    with pytest.raises(OverLimit, match="This member made 2 requests in a minute"):
        await limits.hit(owner.org_id, {"member": "member:mem_1"})


async def test_a_refusal_says_which_limit_and_when_to_come_back(database: Database, owner: Actor) -> None:
    limits = Limits(database)
    await set_limit(database, owner, SUBJECTS["agent"], requests_per_minute=1, tokens_per_minute=50)
    standing = await limits.hit(owner.org_id, SUBJECTS)
    said = dict(headers(standing))
    assert said["ratelimit-policy"] == (
        '"key";q=600;w=60, "agent";q=1;w=60, "organization";q=6000;w=60, "agent-tokens";q=50;qu="tokens";w=60'
    )
    assert said["ratelimit"].startswith('"key";r=599;t=')
    assert '"agent";r=0;t=' in said["ratelimit"]
    with pytest.raises(LimitExceeded) as refused:
        await limits.hit(owner.org_id, SUBJECTS)
    assert refused.value.extra["limit"] == {
        "scope": "agent",
        "subject": SUBJECTS["agent"],
        "measure": "requests",
        "quota": 1,
    }
    assert 1 <= refused.value.extra["retry_after"] <= 120
    assert isinstance(refused.value, OverLimit)
    assert headers(refused.value.standing)  # type: ignore[arg-type]


async def test_a_change_holds_from_the_next_call_on(database: Database, owner: Actor) -> None:
    limits = Limits(database)
    await set_limit(database, owner, SUBJECTS["key"], tokens_per_minute=10)
    standing = await limits.hit(owner.org_id, SUBJECTS)
    await limits.charge(standing, 10)
    with pytest.raises(OverLimit, match="This key used 10 tokens in a minute"):
        await limits.hit(owner.org_id, SUBJECTS)
    async with database.transaction(owner.org_id) as session:
        (row,) = await queries.every(session)
        await changes.change(session, owner, row.id, LimitChange(version=1, tokens_per_minute=20))
    await limits.hit(owner.org_id, SUBJECTS)


async def test_calls_at_once_are_given_back_however_they_end(database: Database, owner: Actor) -> None:
    limits = Limits(database)
    await set_limit(database, owner, SUBJECTS["agent"], concurrency=2)
    standing = await limits.hit(owner.org_id, SUBJECTS)
    began = asyncio.Event()

    async def run() -> None:
        async with limits.running(standing, new_id()):
            began.set()
            await asyncio.sleep(60)

    for how in ("cancelled", "failed"):
        tasks = [asyncio.create_task(run()) for _ in range(2)]
        await began.wait()
        await asyncio.sleep(0)
        with pytest.raises(OverLimit, match="This agent makes 2 calls at once"):
            async with limits.running(standing, new_id()):
                pass
        for task in tasks:
            task.cancel(how)
        await asyncio.gather(*tasks, return_exceptions=True)
    with pytest.raises(ZeroDivisionError):
        async with limits.running(standing, new_id()):
            raise ZeroDivisionError
    async with limits.running(standing, new_id()), limits.running(standing, new_id()):
        pass


async def test_organisations_do_not_use_up_each_others(
    database: Database, actor: Acting, owner: Actor
) -> None:
    limits = Limits(database, key_per_minute=1)
    await limits.hit(owner.org_id, {"key": "key:key_a"})
    await limits.hit(owner.org_id, {"key": "key:key_b"})


def test_one_refusal_a_minute_is_worth_recording(database: Database) -> None:
    limits = Limits(database)
    assert [limits.worth_recording("key:key_1") for _ in range(3)] == [True, False, False]
    assert limits.worth_recording("key:key_2")
