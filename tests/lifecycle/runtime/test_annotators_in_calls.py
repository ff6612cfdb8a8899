"""Annotators elsewhere in a call: what they say counts as Remit's own, and what they did not see passes or does not."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from tests.lifecycle.runtime.test_call import events
from tests.stubs.annotator_server import AnnotatorStub, annotator_stub
from tests.stubs.openai_server import OpenAIStub
from tests.stubs.world import World

from remit.controls import tenancy
from remit.controls.annotators import Annotators
from remit.controls.annotators.changes import add
from remit.controls.annotators.schemas import NewAnnotator
from remit.controls.governance import Resource, ready
from remit.controls.governance.versions import Wanted, apply
from remit.engines.models import decode
from remit.engines.vault import LocalVault
from remit.kit.addresses import Reach
from remit.kit.ids import new_id
from remit.kit.outbound import Outbound
from remit.lifecycle.runtime import Delta, Finished, Runtime
from remit.lifecycle.runtime.holding_back import held_back
from remit.lifecycle.runtime.screening import Screen, TextRefused
from remit.lifecycle.runtime.target import ToolEvent

HERE = Reach(loopback=True)
OWN = """
@id("projects-stay-inside") @verdict("redact")
forbid (principal, action == Action::"text.pass", resource)
when { context.direction == "output" && context.labels.contains("internal") };
@id("nothing-toxic-comes-in")
forbid (principal, action == Action::"text.pass", resource)
when { context.direction == "input" && context.labels.contains("toxic") };
"""


@pytest.fixture
def guard() -> Iterator[AnnotatorStub]:
    with annotator_stub() as serving:
        serving.words = {"Falcon": "internal.project", "damn": "toxic"}
        yield serving


async def ruled(world: World) -> None:
    owner = replace(tenancy.system(world.org_id), kind="member", role=tenancy.Role.OWNER)
    async with world.database.transaction(world.org_id) as session:
        await apply(session, owner, Wanted(OWN, 0))
    await ready(world.database, world.org_id)


@asynccontextmanager
async def asking(world: World, guard: AnnotatorStub, **members: Any) -> AsyncIterator[Runtime]:
    vault = LocalVault(lambda: [world.secret_key])
    wanted = NewAnnotator.model_validate({"slug": "guard", "kind": "http", "url": guard.url, **members})
    async with world.database.transaction(world.org_id) as session:
        await add(session, tenancy.system(world.org_id), vault, HERE, wanted)
    known = Annotators(world.database, vault, Outbound(HERE))
    yield world.runtime(annotators=known)
    await known.close()


async def violations(world: World) -> list[Any]:
    async with world.database.transaction(world.org_id) as session:
        return list((await session.execute(text("select rule, direction, verdict from violations"))).all())


async def test_where_there_is_none_nobody_is_asked(world: World, guard: AnnotatorStub) -> None:
    async with asking(world, guard, enabled=False) as runtime:
        await events(runtime, await world.wanted(world.deploy(), "damn"))
    assert guard.asked == []


async def test_what_it_says_of_an_input_decides(world: World, guard: AnnotatorStub) -> None:
    await ruled(world)
    async with asking(world, guard, secret="s3cret-of-the-guard") as runtime:
        with pytest.raises(TextRefused, match="nothing-toxic-comes-in"):
            await events(runtime, await world.wanted(world.deploy(), "Where is the damn parking?"))
        await events(runtime, await world.wanted(world.deploy(), "Where is parking?"))
    assert guard.asked[0]["direction"] == "input"
    assert set(guard.authorizations) == {"Bearer s3cret-of-the-guard"}
    assert ("nothing-toxic-comes-in", "input", "deny") in await violations(world)


@pytest.mark.parametrize("model", ["openai:stub-1", "demo"])
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("streams", ["whole", "window"])
async def test_what_it_says_of_an_output_is_taken_out(
    world: World, stub: OpenAIStub, guard: AnnotatorStub, model: str, stream: bool, streams: str
) -> None:
    await ruled(world)
    stub.words = [
        "We ",
        "call ",
        "it ",
        "Fal",
        "con ",
        "here. ",
        *["And so on. "] * 60,
        "Falcon ",
        "is ",
        "good.",
    ]
    told = "".join(stub.words)
    document = {"spec": {"name": "desk", "instructions": told, "model": model}, "remit": {"type": "context"}}
    async with asking(world, guard, directions=["output"], streams=streams) as runtime:
        asked = await world.wanted(world.deploy(document=document), "What do we call it?", stream=stream)
        found = await events(runtime, asked)
    last = found[-1]
    assert isinstance(last, Finished)
    assert "Falcon" not in last.text
    assert "[internal.project]" in last.text
    pieces = [each for each in found if isinstance(each, Delta)]
    if stream:
        assert "".join(each.text for each in pieces) == last.text
        raw = [decode(event).text() for each in pieces for event in each.events]
        assert "".join(raw) in (last.text, "")
    if streams == "whole":
        assert len(guard.asked) == 1
    assert ("projects-stay-inside", "output", "redact") in await violations(world)


@pytest.mark.parametrize("fault", ["hang", "500", "lying", "huge", "html"])
async def test_closed_refuses_what_nobody_saw_and_open_counts_it(
    world: World, guard: AnnotatorStub, fault: Any
) -> None:
    guard.fault = fault
    async with asking(world, guard, timeout_seconds=0.2) as runtime:
        with pytest.raises(TextRefused, match="unseen-texts-do-not-pass"):
            await events(runtime, await world.wanted(world.deploy()))
    async with world.database.transaction(world.org_id) as session:
        await session.execute(text("delete from annotators"))
    async with asking(world, guard, timeout_seconds=0.2, fail_mode="open") as runtime:
        found = await events(runtime, await world.wanted(world.deploy(), stream=True))
    assert isinstance(found[-1], Finished)
    *_, entry = await world.audited()
    assert entry.payload["unlabelled"] == ["guard"]


async def test_after_many_failures_it_is_left_alone(world: World, guard: AnnotatorStub) -> None:
    guard.fault = "500"
    async with asking(world, guard, directions=["input"], fail_mode="open") as runtime:
        target = world.deploy()
        for _ in range(8):
            await events(runtime, await world.wanted(target))
    assert len(guard.asked) == 5


async def test_one_of_another_organisation_hears_nothing(
    world: World, guard: AnnotatorStub, database: Any, secret_key: Any
) -> None:
    other = await World(database, secret_key, world.directory).found()
    async with asking(other, guard) as runtime:
        other.targets = world.targets
        await events(runtime, await world.wanted(world.deploy(), "damn"))
    await other.close()
    assert guard.asked == []


async def test_windows_are_given_on_while_the_answer_is_written(world: World, guard: AnnotatorStub) -> None:
    await ruled(world)
    pieces = ["And so on. "] * 36 + ["Fal", "con"] + [" And so on."] * 40
    async with asking(world, guard, directions=["output"], streams="window") as runtime:
        assert runtime.annotators is not None
        actor, where = tenancy.system(world.org_id), Resource("deployment", "dep")
        screen = Screen(actor, where, new_id(), "req-1", "", "m", "p")
        screen.panel = await runtime.annotators.of(world.org_id)
        given = 0
        text_given = ""

        async def coming() -> AsyncGenerator[Delta | ToolEvent]:
            nonlocal given
            for each in pieces:
                given += 1
                yield Delta(each)

        async for piece in held_back(coming(), screen.stream()):
            if not text_given:
                assert given < len(pieces)
            text_given += piece.text if isinstance(piece, Delta) else ""
    assert text_given == "".join(pieces).replace("Falcon", "[internal.project]")
    assert all(len(each["text"]) < 700 for each in guard.asked)
