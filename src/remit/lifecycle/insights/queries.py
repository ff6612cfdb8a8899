"""What insights read about deployments, agents and members as a whole."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import cast, func, or_, select, text
from sqlalchemy.types import Date

from remit.controls.approvals import Proposal
from remit.controls.metering import Usage
from remit.controls.tenancy import Member
from remit.kit.database import Session
from remit.lifecycle.agents import AGENT, PROMOTE, Agent, AgentVersion, BuildingEvent
from remit.lifecycle.deployments import ACTIVE, Deployment, Status, Transition

_ACTIVE = [status.value for status in ACTIVE]


def called(deployment: Deployment) -> str:
    """Name a deployment with its environment, which the name of a model's endpoint ends with already."""
    name, environment = deployment.name, deployment.environment
    return name if name.endswith(f"-{environment}") else f"{name} in {environment}"


async def count_active(session: Session) -> int:
    """Count the deployments that run or are about to."""
    wanted = select(func.count()).select_from(Deployment).where(Deployment.status.in_(_ACTIVE))
    return (await session.execute(wanted)).scalar_one()


async def changes_of_active(session: Session, since: datetime) -> dict[date, int]:
    """Add up, for each day in UTC, how many deployments became active less how many ceased to be."""
    day = cast(func.timezone("UTC", Transition.created_at), Date)
    came = func.count().filter(Transition.to_status.in_(_ACTIVE), Transition.from_status.not_in(_ACTIVE))
    left = func.count().filter(Transition.from_status.in_(_ACTIVE), Transition.to_status.not_in(_ACTIVE))
    wanted = select(day, came - left).where(Transition.created_at >= since).group_by(day)
    return {row[0]: row[1] for row in await session.execute(wanted)}


async def change_of_active(session: Session, since: datetime) -> int:
    """Say how many more deployments are active now than at a moment."""
    return sum((await changes_of_active(session, since)).values())


async def in_trouble(session: Session, protected: Collection[str], *, limit: int) -> Sequence[Deployment]:
    """List the deployments that failed, are degraded, or are still at their hosts: protected environments first."""
    troubled = Deployment.status.in_((Status.FAILED.value, Status.DEGRADED.value))
    wanted = select(Deployment).where(or_(troubled, Deployment.orphaned.is_not(None)))
    worst = wanted.order_by(Deployment.environment.in_(protected).desc(), Deployment.updated_at.desc())
    return (await session.scalars(worst.limit(limit))).all()


async def deployments(session: Session, subjects: Sequence[str]) -> dict[str, Deployment]:
    """Map refs such as `deployment:dep_…` to their deployments, also deleted ones."""
    found = await session.scalars(select(Deployment).where(Deployment.subject.in_(subjects)))
    return {d.subject: d for d in found if d.subject is not None}


