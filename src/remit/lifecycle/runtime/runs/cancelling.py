"""Cancelling a run that waits: what it asked for is not done any more, and whoever asked is told."""

from collections.abc import Sequence

from remit.controls import approvals, audit
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Conflict
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.approved import record_use
from remit.lifecycle.runtime.resuming import end
from remit.lifecycle.runtime.tables import RUN, RunRow, ToolUseRow
from remit.lifecycle.runtime.waiting import with_result

_OVER = {
    "running": "It goes on with its answer now, and waits for nobody.",
    "answered": "It has been answered.",
    "refused": "It has ended: it was refused.",
    "failed": "It has ended: it failed.",
    "unknown": "It has ended, and it is not known what was done.",
}


class NotCancellable(Conflict):
    """The run does not wait, or what it waited for is being done."""

    type = "run-not-cancellable"
    title = "The run cannot be cancelled"


def require_cancellable(run: RunRow, uses: Sequence[ToolUseRow]) -> None:
    """Raise `NotCancellable` for a run that does not wait, or of which a tool is at work."""
    if run.status != "waiting":
        raise NotCancellable(_OVER[run.status])
    for use in uses:
        if use.state == "started":
            raise NotCancellable(f"{use.tool.removeprefix('tool:')} is used now: wait until it has ended.")


async def cancel(session: Session, actor: Actor, run: RunRow, reason: str) -> None:
    """End a run that waits, which the caller holds locked; nothing that it waits for is done. `NotCancellable`."""
    uses = await queries.uses_of(session, [run.id])
    require_cancellable(run, uses)
    said = f"{actor.name} cancelled this{f': {reason}' if reason else '.'}"
    await approvals.withdraw(session, actor, RUN.ref(run.id), said)
    tools = list(run.tools)
    for use in uses:
        if use.state in ("asked", "approved"):
            await _refuse(session, actor, run, use, said)
            tools = with_result(tools, use, "refused", said)
    await queries.change_run(session, run.id, ("waiting",), {"tools": tools})
    await audit.record(
        session,
        actor,
        "run.cancelled",
        run.subject,
        {"run": RUN.show(run.id), "reason": reason},
        run.request_id,
    )
    problem = {"type": "run-cancelled", "title": "Cancelled", "detail": said, "policies": []}
    await end(session, run, "refused", problem=problem)


async def _refuse(session: Session, actor: Actor, run: RunRow, use: ToolUseRow, said: str) -> None:
    values = {"state": "refused", "why": said, "result": said, "ended_at": now()}
    if not await queries.move_use(session, use.id, ("asked", "approved"), values):
        # It was begun this moment: the transaction is given up, so that nothing of the run is half cancelled.
        raise NotCancellable(f"{use.tool.removeprefix('tool:')} is used now: wait until it has ended.")
    await record_use(session, actor, run, use, "refused", None)
