"""How building agents goes: how many are made and come into use, what fails, how long it takes, what it costs."""

from datetime import timedelta

from remit.controls import metering
from remit.controls.metering import Directories
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.insights import queries
from remit.lifecycle.insights.schemas import (
    BudgetUse,
    BuildingDay,
    BuildingFigures,
    BuildingTimes,
    CostlyAgent,
    PromotionFigures,
)

_MOST = 20


async def building(session: Session, directories: Directories, days: int) -> BuildingFigures:
    """Return the figures of the last days."""
    moment = now()
    since = moment - timedelta(days=days)
    made = await queries.agents_made(session, since)
    made_all, activated = await queries.activated(session, since)
    costs = await queries.costs_of_agents(session, since)
    times = {
        row.kind: BuildingTimes.model_validate(row) for row in await queries.building_times(session, since)
    }
    none = BuildingTimes(count=0, failed=0, p50_ms=None, p95_ms=None, p99_ms=None)
    spent = sum((row.cost_usd for row in costs), start=queries.NOTHING)
    names = await queries.slugs_of(session, [row.agent for row in costs[:_MOST]])
    return BuildingFigures(
        since=since,
        until=moment,
        made=sum(made.values()),
        days=[
            BuildingDay(day=day, made=made.get(day, 0))
            for day in (since.date() + timedelta(days=place) for place in range(days + 1))
        ],
        activated=activated,
        activation_rate=activated / made_all if made_all else None,
        promotions=PromotionFigures.model_validate(await queries.promotions(session, since)),
        validations=times.get("validation", none),
        dry_runs=times.get("dry_run", none),
        smoke_runs=times.get("smoke_run", none),
        cost_usd=float(spent),
        cost_per_agent_usd=float(spent / len(costs)) if costs else None,
        costliest=[
            CostlyAgent(agent=names.get(row.agent, row.agent), calls=row.calls, cost_usd=float(row.cost_usd))
            for row in costs[:_MOST]
        ],
        budgets=[
            BudgetUse(name=each.name, spent_usd=float(each.spent_usd), limit_usd=float(each.budget.limit_usd))
            for each in await metering.pressing(session, directories, limit=_MOST)
        ],
    )
