"""Show what a host would be sent, and send nothing."""

from collections.abc import Mapping
from datetime import datetime

from remit.engines.hosts.host import (
    Act,
    Call,
    Capabilities,
    Host,
    Observed,
    Phase,
    Power,
    Problem,
    Telemetry,
    Workload,
    require_one_route,
)
from remit.kit import clock

_NATIVE = {"dry_run": "true"}


class DryRun:
    """A wrapper round any host whose verbs return the calls the host would make, for the owner's record.

    It takes its owner's word for what serves: a workload it never saw is in service at the revision
    it is asked about, so a restart of this process changes no answer. Retiring shows the revision asked
    about and the one that serves; the real host finds older ones too.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._serving: dict[str, str | None] = {}
        self._retired: set[str] = set()

    @property
    def name(self) -> str:
        return self._host.name

    @property
    def capabilities(self) -> Capabilities:
        return self._host.capabilities

    async def validate(self, workload: Workload) -> list[Problem]:
        return await self._host.validate(workload)

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        return self._host.rehearse(act, workload, serving)

    async def apply(self, workload: Workload) -> list[Call]:
        return self._record("apply", workload, leaves=workload.revision, believed=workload.replaces)

    async def observe(self, workload: Workload) -> Observed:
        serving = self._serving.get(workload.name, workload.revision)
        if serving is None:
            return Observed(Phase.ABSENT, clock.now(), native=_NATIVE)
        return Observed(
            Phase.IN_SERVICE,
            clock.now(),
            revision=serving,
            replicas=workload.instance_count,
            native=_NATIVE,
        )

    async def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        if workload.kind not in self.capabilities.canary:
            require_one_route(workload, weights)
        return []

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        believed, leaves = (None, workload.revision) if power == "run" else (workload.revision, None)
        return self._record(power, workload, leaves=leaves, believed=believed)

    async def retire(self, workload: Workload) -> list[Call]:
        if workload.name in self._retired:
            return []
        made = self._send(
            "retire", workload, self._serving.get(workload.name, workload.revision), leaves=None
        )
        self._retired.add(workload.name)
        return made

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        return Telemetry(since, clock.now(), missing="Dry run: nothing runs, so there is nothing to measure.")

    def _record(
        self, act: Act, workload: Workload, *, leaves: str | None, believed: str | None
    ) -> list[Call]:
        """Act on what serves, or is believed to when nothing is known; without a change there are no calls."""
        serving = self._serving.get(workload.name, believed)
        return [] if serving == leaves else self._send(act, workload, serving, leaves=leaves)

    def _send(self, act: Act, workload: Workload, serving: str | None, *, leaves: str | None) -> list[Call]:
        made = self._host.rehearse(act, workload, serving)
        self._serving[workload.name] = leaves
        self._retired.discard(workload.name)
        return made
