"""Serve models and function agents in containers of this machine's engine, Docker or Podman."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from remit.engines.hosts.container_agents import ContainerAgents
from remit.engines.hosts.containers import OWNER, Stream
from remit.engines.hosts.host import (
    Act,
    Call,
    Capabilities,
    Observed,
    Power,
    Problem,
    Telemetry,
    Workload,
    name_problems,
)
from remit.engines.hosts.model_servers import ContainerModels
from remit.engines.hosts.news import Told

_BOTH = Capabilities(kinds=frozenset({"model", "agent"}), canary=frozenset({"agent"}), pause=True)


class Container:
    """The host for what runs in containers, of agents if `agents` can run them.

    It goes on when Remit ends, and is taken up again by `apply`. Models serve one revision at a time, and are followed
    by who keeps them; agents' revisions stand beside each other.
    """

    name = "container"
    capabilities = Capabilities(kinds=frozenset({"model"}), pause=True)

    def __init__(self, models: ContainerModels, agents: ContainerAgents | None = None) -> None:
        self.models = models
        self.agents = agents
        if agents is not None:
            self.capabilities = _BOTH

    async def validate(self, workload: Workload) -> list[Problem]:
        problems = name_problems(workload, self.capabilities.max_name)
        if workload.kind not in self.capabilities.kinds:
            words = "The container host serves models. Choose the local host for an agent."
            problems.append(Problem("kind", words))
        kept = self._agents(workload) or self.models
        return problems or await asyncio.to_thread(kept.validate, workload)

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        return (self._agents(workload) or self.models).rehearse(act, workload, serving)

    async def apply(self, workload: Workload) -> list[Call]:
        if agents := self._agents(workload):
            return await asyncio.to_thread(agents.apply, workload)
        return await self.models.apply(workload)

    async def observe(self, workload: Workload) -> Observed:
        if agents := self._agents(workload):
            return await asyncio.to_thread(agents.observe, workload)
        return self.models.observe(workload)

    async def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        if agents := self._agents(workload):
            return await asyncio.to_thread(agents.route, workload, weights)
        return await self.models.route(workload, weights)

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        if agents := self._agents(workload):
            return await asyncio.to_thread(agents.power, workload, power)
        return await self.models.power(workload, power)

    async def retire(self, workload: Workload) -> list[Call]:
        if agents := self._agents(workload):
            return await asyncio.to_thread(agents.retire, workload)
        return await self.models.retire(workload)

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        """Ask the engine for each container's CPU and memory."""
        kept = self._agents(workload) or self.models
        return await asyncio.to_thread(kept.telemetry, workload, since)

    async def follow(self, told: Told) -> None:
        """Hear from the engine what becomes of agents' containers."""
        news = await asyncio.to_thread(self.agents.news) if self.agents is not None else None
        if news is None:
            await asyncio.Event().wait()
            return
        try:
            await asyncio.to_thread(_listen, news, told)
        finally:
            news.close()

    def _agents(self, workload: Workload) -> ContainerAgents | None:
        return self.agents if workload.kind == "agent" else None


def _listen(news: Stream, told: Told) -> None:
    for event in news:
        if owner := event["Actor"]["Attributes"].get(OWNER):
            told(owner)