async def agent_names(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Map ids of agents to their slugs."""
    return {
        row[0]: row[1] for row in await session.execute(select(Agent.id, Agent.slug).where(Agent.id.in_(ids)))
    }


async def anything(session: Session) -> tuple[bool, bool, int]:
    """Say whether there is any deployment and any agent, and how many members there are, three at most."""
    deployed = select(Deployment.id).where(Deployment.status != Status.DELETED.value).limit(1)
    members = select(Member.id).limit(3).subquery()
    wanted = select(
        deployed.exists(),
        select(Agent.id).limit(1).exists(),
        select(func.count()).select_from(members).scalar_subquery(),
    )
    running, agent, people = (await session.execute(wanted)).one()
    return running, agent, people


async def demo_agents(session: Session) -> bool:
    """Say whether an agent is deployed that calls a model."""
    wanted = (
        select(text("1"))
        .where(Deployment.kind == "agent", Deployment.status.in_(_ACTIVE))
        .select_from(Deployment)
    )
    return (await session.execute(wanted.limit(1))).first() is not None


NOTHING = Decimal(0)


class ChecksFailing(NamedTuple):
    """That many checks failed, and when it was told."""

    checks: int
    failed: int
    at: datetime


async def checks_failing(session: Session, since: datetime) -> ChecksFailing | None:
    """Count the checks since a moment, where it was told that too many of them failed."""
    check = BuildingEvent.kind == "validation"
    wanted = select(
        func.count().filter(check),
        func.count().filter(check, ~BuildingEvent.passed),
        func.max(BuildingEvent.created_at).filter(BuildingEvent.kind == "alert"),
    ).where(BuildingEvent.created_at >= since)
    checks, failed, at = (await session.execute(wanted)).one()
    return None if at is None else ChecksFailing(checks, failed, at)


async def agents_made(session: Session, since: datetime) -> dict[date, int]:
    """Count the agents made on each day in UTC."""
    day = cast(func.timezone("UTC", Agent.created_at), Date)
    wanted = select(day, func.count()).where(Agent.created_at >= since).group_by(day)
    return {row[0]: row[1] for row in await session.execute(wanted)}


async def activated(session: Session, since: datetime) -> tuple[int, int]:
    """Count the agents made since a moment, and those of them that had an active version."""
    had = (
        select(AgentVersion.id)
        .where(AgentVersion.agent_id == Agent.id, AgentVersion.activated_at.is_not(None))
        .exists()
    )
    wanted = (
        select(func.count(), func.count().filter(had)).select_from(Agent).where(Agent.created_at >= since)
    )
    made, active = (await session.execute(wanted)).one()
    return made, active


async def building_times(session: Session, since: datetime) -> Sequence[Any]:
    """Of checks and trials count how many there were and failed, and how long they took."""
    took = BuildingEvent.duration_ms
    wanted = select(
        BuildingEvent.kind,
        func.count().label("count"),
        func.count().filter(~BuildingEvent.passed).label("failed"),
        *(
            func.percentile_cont(share).within_group(took).label(name)
            for name, share in (("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99))
        ),
    )
    wanted = wanted.where(BuildingEvent.created_at >= since, BuildingEvent.kind != "alert")
    return (await session.execute(wanted.group_by(BuildingEvent.kind))).all()


async def promotions(session: Session, since: datetime) -> Any:
    """Count what became of promotions that were asked for, and how long those waited that a person decided on."""
    status = Proposal.status
    waited = func.extract("epoch", Proposal.decided_at - Proposal.created_at)
    wanted = select(
        func.count().label("asked"),
        func.count().filter(status == "applied").label("succeeded"),
        func.count().filter(status.in_(("rejected", "expired", "failed"))).label("failed"),
        func.count().filter(status == "pending").label("pending"),
        *(
            func.percentile_cont(share)
            .within_group(waited)
            .filter(Proposal.escalated, Proposal.decided_at.is_not(None))
            .label(name)
            for name, share in (("queue_p50_seconds", 0.5), ("queue_p95_seconds", 0.95))
        ),
    ).where(Proposal.kind == PROMOTE, Proposal.created_at >= since)
    return (await session.execute(wanted)).one()


async def costs_of_agents(session: Session, since: datetime) -> Sequence[Any]:
    """List what the calls of each agent cost, the costliest first: rows of (agent, calls, cost_usd)."""
    cost = func.coalesce(func.sum(Usage.cost_usd), 0)
    wanted = select(Usage.agent, func.count().label("calls"), cost.label("cost_usd"))
    wanted = wanted.where(Usage.created_at >= since, Usage.agent != "").group_by(Usage.agent)
    return (await session.execute(wanted.order_by(cost.desc(), Usage.agent))).all()


async def slugs_of(session: Session, refs: Sequence[str]) -> dict[str, str]:
    """Map refs of agents to their slugs."""
    ids = {AGENT.parse(ref.removeprefix("agent:")): ref for ref in refs}
    wanted = select(Agent.id, Agent.slug).where(Agent.id.in_(ids))
    return {ids[row.id]: row.slug for row in await session.execute(wanted)}
