"""Every read of deployments."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Numeric,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from remit.controls import metering
from remit.controls.approvals import Proposal
from remit.controls.metering import Usage
from remit.kit.database import Session
from remit.lifecycle.agents import Agent, AgentVersion
from remit.lifecycle.deployments.fleet import CONTAINER, EXTERNAL, KUBERNETES, LOCAL
from remit.lifecycle.deployments.ordering import Filter, Order, Place, Value
from remit.lifecycle.deployments.states import ACTIVE, Status
from remit.lifecycle.deployments.tables import Deployment, Revision, Transition

_RUNS = Deployment.status.in_([status.value for status in ACTIVE])
# Models that this machine serves.
_HERE = and_(Deployment.kind == "model", Deployment.host.in_((LOCAL, CONTAINER)))
# Models that Remit calls; elsewhere they are called without it.
_ANSWERS = or_(
    _HERE,
    and_(Deployment.kind == "model", Deployment.host == KUBERNETES, Deployment.dry_run.is_(False)),
)
_USES = (
    "$.remit.tools[*] ? (@.use == $slug || @.use starts with $tools)",
    "$.remit.services.tools[*] ? (@ == $slug || @ starts with $tools)",
    "$.remit.services.http[*] ? (@ == $slug)",
    "$.remit.connection ? (@ == $slug)",
)

# An agent that runs elsewhere and only reports is called by nobody here.
_CALLABLE = or_(Deployment.host != EXTERNAL, Deployment.plan["external"]["model"].astext.is_not(None))


async def deployment(session: Session, id: UUID, *, lock: bool = False) -> Deployment | None:
    """Find a deployment, also a deleted one; locked until the transaction ends when it is to be moved."""
    wanted = select(Deployment).where(Deployment.id == id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def active(session: Session, *, limit: int) -> Sequence[Deployment]:
    """List what runs or is about to, newest first."""
    newest = Deployment.created_at.desc(), Deployment.id.desc()
    return (await session.scalars(select(Deployment).where(_RUNS).order_by(*newest).limit(limit))).all()


async def answering(
    session: Session, *, names: Sequence[str] | None = None, limit: int = 100
) -> Sequence[Deployment]:
    """List agents and models that Remit can call, by name; with `names`, only those of these names."""
    on_its_way = Deployment.status.in_((Status.DEPLOYING.value, Status.ROLLING_BACK.value))
    serving = and_(on_its_way, Deployment.serving.is_not(None))
    up = or_(Deployment.status.in_((Status.DEPLOYED.value, Status.DEGRADED.value)), serving)
    wanted = select(Deployment).where(or_(and_(Deployment.kind == "agent", _CALLABLE), _ANSWERS), up)
    if names is not None:
        wanted = wanted.where(Deployment.name.in_(names))
    ordered = wanted.order_by(Deployment.name, Deployment.environment, Deployment.id).limit(limit)
    return (await session.scalars(ordered)).all()


async def served(session: Session, name: str) -> Deployment | None:
    """Find the newest model of a name, or of an id, that runs where Remit calls it."""
    own = Deployment.subject == f"deployment:{name}"
    meant = own if name.startswith("dep_") else Deployment.name == name
    wanted = select(Deployment).where(_ANSWERS, meant, _RUNS).order_by(Deployment.id.desc()).limit(1)
    return (await session.scalars(wanted)).one_or_none()


async def wanted_here(session: Session, only: Collection[UUID] | None = None) -> Sequence[Deployment]:
    """List the models that are to run on this machine, or stand still, of everybody; needs a `relay` transaction."""
    held = or_(_RUNS, Deployment.status == Status.PAUSED.value)
    wanted = select(Deployment).where(_HERE, held)
    if only is not None:
        wanted = wanted.where(Deployment.id.in_(only))
    return (await session.scalars(wanted.order_by(Deployment.id))).all()


async def has_successor(session: Session, gone: Deployment) -> bool:
    """Say whether another deployment on the same host has the name of one that is deleted."""
    over = (Status.PLANNED.value, Status.DELETED.value, Status.REJECTED.value)
    same = and_(
        Deployment.environment == gone.environment, Deployment.name == gone.name, Deployment.host == gone.host
    )
    wanted = select(Deployment.id).where(same, Deployment.id != gone.id, Deployment.status.not_in(over))
    return (await session.scalars(wanted.limit(1))).first() is not None


async def of_agent(session: Session, slug: str) -> Sequence[Deployment]:
    """List the deployments of an agent that are neither deleted nor rejected, oldest first."""
    gone = (Status.DELETED.value, Status.REJECTED.value)
    wanted = select(Deployment).where(
        Deployment.kind == "agent",
        Deployment.host != EXTERNAL,
        Deployment.name == slug,
        Deployment.status.not_in(gone),
    )
    return (await session.scalars(wanted.order_by(Deployment.created_at, Deployment.id))).all()


async def naming_connection(session: Session, slug: str) -> Sequence[tuple[str, str]]:
    """List what names a model or a tool of a connection: agents by active version, deployments with environment."""
    own = {"slug": slug, "tools": f"{slug}."}
    named = or_(
        *(
            or_(model == slug, model.startswith(f"{slug}:", autoescape=True))
            for model in (
                AgentVersion.document["spec"]["model"].astext,
                AgentVersion.document["remit"]["embeddings"].astext,
            )
        ),
        *(
            func.jsonb_path_exists(AgentVersion.document, cast(path, JSONPATH), cast(own, JSONB))
            for path in _USES
        ),
    )
    gone = (Status.DELETED.value, Status.REJECTED.value)
    active = (
        select(Agent.slug, literal(""))
        .join(AgentVersion, (AgentVersion.org_id == Agent.org_id) & (AgentVersion.agent_id == Agent.id))
        .where(named, AgentVersion.status == "active", Agent.status != "archived")
    )
    deployed = (
        select(Deployment.name, Deployment.environment)
        .join(
            AgentVersion,
            (AgentVersion.org_id == Deployment.org_id) & (AgentVersion.id == Deployment.agent_version_id),
        )
        .where(named, Deployment.status.not_in(gone))
    )
    at = Deployment.plan["external"]["model"].astext
    elsewhere = select(Deployment.name, Deployment.environment).where(
        or_(at == slug, at.startswith(f"{slug}:", autoescape=True)), Deployment.status.not_in(gone)
    )
    rows = await session.execute(union_all(active, deployed, elsewhere).order_by(text("1, 2")))
    return [(row[0], row[1]) for row in rows]


async def count_active(session: Session) -> int:
    """Count what runs or is about to."""
    return (await session.execute(select(func.count()).where(_RUNS))).scalar_one()


async def steady(session: Session, only: Collection[UUID] | None = None) -> Sequence[Deployment]:
    """List what is to serve as it is, on hosts that Remit looks after; needs a `relay` transaction for everybody's."""
    up = Deployment.status.in_((Status.DEPLOYED.value, Status.DEGRADED.value))
    wanted = select(Deployment).where(
        up, Deployment.dry_run.is_(False), Deployment.host != EXTERNAL, not_(_HERE)
    )
    if only is not None:
        wanted = wanted.where(Deployment.id.in_(only))
    return (await session.scalars(wanted.order_by(Deployment.id))).all()


