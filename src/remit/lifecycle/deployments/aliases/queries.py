"""Every read of aliases."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select

from remit.kit.database import Session
from remit.lifecycle.deployments.aliases.tables import Alias
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

_GONE = (Status.PLANNED.value, Status.REJECTED.value, Status.DELETED.value)


async def alias(session: Session, name: str, *, lock: bool = False) -> Alias | None:
    """Find an alias by its name."""
    wanted = select(Alias).where(Alias.name == name)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def every(session: Session, *, limit: int) -> Sequence[tuple[Alias, Deployment | None]]:
    """List aliases by name, each with the deployment that it stands for, where there is one."""
    stands_for = or_(
        Deployment.id == Alias.deployment_id,
        and_(
            Deployment.kind == "agent",
            Deployment.name == Alias.agent,
            Deployment.environment == Alias.environment,
            Deployment.status.not_in(_GONE),
        ),
    )
    wanted = select(Alias, Deployment).outerjoin(
        Deployment, and_(Deployment.org_id == Alias.org_id, stands_for)
    )
    rows = await session.execute(wanted.order_by(Alias.name).limit(limit))
    return [(row[0], row[1]) for row in rows]


async def of(session: Session, deployment: Deployment) -> Sequence[str]:
    """Name the aliases by which a deployment is reached."""
    as_agent = and_(Alias.agent == deployment.name, Alias.environment == deployment.environment)
    wanted = select(Alias.name).where(or_(Alias.deployment_id == deployment.id, as_agent))
    return (await session.scalars(wanted.order_by(Alias.name))).all()


async def live(session: Session, id: UUID) -> Deployment | None:
    """Find an agent's deployment that is not deleted."""
    wanted = select(Deployment).where(
        Deployment.id == id, Deployment.kind == "agent", Deployment.status != Status.DELETED.value
    )
    return (await session.scalars(wanted)).one_or_none()


async def agent_in(session: Session, agent: str, environment: str) -> Deployment | None:
    """Find what is deployed of an agent in an environment."""
    wanted = select(Deployment).where(
        Deployment.kind == "agent",
        Deployment.name == agent,
        Deployment.environment == environment,
        Deployment.status.not_in(_GONE),
    )
    return (await session.scalars(wanted.order_by(Deployment.id.desc()).limit(1))).one_or_none()


async def is_taken(session: Session, name: str) -> bool:
    """Say whether a deployment that is there answers to a name."""
    front, _, place = name.rpartition("-")
    full = and_(Deployment.name == front, Deployment.environment == place)
    wanted = select(Deployment.id).where(
        or_(Deployment.name == name, full), Deployment.status.not_in(_GONE), Deployment.kind == "agent"
    )
    return (await session.scalars(wanted.limit(1))).one_or_none() is not None
