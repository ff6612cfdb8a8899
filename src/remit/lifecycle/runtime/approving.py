"""How uses of tools are reviewed: rendered from the real arguments, and settled with the decision itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from remit.controls.approvals import ChangedSince, Description, Outcome, Proposal, Review
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.kit.events import emit
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.tables import RUN, RunRow
from remit.lifecycle.runtime.waiting import with_result

READY = "run.ready"
_OPEN = ("asked", "approved", "started")
_SAID: dict[Outcome, tuple[str, str]] = {
    "rejected": ("refused", "A person did not allow this: {reason}"),
    "voided": ("refused", "This was withdrawn before anybody decided: {reason}"),
    "expired": ("expired", "Nobody decided in time whether this may be done."),
}


def describe(shown: Mapping[str, Any]) -> Description:
    """Describe a use by its real arguments."""
    after = {name: shown[name] for name in ("tool", "arguments")}
    return Description(
        why=_why(shown), before=None, after=after, names=_names(shown["arguments"]), tool=_tool(shown)
    )


def _why(shown: Mapping[str, Any]) -> str:
    return f"{shown['agent']} wants to use {shown['tool']}. {shown['why']}"


def _names(arguments: Mapping[str, Any]) -> dict[str, str]:
    """Call arguments as they are called: nobody should read `to_address` as anything else."""
    return {"tool": "Tool", **{f"arguments.{name}": name for name in arguments}}


def _tool(shown: Mapping[str, Any]) -> dict[str, Any]:
    kept = (
        "tool", "connection", "description", "reads_only", "egress", "arguments", "digest", "tool_digest", "agent",
        "run", "in_conversation", "labels",
    )  # fmt: skip
    taint = sorted({label for labels in shown["taint"].values() for label in labels})
    return {**{name: shown[name] for name in kept}, "taint": taint}


async def _hold(session: Session, subject: str) -> None:
    """Lock the run: of runs and their proposals, the run is locked first."""
    await queries.run(session, RUN.parse(subject.partition(":")[2]), lock=True)


async def _recheck(session: Session, proposal: Proposal) -> None:
    """Refuse to approve for a run that waits no more."""
    run = await _run(session, proposal.subject)
    if run.status != "waiting":
        raise ChangedSince("The run does not wait for this any more: reject it.")


async def _settle(session: Session, actor: Actor, proposal: Proposal, outcome: Outcome, reason: str) -> None:
    """Move the use with the decision; once all that a run waits for is settled, it goes on."""
    use = await queries.use_of_proposal(session, proposal.id)
    if use is None or use.run_id is None:
        return
    if outcome == "approved":
        await queries.move_use(session, use.id, ("asked",), {"state": "approved"})
        return
    state, said = _SAID[outcome]
    why = said.format(reason=reason)
    values = {"state": state, "why": why, "result": why, "ended_at": now()}
    await queries.move_use(session, use.id, ("asked",), values)
    if (run := await queries.run(session, use.run_id)) is not None:
        tools = with_result(run.tools, use, state, why)
        await queries.change_run(session, run.id, ("waiting",), {"tools": tools})
    await go_on_when_settled(session, use.run_id)


async def go_on_when_settled(session: Session, run_id: UUID) -> None:
    """Have a run go on when nothing is left that it waits for; it is locked first."""
    run = await queries.run(session, run_id, lock=True)
    if run is None or run.status != "waiting":
        return
    uses = [use for use in await queries.uses_of(session, [run_id]) if use.turn == run.turn]
    if not any(use.state in _OPEN for use in uses):
        data = {"id": RUN.show(run_id), "turn": run.turn, "correlation_id": run.request_id}
        await emit(session, run.org_id, READY, RUN.show(run_id), data)


async def _run(session: Session, subject: str) -> RunRow:
    found = await queries.run(session, RUN.parse(subject.partition(":")[2]))
    if found is None:
        raise NotFound("There is no such run.")
    return found


REVIEW = Review(describe=describe, hold=_hold, recheck=_recheck, settle=_settle)