async def orphaned(session: Session) -> Sequence[Deployment]:
    """List what its host has not stopped or removed; needs a `relay` transaction for everybody's."""
    wanted = select(Deployment).where(Deployment.orphaned.is_not(None), Deployment.dry_run.is_(False))
    return (await session.scalars(wanted.order_by(Deployment.id))).all()


async def called(session: Session, name: str) -> Sequence[Deployment]:
    """List what is there by a name, by a name with its environment behind it, or by an id; oldest first."""
    gone = (Status.PLANNED.value, Status.DELETED.value, Status.REJECTED.value)
    full = Deployment.name + "-" + Deployment.environment
    endpoint = Deployment.plan["artifact"]["endpoint_name"].astext
    meant = or_(
        Deployment.name == name,
        full == name,
        endpoint == name,
        endpoint == name + literal("-") + Deployment.environment,
        Deployment.subject == f"deployment:{name}",
    )
    wanted = select(Deployment).where(meant, Deployment.status.not_in(gone))
    return (await session.scalars(wanted.order_by(Deployment.id).limit(20))).all()


async def in_environment(session: Session, agent: str, environment: str) -> Deployment | None:
    """Find what runs, or is to run, of an agent in an environment."""
    gone = (Status.PLANNED.value, Status.DELETED.value, Status.REJECTED.value)
    wanted = select(Deployment).where(
        Deployment.kind == "agent",
        Deployment.host != EXTERNAL,
        Deployment.name == agent,
        Deployment.environment == environment,
        Deployment.status.not_in(gone),
    )
    return (await session.scalars(wanted.limit(1))).one_or_none()


