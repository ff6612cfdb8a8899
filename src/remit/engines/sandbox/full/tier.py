"""The full sandbox: all of Python in a locked process that does one job."""

import os
import sys
import time

from remit.engines.sandbox.door import Door, require_input, require_output
from remit.engines.sandbox.errors import CompileRefused, TierUnavailable
from remit.engines.sandbox.full.child import Conversation
from remit.engines.sandbox.full.lint import look
from remit.engines.sandbox.full.zygotes import Zygote
from remit.engines.sandbox.inside.lockdown import has_seccomp, landlock_version
from remit.engines.sandbox.lanes import Lanes
from remit.engines.sandbox.sandbox import Finding, Frozen, Host, Lane, Limits, Ran, Standing, Tier

_SPARE = 4  # children that wait ready; each holds 3 to 5 MB of its own


class FullSandbox:
    """CPython, one process for each run, held in by Landlock, seccomp and limits.

    The fork server starts with the first run, and nobody waits for a place longer than `patience` seconds. A run that
    waits for a service keeps its place: so functions that call functions need as many places as they are deep.
    """

    tier = Tier.FULL

    def __init__(self, *, workers: int | None = None, patience: float = 10.0) -> None:
        self._lanes = Lanes(workers or 4 * (os.cpu_count() or 1), patience=patience)
        self._zygote = Zygote(_SPARE)
        self._checked: dict[str, Finding | None] = {}

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
        """Run the code; see `Sandbox`."""
        if why_not := standing().why_not:
            raise TierUnavailable(why_not)
        require_input(input_json, limits)
        self._require_readable(code)
        door = Door(host, limits)
        async with self._lanes.place(lane):
            child = await self._zygote.child()
            began = time.perf_counter()
            try:
                conversation = Conversation(child, door, limits, code)
                output = await conversation.hold(code, input_json, host.names, frozen)
                memory = child.resident()
            finally:
                child.kill()
        output = require_output(output, limits)
        return Ran(output, conversation.logs, time.perf_counter() - began, memory, door.calls)

    async def check(self, code: str, given: frozenset[str] = frozenset()) -> list[Finding]:
        """Read the code; see `Sandbox`."""
        return look(code)

    async def close(self) -> None:
        """End the fork server and what it has made."""
        await self._zygote.close()

    def _require_readable(self, code: str) -> None:
        if code not in self._checked:
            if len(self._checked) >= 256:
                self._checked.clear()
            self._checked[code] = next((each for each in look(code) if each.severity == "error"), None)
        if wrong := self._checked[code]:
            raise CompileRefused(f"Line {wrong.line}: {wrong.message} {wrong.fix}", line=wrong.line)


def standing() -> Standing:
    """Return whether this machine has the tier."""
    missing = _missing()
    if missing:
        return Standing(
            Tier.FULL, False, (), f"The full sandbox needs Linux with Landlock and seccomp: {missing}."
        )
    return Standing(Tier.FULL, True, ("process", f"Landlock {landlock_version()}", "seccomp", "rlimits"))


def _missing() -> str | None:
    if sys.platform != "linux":
        return f"this is {sys.platform}"
    if not landlock_version():
        return "this kernel has no Landlock (5.13 or later, switched on at boot)"
    if not has_seccomp():
        return f"no seccomp filters are known for this kernel or processor ({os.uname().machine})"
    return None
