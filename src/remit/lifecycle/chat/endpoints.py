"""The deployed agents' API: what a deployment's own key opens."""

import json
from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from remit.controls import metering, tenancy
from remit.engines.models import ServedModel, Turn, asking
from remit.kit.clock import now
from remit.kit.errors import RemitError, Unauthenticated
from remit.kit.ids import new_id
from remit.kit.telemetry import correlation
from remit.lifecycle.chat.schemas import (
    AgentMetrics,
    AgentStatus,
    ChatAnswer,
    ChatQuestion,
    DeployedAgent,
    DeployedAgents,
    Invocation,
    InvocationAnswer,
)
from remit.lifecycle.chat.stream import ClientGone, body, in_pieces, invoked, whole
from remit.lifecycle.runtime import (
    ANSWERING,
    DEPLOYMENT,
    Call,
    Runtime,
    Started,
    Target,
    Wanted,
    answer,
    complete,
    open_target,
)

router = APIRouter(prefix="/api/deployed-agents", tags=["deployed agents"])

_CLIENT_CLOSED = 499
_WINDOWS = {
    "1h": timedelta(hours=1),
    "24h": timedelta(days=1),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}


def running(request: Request) -> Runtime:
    """Return what calls share in this process."""
    found: Runtime = request.app.state.runtime
    return found


def key(request: Request) -> str:
    """Return the bearer key; a browser's session does not open a deployment."""
    token = tenancy.bearer(request)
    if token is None:
        raise Unauthenticated("Send the deployment's key as `Authorization: Bearer remit_…`.")
    return token


def named(deployment_id: str) -> UUID:
    """Read the id in the path."""
    return DEPLOYMENT.parse(deployment_id)


RuntimeDep = Annotated[Runtime, Depends(running)]
KeyDep = Annotated[str, Depends(key)]
DeploymentDep = Annotated[UUID, Depends(named)]


@router.post(
    "/{deployment_id}/chat",
    response_model=ChatAnswer,
    responses={
        200: {
            "description": "The reply; with `Accept: text/event-stream` as AG-UI events.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def chat(
    request: Request, runtime: RuntimeDep, token: KeyDep, deployment_id: DeploymentDep, question: ChatQuestion
) -> Response:
    """Say something to a deployed agent."""
    request_id = correlation.get() or new_id().hex
    stream = "text/event-stream" in request.headers.get("accept", "")
    prompt = asking(question.message, tuple(Turn(turn.role, turn.content) for turn in question.history))
    prompt.variables = question.variables or None
    wanted = Wanted(token, deployment_id, prompt, request_id, stream, session=question.session or "")
    if not stream:
        try:
            finished = await whole(request, complete(runtime, Call(wanted)))
        except ClientGone:
            return Response(status_code=_CLIENT_CLOSED)
        return Response(body(finished, request_id).model_dump_json(), media_type="application/json")
    events = answer(runtime, wanted)
    started = await anext(events)
    if not isinstance(started, Started):
        raise RemitError("The call did not begin.")
    return StreamingResponse(
        in_pieces(request, started, events, request_id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.post("/{deployment_id}/invoke", response_model=InvocationAnswer)
async def invoke(
    request: Request, runtime: RuntimeDep, token: KeyDep, deployment_id: DeploymentDep, sent: Invocation
) -> Response:
    """Give a deployed function its input; what comes out fits its output schema."""
    request_id = correlation.get() or new_id().hex
    prompt = asking(json.dumps(sent.input, ensure_ascii=False))
    wanted = Wanted(token, deployment_id, prompt, request_id, invoke=True, session=sent.session or "")
    try:
        finished = await whole(request, complete(runtime, Call(wanted)))
    except ClientGone:
        return Response(status_code=_CLIENT_CLOSED)
    return Response(invoked(finished, request_id).model_dump_json(), media_type="application/json")


@router.get("", operation_id="list_deployed_agents")
async def index(runtime: RuntimeDep, token: KeyDep) -> DeployedAgents:
    """List the agents that this key may call."""
    _, target = await open_target(runtime, token, None)
    return DeployedAgents(deployed_agents=[DeployedAgent(**_facts(target))])


@router.get("/{deployment_id}/status", operation_id="deployed_agent_status")
async def status(runtime: RuntimeDep, token: KeyDep, deployment_id: DeploymentDep) -> AgentStatus:
    """Say whether the agent answers, and with which model."""
    _, target = await open_target(runtime, token, deployment_id)
    served, reason = await _served(runtime, target)
    return AgentStatus(
        **_facts(target),
        ready=reason is None,
        reason=reason,
        model=served.name if served else None,
        provider=served.provider if served else None,
        demo=served is not None and served.demo,
    )


@router.get("/{deployment_id}/metrics", operation_id="deployed_agent_metrics")
async def metrics(
    runtime: RuntimeDep,
    token: KeyDep,
    deployment_id: DeploymentDep,
    window: Annotated[Literal["1h", "24h", "7d", "30d"], Query()] = "24h",
) -> AgentMetrics:
    """Add up the agent's calls of the last hour, day, week or month."""
    actor, target = await open_target(runtime, token, deployment_id)
    since = now() - _WINDOWS[window]
    async with runtime.database.transaction(actor.org_id) as session:
        found = await metering.summary(session, target.ref, since)
    return AgentMetrics(deployment_id=target.shown_id, window=window, since=since, **vars(found))


def _facts(target: Target) -> dict[str, str]:
    return {
        "deployment_id": target.shown_id,
        "name": target.name,
        "environment": target.environment,
        "status": target.status,
        "agent": target.agent_version,
    }


async def _served(runtime: Runtime, target: Target) -> tuple[ServedModel | None, str | None]:
    """Return the model that would answer, or why none would."""
    if target.document is None:
        return None, target.why_silent
    waiting = None if target.status in ANSWERING else f"{target.name} is {target.status}."
    if target.is_code:
        return None, waiting
    try:
        served = await runtime.models.choose(target.org_id, target.document["spec"].get("model"))
    except RemitError as error:
        return None, error.detail
    return served, waiting
