"""Function agents answer: by their contract, governed, with services that are calls of their own."""

import json
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from tests.stubs.openai_server import COMPLETION_TOKENS, PROMPT_TOKENS, OpenAIStub
from tests.stubs.world import World

from remit.engines.sandbox import LiteSandbox
from remit.kit.database import Session
from remit.kit.errors import OverBudget, RemitError
from remit.kit.ids import new_id
from remit.lifecycle.runtime import Delta, Finished, Runtime, Target, Wanted, answer
from remit.lifecycle.runtime.errors import BadCallInput, ContractBroken, FunctionBroke, NotAFunction

NUMBERS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["n"],
    "properties": {"n": {"type": "integer"}},
}


def code(*lines: str) -> str:
    return "\n".join(["async def run(input, ctx):", *(f"    {line}" for line in lines)])


def deploy(world: World, *lines: str, spec: dict[str, Any] | None = None, **changes: Any) -> Target:
    """Put a function in place."""
    services = changes.pop("services", None)
    remit = {
        "type": "function",
        "slug": "adder",
        "code": code(*lines),
        "input_schema": NUMBERS,
        "output_schema": NUMBERS,
        "timeout_seconds": changes.pop("seconds", 30),
        "tier": "lite",
        **({"services": services} if services else {}),
    }
    return world.deploy(document={"spec": {"name": "adder", **(spec or {})}, "remit": remit}, **changes)


def runtime(world: World, sandbox: LiteSandbox, **options: Any) -> Runtime:
    return world.runtime(sandboxes={"lite": sandbox}, **options)


async def finished(runtime: Runtime, wanted: Wanted) -> Finished:
    async with aclosing(answer(runtime, wanted)) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)
    return found[-1]


async def test_what_goes_in_and_what_comes_out_fit_the_contract_and_are_recorded(
    world: World, sandbox: LiteSandbox
) -> None:
    target = deploy(world, "return {'n': input['n'] + 1}")
    runs = runtime(world, sandbox)
    last = await finished(runs, await world.wanted(target, '{"n": 41}', invoke=True))
    assert (json.loads(last.text), last.model, last.cost_usd) == ({"n": 42}, "", Decimal(0))
    for wrong in ('{"n": "41"}', '{"n": 1, "m": 2}', "41", "what?", "", "[" * 100_000):
        with pytest.raises(BadCallInput) as caught:
            await finished(runs, await world.wanted(target, wrong))
        assert "adder" in caught.value.detail or "desk" in caught.value.detail
    rows = await world.usage()
    assert [row.outcome for row in rows] == ["answered"] + ["refused"] * 6
    assert (rows[0].cost_usd, rows[0].input_tokens) == (Decimal(0), 0)
    streamed = [e async for e in answer(runs, await world.wanted(target, '{"n": 1}', stream=True))]
    assert [event.text for event in streamed if isinstance(event, Delta)] == ['{"n": 2}']


async def test_output_that_breaks_the_contract_is_held_back_and_is_a_violation(
    world: World, sandbox: LiteSandbox
) -> None:
    target = deploy(world, "return {'n': 'my secret'}")
    with pytest.raises(ContractBroken) as caught:
        await finished(runtime(world, sandbox), await world.wanted(target, '{"n": 1}'))
    assert "secret" not in caught.value.detail
    async with world.database.transaction(world.org_id) as session:
        (row,) = (await session.execute(text("select rule, severity, evidence from violations"))).all()
    assert (row.rule, row.severity) == ("output-contract", "medium")
    assert "secret" not in str(row.evidence)
    (entry,) = await world.audited()
    assert (entry.type, entry.payload["error"]["type"]) == ("call.failed", "contract-broken")


async def test_code_that_fails_says_where_and_nothing_of_what_it_knows(
    world: World, sandbox: LiteSandbox
) -> None:
    target = deploy(world, "x = 1", "raise ValueError('password is swordfish')")
    with pytest.raises(FunctionBroke) as caught:
        await finished(runtime(world, sandbox), await world.wanted(target, '{"n": 1}'))
    assert "line 3" in caught.value.detail
    assert "swordfish" not in caught.value.detail + str(await world.audited())
    endless = deploy(world, "while True:", "    pass", seconds=1)
    with pytest.raises(FunctionBroke):
        await finished(runtime(world, sandbox), await world.wanted(endless, '{"n": 1}'))
    again = deploy(world, "return input")
    assert (await finished(runtime(world, sandbox), await world.wanted(again, '{"n": 1}'))).text == '{"n": 1}'


