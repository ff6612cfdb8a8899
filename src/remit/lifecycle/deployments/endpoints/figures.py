"""A deployment's metrics, instances and log."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from remit.controls import metering
from remit.controls.governance import Resource, require
from remit.controls.metering import Outcome, Point
from remit.controls.tenancy import Actor, DatabaseDep, SessionDep, may
from remit.engines.hosts import Telemetry
from remit.kit.pagination import decode, encode
from remit.lifecycle.deployments import figures
from remit.lifecycle.deployments.changes import power
from remit.lifecycle.deployments.endpoints.requests import FleetDep
from remit.lifecycle.deployments.figures import Metrics
from remit.lifecycle.deployments.fleet import DEPLOYMENT, EXTERNAL
from remit.lifecycle.deployments.schemas.figures import (
    DeploymentMetrics,
    HostCall,
    InstanceAnswer,
    InstanceList,
    InstanceOutput,
    OutputList,
    PointAnswer,
    RenderedPlan,
    TotalsAnswer,
    Window,
)
from remit.lifecycle.deployments.tables import Deployment

router = APIRouter(prefix="/api/deployments/{plan_id}", tags=["deployments"])
Reader = Annotated[Actor, may("deployment.read")]


@router.get("/metrics")
async def get_deployment_metrics(
    plan_id: str, session: SessionDep, _: Reader, window: Annotated[Window, Query()] = "24h"
) -> DeploymentMetrics:
    """Count and measure a deployment's calls over the last hour, day, week or month."""
    deployment = await power.find_record(session, plan_id)
    found = await figures.metrics(session, deployment, window)
    return DeploymentMetrics(
        window=window,
        bucket=found.bucket,
        since=found.since,
        until=found.until,
        totals=_totals(found),
        points=[_point(p) for p in found.points],
    )


def _point(point: Point) -> PointAnswer:
    return PointAnswer.model_validate({**vars(point), "cost_usd": float(point.cost_usd)})


def _totals(found: Metrics) -> TotalsAnswer:
    added = ("calls", "errors", "refused", "unpriced", "input_tokens", "output_tokens")
    sums = {name: sum(getattr(point, name) for point in found.points) for name in added}
    rate = sums["errors"] / sums["calls"] if sums["calls"] else 0.0
    p50, p95, p99 = found.times
    return TotalsAnswer(
        **sums, error_rate=rate, cost_usd=float(found.cost_usd), p50_ms=p50, p95_ms=p95, p99_ms=p99
    )


@router.get("/instances")
async def list_instances(plan_id: str, database: DatabaseDep, fleet: FleetDep, actor: Reader) -> InstanceList:
    """Ask the host for a deployment's instances as they are now."""
    async with database.transaction(actor.org_id) as session:
        deployment = await power.find(session, plan_id)
        ref = DEPLOYMENT.ref(deployment.id)
        calls = (await metering.current(session, [ref]))[ref].calls_today
        if deployment.host == EXTERNAL:
            return _instances(deployment, await figures.of_elsewhere(session, deployment), calls)
    # The transaction is over: a host may take its time to answer.
    return _instances(deployment, await figures.telemetry(fleet, deployment), calls)


def _instances(deployment: Deployment, told: Telemetry, calls_today: int) -> InstanceList:
    alone = len(told.instances) == 1
    return InstanceList(
        host=deployment.host,
        wanted=deployment.plan["artifact"]["instance_count"],
        observed_at=told.until,
        instances=[
            InstanceAnswer(
                name=each.name,
                state=each.phase.value,
                since=each.since,
                cpu_percent=each.cpu_percent,
                memory_bytes=each.memory_bytes,
                requests=calls_today if alone else None,
            )
            for each in told.instances
        ],
        metrics=dict(told.metrics),
        shared=told.shared,
        missing=told.missing,
    )


@router.get("/rendered")
async def get_rendered_plan(plan_id: str, session: SessionDep, fleet: FleetDep, _: Reader) -> RenderedPlan:
    """Show what the plan is for its host, such as the manifests of a cluster; nothing is sent."""
    deployment = await power.find_record(session, plan_id)
    made = await figures.rendered(session, fleet, deployment)
    items = [
        HostCall(service=each.service, operation=each.operation, parameters=dict(each.parameters))
        for each in made
    ]
    return RenderedPlan(host=deployment.host, dry_run=deployment.dry_run, items=items)


@router.get("/output")
async def list_output(
    plan_id: str,
    session: SessionDep,
    fleet: FleetDep,
    actor: Reader,
    lines: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> OutputList:
    """Show what a model's processes on this machine wrote last, to whoever may restart them."""
    deployment = await power.find_record(session, plan_id)
    require(actor, "deployment.restart", Resource("deployment", plan_id, deployment.environment))
    found = await asyncio.to_thread(figures.output, fleet, deployment, lines)
    return OutputList(items=[InstanceOutput(instance=name, lines=said) for name, said in found])


@router.get("/log")
async def list_deployment_calls(
    plan_id: str,
    session: SessionDep,
    _: Reader,
    outcome: Outcome | None = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> metering.CallLog:
    """List a deployment's calls, newest first."""
    deployment = await power.find_record(session, plan_id)
    asked = metering.AskedCalls(subject=DEPLOYMENT.ref(deployment.id), outcome=outcome, q=q or None)
    found = await metering.calls(session, asked, after=decode(cursor), limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return metering.CallLog(
        items=[metering.logged(row) for row in found[:limit]],
        next=encode((last.created_at, last.id)) if last else None,
    )
