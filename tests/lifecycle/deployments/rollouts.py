"""Deployments of one organisation that are asked for and rolled out without a durable engine."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from remit.controls.approvals import Change, Proposal
from remit.controls.tenancy import Actor, Organization, Role
from remit.engines.durable import Step
from remit.kit.database import Database
from remit.lifecycle.deployments import DEPLOYMENT, Deployment, Fleet, Rollout
from remit.lifecycle.deployments.command import read
from remit.lifecycle.deployments.commanding.carrying import Asked, run
from remit.lifecycle.deployments.tables import Transition

By = Callable[[Role], Awaitable[Actor]]


class Once:
    """A run without a durable engine."""

    id = "once"

    async def step(self, name: str, step: Step, *arguments: Any) -> Any:
        return await step(*arguments)

    async def sleep(self, seconds: float) -> None:
        return None


class Real(Once):
    """A run that waits as long as it is told to."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Twice(Once):
    """A run whose every step is carried out twice, as after a crash at the worst moment."""

    id = "twice"

    async def step(self, name: str, step: Step, *arguments: Any) -> Any:
        await step(*arguments)
        return await step(*arguments)


@dataclasses.dataclass(frozen=True)
class Desk:
    """What a test does again and again, in one organisation."""

    database: Database
    where: Organization
    operator: Actor

    async def ask(self, fleet: Fleet, environment: str = "dev") -> UUID:
        """Ask for a model; return the deployment's id."""
        sentence = f"deploy llama-3.1 8B for bot to {environment}"
        asked = Asked(command=sentence, environment=None, budget_usd_per_hour=None, claimed_user=None)
        async with self.database.transaction(self.where.id) as session:
            made = await run(session, self.operator, fleet, read(sentence), asked)
            assert isinstance(made, Deployment)
            return made.id

    async def serve(self, fleet: Fleet, sentence: str) -> Deployment:
        """Ask for a model by a sentence and roll it out."""
        asked = Asked(command=sentence, environment=None, budget_usd_per_hour=None, claimed_user=None)
        async with self.database.transaction(self.where.id) as session:
            assert isinstance(await run(session, self.operator, fleet, read(sentence), asked), Deployment)
        change = await self.newest()
        async with asyncio.timeout(30):
            await Rollout(self.database, fleet).roll_out(Real(), change)
        return await self.found()

    async def change(
        self, verb: Callable[..., Awaitable[Deployment]], fleet: Fleet, id: UUID, *more: Any
    ) -> None:
        """Ask for a change of a deployment."""
        async with self.database.transaction(self.where.id) as session:
            await verb(session, self.operator, fleet, DEPLOYMENT.show(id), *more)

    async def newest(self) -> Change:
        """Return the change that was asked for last."""
        async with self.database.transaction(self.where.id) as session:
            found = (await session.scalars(select(Proposal).order_by(Proposal.id.desc()).limit(1))).one()
            return Change(self.where.id, found.id, found.subject, found.shown)

    async def found(self) -> Deployment:
        """Return the deployment that was made last as it stands."""
        async with self.database.transaction(self.where.id) as session:
            return (await session.scalars(select(Deployment).order_by(Deployment.id.desc()).limit(1))).one()

    async def status(self) -> str:
        return (await self.found()).status

    async def said(self) -> list[str]:
        """List the reasons on the timeline, oldest first."""
        async with self.database.transaction(self.where.id) as session:
            return list((await session.scalars(select(Transition.reason).order_by(Transition.id))).all())
