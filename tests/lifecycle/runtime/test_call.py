"""A governed call refuses, runs, counts and records."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from psycopg import DataError
from tests.stubs.openai_server import COMPLETION_TOKENS, PROMPT_TOKENS, WORDS, Fault, OpenAIStub
from tests.stubs.waiting import until
from tests.stubs.world import World

from remit.controls import metering, tenancy
from remit.engines.models import LABEL, Line, ScriptedModel, ServedModel, Turn, asking
from remit.kit.errors import (
    Conflict,
    Forbidden,
    LimitExceeded,
    NotFound,
    OverBudget,
    RemitError,
    Unauthenticated,
)
from remit.kit.ids import new_id
from remit.lifecycle.agents import parse
from remit.lifecycle.runtime import (
    Delta,
    Event,
    Finished,
    ModelFailed,
    ModelUnavailable,
    Runtime,
    Started,
    Wanted,
    answer,
)


async def events(runtime: Runtime, wanted: Wanted) -> list[Event]:
    return [event async for event in answer(runtime, wanted)]


async def finished(world: World, wanted: Wanted) -> Finished:
    last = (await events(world.runtime(), wanted))[-1]
    assert isinstance(last, Finished)
    return last


async def test_an_answer_is_counted_and_in_the_log_before_it_is_given(world: World) -> None:
    target = world.deploy()
    last = await finished(world, await world.wanted(target))
    assert "Parking is behind the building." in last.text
    assert last.text.endswith(LABEL)
    (row,) = await world.usage()
    assert (row.outcome, row.subject, row.model, row.provider) == ("answered", target.ref, "demo", "demo")
    assert (row.input_tokens, row.output_tokens) == (last.input_tokens, last.output_tokens)
    assert row.cost_usd == Decimal(0)
    (entry,) = await world.audited()
    assert (entry.type, entry.subject) == ("call.answered", target.ref)
    assert entry.payload["call"] == last.id
    assert entry.payload["decision"]["policies"] == ["a-deployment-key-calls-its-deployment"]


async def test_the_log_keeps_digests_and_not_what_was_said(world: World) -> None:
    await finished(world, await world.wanted(world.deploy(), "my secret is swordfish"))
    (entry,) = await world.audited()
    assert "swordfish" not in str(entry.payload)
    assert entry.payload["message_digest"].startswith("sha256:")


async def test_a_streamed_answer_comes_in_pieces_that_make_the_whole(world: World) -> None:
    found = await events(world.runtime(), await world.wanted(world.deploy(), stream=True))
    assert isinstance(found[0], Started)
    pieces = [event.text for event in found if isinstance(event, Delta)]
    assert len(pieces) > 5
    last = found[-1]
    assert isinstance(last, Finished)
    assert "".join(pieces) == last.text
    (row,) = await world.usage()
    assert 0 < row.first_token_ms <= row.duration_ms


@pytest.mark.parametrize("stream", [False, True])
async def test_a_real_provider_answers_over_http(world: World, stub: OpenAIStub, stream: bool) -> None:
    target = world.deploy("openai:stub-1")
    last = await finished(world, await world.wanted(target, stream=stream))
    assert last.text == "".join(WORDS)
    assert (last.input_tokens, last.output_tokens) == (PROMPT_TOKENS, COMPLETION_TOKENS)
    assert (last.provider, last.model, last.demo) == ("openai", "stub-1", False)
    assert last.cost_usd is None
    (row,) = await world.usage()
    assert row.cost_usd is None
    assert stub.requests[0]["messages"][0]["content"].startswith("You greet people")


async def test_the_history_reaches_the_model_in_order(world: World, stub: OpenAIStub) -> None:
    history = (Turn("user", "I am Ada."), Turn("assistant", "Hello Ada."))
    await finished(world, await world.wanted(world.deploy("openai:stub-1"), "Who am I?", history=history))
    said = [(m["role"], m["content"]) for m in stub.requests[0]["messages"][1:]]
    assert said == [("user", "I am Ada."), ("assistant", "Hello Ada."), ("user", "Who am I?")]


async def test_a_known_price_is_the_cost(world: World) -> None:
    model = ScriptedModel(Line(("ok",)))
    world.directory.script = ServedModel(model, "gpt-5-mini", "openai")
    last = await finished(world, await world.wanted(world.deploy("scripted")))
    assert last.cost_usd == Decimal("0.25") * 10 / 1_000_000 + Decimal(2) * 1 / 1_000_000
    (row,) = await world.usage()
    assert row.price_as_of is not None


async def refusal(world: World, wanted: Wanted, runtime: Runtime | None = None) -> RemitError:
    with pytest.raises(RemitError) as caught:
        await events(runtime or world.runtime(), wanted)
    return caught.value


@pytest.mark.parametrize("case", ["wrong", "revoked", "cut", "empty"])
async def test_a_key_that_is_not_good_is_refused_and_leaves_no_trace(world: World, case: str) -> None:
    target = world.deploy()
    wanted = await world.wanted(target)
    if case == "revoked":
        key = await world.key(target)
        async with world.database.transaction(world.org_id) as session:
            await tenancy.revoke(session, key.row.id)
        wanted = replace(wanted, caller=key.token)
    else:
        good = str(wanted.caller)
        bad = {"wrong": "remit_" + "x" * 36, "cut": good[:-3], "empty": ""}
        wanted = replace(wanted, caller=bad[case])
    assert isinstance(await refusal(world, wanted), Unauthenticated)
    assert await world.usage() == []


async def test_another_deployments_key_is_told_which_key_to_use(world: World) -> None:
    target, other = world.deploy(), world.deploy(name="other")
    wanted = replace(await world.wanted(other), callee=target.deployment_id)
    error = await refusal(world, wanted)
    assert isinstance(error, Forbidden)
    assert "desk in staging is called with its own key" in error.detail
    (entry,) = await world.audited()
    assert (entry.type, entry.subject, entry.payload["error"]["type"]) == (
        "call.refused",
        target.ref,
        "wrong-key",
    )


@pytest.mark.parametrize(("role", "allowed"), [("owner", True), ("operator", True), ("viewer", False)])
async def test_a_key_of_no_deployment_calls_where_its_role_does(
    world: World, role: str, allowed: bool
) -> None:
    target = world.deploy()
    key = await world.key(None, tenancy.Role(role))
    wanted = Wanted(key.token, target.deployment_id, asking("Where is parking?"), "req-1")
    if allowed:
        assert "behind the building" in (await finished(world, wanted)).text
    else:
        assert isinstance(await refusal(world, wanted), Forbidden)


async def test_another_organisations_deployment_does_not_exist(world: World) -> None:
    stranger = await World(world.database, world.secret_key, world.directory).found()
    target = world.deploy()
    stranger.targets = world.targets
    theirs = stranger.deploy()
    wanted = replace(await stranger.wanted(theirs), callee=target.deployment_id)
    assert isinstance(await refusal(stranger, wanted), NotFound)
    assert await world.audited() == []
    (entry,) = await stranger.audited()
    assert (entry.type, entry.subject) == ("call.refused", target.ref)


async def test_an_unknown_deployment_is_not_found(world: World) -> None:
    wanted = replace(await world.wanted(world.deploy()), callee=new_id())
    assert isinstance(await refusal(world, wanted), NotFound)
    assert [row.outcome for row in await world.usage()] == ["refused"]


@pytest.mark.parametrize("status", ["paused", "pending_approval", "failed", "deleted"])
async def test_a_deployment_that_is_not_deployed_says_its_status(world: World, status: str) -> None:
    error = await refusal(world, await world.wanted(world.deploy(status=status)))
    assert isinstance(error, Conflict)
    assert status in error.detail


async def test_a_role_that_the_policies_do_not_let_call_is_refused(world: World) -> None:
    target = world.deploy()
    key = await world.key(target, tenancy.Role.VIEWER)
    error = await refusal(world, Wanted(key.token, target.deployment_id, asking("Hello"), "req-1"))
    assert error.type == "policy-forbids"
    (entry,) = await world.audited()
    assert entry.payload["decision"]["verdict"] == "deny"


async def test_a_spent_budget_refuses_with_the_numbers(world: World) -> None:
    target = world.deploy(budget_usd_per_hour=Decimal(20))
    await world.spend(target, "20.5")
    error = await refusal(world, await world.wanted(target))
    assert isinstance(error, OverBudget)
    assert "budget of $20.00 an hour has no room: $20.50 spent" in error.detail


async def test_below_the_budget_the_record_says_what_is_spent(world: World) -> None:
    target = world.deploy(budget_usd_per_hour=Decimal(20))
    await world.spend(target, "19.5")
    await finished(world, await world.wanted(target))
    (entry,) = await world.audited()
    assert entry.payload["budget"]["budgets"] == [
        {"budget": target.ref, "subject": target.ref, "period": "hour", "limit_usd": "20"}
    ]


async def test_too_many_requests_wait_and_one_refusal_a_minute_is_recorded(world: World) -> None:
    world.limits = metering.Limits(world.database, key_per_minute=2)
    wanted = await world.wanted(world.deploy())
    runtime = world.runtime()
    for _ in range(2):
        await events(runtime, wanted)
    for _ in range(3):
        error = await refusal(world, wanted, runtime)
        assert isinstance(error, LimitExceeded)
        assert 0 < error.extra["retry_after"] <= 60
    assert [row.outcome for row in await world.usage()] == ["answered", "answered", "refused"]


@pytest.mark.parametrize(
    ("fault", "expected", "words"),
    [
        ("500", ModelFailed, "status 500"),
        ("401", ModelFailed, "refuses the key"),
        ("429", ModelUnavailable, "too many requests"),
        ("malformed", ModelFailed, "no usable answer"),
        ("hang", ModelUnavailable, "does not answer"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
async def test_a_provider_that_fails_is_said_and_recorded(
    world: World, stub: OpenAIStub, fault: Fault, expected: type[RemitError], words: str, stream: bool
) -> None:
    stub.fault = fault
    error = await refusal(world, await world.wanted(world.deploy("openai:stub-1"), stream=stream))
    assert isinstance(error, expected)
    assert words in error.detail
    assert "secret detail" not in error.detail
    (entry,) = await world.audited()
    assert entry.type == "call.failed"
    assert entry.payload["error"]["type"] == expected.type
    assert [row.outcome for row in await world.usage()] == ["failed"]


async def test_a_stream_that_the_provider_breaks_off_is_a_failure_with_what_came(
    world: World, stub: OpenAIStub
) -> None:
    stub.fault = "cut"
    error = await refusal(world, await world.wanted(world.deploy("openai:stub-1"), stream=True))
    assert isinstance(error, ModelUnavailable)
    (row,) = await world.usage()
    assert (row.outcome, row.error) == ("failed", "model-unavailable")
    assert row.output_tokens > 0


async def test_a_fault_of_our_own_is_recorded_as_a_failure(world: World) -> None:
    target = world.deploy(document={"spec": {"model": "demo", "instructions": 7}, "remit": {}})
    with pytest.raises(TypeError):
        await events(world.runtime(), await world.wanted(target))
    assert [(row.outcome, row.error) for row in await world.usage()] == [("failed", "internal")]


@pytest.mark.parametrize("stream", [False, True])
async def test_the_hello_world_example_answers(world: World, stub: OpenAIStub, stream: bool) -> None:
    document = parse((Path(__file__).parents[3] / "examples" / "hello.yaml").read_text()).data
    demo = world.deploy(document={**document, "spec": {**document["spec"], "model": "demo"}})
    last = await finished(world, await world.wanted(demo, "Good morning", stream=stream))
    assert "You are Ada" in last.text
    real = world.deploy(document=document)
    last = await finished(world, await world.wanted(real, "Good morning", stream=stream))
    assert last.provider == "openai"
    assert stub.requests[0]["temperature"] == 0.2


async def test_a_model_that_nobody_serves_any_more_is_recorded_as_a_failure(world: World) -> None:
    error = await refusal(world, await world.wanted(world.deploy("anthropic:claude-x")))
    assert isinstance(error, ModelUnavailable)
    assert "ANTHROPIC_API_KEY" in error.detail
    assert [row.outcome for row in await world.usage()] == ["failed"]


async def test_a_stream_that_is_left_stops_the_model_and_counts_what_came(
    world: World, stub: OpenAIStub
) -> None:
    stub.fault = "hang_midway"
    wanted = await world.wanted(world.deploy("openai:stub-1"), stream=True)
    async with aclosing(answer(world.runtime(), wanted)) as stream:
        async for event in stream:
            if isinstance(event, Delta):
                break
    (row,) = await world.usage()
    assert row.outcome == "cancelled"
    assert row.input_tokens > 0
    assert row.output_tokens > 0
    (entry,) = await world.audited()
    assert (entry.type, entry.payload["estimated"]) == ("call.cancelled", True)
    await until(lambda: stub.gone)


async def test_a_call_cancelled_while_the_model_is_silent_is_recorded(world: World, stub: OpenAIStub) -> None:
    stub.fault = "hang"
    wanted = await world.wanted(world.deploy("openai:stub-1"))
    task = asyncio.create_task(events(world.runtime(), wanted))
    await until(lambda: stub.requests)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [row.outcome for row in await world.usage()] == ["cancelled"]


async def test_without_an_audit_entry_there_is_no_usage_and_no_answer(world: World) -> None:
    target = world.deploy(agent_version="\x00")  # PostgreSQL cannot keep it in the entry's payload
    with pytest.raises(DataError):
        await events(world.runtime(), await world.wanted(target))
    assert await world.usage() == []
    assert await world.audited() == []


async def test_a_call_that_is_cancelled_while_it_is_recorded_is_recorded_once(world: World) -> None:
    runtime, wanted = world.runtime(), await world.wanted(world.deploy())
    task = asyncio.create_task(events(runtime, wanted))
    for _ in range(100_000):
        if runtime.recorder.waiting:
            break
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await runtime.drain()
    assert len(await world.usage()) == len(await world.audited()) == 1