async def count_by_environment(session: Session) -> dict[str, int]:
    """Count what runs or is about to in each environment."""
    counted = select(Deployment.environment, func.count()).where(_RUNS).group_by(Deployment.environment)
    return {row[0]: row[1] for row in await session.execute(counted)}


async def holds_name(session: Session, environment: str, name: str) -> bool:
    """Say whether something of that name is there; a plan that was only made is not, nor is what was rejected."""
    gone = (Status.PLANNED.value, Status.REJECTED.value, Status.DELETED.value)
    held = select(Deployment.id).where(
        Deployment.environment == environment, Deployment.name == name, Deployment.status.not_in(gone)
    )
    return (await session.scalars(held.limit(1))).one_or_none() is not None


async def by_id(session: Session, ids: Sequence[UUID]) -> dict[UUID, Deployment]:
    """Find these deployments, also deleted ones."""
    found = await session.scalars(select(Deployment).where(Deployment.id.in_(ids)))
    return {deployment.id: deployment for deployment in found}


async def timeline(session: Session, deployment_id: UUID) -> Sequence[Transition]:
    """List a deployment's moves, oldest first."""
    made = select(Transition).where(Transition.deployment_id == deployment_id)
    return (await session.scalars(made.order_by(Transition.created_at, Transition.id))).all()


async def set_status(
    session: Session, id: UUID, source: str, target: str, reason: str | None, moment: datetime
) -> bool:
    """Move a deployment, unless it was moved meanwhile; say whether it was this call that did."""
    moved = update(Deployment).where(Deployment.id == id, Deployment.status == source)
    values = {"status": target, "status_reason": reason, "updated_at": moment}
    return (await session.execute(moved.values(**values).returning(Deployment.id))).one_or_none() is not None


async def revision(session: Session, deployment_id: UUID, number: int) -> Revision | None:
    """Find a revision."""
    wanted = select(Revision).where(Revision.deployment_id == deployment_id, Revision.number == number)
    return (await session.scalars(wanted)).one_or_none()


async def revision_of(session: Session, proposal_id: UUID) -> Revision | None:
    """Find the revision that an approved change became."""
    wanted = select(Revision).where(Revision.proposal_id == proposal_id)
    return (await session.scalars(wanted)).one_or_none()


async def revisions(
    session: Session, deployment_id: UUID, *, limit: int, before: int | None = None
) -> Sequence[Revision]:
    """List a deployment's revisions, newest first, from the one before a number on."""
    wanted = select(Revision).where(Revision.deployment_id == deployment_id)
    if before is not None:
        wanted = wanted.where(Revision.number < before)
    return (await session.scalars(wanted.order_by(Revision.number.desc()).limit(limit))).all()


async def named(session: Session, words: str, *, limit: int) -> Sequence[UUID]:
    """Find the newest deployments, also deleted ones, whose name holds a text."""
    wanted = select(Deployment.id).where(Deployment.name.icontains(words, autoescape=True))
    return (await session.scalars(wanted.order_by(Deployment.id.desc()).limit(limit))).all()


async def names(session: Session, ids: Sequence[UUID]) -> Sequence[tuple[UUID, str, str]]:
    """Read the names and environments of deployments, also deleted ones."""
    wanted = select(Deployment.id, Deployment.name, Deployment.environment).where(Deployment.id.in_(ids))
    return [(row.id, row.name, row.environment) for row in await session.execute(wanted)]


async def newest_names(session: Session, *, limit: int) -> Sequence[tuple[UUID, str, str]]:
    """Read the names and environments of the newest deployments that are not deleted."""
    wanted = select(Deployment.id, Deployment.name, Deployment.environment)
    wanted = wanted.where(Deployment.status != Status.DELETED).order_by(Deployment.id.desc()).limit(limit)
    return [(row.id, row.name, row.environment) for row in await session.execute(wanted)]


# The list, and the page of one --------------------------------------------------------------------

MOST_COUNTED = 10_000
_ZERO = literal(Decimal(0), Numeric)


