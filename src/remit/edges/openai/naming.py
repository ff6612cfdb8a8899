"""Whom a caller means by `model`."""

from functools import partial
from uuid import UUID

from remit.controls.tenancy import Actor
from remit.kit.database import Database
from remit.kit.errors import Conflict, NotFound
from remit.kit.memory import Kept
from remit.lifecycle import deployments
from remit.lifecycle.runtime import Runtime

_LONGEST = 200


class Callees:
    """The deployments that names stand for, from memory where they are known."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: Kept[tuple[UUID, str], UUID] = Kept(database.caches, "deployment.", "alias.")

    async def find(self, runtime: Runtime, actor: Actor, model: str) -> UUID:
        """Return the deployment of a name; a deployment's own key means its deployment, by whichever of its names."""
        if actor.deployment_id is not None:
            return await self._own(runtime, actor, actor.deployment_id, model)
        return await self._named(runtime, actor, model)

    async def _named(self, runtime: Runtime, actor: Actor, model: str) -> UUID:
        if not model:
            raise NotFound("Say in `model` which agent is meant: GET /v1/models lists them.")
        if len(model) > _LONGEST or "\x00" in model:
            raise NotFound(f"There is no deployed agent {model[:_LONGEST]!r}.")
        key = (actor.org_id, model)
        if (known := self._kept.get(key)) is not None:
            return known
        await runtime.admit(actor)  # nobody makes the database look for names by asking often
        return await self._kept.read(key, partial(self._load, *key))

    async def _own(self, runtime: Runtime, actor: Actor, deployment_id: UUID, model: str) -> UUID:
        target = await runtime.target(actor.org_id, deployment_id)
        full = deployments.full_name(target.name, target.environment)
        if model in ("", target.name, full, target.shown_id):
            return deployment_id
        try:
            meant = await self._named(runtime, actor, model)
        except (NotFound, Conflict):
            meant = None
        if meant != deployment_id:
            raise NotFound(f"This key calls {full}, and no model {model[:200]!r}: ask for {full}.")
        return deployment_id

    async def _load(self, org_id: UUID, model: str) -> tuple[UUID, UUID]:
        async with self._database.transaction(org_id) as session:
            return org_id, await deployments.named(session, model)
