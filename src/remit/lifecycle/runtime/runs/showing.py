"""A run as those see it who may: whoever asked sees all, whoever may decide all but what was read and answered."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from remit.controls import approvals, metering
from remit.controls.approvals import PROPOSAL, ProposalDecision
from remit.controls.governance import Resource, decide
from remit.controls.metering import CALL, Usage
from remit.controls.tenancy import Actor, Role
from remit.kit.database import Session
from remit.kit.errors import RemitError
from remit.kit.ids import Kind
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.runs.cancelling import require_cancellable
from remit.lifecycle.runtime.runs.schemas import (
    RunAnswer,
    RunAskedBy,
    RunCall,
    RunDecision,
    RunDetail,
    RunProblem,
    RunStep,
    RunUseAnswer,
)
from remit.lifecycle.runtime.tables import RUN, USE, RunRow, ToolUseRow
from remit.lifecycle.runtime.target import DEPLOYMENT

# As chat shows them, which this package does not know.
_CONVERSATION, _MESSAGE = Kind("conv", "conversation"), Kind("msg", "message")


def own(actor: Actor, run: RunRow) -> bool:
    """Whether somebody asked for a run, be it with the key of a deployment."""
    return run.actor == actor.ref or (actor.role is not Role.CALLER and run.person == actor.person)


def decides(actor: Actor, environment: str) -> bool:
    """Whether somebody may decide on changes somewhere."""
    if actor.role is Role.CALLER:
        return False
    facts = {"requester": UUID(int=0).hex}
    return decide(actor, "proposal.decide", Resource("deployment", "any", environment), facts).allowed


def shown(actor: Actor, run: RunRow, uses: Sequence[ToolUseRow]) -> RunAnswer:
    """Show a run in a list."""
    return RunAnswer(**_facts(actor, run, uses))


async def detail(session: Session, actor: Actor, run: RunRow) -> RunDetail:
    """Show a run with its steps, and what it cost."""
    uses = await queries.uses_of(session, [run.id])
    decisions = await approvals.decisions_of(session, [use.proposal_id for use in uses if use.proposal_id])
    calls = await metering.calls_of(session, {run.call_id, *(use.call_id for use in uses)})
    costs = [call.cost_usd for call in calls]
    return RunDetail(
        **_facts(actor, run, uses),
        steps=_steps(run, list(uses), decisions, whole=own(actor, run)),
        calls=[_call(each) for each in calls],
        cost_usd=sum((cost for cost in costs if cost is not None), Decimal(0)) if None not in costs else None,
        taint=sorted({label for labels in run.taint.values() for label in labels}),
        may_cancel=_why_not(run, uses),
    )


def _facts(actor: Actor, run: RunRow, uses: Sequence[ToolUseRow]) -> dict[str, Any]:
    mine = own(actor, run)
    return {
        "id": RUN.show(run.id),
        "status": run.status,
        "subject": run.subject,
        "deployment_id": _id(DEPLOYMENT, run.deployment_id),
        "environment": run.environment,
        "agent": run.agent,
        "asked_by": RunAskedBy(**{name: run.caller[name] for name in ("kind", "id", "name")}),
        "conversation_id": _id(_CONVERSATION, run.conversation_id if mine else None),
        "message_id": _id(_MESSAGE, run.message_id if mine else None),
        "request_id": run.request_id,
        "turn": run.turn,
        "uses": [_use(use) for use in uses if use.proposal_id is not None],
        "answer": run.answer if mine and run.status == "answered" else None,
        "problem": RunProblem(**run.problem) if run.problem else None,
        "mine": mine,
        "created_at": run.created_at,
        "updated_at": run.updated_at,
    }


def _use(use: ToolUseRow) -> RunUseAnswer:
    return RunUseAnswer(
        id=USE.show(use.id),
        turn=use.turn,
        tool=use.tool.removeprefix("tool:"),
        arguments=use.arguments,
        digest=use.digest,
        state=use.state,
        why=use.why,
        approval_id=_id(PROPOSAL, use.proposal_id),
        executed_digest=use.executed_digest,
        created_at=use.created_at,
        started_at=use.started_at,
        ended_at=use.ended_at,
    )


def _steps(
    run: RunRow,
    uses: list[ToolUseRow],
    decisions: Mapping[UUID, Sequence[ProposalDecision]],
    *,
    whole: bool,
) -> list[RunStep]:
    """Put what the run shows of its uses together with what is kept of them."""
    steps = []
    for each in run.tools:
        use = next((use for use in uses if use.model_call == each["id"]), None)
        if use is not None:
            uses.remove(use)
        said = decisions.get(use.proposal_id, ()) if use is not None and use.proposal_id else ()
        steps.append(
            RunStep(
                tool=each["name"],
                arguments=each["arguments"] if whole or use is not None else None,
                result=each["result"] if whole else None,
                refused=each["refused"],
                use=None if use is None else _use(use),
                decisions=[_decision(one) for one in said],
            )
        )
    return steps


def _decision(made: ProposalDecision) -> RunDecision:
    return RunDecision(
        verdict=made.verdict,
        by=made.decided_by["name"],
        on_behalf_of=made.on_behalf["name"] if made.on_behalf else None,
        reason=made.reason,
        at=made.created_at,
    )


def _call(used: Usage) -> RunCall:
    return RunCall(
        id=CALL.show(used.id),
        outcome=used.outcome,
        model=used.model,
        provider=used.provider,
        input_tokens=used.input_tokens,
        output_tokens=used.output_tokens,
        cost_usd=used.cost_usd,
        price_as_of=used.price_as_of,
        duration_ms=used.duration_ms,
        created_at=used.created_at,
    )


def _why_not(run: RunRow, uses: Sequence[ToolUseRow]) -> str | None:
    try:
        require_cancellable(run, uses)
    except RemitError as error:
        return error.detail
    return None


def _id(kind: Kind, id: UUID | None) -> str | None:
    return None if id is None else kind.show(id)
