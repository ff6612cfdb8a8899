"""The models of every organisation: its connections first, then what the installation has.

Connections are read once and kept in memory until news of a change comes; a secret is opened when the client that
needs it is made, and lives nowhere but in that client.
"""

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import aiohttp
import httpx2

from remit.controls.connections import queries
from remit.controls.connections.bearing import rates_of, resilience_of
from remit.controls.connections.figures import figures
from remit.controls.connections.guards import Guards
from remit.controls.connections.kinds import KINDS
from remit.controls.connections.offer import DEPLOYED, Offer, Provider
from remit.controls.connections.reaching import client, session, spoken_to
from remit.controls.connections.snapshot import providers
from remit.engines.models import (
    ModelDirectory,
    ServedModel,
    connect,
    listed_at,
    upstream,
)
from remit.engines.vault import Place, Vault
from remit.kit.database import Database
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard, Health

NEWS = "connection."
_PATIENCE = 120.0
_KEPT_ORGANIZATIONS = 1000
_KEPT_MODELS = 256
# A call may still run on a client that a change put out of use; the longest one takes less than this.
_CLOSED_AFTER_SECONDS = 600.0


@dataclass
class _Mine:
    """What one organisation uses, as it was read."""

    offer: Offer
    clients: dict[UUID, httpx2.AsyncClient] = field(default_factory=dict)
    sessions: dict[UUID, aiohttp.ClientSession] = field(default_factory=dict)
    served: OrderedDict[str, ServedModel] = field(default_factory=OrderedDict)
    making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def close(self) -> None:
        for each in self.clients.values():
            with suppress(httpx2.HTTPError, OSError):
                await each.aclose()
        for fast in self.sessions.values():
            await fast.close()


