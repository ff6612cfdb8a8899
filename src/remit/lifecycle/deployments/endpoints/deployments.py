"""Deployments, and what is done with them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request

from remit.controls.environments import EnvironmentName
from remit.controls.tenancy import Actor, SessionDep, may
from remit.lifecycle.deployments import agents
from remit.lifecycle.deployments.answers import row
from remit.lifecycle.deployments.changes import power
from remit.lifecycle.deployments.endpoints.requests import FleetDep, HowDep
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.ordering import NEWEST, Filter, Sort
from remit.lifecycle.deployments.pages import listing, scorecard
from remit.lifecycle.deployments.pages.answers import detail, full_row
from remit.lifecycle.deployments.schemas.deployments import (
    ActionAnswer,
    DeployAgentAnswer,
    DeployAgentBody,
)
from remit.lifecycle.deployments.schemas.pages import DeploymentDetail, DeploymentList
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

router = APIRouter(tags=["deployments"])
Reader = Annotated[Actor, may("deployment.read")]


@router.get("/api/deployments")
async def list_deployments(
    session: SessionDep,
    actor: Reader,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
    sort: Sort = NEWEST,
    status: Annotated[list[Status] | None, Query(max_length=len(Status))] = None,
    environment: EnvironmentName | None = None,
    kind: Literal["model", "agent"] | None = None,
    host: Annotated[str | None, Query(max_length=60)] = None,
    name: Annotated[str | None, Query(max_length=100)] = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
) -> DeploymentList:
    """List deployments that are not deleted, the newest first unless `sort` says otherwise.

    `status` may stand several times; plans that were only made are listed when it names them. `q` is looked for in
    the name, the command and the endpoint.
    """
    wanted = Filter(tuple(status or ()), environment, kind, host, name, q)
    found = await listing.page(session, actor, wanted, sort, cursor, limit)
    rows = [full_row(each) for each in found.rows]
    return DeploymentList(deployments=rows, count=len(rows), next=found.next, total=found.total)


@router.post("/api/deployments", status_code=201)
async def deploy_agent(
    body: DeployAgentBody,
    request: Request,
    session: SessionDep,
    actor: Reader,
    fleet: FleetDep,
    how: HowDep,
) -> DeployAgentAnswer:
    """Deploy an agent's active version; the answer holds its key, which is shown only here."""
    deployment, key = await agents.deploy_agent(
        session,
        actor,
        fleet,
        request.app.state.secret_key,
        slug=body.agent,
        environment=body.env,
        claimed_user=body.user_id,
        override=how.override,
        host=body.host,
    )
    return DeployAgentAnswer(deployment=row(deployment), key=key.token)


@router.get("/api/deployments/{plan_id}")
async def get_deployment(plan_id: str, session: SessionDep, actor: Reader) -> DeploymentDetail:
    """Show a deployment with its timeline, its scorecard and its newest revisions; also one that is deleted."""
    return detail(await scorecard.detail(session, actor, plan_id))


def _done(deployment: Deployment, words: str) -> ActionAnswer:
    return ActionAnswer(success=True, message=f"Deployment {DEPLOYMENT.show(deployment.id)} {words}")


@router.post("/api/deployments/{plan_id}/pause")
async def pause_deployment(plan_id: str, session: SessionDep, fleet: FleetDep, actor: Reader) -> ActionAnswer:
    """Pause what is deployed or deploying; calls are refused from now on."""
    return _done(await power.pause(session, actor, fleet, plan_id), "paused successfully")


@router.post("/api/deployments/{plan_id}/restart")
async def restart_deployment(
    plan_id: str, session: SessionDep, fleet: FleetDep, actor: Reader
) -> ActionAnswer:
    """Bring up again what is deployed, failed or paused."""
    return _done(await power.restart(session, actor, fleet, plan_id), "restarting")


@router.delete("/api/deployments/{plan_id}")
async def delete_deployment(
    plan_id: str, session: SessionDep, fleet: FleetDep, actor: Reader
) -> ActionAnswer:
    """Delete a deployment: it leaves its host and the lists, its records stay.

    One that is `orphaned`, deleted and still at its host, is let go: Remit does not try to remove it any more.
    """
    before = (await power.find_record(session, plan_id)).status
    words = "let go: its host may still have it" if before == Status.DELETED else "deleted successfully"
    return _done(await power.delete(session, actor, fleet, plan_id), words)
