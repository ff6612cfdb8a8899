"""What agents that run elsewhere say and ask, with the key of their deployment."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from remit.controls import governance
from remit.controls.tenancy import Actor, bearer
from remit.kit.clock import now
from remit.kit.errors import NotFound, Unauthenticated
from remit.kit.ids import new_id
from remit.lifecycle.deployments.external.errors import RunsHere
from remit.lifecycle.deployments.external.heartbeats import Heartbeats
from remit.lifecycle.deployments.external.reporting import take_calls, take_violations
from remit.lifecycle.deployments.external.schemas import (
    Decisions,
    Heartbeat,
    HeartbeatAnswer,
    PolicyAnswer,
    Questions,
    TextQuestion,
    ToolQuestion,
    UsageReport,
    UsageTaken,
    ViolationReport,
    ViolationsTaken,
)
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.runtime import (
    ANSWERING,
    Runtime,
    Target,
    TextAsked,
    ToolAsked,
    Weighed,
    own_target,
    weigh,
)

router = APIRouter(prefix="/api/deployed-agents/{deployment_id}", tags=["deployed agents"])
_WAITING = "It may run once it is deployed."
_GONE = "It was deleted, and is not wanted any more."


class Reporting:
    """An agent that reports, let in by its own key; `target` is none once its deployment is deleted."""

    def __init__(self, runtime: Runtime, actor: Actor, deployment_id: UUID, target: Target | None) -> None:
        self.runtime, self.actor, self.deployment_id, self.target = runtime, actor, deployment_id, target

    @property
    def there(self) -> Target:
        """What reports; `NotFound` when it was deleted."""
        if self.target is None:
            raise NotFound(f"There is no deployment {DEPLOYMENT.show(self.deployment_id)}: {_GONE}")
        return self.target


async def _reporting(request: Request, deployment_id: str) -> Reporting:
    token = bearer(request)
    if token is None:
        raise Unauthenticated("Send the deployment's key as `Authorization: Bearer remit_…`.")
    runtime: Runtime = request.app.state.runtime
    id = DEPLOYMENT.parse(deployment_id)
    actor, target = await own_target(runtime, token, id)
    if target is not None and target.heartbeat_seconds is None:
        raise RunsHere(f"{target.name} runs inside Remit, which sees for itself how it is.")
    return Reporting(runtime, actor, id, target)


async def _counted(reporting: Annotated[Reporting, Depends(_reporting)]) -> Reporting:
    await reporting.runtime.admit(reporting.actor, reporting.deployment_id)
    return reporting


ReportingDep = Annotated[Reporting, Depends(_reporting)]
CountedDep = Annotated[Reporting, Depends(_counted)]


@router.post("/heartbeat", operation_id="send_heartbeat")
async def heartbeat(body: Heartbeat, request: Request, reporting: ReportingDep) -> HeartbeatAnswer:
    """Say how an instance is, and learn what is wanted of it."""
    target, actor = reporting.target, reporting.actor
    if target is None or target.heartbeat_seconds is None:
        return _wanted(Status.DELETED.value, 3600, "")
    heartbeats: Heartbeats = request.app.state.heartbeats
    heartbeats.add(actor.org_id, reporting.deployment_id, target.heartbeat_seconds, body)
    return _wanted(target.status, target.heartbeat_seconds, _digest(actor, target))


def _wanted(status: str, interval: int, digest: str) -> HeartbeatAnswer:
    over = status in (Status.DELETED, Status.REJECTED)
    desired: Literal["run", "pause", "stop"] = "run" if status in ANSWERING else "stop" if over else "pause"
    said = {"run": "It is deployed.", "stop": _GONE, "pause": f"It is {status.replace('_', ' ')}. {_WAITING}"}
    return HeartbeatAnswer(
        next_in_seconds=interval,
        desired=desired,
        reason=said[desired],
        policies_version=digest,
        status=Status(status),
        server_time=now(),
    )


def _digest(actor: Actor, target: Target) -> str:
    return governance.decide(actor, *target.asked).digest


@router.post("/decide", operation_id="ask_for_decisions")
async def decide(body: Questions, reporting: CountedDep) -> Decisions:
    """Ask the policies about texts and uses of tools, as in a governed call; what they stop becomes a violation."""
    target = reporting.there
    asked = [_question(each) for each in body.questions]
    found = await weigh(reporting.runtime, reporting.actor, target, asked, new_id())
    return Decisions(
        decisions=[_decision(each) for each in found], policies_version=_digest(reporting.actor, target)
    )


def _question(asked: TextQuestion | ToolQuestion) -> TextAsked | ToolAsked:
    if isinstance(asked, TextQuestion):
        return TextAsked(asked.text, asked.direction, asked.model, asked.provider)
    return ToolAsked(asked.tool, asked.arguments, asked.egress, tuple(asked.taint))


def _decision(weighed: Weighed) -> PolicyAnswer:
    return PolicyAnswer(
        verdict=weighed.verdict,
        allowed=weighed.allowed,
        reason=weighed.reason,
        policies=list(weighed.policies),
        labels=list(weighed.labels),
        text=weighed.text,
        arguments=weighed.arguments,
        violations=[governance.VIOLATION.show(each.id) for each in weighed.breaches],
    )


@router.post("/usage", operation_id="report_usage")
async def usage(body: UsageReport, reporting: CountedDep) -> UsageTaken:
    """Report calls that the agent made, each once by the agent's own id for it."""
    actor, target, runtime = reporting.actor, reporting.there, reporting.runtime
    async with runtime.database.transaction(actor.org_id) as session:
        taken = await take_calls(session, actor, target, body.calls)
    return UsageTaken(
        accepted=len(taken.sorted.fresh),
        duplicates=taken.sorted.duplicates,
        refused=taken.sorted.refused,
        cost_usd=float(taken.cost_usd),
        unpriced=taken.unpriced,
    )


@router.post("/violations", operation_id="report_violations")
async def violations(body: ViolationReport, reporting: CountedDep) -> ViolationsTaken:
    """Report violations that the agent found itself, each once by the agent's own id for it."""
    actor, target, runtime = reporting.actor, reporting.there, reporting.runtime
    async with runtime.database.transaction(actor.org_id) as session:
        taken = await take_violations(session, actor, target, body.violations)
    return ViolationsTaken(
        accepted=len(taken.sorted.fresh),
        duplicates=taken.sorted.duplicates,
        refused=taken.sorted.refused,
        violations=[governance.VIOLATION.show(id) for id in taken.ids],
    )
