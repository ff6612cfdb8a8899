"""Replaying, durably: each input is a step, and one that has been answered is never asked again."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from remit.controls import approvals, audit, governance
from remit.controls.approvals import PROPOSAL
from remit.controls.tenancy import Actor, BadKey, recall, system
from remit.engines.durable import Input, StepFailed
from remit.engines.durable import Run as Workflow
from remit.engines.ledger import digest
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import RemitError
from remit.kit.events import emit
from remit.kit.telemetry import logger
from remit.lifecycle import agents
from remit.lifecycle.agents import AGENT, AgentReplay
from remit.lifecycle.evaluations.replays.recorded import Recorded, recorded, shown, text_of
from remit.lifecycle.evaluations.runs import PER_MINUTE, Asker, Measured, Rehearsing, Spent, said_of
from remit.lifecycle.runtime import Runtime, Trial

_log = logger(__name__)
INPUTS = 5
_OFF = "Nothing is replayed here: REMIT_REPLAY_INPUTS is 0."
_LEFT = "Not all were answered: it was decided before, who asked for it has left, or Remit failed (its log says why)."


@dataclass(frozen=True)
class _Side:
    """What one version answered, as it is kept; `cost` is none where its price is not known."""

    facts: dict[str, Any]
    cost: Decimal | None


class Replays:
    """What replays recorded inputs in the process that works: at most `inputs` for each proposal, none with 0."""

    def __init__(self, runtime: Runtime, *, inputs: int = INPUTS, per_minute: int = PER_MINUTE) -> None:
        self._runtime = runtime
        self._inputs = inputs
        self._per_minute = per_minute

    async def replay(self, run: Workflow, input: Input) -> None:
        """Carry out the replay of one proposal."""
        place = input["org_id"], input["proposal_id"]
        try:
            if await run.step("gather", self._gather, *place):
                while await run.step("case", self._next, *place):
                    pass
        except StepFailed as error:
            _log.error("a replay broke off", proposal=input["proposal_id"], reason=str(error))
        await run.step("end", self._end, *place)

    async def _gather(self, org: str, id: str) -> bool:
        """Find the inputs; false where there is nothing to ask."""
        async with self._runtime.database.transaction(UUID(hex=org)) as session:
            row = await agents.replay(session, UUID(hex=id), lock=True)
            if row is None or row.status != "queued":
                return row is not None and row.status == "running"
            try:
                actor = await recall(session, row.caller)
            except BadKey as error:
                row.status, row.said = "failed", f"{error.detail} Nobody's rights are left to replay it with."
                return False
            found = await self._found(session, actor, row)
            row.status, row.cases = "running", [_case(each) for each in found]
            earlier = await agents.same_replay(session, row.agent_id, row.fingerprint)
            if found and earlier is not None:
                row.cases, row.reused = earlier.cases, True
            await session.flush()
            return bool(found) and not row.reused

    async def _found(self, session: Session, actor: Actor, row: AgentReplay) -> list[Recorded]:
        agent = await agents.find(session, row.slug)
        active = await agents.numbered(session, agent, row.active_number)
        version = await agents.numbered(session, agent, row.number)
        found = await recorded(session, actor, agent, active, self._inputs)
        inputs = [[each.source, each.input, list(each.answers), each.output] for each in found]
        row.fingerprint = digest({"before": active.digest, "after": version.digest, "inputs": inputs})
        if not found:
            row.said = (
                _OFF
                if self._inputs == 0
                else (
                    f"No input of version {row.active_number} is recorded: there is no evaluation, trial, example or"
                    " test of it."
                )
            )
        return found

    async def _next(self, org: str, id: str) -> bool:
        """Have the next input answered; false when none is left, or it was decided meanwhile."""
        org_id, proposal_id = UUID(hex=org), UUID(hex=id)
        async with self._runtime.database.transaction(org_id) as session:
            row = await agents.replay(session, proposal_id)
            proposal = await approvals.proposal(session, proposal_id)
            place = _open(row) if row is not None else None
            if row is None or place is None or proposal is None or proposal.status != "pending":
                return False
            try:
                actor = await recall(session, row.caller)
            except BadKey:
                return False
        await governance.ready(self._runtime.database, org_id)
        case = row.cases[place]
        before = await self._answer(row, actor, row.active_id, case) if case["before"] is None else None
        after = await self._answer(row, actor, row.version_id, case)
        await self._keep(row, place, before, after)
        return True

    async def _answer(
        self, row: AgentReplay, actor: Actor, version_id: UUID, case: Mapping[str, Any]
    ) -> _Side:
        """Ask one version: a governed call in which only models are real."""
        measured = Measured(row.org_id, PROPOSAL.show(row.proposal_id), row.slug, row.agent_id, version_id)
        spent, effects, output, problem = Spent(), [], None, None
        try:
            target = await self._runtime.target(row.org_id, Trial(row.agent_id, version_id))
            document = target.document or {}
            async with self._runtime.database.transaction(row.org_id) as session:
                outputs = await agents.outputs_of(session, document)
            rehearsing = Rehearsing(case["answers"], outputs)
            function = document["remit"]["type"] == "function"
            said = said_of(case["given"], function=function)
            asker = Asker(self._runtime, actor, measured, self._per_minute)
            try:
                output = (await asker.answer(said, spent, rehearsing, invoke=function)).text
            finally:
                effects = rehearsing.effects
        except RemitError as error:
            problem = error.detail
        return _Side(_facts(output, problem, effects, spent.cost_usd), spent.cost_usd)

    async def _keep(self, asked: AgentReplay, place: int, before: _Side | None, after: _Side) -> None:
        """Write both answers down; what was given is kept only as it is shown."""
        async with self._runtime.database.transaction(asked.org_id) as session:
            row = await agents.replay(session, asked.proposal_id, lock=True)
            if row is None or _open(row) != place:
                return
            case = dict(row.cases[place])
            case["before"] = before.facts if before else case["before"]
            case["after"], case["answers"], case["given"] = after.facts, [], None
            case["same"] = _same(case["before"], case["after"], effects=case["told"])
            row.cases = [*row.cases[:place], case, *row.cases[place + 1 :]]
            for side in (before, after):
                if side is not None:
                    row.cost_usd += side.cost or 0
                    row.unpriced += side.cost is None
            await session.flush()
            await _tell(session, row)

    async def _end(self, org: str, id: str) -> None:
        """Say that no more comes."""
        org_id = UUID(hex=org)
        async with self._runtime.database.transaction(org_id) as session:
            row = await agents.replay(session, UUID(hex=id), lock=True)
            if row is None or row.ended_at is not None:
                return
            left = _open(row) is not None
            if row.status in ("queued", "running"):
                over = row.status == "running" and not left
                row.status, row.said = ("done", row.said) if over else ("failed", _LEFT)
            row.cases = [{**each, "given": None, "answers": []} for each in row.cases]
            row.ended_at = now()
            await session.flush()
            await audit.record(
                session, system(org_id), "agent.replayed", AGENT.ref(row.agent_id), _logged(row)
            )
            await _tell(session, row)


def _case(found: Recorded) -> dict[str, Any]:
    before = None
    if found.output is not None:
        before = _facts(found.output, None, list(found.effects or ()), None, recorded=True)
    return {
        "source": shown(found.source),
        "input": shown(text_of(found.input)),
        "given": found.input,
        "answers": [dict(each) for each in found.answers],
        "before": before,
        "told": before is None or found.effects is not None,
        "after": None,
        "same": None,
    }


def _facts(
    output: str | None,
    problem: str | None,
    effects: list[str],
    cost: Decimal | None,
    *,
    recorded: bool = False,
) -> dict[str, Any]:
    return {
        "output": None if output is None else shown(_written(output)),
        "problem": None if problem is None else shown(problem),
        "effects": [shown(each) for each in effects],
        "recorded": recorded,
        "cost_usd": None if cost is None else float(cost),
    }


def _same(before: Mapping[str, Any], after: Mapping[str, Any], *, effects: bool) -> bool:
    """Whether both answered alike, and did the same besides, where that is known of both."""
    if effects and before["effects"] != after["effects"]:
        return False
    return bool(before["problem"] == after["problem"] and _read(before["output"]) == _read(after["output"]))


def _written(output: str) -> str:
    """Write an object or a list in one way, so that people need not compare spaces."""
    value = _read(output)
    return text_of(value) if isinstance(value, dict | list) else output


def _read(output: str | None) -> Any:
    """Read an answer that is JSON, so that it is compared as such; spaces around others say nothing."""
    try:
        return msgspec.json.decode(output or "")
    except (msgspec.DecodeError, RecursionError):
        return (output or "").strip()


def _open(row: AgentReplay) -> int | None:
    """Return the place of the first input that was not answered yet."""
    return next((place for place, each in enumerate(row.cases) if each["after"] is None), None)


def _logged(row: AgentReplay) -> dict[str, Any]:
    """Return what the log keeps: numbers, never what was said."""
    return {
        "proposal_id": PROPOSAL.show(row.proposal_id),
        "slug": row.slug,
        "before": row.active_number,
        "after": row.number,
        "status": row.status,
        "inputs": len(row.cases),
        "differ": sum(each["same"] is False for each in row.cases),
        "cost_usd": str(row.cost_usd),
        "reused": row.reused,
    }


async def _tell(session: Session, row: AgentReplay) -> None:
    """Let browsers see what is new."""
    shown_id = PROPOSAL.show(row.proposal_id)
    await emit(session, row.org_id, "proposal.replayed", shown_id, {"id": shown_id})
