"""Runs on a machine elsewhere that only answers: it asks for services by its answer, and is run again with theirs.

    run → output · ended · asks → the services answer here → run from the beginning with their answers → …

Nothing there reaches Remit or holds a key. In return the code has to ask the same in the same order each time, up to
where it is new; code that strays from that is ended, and told why.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from remit.engines.sandbox.door import Door, end_all, require_input, require_output, shortened
from remit.engines.sandbox.ending import how_it_ended, read_end
from remit.engines.sandbox.errors import Crashed, FunctionFailed, OutOfMemory, Raised, TimedOut, TooMuchOutput
from remit.engines.sandbox.inside import shipped
from remit.engines.sandbox.sandbox import Host, HostError, Limits, Ran

ENTRY = "remit_runner.handler"
"""What a machine elsewhere is to call with each event."""
Reach = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
"""Calls `handler` of what was shipped, with an event; raises what became of the machine."""
_RUNNER = Path(shipped.__file__)


def files_for(code: str) -> dict[str, str]:
    """Return what is shipped, by name: the runner, which needs the standard library alone, and the code."""
    return {"remit_runner.py": _RUNNER.read_text("utf-8"), shipped.CODE: code}


async def run_elsewhere(
    reach: Reach, code: str, input_json: str, host: Host, limits: Limits, seed: str
) -> Ran:
    """Run shipped code until there is an output, or raise the `FunctionFailed` that says why there is none.

    Time counts where the code runs and where its services do, not between the two. `seed` is what chance begins with.
    """
    require_input(input_json, limits)
    run = _Run(reach, Door(host, limits), limits, code)
    event = {
        "input": input_json,
        "names": sorted(host.names),
        "cpu": limits.cpu_seconds,
        "memory": limits.memory_bytes,
        "longest": limits.argument_bytes,
        "log_bytes": limits.log_bytes,
        "most": limits.output_bytes + limits.log_bytes + limits.host_calls * limits.argument_bytes,
        "seed": seed,
    }
    try:
        return await run.to_its_end(event)
    except FunctionFailed as error:
        error.logs = error.logs or run.logs
        raise


class _Run:
    """One run, however often it is begun; `logs` are those of the last time, which holds all that came before."""

    def __init__(self, reach: Reach, door: Door, limits: Limits, code: str) -> None:
        self._reach, self._door, self._limits = reach, door, limits
        self._lines = code.split("\n")
        self._answers: list[dict[str, Any]] = []
        self._seconds = 0.0
        self.logs = ""

    async def to_its_end(self, event: Mapping[str, Any]) -> Ran:
        while True:
            left = self._limits.wall_seconds - self._seconds
            if left <= 0:
                raise self._too_long()
            said = await self._reach({**event, "answers": self._answers, "seconds": left})
            self._take_in(said)
            if "output" in said:
                output = require_output(said["output"], self._limits)
                return Ran(output, self.logs, self._seconds, None, self._door.calls)
            asks = said.get("asks")
            if not isinstance(asks, Sequence) or not asks:
                raise self._ended(said)
            await self._serve(asks)

    def _take_in(self, said: Mapping[str, Any]) -> None:
        logs, seconds = said.get("logs"), said.get("seconds")
        self.logs = logs if isinstance(logs, str) else ""
        self._seconds += seconds if isinstance(seconds, int | float) and seconds >= 0 else 0.0
        if len(self.logs) > self._limits.log_bytes:
            raise self._too_much_printed()

    async def _serve(self, asks: Sequence[Any]) -> None:
        """Have services answer all that was asked at once, as it would be here."""
        loop = asyncio.get_running_loop()
        began, bound = loop.time(), self._limits.wall_seconds - self._seconds
        for _ in asks:
            self._door.admit()
        tasks = [asyncio.ensure_future(self._answer(each)) for each in asks]
        try:
            async with asyncio.timeout(bound) as timeout:
                self._answers += await asyncio.gather(*tasks)
        except TimeoutError:
            if not timeout.expired():
                raise
            raise self._too_long() from None
        finally:
            await end_all(tasks)
        self._seconds += loop.time() - began

    async def _answer(self, asked: Any) -> dict[str, Any]:
        if not isinstance(asked, Mapping):
            raise Crashed("The function spoke out of turn.")
        name, arguments = asked.get("name"), asked.get("arguments")
        found: dict[str, Any] = {"name": name, "arguments": arguments, "answer": None, "refused": None}
        try:
            found["answer"] = await self._door.ask(name, arguments)
        except HostError as error:
            found["refused"] = str(error)
        return found

    def _ended(self, said: Mapping[str, Any]) -> FunctionFailed:
        match said.get("ended"):
            case "raised":
                return how_it_ended(read_end(json.dumps(said)), self._lines, self._limits)
            case "strayed":
                words = shortened(str(said.get("words", "")))
                return Raised(
                    f"{words} Where it runs now, code is run from its beginning after each answer of a service: it has"
                    " to ask the same in the same order, whatever the time or chance."
                )
            case "timed out":
                return self._too_long()
            case "computed":
                return TimedOut(f"The function computed for more than {self._limits.cpu_seconds:g} s.")
            case "printed":
                return self._too_much_printed()
            case "too much":
                return TooMuchOutput("The function said more than it may at once.")
            case "out of memory":
                return OutOfMemory("The function used more memory than its machine has.")
            case _:
                return Crashed(
                    "The function's process died. What it did is lost; the next call has a new one."
                )

    def _too_long(self) -> TimedOut:
        return TimedOut(f"The function took more than {self._limits.wall_seconds:g} s.")

    def _too_much_printed(self) -> TooMuchOutput:
        return TooMuchOutput(f"The function printed more than {self._limits.log_bytes} bytes.")
