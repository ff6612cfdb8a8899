"""Serve agents inside this process, and models by processes beside it."""

import asyncio
from datetime import UTC, datetime

import psutil

from remit.engines.hosts.host import (
    Act,
    Call,
    Capabilities,
    Instance,
    Observed,
    Phase,
    Power,
    Problem,
    Telemetry,
    Workload,
)
from remit.engines.hosts.model_servers import LocalModels
from remit.engines.hosts.register import Register
from remit.kit import clock


class Local(Register):
    """The host that is this machine.

    Agents run where Remit runs: a register of what may be called. Models are processes, if `models` can serve them.
    Both are lost when Remit ends, and its owner repeats `apply` after a restart.
    """

    name = "local"

    def __init__(self, models: LocalModels | None = None) -> None:
        super().__init__()
        self.models = models
        if models is not None:
            self.capabilities = Capabilities(kinds=frozenset({"agent", "model"}), pause=True, gpu=True)
        self._process = psutil.Process()
        self._process.cpu_percent()  # the first look only begins to measure

    async def validate(self, workload: Workload) -> list[Problem]:
        problems = await super().validate(workload)
        models = self._models(workload)
        return problems or models.validate(workload) if models else problems

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        if models := self._models(workload):
            return models.rehearse(act, workload, serving)
        return super().rehearse(act, workload, serving)

    async def apply(self, workload: Workload) -> list[Call]:
        if models := self._models(workload):
            return await models.apply(workload)
        return await super().apply(workload)

    async def observe(self, workload: Workload) -> Observed:
        if models := self._models(workload):
            return models.observe(workload)
        return await super().observe(workload)

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        if models := self._models(workload):
            return await models.power(workload, power)
        return await super().power(workload, power)

    async def retire(self, workload: Workload) -> list[Call]:
        if models := self._models(workload):
            return await models.retire(workload)
        return await super().retire(workload)

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        """Measure a model's processes; an agent's is this one, whether it was registered since the start or not."""
        if models := self._models(workload):
            return await asyncio.to_thread(models.telemetry, workload, since)
        with self._process.oneshot():
            started = datetime.fromtimestamp(self._process.create_time(), UTC)
            instance = Instance(
                name=f"process {self._process.pid}",
                phase=Phase.IN_SERVICE,
                since=self._since.get(workload.name, started),
                cpu_percent=self._process.cpu_percent(),
                memory_bytes=self._process.memory_info().rss,
            )
        return Telemetry(since, clock.now(), {"replicas": 1.0}, (instance,), shared=_SHARED)

    def _models(self, workload: Workload) -> LocalModels | None:
        return self.models if workload.kind == "model" else None


_SHARED = "The agent runs inside Remit: CPU and memory are of the whole process, with all its other agents."
