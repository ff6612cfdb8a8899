"""The keys of an agent's deployment: made, shown once, rotated, revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from remit.controls import audit, tenancy
from remit.controls.governance import Resource, require
from remit.controls.tenancy import KEY, MEMBER, Actor, ApiKey, NewKey, Role
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Conflict, NotFound
from remit.kit.secret_key import SecretKey
from remit.lifecycle.deployments.changes.power import find
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.tables import Deployment

_ACTION = "deployment.key"
MOST = 50
"""Keys of one deployment that work at a time."""


@dataclass(frozen=True)
class SeenKey:
    """A key that works, and the name of whoever made it."""

    row: ApiKey
    made_by: str


async def working(session: Session, actor: Actor, shown_id: str) -> list[SeenKey]:
    """List the keys that work, newest first; raises `NotFound`, and `Conflict` for a model's deployment."""
    deployment = await _agent(session, shown_id)
    return await _seen(session, actor, await _working(session, deployment))


async def make(
    session: Session, actor: Actor, secret_key: SecretKey, shown_id: str, name: str
) -> tuple[NewKey, SeenKey]:
    """Make one more key; its token is shown once. `Conflict` when there are too many."""
    deployment = await _agent(session, shown_id, lock=True)
    require(actor, _ACTION, _resource(deployment))
    _require_room(deployment, await _working(session, deployment))
    made = await _make(session, actor, secret_key, deployment, name)
    await _record(session, actor, deployment, "key_created", made.row, {})
    return made, (await _seen(session, actor, [made.row]))[0]


async def rotate(
    session: Session, actor: Actor, secret_key: SecretKey, shown_id: str, shown_key: str, grace: timedelta
) -> tuple[NewKey, SeenKey]:
    """Make a key in the place of another, which ends at once or after a grace.

    `Conflict` for a key that is about to end already, and when there are too many.
    """
    deployment = await _agent(session, shown_id, lock=True)
    require(actor, _ACTION, _resource(deployment))
    keys, wanted = await _working(session, deployment), KEY.parse(shown_key)
    if any(key.id == wanted and key.revoked_at for key in keys):
        raise Conflict("This key was rotated already and is about to end: rotate the key made in its place.")
    if grace:
        _require_room(deployment, keys)
    ends = now() + grace
    old = await _end(session, deployment, shown_key, ends if grace else None)
    made = await _make(session, actor, secret_key, deployment, old.name)
    facts = {"in_place_of": KEY.show(old.id), "old_ends_at": ends.isoformat()}
    await _record(session, actor, deployment, "key_rotated", made.row, facts)
    return made, (await _seen(session, actor, [made.row]))[0]


async def revoke(session: Session, actor: Actor, shown_id: str, shown_key: str) -> ApiKey:
    """End a key at once."""
    deployment = await _agent(session, shown_id)
    require(actor, _ACTION, _resource(deployment))
    ended = await _end(session, deployment, shown_key, None)
    await _record(session, actor, deployment, "key_revoked", ended, {})
    return ended


def _require_room(deployment: Deployment, keys: list[ApiKey]) -> None:
    if len(keys) >= MOST:
        raise Conflict(f"{deployment.name} has {MOST} keys: revoke one that is not used.")


async def _agent(session: Session, shown_id: str, *, lock: bool = False) -> Deployment:
    deployment = await find(session, shown_id, lock=lock)
    if deployment.kind != "agent":
        raise Conflict(
            f"{deployment.name} is a model: its host checks who calls it. Keys are of agents' deployments."
        )
    return deployment


async def _working(session: Session, deployment: Deployment) -> list[ApiKey]:
    made, moment = await tenancy.keys(session, deployment.id), now()
    return [key for key in reversed(made) if key.revoked_at is None or key.revoked_at > moment]


async def _make(
    session: Session, actor: Actor, secret_key: SecretKey, deployment: Deployment, name: str
) -> NewKey:
    return await tenancy.create(
        session,
        secret_key,
        org_id=actor.org_id,
        name=name,
        role=Role.CALLER,
        created_by=actor.ref,
        deployment_id=deployment.id,
    )


async def _end(session: Session, deployment: Deployment, shown_key: str, at: datetime | None) -> ApiKey:
    try:
        return await tenancy.revoke(session, KEY.parse(shown_key), deployment_id=deployment.id, at=at)
    except NotFound as error:
        raise NotFound(f"{deployment.name} has no key {shown_key[:60]} that works.") from error


async def _record(
    session: Session, actor: Actor, deployment: Deployment, happened: str, key: ApiKey, facts: dict[str, str]
) -> None:
    payload = {"key_id": KEY.show(key.id), "name": key.name, **facts}
    await audit.record(session, actor, f"deployment.{happened}", DEPLOYMENT.ref(deployment.id), payload)


async def _seen(session: Session, actor: Actor, rows: list[ApiKey]) -> list[SeenKey]:
    members = {f"member:{MEMBER.show(m.id)}": m.name for m in await tenancy.list_members(session)}
    names: dict[str, str] = {**members, actor.ref: actor.name}
    return [SeenKey(row, names.get(row.created_by, row.created_by.partition(":")[2])) for row in rows]


def _resource(deployment: Deployment) -> Resource:
    return Resource("deployment", DEPLOYMENT.show(deployment.id), deployment.environment)
