"""Aliases: names that callers use as `model` and that can be pointed elsewhere without touching the caller.

A deployment's own names always go before an alias, so no alias can take calls from a deployment.
"""

from dataclasses import dataclass
from uuid import UUID

from remit.controls import audit
from remit.controls.tenancy import Actor
from remit.kit import events
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Conflict, NotFound
from remit.lifecycle.deployments.aliases import queries
from remit.lifecycle.deployments.aliases.tables import Alias
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.tables import Deployment

MOST = 200
_NAMED = 10
CHANGED = "alias.changed"


class AliasTaken(Conflict):
    """The name is a deployment's own, or there are too many aliases."""

    type = "alias-taken"
    title = "This cannot be an alias"


class HasAliases(Conflict):
    """Callers reach a deployment by aliases."""

    type = "has-aliases"
    title = "Aliases point at this deployment"


@dataclass(frozen=True)
class SeenAlias:
    """An alias, and the deployment that answers to it now, none while there is none."""

    row: Alias
    deployment: Deployment | None


async def listed(session: Session) -> list[SeenAlias]:
    """List the aliases by name; there are `MOST` at most."""
    return [SeenAlias(*each) for each in await queries.every(session, limit=MOST)]


async def called(session: Session, name: str) -> UUID | None:
    """Return the deployment that an alias stands for, none for a name that is none.

    `NotFound` when nothing is deployed any more of what it stands for.
    """
    row = await queries.alias(session, name)
    if row is None:
        return None
    if row.deployment_id is not None:
        return row.deployment_id
    found = await queries.agent_in(session, row.agent or "", row.environment or "")
    if found is None:
        raise NotFound(f"{name} stands for {row.agent} in {row.environment}, which is not deployed now.")
    return found.id


async def point(
    session: Session,
    actor: Actor,
    name: str,
    *,
    deployment: str | None,
    agent: str | None,
    environment: str | None,
) -> SeenAlias:
    """Point an alias at a deployment, or at an agent in an environment; `AliasTaken`, or `NotFound` for the target."""
    target = await _target(session, deployment, agent, environment)
    if name.startswith("dep_") or await queries.is_taken(session, name):
        raise AliasTaken(f"{name} is the name of a deployment: no alias may stand before it.")
    row = await queries.alias(session, name, lock=True)
    if row is None and len(await queries.every(session, limit=MOST)) >= MOST:
        raise AliasTaken(f"There are {MOST} aliases: remove one before.")
    before = None if row is None else target_of(row)
    row = row or Alias(org_id=actor.org_id, name=name)
    row.deployment_id = None if deployment is None else target.id
    row.agent = None if deployment is not None else target.name
    row.environment = None if deployment is not None else target.environment
    row.created_by, row.updated_at = actor.facts(), now()
    session.add(row)
    await session.flush()
    await _tell(session, actor, "alias.pointed", name, {"target": target_of(row), "before": before})
    return SeenAlias(row, target)


async def remove(session: Session, actor: Actor, name: str) -> None:
    """Remove an alias; `NotFound` for one that is not there."""
    row = await queries.alias(session, name, lock=True)
    if row is None:
        raise NotFound(f"There is no alias {name[:100]!r}.")
    before = target_of(row)
    await session.delete(row)
    await session.flush()
    await _tell(session, actor, "alias.removed", name, {"before": before})


async def require_none(session: Session, deployment: Deployment) -> None:
    """Raise `HasAliases` for a deployment that callers reach by aliases."""
    found = await queries.of(session, deployment)
    if found:
        names = ", ".join(found[:_NAMED]) + (
            f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        )
        raise HasAliases(
            f"Callers reach {deployment.name} in {deployment.environment} as {names}: point these elsewhere with"
            " `remit aliases set`, or remove them, before you delete it.",
            aliases=list(found),
        )


def target_of(row: Alias) -> str:
    """Say what an alias stands for."""
    if row.deployment_id is not None:
        return DEPLOYMENT.show(row.deployment_id)
    return f"{row.agent} in {row.environment}"


async def _target(
    session: Session, deployment: str | None, agent: str | None, environment: str | None
) -> Deployment:
    if deployment is not None:
        found = await queries.live(session, DEPLOYMENT.parse(deployment))
        if found is None:
            raise NotFound(f"There is no deployment {deployment[:60]} of an agent.")
        return found
    live = await queries.agent_in(session, agent or "", environment or "")
    if live is None:
        raise NotFound(f"Nothing is deployed of an agent {agent!r} in {environment}.")
    return live


async def _tell(session: Session, actor: Actor, kind: str, name: str, facts: dict[str, object]) -> None:
    ref = f"alias:{name}"
    await audit.record(session, actor, kind, ref, {"name": name, **facts})
    await events.emit(session, actor.org_id, CHANGED, ref, {"name": name})
