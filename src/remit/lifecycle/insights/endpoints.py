"""The home page's figures, charts and lists."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from remit.controls.tenancy import Actor, SessionDep, may
from remit.lifecycle.insights import activity, attention, building, charts, overview
from remit.lifecycle.insights.charts import CallWindow, CostWindow
from remit.lifecycle.insights.schemas import (
    ActivityList,
    AttentionList,
    BuildingFigures,
    CallChart,
    CostChart,
    Overview,
)

router = APIRouter(prefix="/api/insights", tags=["insights"])
Reader = Annotated[Actor, may("metrics.read")]


@router.get("/overview")
async def get_overview(request: Request, session: SessionDep, actor: Reader) -> Overview:
    """Return how everything stands: what runs, what waits, what it costs, what is called."""
    state = request.app.state
    return await overview.overview(session, actor, state.fleet, state.cost_explorer)


@router.get("/calls")
async def chart_calls(session: SessionDep, _: Reader, window: CallWindow = "24h") -> CallChart:
    """Return the calls of the organisation over time."""
    return await charts.calls(session, window)


@router.get("/costs")
async def chart_costs(session: SessionDep, _: Reader, window: CostWindow = "30d") -> CostChart:
    """Return what each day cost: calls of models and instances."""
    return await charts.costs(session, window)


@router.get("/building")
async def building_figures(
    request: Request,
    session: SessionDep,
    _: Reader,
    days: Annotated[int, Query(ge=1, le=30, description="Of how many days.")] = 30,
) -> BuildingFigures:
    """Return how building agents goes: what is made, promoted and checked, how long it takes, what it costs."""
    return await building.building(session, request.app.state.directories, days)


@router.get("/attention")
async def list_attention(request: Request, session: SessionDep, actor: Reader) -> AttentionList:
    """List what somebody should look at, the worst first."""
    demo_model = bool((await request.app.state.facts(actor.org_id))["demo_model"])
    directories = request.app.state.directories
    return await attention.attention(session, actor, directories, demo_model=demo_model)


@router.get("/activity")
async def list_activity(
    session: SessionDep,
    _: Annotated[Actor, may("audit.read")],
    limit: Annotated[int, Query(ge=1, le=50)] = 12,
) -> ActivityList:
    """List what happened lately in words, the newest first, without single calls."""
    return await activity.activity(session, limit=limit)