async def test_a_model_is_asked_within_the_call_and_counts_as_the_functions(
    world: World, sandbox: LiteSandbox, stub: OpenAIStub
) -> None:
    lines = (
        "await ctx.services.llm.ask('one', system='Be short.')",
        "said = await ctx.services.llm.ask('two', max_tokens=10)",
        "return {'n': len(said)}",
    )
    target = deploy(world, *lines, services={"llm": True}, spec={"model": "openai:stub-1"})
    last = await finished(runtime(world, sandbox), await world.wanted(target, '{"n": 1}'))
    assert json.loads(last.text)["n"] > 0
    (row,) = await world.usage()
    assert (row.input_tokens, row.output_tokens) == (2 * PROMPT_TOKENS, 2 * COMPLETION_TOKENS)
    entries = await world.audited()
    assert [entry.payload.get("within") for entry in entries] == [last.id, last.id, None]
    assert entries[-1].payload["services"] == {"llm.ask": 2}


async def test_a_budget_holds_for_what_code_asks(world: World, sandbox: LiteSandbox) -> None:
    lines = ("await ctx.services.llm.ask('one')", "return {'n': 1}")
    target = deploy(
        world, *lines, services={"llm": True}, spec={"model": "demo"}, budget_usd_per_hour=Decimal("0.01")
    )
    await world.spend(target, "5")
    with pytest.raises((FunctionBroke, OverBudget)):
        await finished(runtime(world, sandbox), await world.wanted(target, '{"n": 1}'))


async def test_values_are_kept_between_calls_apart_for_each_deployment(
    world: World, sandbox: LiteSandbox
) -> None:
    lines = (
        "seen = await ctx.services.store.get('seen', 0)",
        "await ctx.services.store.set('seen', seen + input['n'])",
        "assert await ctx.services.store.keys() == ['seen']",
        "return {'n': await ctx.services.store.get('seen')}",
    )
    first = deploy(world, *lines, services={"store": True})
    second = deploy(world, *lines, services={"store": True})
    runs = runtime(world, sandbox)
    said = [
        (await finished(runs, await world.wanted(each, '{"n": 2}'))).text for each in (first, first, second)
    ]
    assert said == ['{"n": 2}', '{"n": 4}', '{"n": 2}']
    big = deploy(
        world, "await ctx.services.store.set('a', 'x' * 70000)", "return input", services={"store": True}
    )
    with pytest.raises(FunctionBroke):
        await finished(runs, await world.wanted(big, '{"n": 1}'))
    nul = deploy(
        world,
        "try:",
        "    await ctx.services.store.set('a', chr(0))",
        "except Exception:",
        "    return {'n': 7}",
        services={"store": True},
    )
    assert (await finished(runs, await world.wanted(nul, '{"n": 1}'))).text == '{"n": 7}'


async def test_only_named_agents_are_called_and_not_without_end(world: World, sandbox: LiteSandbox) -> None:
    inner = deploy(world, "return {'n': input['n'] * 2}")
    outer = deploy(
        world, "return await ctx.services.agents.call('inner', input)", services={"agents": ["inner"]}
    )
    other = deploy(world, "return await ctx.services.agents.call('inner', input)", services={"agents": ["x"]})

    async def locate(_: Session, slug: str, environment: str) -> Any:
        return {"inner": inner, "round": round_}[slug].deployment_id

    round_ = deploy(
        world, "return await ctx.services.agents.call('round', input)", services={"agents": ["round"]}
    )
    runs = runtime(world, sandbox, locate=locate)
    last = await finished(runs, await world.wanted(outer, '{"n": 4}'))
    assert last.text == '{"n": 8}'
    rows = await world.usage()
    assert {row.subject for row in rows} == {inner.ref, outer.ref}
    for refused in (other, round_):
        with pytest.raises(FunctionBroke):
            await finished(runs, await world.wanted(refused, '{"n": 4}'))


async def test_agents_that_talk_take_no_input_of_a_form(world: World, sandbox: LiteSandbox) -> None:
    with pytest.raises(NotAFunction):
        await finished(runtime(world, sandbox), await world.wanted(world.deploy(), "{}", invoke=True))
    stopped = replace(deploy(world, "return input"), deployment_id=new_id(), status="paused")
    world.targets[stopped.deployment_id] = stopped
    with pytest.raises(RemitError):
        await finished(runtime(world, sandbox), await world.wanted(stopped, '{"n": 1}'))
