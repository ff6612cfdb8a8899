"""A run waits for a person, and goes on with exactly what they approved, once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs
from tests.lifecycle.runtime.working import ALWAYS, MAIL, Work, call, finished, scripted
from tests.stubs.openai_server import OpenAIStub
from tests.stubs.world import World

from remit.controls.approvals import PROPOSAL
from remit.controls.connections import Granted
from remit.controls.governance import PolicyForbids
from remit.controls.tenancy import Role
from remit.engines.tools import ToolboxError
from remit.kit.database import Database
from remit.lifecycle.runtime import Finished
from remit.lifecycle.runtime.approved import Approved
from remit.lifecycle.runtime.scripted_tools import ScriptedTools


@dataclass
class Breaking(ScriptedTools):
    """Tools that a fault of ours comes between, so often."""

    faults: int = 0

    async def granted(self, org_id: UUID, uses: Sequence[str]) -> Granted:
        if self.faults:
            self.faults -= 1
            raise RuntimeError("broken")
        return await super().granted(org_id, uses)


WRITE = {"Write Ada.": [call("mail__send_email", to="ada@example.com", body="Hello")]}


@pytest.fixture
def database(apart: Database) -> Database:
    """Stand where no worker of an application takes the news first."""
    return apart


async def waiting(work: Work, stub: OpenAIStub) -> Finished:
    target = work.deploy("crm", ALWAYS)
    stub.scripted, stub.words = dict(WRITE), ["Done."]
    last = await work.ask(target, "Write Ada.")
    assert last.paused is not None
    assert work.tools.used == []
    return last


async def test_what_was_approved_is_used_once_and_the_agent_answers(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    last = await waiting(work, stub)
    ids = await work.decide(last)
    await work.work()
    run = await work.run(last)
    assert (run.status, run.answer, run.history, run.prompt) == ("answered", "Done.", "", "")
    ((name, arguments, key),) = work.tools.used
    assert (name, arguments) == ("mail.send_email", {"to": "ada@example.com", "body": "Hello"})
    told = stub.requests[-1]["messages"][-1]
    assert (told["role"], told["content"]) == ("tool", "sent to ada@example.com")
    (used,) = await work.entries("tool.used")
    assert used["approved_digest"] == used["executed_digest"]
    assert used["outcome"] == "done"
    assert key == used["use"]
    usage = [(row.outcome, row.tool_uses) for row in await world.usage()]
    assert usage == [("waiting", 0), ("answered", 0)]
    await Approved(work.runtime).use(world.org_id, ids[0])
    work.restart()
    await work.work()
    assert len(work.tools.used) == 1


async def test_what_was_rejected_is_not_done_and_the_agent_is_told_why(
    world: World, stub: OpenAIStub
) -> None:
    work = Work(world, scripted())
    last = await waiting(work, stub)
    await work.decide(last, "rejected", "Ada has left.")
    await work.work()
    assert work.tools.used == []
    assert "Ada has left." in stub.requests[-1]["messages"][-1]["content"]
    run = await work.run(last)
    assert run.status == "answered"
    assert [(tool["result"], tool["refused"]) for tool in run.tools] == [
        ("A person did not allow this: Ada has left.", True)
    ]
    ((state,),) = await work.rows("select state from tool_uses")
    assert state == "refused"


async def test_two_workers_do_what_was_approved_once(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    (id,) = await work.decide(await waiting(work, stub))
    await asyncio.gather(*(Approved(work.runtime).use(world.org_id, id) for _ in range(8)))
    assert len(work.tools.used) == 1


async def test_a_use_that_was_cut_short_is_not_done_again_and_a_person_is_told(
    world: World, stub: OpenAIStub
) -> None:
    work = Work(world, scripted())
    last = await waiting(work, stub)
    await work.decide(last)
    await work.rows("update tool_uses set state = 'started', started_at = now() returning id")
    await work.work()
    assert work.tools.used == []
    assert (await work.run(last)).status == "unknown"
    ((severity, rule),) = await work.rows("select severity, rule from violations")
    assert (severity, rule) == ("high", "tool-use-unknown")


async def test_a_continuation_that_was_cut_short_begins_anew_only_where_nothing_was_changed(
    world: World, stub: OpenAIStub
) -> None:
    work = Work(world, scripted())
    last = await waiting(work, stub)
    (id,) = await work.decide(last)
    await Approved(work.runtime).use(world.org_id, id)
    await work.rows("update runs set status = 'running' returning id")
    await work.work()
    assert (await work.run(last)).status == "answered"


async def test_nobody_knows_what_a_tool_did_that_gave_no_answer(world: World, stub: OpenAIStub) -> None:
    def silent(_: Any) -> str:
        raise ToolboxError("The mail server does not answer.", reached=True)

    work = Work(world, scripted({"mail.send_email": silent}))
    last = await waiting(work, stub)
    await work.decide(last)
    await work.work()
    run = await work.run(last)
    assert (run.status, run.problem["type"]) == ("unknown", "run-unknown")
    assert len(work.tools.used) == 1


async def test_a_tool_that_has_changed_since_is_not_used(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    last = await waiting(work, stub)
    work.tools.tools[1] = replace(MAIL, digest="d-3")
    await work.decide(last)
    await work.work()
    assert work.tools.used == []
    assert "has changed since" in stub.requests[-1]["messages"][-1]["content"]
    assert (await work.entries("tool.refused"))[-1]["executed_digest"] is None


async def test_another_version_does_not_go_on_with_what_this_one_asked(
    world: World, stub: OpenAIStub
) -> None:
    work = Work(world, scripted())
    last = await waiting(work, stub)
    (target,) = world.targets.values()
    world.targets[target.deployment_id] = replace(target, agent_version_id=world.org_id)
    world.database.caches.unsure()
    await work.decide(last)
    await work.work()
    run = await work.run(last)
    assert work.tools.used == []
    assert (run.status, run.problem["type"]) == ("refused", "run-refused")


async def test_whoever_asked_does_not_approve_it(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    target = work.deploy(ALWAYS)
    stub.scripted = dict(WRITE)
    me = await work.approver(Role.ADMIN)
    last = await finished(work.runtime, replace(await world.wanted(target, "Write Ada."), caller=me))
    with pytest.raises(PolicyForbids):
        await work.decide(last, by=me)


async def test_a_run_may_wait_again(world: World, stub: OpenAIStub) -> None:
    work = Work(world, scripted())
    last = await waiting(work, stub)
    stub.scripted["sent to ada@example.com"] = [call("mail__send_email", "use-2", to="bob@example.com")]
    await work.decide(last)
    await work.work()
    run = await work.run(last)
    assert (run.status, run.turn) == ("waiting", 2)
    ((proposal,),) = await work.rows("select proposal_id from tool_uses where turn = 2")
    again = structs.replace(
        last,
        paused=replace(last.paused, waits=(replace(last.paused.waits[0], approval=PROPOSAL.show(proposal)),)),
    )
    await work.decide(again)
    await work.work()
    assert [said["to"] for _, said, _ in work.tools.used] == ["ada@example.com", "bob@example.com"]
    assert (await work.run(last)).status == "answered"


async def test_what_a_fault_of_ours_keeps_from_being_done_is_told_of(world: World, stub: OpenAIStub) -> None:
    tools = Breaking(scripted().tools, scripted().answers)
    work = Work(world, tools)
    last = await waiting(work, stub)
    await work.decide(last)
    tools.faults = 8  # as often as a step is tried
    await work.work()
    run = await work.run(last)
    assert (run.status, work.tools.used) == ("answered", [])
    ((state, told),) = await work.rows("select state, result from tool_uses where run_id is not null")
    assert (state, "not tried again" in told) == ("failed", True)
    assert stub.requests[-1]["messages"][-1]["content"] == told
