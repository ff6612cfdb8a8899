"""Models that this machine serves, as models that agents and callers may name: `deployed:chat-dev`."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import count
from uuid import UUID

import aiohttp
import httpx2

from remit.engines.hosts import Address
from remit.engines.models import Connection, ModelNotServed, ServedModel, connect, own_rates, upstream
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.memory import Kept
from remit.kit.outbound import session
from remit.kit.resilience import Guard, Resilience
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.fleet import DEPLOYMENT, Fleet

PROVIDER = "deployed"
_KEPT = 256
_PATIENCE = Resilience(retries=1)
_PREFIX = f"{PROVIDER}:"


@dataclass(frozen=True)
class _Served:
    """A deployed model, and what its host calls it."""

    id: UUID
    name: str
    host: str
    native: str


class DeployedModels:
    """Finds the deployment of a name and one of its instances, each in its turn."""

    def __init__(self, database: Database, fleet: Fleet) -> None:
        self._database = database
        self._fleet = fleet
        self._known: Kept[tuple[UUID, str], _Served] = Kept(database.caches, "deployment.")
        self._made: OrderedDict[tuple[UUID, Address], ServedModel] = OrderedDict()
        self._turns = count()
        self._http: httpx2.AsyncClient | None = None
        self._session: aiohttp.ClientSession | None = None

    async def choose(self, org_id: UUID, name: str) -> ServedModel:
        """Return an instance of `deployed:<name or id>`; raises `ModelNotServed`."""
        key = (org_id, name.removeprefix(_PREFIX))
        known = self._known.get(key) or await self._known.read(key, partial(self._load, *key))
        id, shown = known.id, known.name
        there = self._fleet.addresses(id, known.host, known.native)
        if not there:
            raise ModelNotServed(
                f"Nothing serves {shown} now: its page says why, and `remit deployments restart` starts it anew."
            )
        address = there[next(self._turns) % len(there)]
        if (made := self._made.get((id, address))) is None:
            made = self._made[id, address] = await self._make(shown, address, more=len(there) > 1)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made

    async def close(self) -> None:
        """Close the connections to all instances, and to what runs them."""
        await self._fleet.close()
        if self._http is not None:
            await self._http.aclose()
        if self._session is not None:
            await self._session.close()

    async def _load(self, org_id: UUID, name: str) -> tuple[UUID, _Served]:
        async with self._database.transaction(org_id) as transaction:
            found = await queries.served(transaction, name)
        if found is None:
            raise ModelNotServed(
                f"No model that is called by Remit is deployed as {name[:100]}: “deploy … .gguf on this machine”, “… in"
                " a container” or “… on kubernetes” serves one, and the name of that stands behind `deployed:`."
            )
        native = found.plan["artifact"]["endpoint_name"]
        return org_id, _Served(found.id, found.name, found.host, native)

    async def _make(self, name: str, address: Address, *, more: bool) -> ServedModel:
        guard = Guard(name, _PATIENCE)
        if self._http is None or self._session is None:
            self._http = httpx2.AsyncClient(trust_env=False, timeout=_PATIENCE.silence_seconds)
            self._session = session(_PATIENCE.silence_seconds)
        spoken = Connection("local", address.model, address.url, address.key)
        # The library takes half a second to load, and nobody else should wait for that.
        model = await asyncio.to_thread(connect, spoken, address.model, guard, self._http)
        return ServedModel(
            model,
            name,
            PROVIDER,
            upstream=upstream(spoken, address.model, guard, self._session, proxied=False),
            own_rates=own_rates(Decimal(0), Decimal(0), None, now().date()),
            fallbacks=(f"{_PREFIX}{name}",) if more else (),
        )


def document_of(deployment_id: UUID) -> dict[str, object]:
    """Return the agent that a model alone is: no instructions, no tools."""
    return {"spec": {"model": f"{_PREFIX}{DEPLOYMENT.show(deployment_id)}"}, "remit": {}}
