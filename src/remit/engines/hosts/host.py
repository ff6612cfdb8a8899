"""The host protocol: what runs somewhere, how it is seen, and the seven verbs that move it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from remit.engines.hosts.errors import Rejected

_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*")
_REVISION = re.compile(r"[a-zA-Z0-9]{1,20}")
Kind = Literal["model", "agent"]
Power = Literal["run", "pause", "stop"]
Act = Literal["apply", "run", "pause", "stop", "retire"]


@dataclass(frozen=True)
class Workload:
    """One immutable revision of something that should run.

    name: unique on the host, at most 63 letters, digits and inner dashes.
    revision: letters and digits only; every native name derives from name and revision.
    model: the served model's id, or an agent version's ref.
    replaces: the revision its owner believes to serve now; only a dry run reads it.
    options: host-specific words; each host documents those it reads.
    """

    name: str
    revision: str
    environment: str
    kind: Kind
    model: str
    region: str
    instance_type: str | None
    instance_count: int
    rollback_alarms: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    replaces: str | None = None


class Phase(StrEnum):
    """What a host says about a workload; a paused or stopped one is absent."""

    ABSENT = "absent"
    CREATING = "creating"
    UPDATING = "updating"
    IN_SERVICE = "in_service"
    ROLLING_BACK = "rolling_back"
    FAILED = "failed"
    DELETING = "deleting"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Observed:
    """One look at a workload.

    revision: the revision that really serves, None when nothing does or it is not one of ours.
    reason: the host's own words for a failure or a rollback.
    replicas: instances that serve now.
    ready: a revision that is up beside the one that serves, and waits for `route`.
    """

    phase: Phase
    observed_at: datetime
    reason: str | None = None
    revision: str | None = None
    replicas: int = 0
    native: Mapping[str, str] = field(default_factory=dict)
    ready: str | None = None


@dataclass(frozen=True)
class Call:
    """One outside call that changes something, with JSON-able parameters."""

    service: str
    operation: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Address:
    """Where an instance of a model answers in OpenAI's protocol, what it calls the model, and the key it asks for."""

    url: str
    model: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class Problem:
    """Why a host would refuse a workload: the field, and a sentence that says what to do."""

    field: str
    message: str


@dataclass(frozen=True)
class Capabilities:
    """What a host can do, known without asking it.

    canary: the kinds whose revisions stand beside each other, so that `route` can split traffic.
    native_rollout: the host shifts and rolls back itself.
    """

    kinds: frozenset[Kind]
    canary: frozenset[Kind] = frozenset()
    pause: bool = False
    gpu: bool = False
    native_rollout: bool = False
    max_name: int = 63


@dataclass(frozen=True)
class Instance:
    """One instance as its host sees it now; none where the host does not say.

    cpu_percent: of one core, so that two busy cores are 200. memory_bytes: what it holds in memory.
    """

    name: str
    phase: Phase
    since: datetime | None = None
    cpu_percent: float | None = None
    memory_bytes: int | None = None


@dataclass(frozen=True)
class Telemetry:
    """Figures of one workload between two instants; metrics are named with their unit.

    shared: in words, with what else the figures are shared; none when they are the workload's own.
    missing: in words, why figures are missing; none when nothing is.
    """

    since: datetime
    until: datetime
    metrics: Mapping[str, float] = field(default_factory=dict)
    instances: tuple[Instance, ...] = ()
    shared: str | None = None
    missing: str | None = None


class Host(Protocol):
    """A place where workloads run; every verb is safe to repeat and never waits for readiness.

    Verbs return the calls that took effect and raise a `HostError` otherwise.
    """

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def validate(self, workload: Workload) -> list[Problem]:
        """Check without touching the outside; an empty list means acceptable."""
        ...

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        """Build what `act` would send when `serving` is the revision in place; sends nothing."""
        ...

    async def apply(self, workload: Workload) -> list[Call]:
        """Converge on this revision; a no-op when it is in place or on its way."""
        ...

    async def observe(self, workload: Workload) -> Observed:
        """Look at the workload by its name, whatever revision serves."""
        ...

    async def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        """Set the share of traffic of each revision, in percent; one that is not named may go, one with 0 stays up."""
        ...

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        """Run, pause or stop; pause and stop keep what is needed to run again."""
        ...

    async def retire(self, workload: Workload) -> list[Call]:
        """Remove the workload with every revision of it."""
        ...

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        """Read figures since an instant."""
        ...


def name_problems(workload: Workload, max_name: int) -> list[Problem]:
    """List what is wrong with a workload's name and revision, from which native names are made."""
    problems = []
    if len(workload.name) > max_name or not _NAME.fullmatch(workload.name):
        problems.append(Problem("name", f"A name has 1 to {max_name} letters, digits and inner dashes."))
    if not _REVISION.fullmatch(workload.revision):
        problems.append(Problem("revision", "A revision has 1 to 20 letters and digits."))
    return problems


def require_one_route(workload: Workload, weights: Mapping[str, int]) -> None:
    """Refuse any split of traffic, for hosts that serve one revision at a time."""
    if {revision for revision, weight in weights.items() if weight} != {workload.revision}:
        raise Rejected(
            f"{workload.name} serves one revision at a time here. "
            f"Send all traffic to revision {workload.revision}."
        )
