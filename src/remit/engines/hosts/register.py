"""A host that keeps in memory what should run, for places that need not be told."""

from collections.abc import Mapping
from datetime import datetime

from remit.engines.hosts.host import (
    Act,
    Call,
    Capabilities,
    Observed,
    Phase,
    Power,
    Problem,
    Workload,
    name_problems,
    require_one_route,
)
from remit.kit import clock


class Register:
    """All verbs but telemetry; a register of what may be called, lost on restart.

    Its owner repeats `apply` after a restart.
    """

    name: str
    capabilities = Capabilities(kinds=frozenset({"agent"}), pause=True)

    def __init__(self) -> None:
        self._serving: dict[str, Workload] = {}
        self._since: dict[str, datetime] = {}

    async def validate(self, workload: Workload) -> list[Problem]:
        problems = name_problems(workload, self.capabilities.max_name)
        if workload.kind not in self.capabilities.kinds:
            words = f"The {self.name} host serves agents. Choose another host for a model."
            problems.append(Problem("kind", words))
        return problems

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        starts = act in {"apply", "run"}
        if serving == (workload.revision if starts else None):
            return []
        operation = "register" if starts else "unregister"
        return [Call(self.name, operation, {"name": workload.name, "revision": workload.revision})]

    async def apply(self, workload: Workload) -> list[Call]:
        made = self.rehearse("apply", workload, self._revision(workload.name))
        self._serving[workload.name] = workload
        if made:
            self._since[workload.name] = clock.now()
        return made

    async def observe(self, workload: Workload) -> Observed:
        found = self._serving.get(workload.name)
        if found is None:
            return Observed(Phase.ABSENT, clock.now())
        return Observed(
            Phase.IN_SERVICE, clock.now(), revision=found.revision, replicas=1, native={"model": found.model}
        )

    async def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        require_one_route(workload, weights)
        return []

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        return await (self.apply(workload) if power == "run" else self.retire(workload))

    async def retire(self, workload: Workload) -> list[Call]:
        made = self.rehearse("retire", workload, self._revision(workload.name))
        self._serving.pop(workload.name, None)
        return made

    def _revision(self, name: str) -> str | None:
        found = self._serving.get(name)
        return found.revision if found else None
