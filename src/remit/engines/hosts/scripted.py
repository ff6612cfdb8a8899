"""A host that follows a script: for tests of what stands on hosts, and for demonstrations."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from remit.engines.hosts.errors import HostError
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
    name_problems,
    require_one_route,
)
from remit.kit import clock


@dataclass(frozen=True)
class Step:
    """One look: the phase with its reason; `rolled_back` says that the revision before it serves."""

    phase: Phase
    reason: str | None = None
    rolled_back: bool = False


Script = Sequence[Step | HostError]
READY: Script = (Step(Phase.IN_SERVICE),)
SLOW: Script = (Step(Phase.CREATING), Step(Phase.CREATING), Step(Phase.IN_SERVICE))
NO_CAPACITY: Script = (Step(Phase.CREATING), Step(Phase.FAILED, "Insufficient capacity."))
ROLLED_BACK: Script = (
    Step(Phase.UPDATING),
    Step(Phase.ROLLING_BACK, "An alarm went off."),
    Step(Phase.IN_SERVICE, "An alarm went off.", rolled_back=True),
)


@dataclass(frozen=True)
class Entry:
    """One verb on one workload; `effective` is false when it changed nothing or failed."""

    verb: str
    name: str
    revision: str
    effective: bool
    error: str | None = None


class Scripted:
    """A host whose looks follow a script from each effective apply or run on; the last step repeats.

    script: the steps, or a function of a workload's name and revision that gives them.
    faults: errors that apply raises first, one for each call, before it does anything.
    record: a file of JSON lines that outlives a killed process; a new host on it goes on from there.
    """

    name = "scripted"
    capabilities = Capabilities(
        kinds=frozenset({"model", "agent"}), pause=True, gpu=True, native_rollout=True
    )

    def __init__(
        self,
        script: Script | Callable[[str, str], Script] = READY,
        *,
        faults: Sequence[HostError] = (),
        record: Path | None = None,
    ) -> None:
        self._script = script
        self._faults = faults
        self._record = record
        self.entries: list[Entry] = []
        if record is not None and record.exists():
            self.entries = [Entry(**json.loads(line)) for line in record.read_text().splitlines()]

    def count(self, verb: str, name: str | None = None, *, effective: bool = True) -> int:
        """Count the calls of a verb, only those that took effect unless told otherwise."""
        return sum(
            each.verb == verb and name in {None, each.name} and (each.effective or not effective)
            for each in self.entries
        )

    async def validate(self, workload: Workload) -> list[Problem]:
        return name_problems(workload, self.capabilities.max_name)

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        wanted = workload.revision if act in {"apply", "run"} else None
        if serving == wanted:
            return []
        return [Call("scripted", act, {"name": workload.name, "revision": workload.revision})]

    async def apply(self, workload: Workload) -> list[Call]:
        used = sum(each.verb == "apply" and each.error is not None for each in self.entries)
        if used < len(self._faults):
            self._write("apply", workload, effective=False, error=type(self._faults[used]).__name__)
            raise self._faults[used]
        return self._act("apply", workload)

    async def observe(self, workload: Workload) -> Observed:
        current = self._up(workload.name)
        self._write("observe", workload, effective=False)
        if current is None:
            return Observed(Phase.ABSENT, clock.now())
        step = self._step(current)
        if isinstance(step, HostError):
            raise step
        before = _before(self._history(workload.name))
        serves = before if step.phase is not Phase.IN_SERVICE or step.rolled_back else current.revision
        return Observed(
            phase=step.phase,
            observed_at=clock.now(),
            reason=step.reason,
            revision=serves,
            replicas=workload.instance_count if serves else 0,
            native={"scripted": current.revision},
        )

    async def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        require_one_route(workload, weights)
        self._write("route", workload, effective=False)
        return []

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        return self._act(power, workload)

    async def retire(self, workload: Workload) -> list[Call]:
        return self._act("retire", workload)

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        count = workload.instance_count if self._up(workload.name) is not None else 0
        instances = tuple(Instance(f"scripted {n}", Phase.IN_SERVICE) for n in range(1, count + 1))
        return Telemetry(since, clock.now(), {"replicas": float(count)}, instances)

    def _act(self, act: Act, workload: Workload) -> list[Call]:
        current = self._up(workload.name)
        made = self.rehearse(act, workload, current.revision if current else None)
        self._write(act, workload, effective=bool(made))
        return made

    def _up(self, name: str) -> Entry | None:
        history = self._history(name)
        return history[-1] if history and history[-1].verb in {"apply", "run"} else None

    def _history(self, name: str) -> list[Entry]:
        return [each for each in self.entries if each.name == name and each.effective]

    def _step(self, current: Entry) -> Step | HostError:
        """Find the step that this look shows: looks are counted from the last effective entry on."""
        script = self._script(current.name, current.revision) if callable(self._script) else self._script
        start = max(index for index, each in enumerate(self.entries) if each is current)
        looks = sum(each.verb == "observe" and each.name == current.name for each in self.entries[start:])
        return script[min(looks, len(script)) - 1]

    def _write(self, verb: str, workload: Workload, *, effective: bool, error: str | None = None) -> None:
        entry = Entry(verb, workload.name, workload.revision, effective, error)
        self.entries.append(entry)
        if self._record is not None:
            with self._record.open("a") as lines:
                lines.write(json.dumps(asdict(entry)) + "\n")


def _before(history: Sequence[Entry]) -> str | None:
    """Name the revision that served before the last apply, if the workload was up."""
    if len(history) < 2 or history[-2].verb not in {"apply", "run"}:
        return None
    return history[-2].revision
