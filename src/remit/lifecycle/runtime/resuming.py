"""Runs go on when a person has decided: what was approved is used once, and the agent answers.

Two durable workflows. An approved use is made by the proposal's own (`tool.use`). Once all that a run waits for is
settled, `run.go_on` asks the agent again; that may wait again. Whatever a crash cuts short is not done twice: where
nobody knows whether a tool did what it was asked, the run ends as `unknown` and a person is told.
"""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from remit.controls import governance
from remit.controls.approvals import Change, ChangeKind
from remit.controls.tenancy import recall
from remit.engines.durable import Input, Step
from remit.engines.durable import Run as Workflow
from remit.engines.models import read
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import LimitExceeded, OverBudget, RemitError
from remit.kit.telemetry import logger
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.approved import RUN_BROKE, Approved
from remit.lifecycle.runtime.approving import REVIEW
from remit.lifecycle.runtime.call import complete
from remit.lifecycle.runtime.gate import storable
from remit.lifecycle.runtime.record import Call
from remit.lifecycle.runtime.recording import is_away
from remit.lifecycle.runtime.rules import RunRefused, callee_of, require_same
from remit.lifecycle.runtime.shared import Runtime
from remit.lifecycle.runtime.tables import RunRow, ToolUseRow
from remit.lifecycle.runtime.target import Resume, Wanted
from remit.lifecycle.runtime.waiting import USE_TOOL, shown, tell

GO_ON = "run.go_on"
RUN_MOVES = ("waiting", "running", "answered", "refused", "failed", "unknown")
"""Where a run may come to."""

_log = logger(__name__)
_AWAY_SECONDS = 5.0
_UNKNOWN = (
    "Remit was cut short while a tool was used, so it is not known whether it did what it was asked. It was not used"
    " again: look where it should have been done."
)


class Runs:
    """What makes runs go on, in the process that works; others know only how they are reviewed."""

    def __init__(self, runtime: Runtime | None) -> None:
        self._runtime = runtime

    def kind(self) -> ChangeKind:
        """Return the kind of change to register with the change spine."""
        return ChangeKind(name=USE_TOOL, apply=self._apply, review=REVIEW)

    async def _apply(self, run: Workflow, change: Change) -> None:
        await _to_its_end(run, "use", self._use, self._no_use, change.org_id.hex, change.proposal_id.hex)

    async def _use(self, org: str, proposal: str) -> bool:
        return await _reached(Approved(self._working).use(UUID(hex=org), UUID(hex=proposal)))

    async def _no_use(self, org: str, proposal: str) -> bool:
        return await _reached(Approved(self._working).give_up(UUID(hex=org), UUID(hex=proposal)))

    async def go_on(self, run: Workflow, input: Input) -> None:
        """Let a run go on, durably."""
        arguments = input["org_id"], input["run_id"], input["turn"]
        await _to_its_end(run, "go on", self._asked_again, self._no_answer, *arguments)

    async def _asked_again(self, org: str, id: str, turn: int) -> bool:
        return await _reached(self._go_on(org, id, turn))

    async def _no_answer(self, org: str, id: str, turn: int) -> bool:
        return await _reached(self._give_up(UUID(hex=org), UUID(hex=id), turn))

    @property
    def _working(self) -> Runtime:
        if self._runtime is None:
            raise LookupError("this process does not work")
        return self._runtime

    async def _go_on(self, org: str, id: str, turn: int) -> None:
        org_id, run_id = UUID(hex=org), UUID(hex=id)
        async with self._working.database.transaction(org_id) as alone:
            await queries.hold_alone(alone, run_id)
            found = await self._begin(org_id, run_id, turn)
            if found is not None:
                await self._ask(*found)

    async def _begin(self, org_id: UUID, run_id: UUID, turn: int) -> tuple[RunRow, list[ToolUseRow]] | None:
        """Take a run up; none when it is over, or nobody knows what it did."""
        async with self._working.database.transaction(org_id) as session:
            run = await queries.run(session, run_id, lock=True)
            if run is None or run.turn != turn or run.status not in ("waiting", "running"):
                return None
            uses = list(await queries.uses_of(session, [run_id]))
            own = [use for use in uses if use.turn == turn]
            # A use of the turn that is begun now is of an attempt that was cut short: to ask again might repeat it.
            if any(use.state == "unknown" for use in own) or any(use.turn > turn for use in uses):
                await end(session, run, "unknown", problem=problem_of(_UNKNOWN))
                return None
            await queries.change_run(
                session, run_id, ("waiting",), {"status": "running", "updated_at": now()}
            )
            await tell(session, org_id, run_id, "running", _conversation(run))
            return run, own

    async def _ask(self, run: RunRow, uses: list[ToolUseRow]) -> None:
        """Ask the agent again, with what came of the uses; whatever becomes of it is written down."""
        call: Call | None = None
        try:
            call = Call(await self._wanted(run, uses))
            finished = await complete(self._working, call)
        except RemitError as error:
            refused = isinstance(error, (RunRefused, OverBudget, LimitExceeded, governance.PolicyForbids))
            await self._end(
                run, "refused" if refused else "failed", call, problem=problem_of(error.detail, error)
            )
            return
        if finished.paused is None:
            await self._end(run, "answered", call, answer=finished.text)

    async def _wanted(self, run: RunRow, uses: list[ToolUseRow]) -> Wanted:
        runtime = self._working
        async with runtime.database.transaction(run.org_id) as session:
            actor = await recall(session, run.caller)
        await governance.ready(runtime.database, run.org_id)
        require_same(run, (await runtime.target(run.org_id, callee_of(run))).of_version(run.version_id))
        results = {use.model_call: use.result or use.why for use in uses}
        resume = Resume(run.id, run.turn, run.history, results, run.uses, run.version_id)
        prompt = read(run.prompt.encode())
        return Wanted(
            actor,
            callee_of(run),
            prompt,
            run.request_id,
            conversation=_conversation(run),
            taint=run.taint,
            resume=resume,
        )

    async def _give_up(self, org_id: UUID, run_id: UUID, turn: int) -> None:
        """End a run that could not go on, however often it was tried."""
        async with self._working.database.transaction(org_id) as session:
            run = await queries.run(session, run_id, lock=True)
            if run is not None and run.turn == turn:
                await end(session, run, "failed", problem=problem_of(RUN_BROKE, RemitError(RUN_BROKE)))

    async def _end(self, run: RunRow, status: str, call: Call | None, **values: Any) -> None:
        async with self._working.database.transaction(run.org_id) as session:
            now_there = await queries.run(session, run.id, lock=True)
            if now_there is not None:
                await end(session, now_there, status, call, **values)


