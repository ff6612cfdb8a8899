"""A sandbox that follows a script: for tests of what stands on sandboxes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from remit.engines.sandbox.door import Door, require_input, require_output
from remit.engines.sandbox.errors import FunctionFailed
from remit.engines.sandbox.lanes import Lanes
from remit.engines.sandbox.sandbox import Finding, Frozen, Host, HostError, Lane, Limits, Ran, Tier


@dataclass(frozen=True)
class Script:
    """One run: the services it calls with which JSON, what it prints, and what it returns or fails with."""

    output: str | FunctionFailed = "null"
    calls: Sequence[tuple[str, str]] = ()
    logs: str = ""
    seconds: float = 0.001


@dataclass(frozen=True)
class Seen:
    """What somebody asked the sandbox to run."""

    code: str
    input_json: str
    limits: Limits
    frozen: Frozen | None
    lane: Lane


@dataclass
class ScriptedSandbox:
    """Does each script once, in order, and the last one again and again; `seen` and `answers` tell what came by."""

    scripts: Sequence[Script] = (Script(),)
    findings: Sequence[Finding] = ()
    tier: Tier = Tier.LITE
    seen: list[Seen] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    _lanes: Lanes = field(default_factory=lambda: Lanes(1000, patience=1.0))

    async def run(
        self,
        code: str,
        input_json: str,
        host: Host,
        limits: Limits,
        *,
        frozen: Frozen | None = None,
        lane: Lane = Lane.CALLS,
    ) -> Ran:
        """Follow the script, through the same door as everybody."""
        require_input(input_json, limits)
        script = self.scripts[min(len(self.seen), len(self.scripts) - 1)]
        self.seen.append(Seen(code, input_json, limits, frozen, lane))
        door = Door(host, limits)
        async with self._lanes.place(lane):
            for name, arguments in script.calls:
                door.admit()
                try:
                    self.answers.append(await door.ask(name, arguments))
                except HostError as error:
                    self.answers.append(str(error))
        if isinstance(script.output, FunctionFailed):
            raise script.output
        return Ran(require_output(script.output, limits), script.logs, script.seconds, None, door.calls)

    async def check(self, code: str, given: frozenset[str] = frozenset()) -> list[Finding]:
        """Return the same findings for every code."""
        return list(self.findings)

    async def close(self) -> None:
        """Nothing is open."""