class Models:
    """Finds the model of a name for an organisation; `house` is what the installation has for everybody.

    `database` is a pool of its own, closed with it: whoever waits here may hold the last connection of the other one.
    `deployed` finds what Remit itself serves, by names that begin with `deployed:`.
    `machine_role` lets a connection to Amazon without a secret ask for what this machine itself may do.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        outbound: Outbound,
        house: ModelDirectory,
        *,
        timeout: float = _PATIENCE,
        machine_role: bool = False,
    ) -> None:
        self.house = house
        self.deployed: Callable[[UUID, str], Awaitable[ServedModel]] | None = None
        self.vault = vault
        self.outbound = outbound
        self._database = database
        self.machine_role = machine_role
        self._timeout = timeout
        self._guards = Guards()
        self._mine: OrderedDict[UUID, _Mine] = OrderedDict()
        self._retired: list[tuple[float, _Mine]] = []
        self._changes: defaultdict[UUID, int] = defaultdict(int)
        self._gaps = 0
        self._reading: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)
        figures.read(self)

    async def choose(self, org_id: UUID, name: str | None) -> ServedModel:
        """Return a model by the name that an agent file uses; none means the default.

        Raises `ModelNotServed`, and `SecretUnreadable` or `VaultUnavailable` when the secret cannot be had.
        """
        if name and name.startswith(f"{DEPLOYED}:") and self.deployed is not None:
            return await self.deployed(org_id, name)
        mine = await self._of(org_id)
        provider, model = mine.offer.find(name)
        if provider is None or model is None:
            return self.house.resolve(model)
        key = f"{provider.slug}:{model}"
        if (ready := mine.served.get(key)) is not None:
            return ready
        async with mine.making:
            if key not in mine.served:
                mine.served[key] = await self._make(org_id, mine, provider, model)
                if len(mine.served) > _KEPT_MODELS:
                    mine.served.popitem(last=False)
            return mine.served[key]

    async def offer(self, org_id: UUID) -> Offer:
        """Return what an organisation may use now, without making a client."""
        return (await self._of(org_id)).offer

    def forget(self, org_id: UUID | None = None) -> None:
        """Read an organisation's connections anew when they are next needed; everybody's, when none is named."""
        if org_id is None:
            self._gaps += 1
        else:
            self._changes[org_id] += 1
        for each in [org_id] if org_id is not None else list(self._mine):
            if (mine := self._mine.pop(each, None)) is not None:
                self._retire(mine)

    def hear(self, org_id: UUID, _: int, kind: str) -> None:
        """Take news in, as it comes from the database."""
        if kind.startswith(NEWS):
            self.forget(org_id)

    async def discover(self) -> None:
        """Find what the installation has."""
        await self.house.discover()

    async def close(self) -> None:
        """Close all connections to providers."""
        self.forget()
        for _, mine in self._retired:
            await mine.close()
        self._retired.clear()
        await self._database.close()
        await self.house.close()

    async def _of(self, org_id: UUID) -> _Mine:
        """Return what is in memory, or read it: one reader at a time, and again when it changed meanwhile."""
        if (known := self._mine.get(org_id)) is not None:
            return known
        await self._close_retired()
        async with self._reading[org_id]:
            while (known := self._mine.get(org_id)) is None:
                before = self._changes[org_id], self._gaps
                async with self._database.transaction(org_id) as session:
                    read = providers(await queries.every_with_secret(session))
                if before == (self._changes[org_id], self._gaps):
                    self._keep_guards(org_id, read)
                    self._mine[org_id] = _Mine(Offer(self.house, read))
            if len(self._mine) > _KEPT_ORGANIZATIONS:
                self._retire(self._mine.popitem(last=False)[1])
            return known

    def _keep_guards(self, org_id: UUID, read: Sequence[Provider]) -> None:
        """Let those of connections that are gone go, and give the others the settings that hold now."""
        self._guards.keep_only(org_id, [provider.id for provider in read])
        for provider in read:
            if self._guards.known(org_id, provider.id):
                self._guard(org_id, provider)

    def _retire(self, mine: _Mine) -> None:
        self._retired.append((time.monotonic() + _CLOSED_AFTER_SECONDS, mine))

    async def _close_retired(self) -> None:
        moment = time.monotonic()
        due = [mine for at, mine in self._retired if at <= moment]
        self._retired = [entry for entry in self._retired if entry[0] > moment]
        for mine in due:
            await mine.close()

    async def _make(self, org_id: UUID, mine: _Mine, provider: Provider, model: str) -> ServedModel:
        secret = await opened(self.vault, org_id, provider)
        http = mine.clients.get(provider.id)
        if http is None:
            http = mine.clients[provider.id] = client(self.outbound, provider, timeout=self._timeout)
        fast = mine.sessions.get(provider.id)
        if fast is None:
            fast = mine.sessions[provider.id] = session(self.outbound, provider, timeout=self._timeout)
        # The libraries of providers take half a second to load, and nobody else should wait for that.
        spoken = spoken_to(provider, secret)
        guard = self._guard(org_id, provider)
        made = await asyncio.to_thread(connect, spoken, model, guard, http)
        short = upstream(spoken, model, guard, fast, proxied=provider.base_url is None)
        return ServedModel(
            made,
            model,
            provider.slug,
            price_list(provider, model),
            short,
            own_rates=rates_of(provider.prices, model),
            whole_seconds=guard.settings.whole_seconds,
            fallbacks=mine.offer.chain(provider.slug, model),
        )

    def _guard(self, org_id: UUID, provider: Provider) -> Guard:
        """Return what watches over a connection; it outlives changes, and takes new settings on."""
        settings = resilience_of({"silence_seconds": self._timeout, **provider.resilience})
        return self._guards.of(org_id, provider.id, provider.slug, settings)

    def health(self, org_id: UUID, id: UUID) -> Health:
        """Say how a connection does in this process."""
        return self._guards.health(org_id, id)

    def guards(self) -> list[Guard]:
        """List what watches over every connection that was used, those of the installation too."""
        return [*self.house.guards(), *self._guards.every()]


async def opened(vault: Vault, org_id: UUID, provider: Provider) -> str:
    """Open the secret of a connection; empty where it has none."""
    if provider.envelope is None:
        return ""
    return await vault.open(provider.envelope, Place(org_id, provider.id, provider.secret_version))


def price_list(provider: Provider, model: str) -> str:
    """Name the provider in the price list: a server of somebody's own has no prices, a known gateway has."""
    listed = KINDS[provider.kind].listed_as
    return listed if listed is not None else listed_at(provider.base_url or "", model) or ""
