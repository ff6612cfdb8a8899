"""A run that waits: what it goes on from and what it asks for is on disk before anybody is told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from remit.controls import approvals
from remit.controls.approvals import PROPOSAL, Proposal, Stakes
from remit.controls.tenancy import Actor, kept_of
from remit.engines.models import Prompt, write
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.kit.ids import new_id
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.gate import Asked, Gate
from remit.lifecycle.runtime.record import Call
from remit.lifecycle.runtime.tables import RUN, RunRow, ToolUseRow
from remit.lifecycle.runtime.target import Paused, Target, Waits
from remit.lifecycle.runtime.weighing import facts_of

USE_TOOL = "tool.use"
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class _Place:
    run_id: UUID
    turn: int


async def pause(
    session: Session, call: Call, actor: Actor, target: Target, gate: Gate, prompt: Prompt
) -> Paused:
    """Write down a run that waits, and ask a person for each use that it waits for."""
    resume = call.wanted.resume
    place = _Place(new_id(), 1) if resume is None else _Place(resume.run_id, resume.turn + 1)
    values = _values(call, gate, place)
    if resume is None:
        values["prompt"] = write(prompt).decode()
        session.add(_made(call, actor, target, place, values))
        await session.flush()
    else:
        run = await queries.run(session, place.run_id, lock=True)
        values["tools"] = [*(run.tools if run else ()), *values["tools"]]
        if not await queries.change_run(session, place.run_id, ("running",), values):
            raise LookupError(f"{RUN.show(place.run_id)} does not run")
    waits = [await _ask(session, call, actor, target, gate, place, use) for use in gate.asked]
    await tell(session, actor.org_id, place.run_id, "waiting", call.wanted.conversation)
    return Paused(RUN.show(place.run_id), tuple(waits))


def _values(call: Call, gate: Gate, place: _Place) -> dict[str, Any]:
    return {
        "status": "waiting",
        "call_id": call.id,
        "turn": place.turn,
        "uses": gate.made,
        "taint": gate.taint,
        "tools": shown(gate),
        "history": gate.history.decode(),
        "updated_at": now(),
    }


def _made(call: Call, actor: Actor, target: Target, place: _Place, values: dict[str, Any]) -> RunRow:
    conversation, message = call.wanted.conversation or (None, None)
    return RunRow(
        org_id=actor.org_id,
        id=place.run_id,
        subject=target.ref,
        environment=target.environment,
        agent=target.agent_version,
        agent_id=target.agent_id,
        version_id=target.agent_version_id or target.deployment_id,
        deployment_id=None if target.trial else target.deployment_id,
        caller=kept_of(actor),
        person=actor.person,
        actor=actor.ref,
        conversation_id=conversation,
        message_id=message,
        request_id=call.wanted.request_id,
        answer="",
        problem=None,
        used={},
        created_at=values["updated_at"],
        **values,
    )


async def _ask(
    session: Session, call: Call, actor: Actor, target: Target, gate: Gate, place: _Place, use: Asked
) -> Waits:
    """Ask a person for one use; what is shown is what is used, and nothing else is."""
    name = use.tool.use
    proposal = await approvals.propose(
        session,
        actor,
        kind=USE_TOOL,
        subject=RUN.ref(place.run_id),
        resource=target.asked[1],
        title=f"Let {target.agent_version} use {name}"[:_LONGEST_TITLE],
        shown=_shown(call, actor, target, gate, place, use),
        context=facts_of(gate.screen, use.tool, use.weighed.labels, gate.taint, approved=False),
        stakes=Stakes(changes=() if use.tool.reads_only else (name,), once=True),
        always=True,
    )
    await queries.add_use(session, _row(call, actor, target, place, use, proposal))
    return Waits(use.model_call, name, PROPOSAL.show(proposal.id), use.why)


def _shown(call: Call, actor: Actor, target: Target, gate: Gate, place: _Place, use: Asked) -> dict[str, Any]:
    return {
        "tool": use.tool.use,
        "connection": use.tool.connection,
        "description": use.tool.description,
        "tool_digest": use.tool.digest,
        "reads_only": use.tool.reads_only,
        "egress": use.tool.egress,
        "arguments": use.arguments,
        "digest": use.digest,
        "agent": target.agent_version,
        "environment": target.environment,
        "run": RUN.show(place.run_id),
        "in_conversation": call.wanted.conversation is not None,
        "asked_by": actor.facts(),
        "why": use.why,
        "labels": list(use.weighed.labels),
        "taint": gate.taint,
    }


def _row(
    call: Call, actor: Actor, target: Target, place: _Place, use: Asked, proposal: Proposal
) -> dict[str, Any]:
    return {
        "org_id": actor.org_id, "id": use.id, "run_id": place.run_id, "turn": place.turn, "call_id": call.id,
        "subject": target.ref, "actor": actor.ref, "model_call": use.model_call, "tool": use.tool.ref,
        "tool_digest": use.tool.digest, "arguments": use.arguments, "digest": use.digest, "state": "asked",
        "why": use.why, "proposal_id": proposal.id, "result": "", "executed_digest": None,
        "created_at": now(), "started_at": None, "ended_at": None,
    }  # fmt: skip


def shown(gate: Gate) -> list[dict[str, Any]]:
    """Return the uses of a call as conversations show them."""
    return [
        {
            "id": id,
            "name": each["tool"].use,
            "arguments": each["arguments"],
            "result": each["result"],
            "refused": id in gate.refused,
        }
        for id, each in gate.shown.items()
    ]


def with_result(
    tools: Sequence[dict[str, Any]], use: ToolUseRow, state: str, said: str
) -> list[dict[str, Any]]:
    """Return what a run shows of its uses, with what came of one; models may name those of another turn alike."""
    own = {"result": said, "refused": state in ("refused", "expired")}
    return [
        {**each, **own} if each["id"] == use.model_call and each["result"] is None else each for each in tools
    ]


def words(paused: Paused) -> str:
    """Say that a run waits, and for what."""
    tools = list(dict.fromkeys(each.tool for each in paused.waits))
    named = f"{', '.join(tools[:-1])} and {tools[-1]}" if len(tools) > 1 else tools[0]
    return (
        f"This waits for a person to approve the use of {named}. It goes on by itself once they have decided;"
        f" the run is {paused.id}."
    )


async def tell(
    session: Session, org_id: UUID, run_id: UUID, status: str, conversation: tuple[UUID, UUID] | None
) -> None:
    """Let listeners and browsers know where a run stands."""
    news = {"id": RUN.show(run_id), "status": status, "conversation": conversation and conversation[0].hex}
    await emit(session, org_id, f"run.{status}", RUN.show(run_id), news)
