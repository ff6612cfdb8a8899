"""Serve models in containers of this machine's engine, Docker or Podman."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

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


class Container:
    """The host for model servers in containers; they go on when Remit ends, and are taken up again by `apply`."""

    name = "container"
    capabilities = Capabilities(kinds=frozenset({"model"}), pause=True)

    def __init__(self, models: ContainerModels) -> None:
        self.models = models

    async def validate(self, workload: Workload) -> list[Problem]:
        problems = name_problems(workload, self.capabilities.max_name)
        if workload.kind not in self.capabilities.kinds:
            words = "The container host serves models. Choose the local host for an agent."
            problems.append(Problem("kind", words))
        return problems or await asyncio.to_thread(self.models.validate, workload)

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        return self.models.rehearse(act, workload, serving)

    async def apply(self, workload: Workload) -> list[Call]:
        return await self.models.apply(workload)

    async def observe(self, workload: Workload) -> Observed:
        return self.models.observe(workload)

    async def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        return await self.models.route(workload, weights)

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        return await self.models.power(workload, power)

    async def retire(self, workload: Workload) -> list[Call]:
        return await self.models.retire(workload)

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        """Ask the engine for each container's CPU and memory."""
        return await asyncio.to_thread(self.models.telemetry, workload, since)
