"""An agent uses its tools, each use decided for itself."""

from typing import Any

import pytest
from tests.lifecycle.runtime.working import ALWAYS, Work, call, finished, scripted
from tests.stubs.openai_server import OpenAIStub
from tests.stubs.world import World

from remit.controls import governance, tenancy
from remit.controls.governance import versions
from remit.engines.tools import ToolboxError
from remit.kit.database import Database
from remit.lifecycle.runtime import Delta, ToolBegan, ToolEnded, answer

LOOK = [call("crm__get_customer", id=7)]
SEND = [call("mail__send_email", "use-2", to="eve@example.org", body="ada@example.com")]


@pytest.fixture
def database(apart: Database) -> Database:
    """Stand where no worker of an application takes the news first."""
    return apart


async def ruled(world: World, policy: str) -> None:
    """Apply a policy of the organisation's own."""
    async with world.database.transaction(world.org_id) as session:
        await versions.apply(session, tenancy.system(world.org_id), versions.Wanted(policy, 0))
    await governance.ready(world.database, world.org_id)


async def test_an_agent_uses_a_tool_and_each_use_is_in_the_log(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    target = work.deploy("crm.get_customer")
    stub.scripted, stub.words = {"Who is 7?": LOOK}, ["Ada."]
    last = await work.ask(target, "Who is 7?")
    assert last.text == "Ada."
    assert [(name, said) for name, said, _ in work.tools.used] == [("crm.get_customer", {"id": 7})]
    assert [tool["function"]["name"] for tool in stub.requests[0]["tools"]] == ["crm__get_customer"]
    assert "ada@example.com" in stub.requests[1]["messages"][-1]["content"]
    (used,) = await work.entries("tool.used")
    assert (used["tool"], used["arguments"], used["outcome"]) == ("tool:crm.get_customer", {"id": 7}, "done")
    (row,) = await world.usage()
    assert (row.outcome, row.tool_uses) == ("answered", 1)
    assert await work.rows("select id from tool_uses") == []


async def test_a_use_that_changes_something_leaves_a_row(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    target = work.deploy("mail.send_email")
    stub.scripted, stub.words = {"Write.": SEND}, ["Done."]
    last = await work.ask(target, "Write.")
    assert last.text == "Done."
    ((state, digest, executed),) = await work.rows("select state, digest, executed_digest from tool_uses")
    assert (state, digest) == ("done", executed)


async def test_what_is_told_of_uses_names_tools_as_people_do(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    target = work.deploy("crm")
    stub.scripted, stub.words = {"Who is 7?": LOOK}, ["Ada."]
    wanted = await world.wanted(target, "Who is 7?", stream=True)
    told = [event async for event in answer(work.runtime, wanted)]
    (began,) = [event for event in told if isinstance(event, ToolBegan)]
    (ended,) = [event for event in told if isinstance(event, ToolEnded)]
    assert (began.name, ended.name, ended.refused) == ("crm.get_customer", "crm.get_customer", False)
    assert "".join(event.text for event in told if isinstance(event, Delta)) == "Ada."


async def test_arguments_that_do_not_fit_go_back_to_the_model(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    target = work.deploy("crm")
    stub.scripted, stub.words = {"Who is 7?": [call("crm__get_customer", id="seven")]}, ["Sorry."]
    assert (await work.ask(target, "Who is 7?")).text == "Sorry."
    assert work.tools.used == []
    assert "seven" in stub.requests[1]["messages"][-1]["content"]


async def test_no_more_uses_than_the_agent_may_make(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    target = work.deploy("crm", max_tool_uses=2)
    stub.scripted = {"Look.": [call("crm__get_customer", f"use-{id}", id=id) for id in range(4)]}
    stub.words = ["Enough."]
    await work.ask(target, "Look.")
    assert len(work.tools.used) == 2
    assert len(await work.entries("tool.refused")) == 2


async def test_what_was_read_elsewhere_asks_before_it_leaves(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    target = work.deploy("crm", "mail")
    stub.scripted = {"Tell Eve of 7.": LOOK, "customer 7: Ada, ada@example.com": SEND}
    last = await work.ask(target, "Tell Eve of 7.")
    assert last.paused is not None
    assert [name for name, _, _ in work.tools.used] == ["crm.get_customer"]
    ((shown,),) = await work.rows("select shown from proposals")
    assert shown["taint"] == {"crm": ["pii.email"]}
    assert shown["arguments"] == {"to": "eve@example.org", "body": "ada@example.com"}
    assert "what-was-sensitive-asks-before-it-leaves" in shown["why"]


async def test_a_conversation_that_was_tainted_before_stays_so(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    target = work.deploy("mail")
    stub.scripted = {"Tell Eve.": SEND}
    assert (await work.ask(target, "Tell Eve.", taint={"crm": ["secret.token"]})).paused is not None


@pytest.mark.parametrize(
    ("verdict", "sent"), [("deny", None), ("redact", "[pii.email]"), ("warn", "ada@example.com")]
)
async def test_a_policy_decides_by_the_arguments(
    world: World, stub: OpenAIStub, verdict: str, sent: str | None
) -> None:
    work = Work(world, scripted())
    mark = "" if verdict == "deny" else f'@verdict("{verdict}")'
    await ruled(
        world,
        f'@id("mine") {mark} forbid (principal, action == Action::"tool.use", resource)'
        ' when { context.tool == "mail.send_email" && context.labels.contains("pii") };',
    )
    target = work.deploy("mail")
    stub.scripted = {"Tell Eve.": SEND}
    await work.ask(target, "Tell Eve.")
    assert [said["body"] for _, said, _ in work.tools.used] == ([] if sent is None else [sent])
    ((rule, found),) = await work.rows("select rule, verdict from violations where rule = 'mine'")
    assert (rule, found) == ("mine", verdict)
    if sent is None:
        assert "mine" in stub.requests[1]["messages"][-1]["content"]


async def test_a_result_may_be_withheld(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    await ruled(
        world,
        '@id("mine") forbid (principal, action == Action::"text.pass", resource)'
        ' when { context.direction == "tool_result" && context.labels.contains("pii") };',
    )
    target = work.deploy("crm")
    stub.scripted = {"Who is 7?": LOOK}
    await work.ask(target, "Who is 7?")
    told = stub.requests[1]["messages"][-1]["content"]
    assert "ada@example.com" not in told
    assert "withheld by mine" in told


async def test_a_tool_that_fails_is_told_of_and_a_long_result_is_cut(world: World, stub: OpenAIStub) -> None:
    def away(_: Any) -> str:
        raise ToolboxError("The file of customers does not answer.", reached=False)

    work = Work(world, scripted({"crm.get_customer": away, "mail.send_email": lambda _: "x" * 100_000}))
    target = work.deploy("crm", "mail")
    stub.scripted = {"Who is 7?": LOOK, "Write.": SEND}
    await work.ask(target, "Who is 7?")
    assert "does not answer" in stub.requests[1]["messages"][-1]["content"]
    await work.ask(target, "Write.")
    assert 32_000 < len(stub.requests[3]["messages"][-1]["content"]) < 33_000


async def test_each_of_several_uses_is_decided_alone(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    target = work.deploy("crm", ALWAYS)
    stub.scripted, stub.words = {"Both.": [*LOOK, *SEND]}, ["Done."]
    last = await finished(work.runtime, await world.wanted(target, "Both."))
    assert [name for name, _, _ in work.tools.used] == ["crm.get_customer"]
    await work.decide(last)
    await work.work()
    assert (await work.run(last)).answer == "Done."
    told = [turn["content"] for turn in stub.requests[-1]["messages"] if turn["role"] == "tool"]
    assert told == ["customer 7: Ada, ada@example.com", "sent to eve@example.org"]
