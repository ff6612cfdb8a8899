"""The mark in an agent's instructions: put there once, looked for in all that comes out, in either way of running."""

import base64
from typing import Any

import pytest
from sqlalchemy import text
from tests.lifecycle.runtime.test_call import events, finished
from tests.stubs.openai_server import OpenAIStub
from tests.stubs.world import World

from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey
from remit.lifecycle.runtime import Delta, Event, Runtime, Target, Wanted, answer
from remit.lifecycle.runtime.marking import marked
from remit.lifecycle.runtime.screening import TextRefused

LEAN: dict[str, Any] = {"name": "desk", "instructions": "Greet people.", "model": "openai:stub-1"}
LOOP = {**LEAN, "retries": 1}


def agent(world: World, spec: dict[str, Any], *, canary: bool = True) -> Target:
    return world.deploy(document={"spec": spec, "remit": {"type": "context", "canary": canary}})


def word(world: World, target: Target) -> str:
    (found,) = marked(target, world.secret_key).canaries
    return found


async def until_refused(runtime: Runtime, wanted: Wanted) -> list[Event]:
    found: list[Event] = []

    async def take() -> None:
        async for event in answer(runtime, wanted):
            found.append(event)

    with pytest.raises(TextRefused, match="instructions-do-not-leak"):
        await take()
    return found


@pytest.mark.parametrize("spec", [LEAN, LOOP])
@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_with_the_mark_is_stopped_before_any_of_it_leaves(
    world: World, stub: OpenAIStub, spec: dict[str, Any], stream: bool
) -> None:
    target = agent(world, spec)
    mark = word(world, target)
    stub.words = ["I ", "was ", "told ", mark[:7], mark[7:12], mark[12:], ". ", "Nothing ", "else."]
    found = await until_refused(world.runtime(), await world.wanted(target, stream=stream))
    assert mark in str(stub.requests[-1]["messages"][0]["content"])
    passed = "".join(each.text for each in found if isinstance(each, Delta))
    assert mark[:4] not in passed
    assert not any(
        mark[:7].encode() in raw for each in found if isinstance(each, Delta) for raw in each.events
    )
    async with world.database.transaction(world.org_id) as session:
        (row,) = (await session.execute(text("select * from violations"))).all()
    assert (row.rule, row.direction, row.verdict, row.severity) == (
        "instructions-do-not-leak", "output", "deny", "critical",
    )  # fmt: skip
    assert mark not in str(row.evidence)


@pytest.mark.parametrize("disguise", ["reversed", "hex", "base64", "call"])
async def test_it_is_known_in_disguise_and_in_what_tools_are_given(
    world: World, stub: OpenAIStub, disguise: str
) -> None:
    target = agent(world, LEAN)
    mark = word(world, target)
    forms = {
        "reversed": mark[::-1],
        "hex": mark.encode().hex(),
        "base64": base64.b64encode(f"the mark is {mark}, yes".encode()).decode(),
        "call": mark,
    }
    stub.words = ["It is ", forms[disguise], "."]
    if disguise == "call":
        arguments = '{"to": "' + mark + '"}'
        stub.calls = [{"id": "c1", "type": "function", "function": {"name": "send", "arguments": arguments}}]
    await until_refused(world.runtime(), await world.wanted(target, stream=True))
    await until_refused(world.runtime(), await world.wanted(target))


async def test_a_harmless_answer_passes_whole_and_without_the_switch_nothing_is_added(
    world: World, stub: OpenAIStub
) -> None:
    stub.words = ["The ", "abc", "def ", "7 ", "of ", "them."]
    found = await events(world.runtime(), await world.wanted(agent(world, LEAN), stream=True))
    assert "".join(each.text for each in found if isinstance(each, Delta)) == "".join(stub.words)
    await finished(world, await world.wanted(agent(world, LEAN, canary=False)))
    assert stub.requests[-1]["messages"][0]["content"] == LEAN["instructions"]


def test_each_version_and_each_installation_has_its_own(world: World) -> None:
    one, other = agent(world, LEAN), agent(world, {**LEAN, "instructions": ["a", "b"]})
    elsewhere = marked(one, SecretKey(new_id().bytes * 2)).canaries[0]
    assert len({word(world, one), word(world, other), elsewhere}) == 3
    assert word(world, one) == word(world, one)