async def page(
    session: Session, wanted: Filter, order: Order, after: Place | None, moment: datetime, *, limit: int
) -> list[tuple[Deployment, Value]]:
    """List deployments in an order after a place, each with its value in that order as of a moment."""
    used = metering.today_by_subject()
    value = _value(order, used, moment)
    rows = select(Deployment, value.label("value")).where(_matches(wanted))
    if order.column in ("calls_per_minute", "cost_today"):
        rows = rows.outerjoin(used, used.c.subject == Deployment.subject)
    if after is not None:
        here, there = tuple_(value, Deployment.id), tuple_(literal(after.value), literal(after.id))
        rows = rows.where(here < there if order.descending else here > there)
    sorted_by = (value.desc(), Deployment.id.desc()) if order.descending else (value, Deployment.id)
    found = await session.execute(rows.order_by(*sorted_by).limit(limit))
    return [(row[0], row[1]) for row in found]


async def count(session: Session, wanted: Filter) -> int:
    """Count what a filter finds; one more than `MOST_COUNTED` stands for any number above it."""
    some = (
        select(literal(1)).where(_matches(wanted)).select_from(Deployment).limit(MOST_COUNTED + 1).subquery()
    )
    return (await session.execute(select(func.count()).select_from(some))).scalar_one()


async def requesters(session: Session, proposal_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Name the person who asked for each of these proposals."""
    asked = select(Proposal.id, Proposal.requested_person).where(Proposal.id.in_(proposal_ids))
    return {row[0]: row[1] for row in await session.execute(asked)}


def _matches(wanted: Filter) -> ColumnElement[bool]:
    there = Deployment.status != Status.DELETED.value
    if wanted.statuses:
        there = and_(there, Deployment.status.in_([s.value for s in wanted.statuses]))
    else:
        there = and_(there, Deployment.status != Status.PLANNED.value)
    if Status.DELETED in wanted.statuses:  # of what is deleted, only what is still at its host
        there = or_(there, and_(Deployment.status == Status.DELETED.value, Deployment.orphaned.is_not(None)))
    conditions = [there]
    for column, value in (
        (Deployment.environment, wanted.environment),
        (Deployment.kind, wanted.kind),
        (Deployment.host, wanted.host),
        (Deployment.name, wanted.name),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.q:
        conditions.append(Deployment.searched.contains(wanted.q.lower(), autoescape=True))
    return and_(*conditions)


def _value(order: Order, used: Subquery, moment: datetime) -> ColumnElement[Any]:
    match order.column:
        case "created":
            return Deployment.created_at.expression
        case "updated":
            return Deployment.updated_at.expression
        case "name":
            return Deployment.name.expression
        case "environment":
            return Deployment.environment.expression
        case "status":
            return Deployment.status.expression
        case "calls_per_minute":
            return func.coalesce(used.c.recent_calls, 0)
        case "cost_today":
            return func.round(_instances_today(moment) + func.coalesce(used.c.cost_usd, _ZERO), 9)


def _instances_today(moment: datetime) -> ColumnElement[Any]:
    """Read the meter as `meter.cost_today` does; a dry run costs nothing."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = case((Deployment.metered_on == midnight.date(), Deployment.metered_usd), else_=_ZERO)
    since = func.greatest(Deployment.metered_since, midnight)
    hours = cast(func.extract("epoch", literal(moment) - since), Numeric) / 3600
    running = func.coalesce(Deployment.usd_per_hour * func.greatest(hours, _ZERO), _ZERO)
    return case((Deployment.dry_run, _ZERO), else_=earlier + running)


_MEASURED = 50_000


async def call_times(
    session: Session, subject: str, since: datetime, until: datetime
) -> tuple[float | None, float | None, float | None]:
    """Measure the p50, p95 and p99 in milliseconds of the newest answered calls of a subject in a time."""
    newest = (
        select(Usage.duration_ms)
        .where(Usage.subject == subject, Usage.created_at >= since, Usage.created_at < until)
        .where(Usage.outcome == "answered")
        .order_by(Usage.created_at.desc())
        .limit(_MEASURED)
        .subquery()
    )
    wanted = (func.percentile_cont(p).within_group(newest.c.duration_ms) for p in (0.5, 0.95, 0.99))
    row = (await session.execute(select(*wanted))).one()
    return row[0], row[1], row[2]