async def _to_its_end(run: Workflow, name: str, step: Step, give_up: Step, *arguments: str | int) -> None:
    """Do a step, however long the database is away; give up what fails for another reason, and never leave it open."""
    try:
        while await run.step(name, step, *arguments) is False:
            await run.sleep(_AWAY_SECONDS)
    except Exception as error:  # noqa: BLE001 - an edge: whatever went wrong, somebody waits for the end of this
        _log.error("a run broke", step=name, run=run.id, exc_info=error)
        while await run.step(f"{name}: give up", give_up, *arguments) is False:
            await run.sleep(_AWAY_SECONDS)


async def _reached(work: Awaitable[None]) -> bool:
    """Do a piece of work; false where the database cannot be reached, so that it is done later."""
    try:
        await work
    except (SQLAlchemyError, OSError) as error:
        if not is_away(error):
            raise
        return False
    return True


async def run_of(session: Session, id: UUID) -> tuple[RunRow, list[ToolUseRow]] | None:
    """Find a run with its uses, oldest first."""
    run = await queries.run(session, id)
    return None if run is None else (run, list(await queries.uses_of(session, [id])))


async def end(
    session: Session,
    run: RunRow,
    status: str,
    call: Call | None = None,
    *,
    answer: str = "",
    problem: dict[str, Any] | None = None,
) -> None:
    """End a run: what it went on from is not kept any longer than needed."""
    values: dict[str, Any] = {
        "status": status,
        "answer": storable(answer),
        "problem": problem,
        "prompt": "",
        "history": "",
        "updated_at": now(),
        **_left(run, call),
    }
    if await queries.change_run(session, run.id, ("waiting", "running"), values):
        await tell(session, run.org_id, run.id, status, _conversation(run))


def _left(run: RunRow, call: Call | None) -> dict[str, Any]:
    if call is None or call.used is None:
        return {}
    found: dict[str, Any] = {"call_id": call.id, "used": _used(call)}
    if call.gate is not None:
        found |= {"taint": call.gate.taint, "tools": [*run.tools, *shown(call.gate)]}
    return found


def _used(call: Call) -> dict[str, Any]:
    used = call.used
    if used is None:
        return {}
    return {
        "model": used.model,
        "provider": used.provider,
        "demo": call.served is not None and call.served.demo,
        "input_tokens": used.input_tokens,
        "output_tokens": used.output_tokens,
        "cost_usd": None if used.cost_usd is None else str(used.cost_usd),
        "price_as_of": used.price_as_of.isoformat() if used.price_as_of else None,
        "duration_ms": used.duration_ms,
    }


def problem_of(detail: str, error: RemitError | None = None) -> dict[str, Any]:
    """Write down why there is no answer, as conversations show it."""
    if error is None:
        return {
            "type": "run-unknown",
            "title": "It is not known what was done",
            "detail": detail,
            "policies": [],
        }
    policies = error.extra.get("policies")
    named = [str(name) for name in policies] if isinstance(policies, list) else []
    return {"type": error.type, "title": error.title, "detail": detail, "policies": named}


def _conversation(run: RunRow) -> tuple[UUID, UUID] | None:
    if run.conversation_id is None or run.message_id is None:
        return None
    return run.conversation_id, run.message_id
