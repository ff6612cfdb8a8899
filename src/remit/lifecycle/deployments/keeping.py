"""Keeping what this machine serves as it is wanted: after a restart, after crashes, and when it is well again."""

import asyncio
import time
from collections.abc import Collection
from functools import partial
from uuid import UUID

from remit.controls.tenancy import system
from remit.engines.hosts import Host, HostError, ModelServers, Observed, Phase, Rejected, Retryable, Workload
from remit.kit.abreast import Abreast
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.telemetry import logger
from remit.lifecycle.deployments import hearing, queries
from remit.lifecycle.deployments.fleet import Fleet
from remit.lifecycle.deployments.moves import move
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment
from remit.lifecycle.deployments.workload import workload

_log = logger(__name__)
_UP = (Status.DEPLOYED, Status.DEGRADED)
_HELD = (*_UP, Status.DEPLOYING)
_SWEEP_SECONDS = 30.0


class Keeping:
    """Looks at the models of this machine, as processes and in containers; only the process that works may."""

    def __init__(self, database: Database, fleet: Fleet) -> None:
        self._database = database
        self._fleet = fleet
        self._swept: dict[str, float] = {}
        self._abreast = Abreast("models on this machine")

    async def follow(self) -> int:
        """Look at once at what changes here, for as long as this lasts; what is not heard is found by looking."""
        await hearing.follow(dict(self._fleet.model_servers), self._look_again)
        return 0

    async def _look_again(self, only: Collection[UUID]) -> None:
        async with self._database.transaction(None, relay=True) as session:
            wanted = await queries.wanted_here(session, only)
        for each in wanted:
            await self._look_at(each.org_id, each.id)

    async def look(self) -> int:
        """Start what should run and does not, end what should not, and say of each how it stands.

        Returns nothing left to do: it is looked at anew after a while.
        """
        servers = self._fleet.model_servers.items()
        return await self._abreast.do(
            {host: partial(self._look_through, host, each) for host, each in servers}
        )

    async def _look_through(self, host: str, models: ModelServers) -> int:
        kept = await self._there(host, models)  # read first: what is kept later may be wanted later
        async with self._database.transaction(None, relay=True) as session:
            wanted = [each for each in await queries.wanted_here(session) if each.host == host]
        for owner in kept - {each.id.hex for each in wanted}:
            await self._end(host, owner)
        for each in wanted:
            await self._look_at(each.org_id, each.id)
        return 0

    async def close(self) -> None:
        """Stop what ends with this process, and leave the rest: whoever works next looks after it."""
        await self._abreast.close()
        for models in self._fleet.model_servers.values():
            await asyncio.to_thread(models.close)

    async def _there(self, host: str, models: ModelServers) -> set[str]:
        """Name whose servers are there; an engine is asked now and then for those that nobody keeps."""
        moment = time.monotonic()
        if moment - self._swept.get(host, float("-inf")) < _SWEEP_SECONDS:
            return models.kept()
        self._swept[host] = moment
        try:
            return await asyncio.to_thread(models.left)
        except HostError:
            return models.kept()

    async def _end(self, host: str, owner: str) -> None:
        try:
            await asyncio.to_thread(self._fleet.model_servers[host].end, owner)
        except HostError as error:
            _log.warning("what nobody wants is not ended yet", host=host, reason=error.detail)

    async def _look_at(self, org_id: UUID, id: UUID) -> None:
        async with self._database.transaction(org_id) as session:
            deployment = await queries.deployment(session, id)
        if deployment is None or deployment.status not in _HELD:
            return
        host, ask = self._fleet.hosts[deployment.host], workload(deployment, "")
        try:
            if self._fleet.model_servers[deployment.host].unkept(ask):
                await self._take_up(host, ask)
            seen = await host.observe(ask)
        except Retryable as error:
            seen = Observed(Phase.UNKNOWN, now(), error.detail)
        except HostError as error:
            seen = Observed(Phase.FAILED, now(), error.detail)
        if deployment.status in _UP:  # else its rollout says what becomes of it
            await self._say(deployment, seen)

    async def _take_up(self, host: Host, ask: Workload) -> None:
        """Start what should run; what runs on without Remit only has to be found."""
        runs_on = self._fleet.model_servers[host.name].place.outlives
        if not runs_on and (problems := await host.validate(ask)):
            raise Rejected(" ".join(problem.message for problem in problems))
        await host.apply(ask)

    async def _say(self, deployment: Deployment, seen: Observed) -> None:
        """Move the deployment to what was seen; what is on its way says nothing yet."""
        found = _judged(deployment, seen)
        if found is None:
            return
        status, reason = found
        if status == deployment.status:
            return
        async with self._database.transaction(deployment.org_id) as session:
            held = await queries.deployment(session, deployment.id, lock=True)
            if held is None or held.status != deployment.status or held.revision != deployment.revision:
                return
            _log.warning("a model on this machine", deployment=held.name, status=status.value, reason=reason)
            await move(session, system(held.org_id), held, status, reason)


def _judged(deployment: Deployment, seen: Observed) -> tuple[Status, str] | None:
    count = deployment.plan["artifact"]["instance_count"]
    if seen.phase is Phase.FAILED:
        return Status.FAILED, seen.reason or "Its process ended."
    if seen.phase is Phase.IN_SERVICE and seen.replicas >= count:
        return Status.DEPLOYED, "All instances serve."
    if seen.phase is Phase.IN_SERVICE or (seen.phase is Phase.UPDATING and not seen.replicas):
        return Status.DEGRADED, seen.reason or f"{seen.replicas} of {count} instances serve."
    if seen.phase is Phase.UNKNOWN:
        return Status.DEGRADED, f"It is not known how it stands. {seen.reason or ''}".strip()
    if seen.phase is Phase.CREATING:
        return Status.DEGRADED, seen.reason or "It is being started again."
    return None
