"""The keys of an agent's deployment over HTTP."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from remit.controls.tenancy import KEY, Actor, SecretKeyDep, SessionDep, may
from remit.kit.schemas import Answer, Body
from remit.lifecycle.deployments import keys
from remit.lifecycle.deployments.keys import SeenKey

router = APIRouter(prefix="/api/deployments/{plan_id}/keys", tags=["deployments"])
Reader = Annotated[Actor, may("deployment.read")]
_DAY = 24 * 3600


class NewDeploymentKey(Body):
    """A key to be made; its name says who or what will use it."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class RotateBody(Body):
    """For how many seconds the old key goes on working; a day at most."""

    grace_seconds: int = Field(default=0, strict=True, ge=0, le=_DAY)


class DeploymentKey(Answer):
    """A key that works; `shown` is the part of it that may be seen, `last_used_at` is true to the minute.

    `ends_at` is when a key that was rotated ends, null for one that goes on.
    """

    id: str
    name: str
    shown: str
    made_by: str
    created_at: datetime
    last_used_at: datetime | None
    ends_at: datetime | None


class MadeDeploymentKey(DeploymentKey):
    """A key just made; `key` is the key itself, shown this once."""

    key: str


class DeploymentKeys(Answer):
    """The keys that work, newest first; there are fifty at most."""

    items: list[DeploymentKey]


def _answer(seen: SeenKey) -> DeploymentKey:
    row = seen.row
    return DeploymentKey(
        id=KEY.show(row.id),
        name=row.name,
        shown=f"remit_{row.key_id}…",
        made_by=seen.made_by,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        ends_at=row.revoked_at,
    )


@router.get("")
async def list_deployment_keys(plan_id: str, session: SessionDep, actor: Reader) -> DeploymentKeys:
    """List the keys that may call a deployed agent."""
    return DeploymentKeys(items=[_answer(k) for k in await keys.working(session, actor, plan_id)])


@router.post("", status_code=201)
async def create_deployment_key(
    plan_id: str, body: NewDeploymentKey, session: SessionDep, secret_key: SecretKeyDep, actor: Reader
) -> MadeDeploymentKey:
    """Make one more key for a deployed agent."""
    made, seen = await keys.make(session, actor, secret_key, plan_id, body.name)
    return MadeDeploymentKey(**vars(_answer(seen)), key=made.token)


@router.post("/{key_id}/rotate", status_code=201)
async def rotate_deployment_key(
    plan_id: str,
    key_id: str,
    body: RotateBody,
    session: SessionDep,
    secret_key: SecretKeyDep,
    actor: Reader,
) -> MadeDeploymentKey:
    """Make a key in the place of another, which ends at once or after a grace."""
    grace = timedelta(seconds=body.grace_seconds)
    made, seen = await keys.rotate(session, actor, secret_key, plan_id, key_id, grace)
    return MadeDeploymentKey(**vars(_answer(seen)), key=made.token)


@router.delete("/{key_id}", status_code=204)
async def revoke_deployment_key(plan_id: str, key_id: str, session: SessionDep, actor: Reader) -> Response:
    """Revoke a key; it ends at once."""
    await keys.revoke(session, actor, plan_id, key_id)
    return Response(status_code=204)
