"""An agent with tools, and what the worker does for its runs, step by step."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from tests.engines.tools.places import LAPTOP
from tests.fixtures.people import identify
from tests.stubs.world import INSTRUCTIONS, World

from remit.controls import approvals
from remit.controls.approvals import PROPOSAL, Changes
from remit.controls.connections import GrantedTool, Toolboxes
from remit.controls.notifications import Courier, Senders
from remit.controls.tenancy import Actor, Role
from remit.edges.worker import Listener, listeners, starting
from remit.engines.durable import Inline
from remit.engines.vault import LocalVault
from remit.kit import events
from remit.lifecycle.runtime import GO_ON, RUN, Finished, Runs, Runtime, Target, Wanted, answer
from remit.lifecycle.runtime.scripted_tools import ScriptedTools

ANY: dict[str, Any] = {"type": "object"}
BY_ID = {
    "type": "object",
    "properties": {"id": {"type": "integer"}},
    "required": ["id"],
    "additionalProperties": False,
}
CUSTOMER = GrantedTool("crm", "get_customer", "Finds a customer.", BY_ID, True, False, "policy", "d-1")
MAIL = GrantedTool("mail", "send_email", "Sends a mail.", ANY, False, True, "policy", "d-2")
ALWAYS = {"use": "mail.send_email", "approval": "always"}


def scripted(answers: Mapping[str, Any] | None = None) -> ScriptedTools:
    """Return a customer file and a mail server."""
    said = {
        "crm.get_customer": lambda said: f"customer {said['id']}: Ada, ada@example.com",
        "mail.send_email": lambda said: f"sent to {said['to']}",
    }
    return ScriptedTools([CUSTOMER, MAIL], {**said, **(answers or {})})


def call(name: str, use: str = "use-1", **arguments: Any) -> dict[str, Any]:
    """Write a use of a tool as OpenAI's protocol has it."""
    return {"id": use, "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}


def document(*tools: Any, **remit: Any) -> dict[str, Any]:
    """Write the document of an agent with tools."""
    uses = [{"approval": "policy", **(each if isinstance(each, dict) else {"use": each})} for each in tools]
    spec = {"name": "desk", "instructions": INSTRUCTIONS, "model": "openai:stub-1"}
    return {"spec": spec, "remit": {"type": "context", "tools": uses, **remit}}


async def finished(runtime: Runtime, wanted: Wanted) -> Finished:
    """Make a call, and return how it ended."""
    last = [event async for event in answer(runtime, wanted)][-1]
    assert isinstance(last, Finished)
    return last


@dataclass
class Work:
    """A world with tools and a worker of its own, which works when it is told to."""

    world: World
    tools: ScriptedTools

    def __post_init__(self) -> None:
        self.runtime = self.world.runtime(tools=self.tools)
        self.told: Mapping[str, Listener] = {}
        self.restart()

    def restart(self) -> None:
        """Begin anew, as after a crash: nothing is remembered but what is in the database."""
        runs, self.durable = Runs(self.runtime), Inline()
        self.changes = Changes(self.world.database)
        self.changes.register(runs.kind())
        self.changes.install(self.durable)
        self.durable.register(GO_ON, runs.go_on)
        database, vault = self.world.database, LocalVault(list)
        senders = Senders(Toolboxes(database, vault, LAPTOP), vault, LAPTOP, "http://127.0.0.1")
        self.told = {
            **listeners(self.durable, database, None, Courier(database, senders)),
            **starting(self.changes, self.durable, here=True),
        }

    def deploy(self, *tools: Any, **remit: Any) -> Target:
        """Put an agent with tools in place."""
        return self.world.deploy(document=document(*tools, **remit))

    async def ask(self, target: Target, message: str, **options: Any) -> Finished:
        """Ask the agent something."""
        return await finished(self.runtime, await self.world.wanted(target, message, **options))

    async def approver(self, role: Role = Role.APPROVER) -> Actor:
        """Return somebody else who may decide."""
        made = await self.world.key(None, role)
        return await identify(self.world.database, self.world.secret_key, made.token)

    async def decide(
        self,
        last: Finished,
        verdict: Literal["approved", "rejected"] = "approved",
        reason: str = "Fine.",
        by: Actor | None = None,
    ) -> list[UUID]:
        """Decide on all that a run waits for; return the proposals."""
        assert last.paused is not None
        ids = [PROPOSAL.parse(wait.approval) for wait in last.paused.waits]
        await self.decide_on(ids, verdict, reason, by)
        return ids

    async def decide_on(
        self,
        ids: Sequence[UUID],
        verdict: Literal["approved", "rejected"] = "approved",
        reason: str = "Fine.",
        by: Actor | None = None,
    ) -> None:
        """Decide on proposals."""
        actor = by or await self.approver()
        for id in ids:
            async with self.world.database.transaction(self.world.org_id) as session:
                proposal, review = await approvals.hold(session, self.changes, id)
                await approvals.decide_proposal(
                    session, actor, proposal, verdict, reason=reason, review=review
                )

    async def work(self) -> None:
        """Do what the worker does with news, until there is none."""
        while True:
            async with self.world.database.transaction(None, relay=True) as session:
                heard = list(await events.undelivered(session))
                await events.delivered(session, heard)
            if not heard:
                return
            for event in heard:
                if event.org_id != self.world.org_id:
                    continue
                if (listener := self.told.get(event.kind)) is not None:
                    await listener(event)

    async def run(self, last: Finished) -> Any:
        """Return the row of a run."""
        assert last.paused is not None
        (row,) = await self.rows("select * from runs where id = :id", id=RUN.parse(last.paused.id))
        return row

    async def rows(self, query: str, **values: Any) -> list[Any]:
        """Ask the database."""
        async with self.world.database.transaction(self.world.org_id) as session:
            return list((await session.execute(text(query), values)).all())

    async def entries(self, type: str) -> list[dict[str, Any]]:
        """Return the payloads of audit entries of a type, oldest first."""
        query = (
            "select p.payload from audit_entries e join audit_payloads p using (org_id, seq)"
            " where e.type = :type order by seq"
        )
        return [row[0] for row in await self.rows(query, type=type)]
