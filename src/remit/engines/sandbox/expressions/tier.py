"""The sandbox of expressions: CEL, which has no loops that do not end, in locked processes that are killed in time."""

import asyncio
import importlib.util
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from remit.engines.sandbox.door import require_input, require_output, shortened
from remit.engines.sandbox.errors import (
    BadOutput,
    CompileRefused,
    Crashed,
    FunctionFailed,
    OutOfMemory,
    Raised,
    TierUnavailable,
    TimedOut,
)
from remit.engines.sandbox.expressions.process import Process
from remit.engines.sandbox.inside.lockdown import has_seccomp, landlock_version
from remit.engines.sandbox.lanes import Lanes
from remit.engines.sandbox.sandbox import Finding, Frozen, Host, Lane, Limits, Ran, Standing, Tier

LONGEST = 4_000
"""Characters of an expression."""

_SECONDS = 2.0  # that reading an expression may take
_PLACE = re.compile(r"ERROR: <input>:(\d+):(\d+): ([^\n]*)")
_EXPECTING = re.compile(r" expecting \{.*")
_KINDS: dict[str, type[FunctionFailed]] = {
    "compile": CompileRefused,
    "raised": Raised,
    "output": BadOutput,
    "memory": OutOfMemory,
}


class ExpressionSandbox:
    """Reckons single expressions over an object whose fields are their variables.

    Its processes start with the first expression; one serves many, and is killed when it takes too long.
    """

    tier = Tier.CEL

    def __init__(self, *, workers: int = 2, patience: float = 10.0) -> None:
        self._lanes = Lanes(workers, patience=patience)
        self._idle: list[Process] = []

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
        """Reckon an expression: an expression asks nobody, and knows neither clock nor chance."""
        require_input(input_json, limits)
        _require_length(code)
        async with self._lanes.place(lane):
            began = time.perf_counter()
            said = await self._asked({"code": code, "input": input_json}, limits.wall_seconds)
            return Ran(require_output(said, limits), "", time.perf_counter() - began, None, 0)

    async def check(self, code: str, given: frozenset[str] = frozenset()) -> list[Finding]:
        """Read an expression that may speak of what is `given`."""
        try:
            _require_length(code)
            async with self._lanes.place(Lane.DRY_RUNS):
                await self._asked({"code": code, "input": None, "names": sorted(given)}, _SECONDS)
        except FunctionFailed as error:
            return [_finding(error.detail)]
        return []

    async def close(self) -> None:
        """End the processes."""
        while self._idle:
            self._idle.pop().kill()
        await asyncio.sleep(0)  # what has been aborted is closed in the loop's next round

    async def _asked(self, job: dict[str, object], seconds: float) -> str:
        """Give a job to a process that is free; one that says nothing in time is killed."""
        async with self._process() as process:
            try:
                async with asyncio.timeout(seconds):
                    done, said = await process.ask(json.dumps(job).encode())
            except TimeoutError:
                raise TimedOut(f"The expression took more than {seconds:g} s.") from None
            except (asyncio.IncompleteReadError, ConnectionError):
                raise Crashed("The expression is too much to be read or reckoned.") from None
        if done:
            return said
        told = json.loads(said)
        words = told["words"] or "The expression used too much memory."
        raise _KINDS[told["kind"]](shortened(words))

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[Process]:
        process = self._idle.pop() if self._idle else await _started()
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        self._idle.append(process)


def _require_length(code: str) -> None:
    if len(code) > LONGEST:
        raise CompileRefused(f"An expression has at most {LONGEST:,} characters.")


async def _started() -> Process:
    folder = _folder()
    if folder is None:
        raise TierUnavailable("The library common-expression-language is not installed.")
    try:
        return await Process.start(folder)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise TierUnavailable(f"The process that reckons expressions does not start: {error}") from error


def _folder() -> str | None:
    """Find the library without loading it."""
    found = importlib.util.find_spec("cel")
    return None if found is None or found.origin is None else str(Path(found.origin).parent)


def _finding(words: str) -> Finding:
    """Say what is wrong with an expression, and where as far as the library says it."""
    found = _PLACE.search(words)
    if found is None:
        return Finding("expression", "error", 1, 1, words, _FIX)
    said = _EXPECTING.sub("", found[3])
    line, column = int(found[1]), int(found[2])
    return Finding("expression", "error", line, column, f"{said} at line {line}, column {column}.", _FIX)


_FIX = "Write one expression in CEL, like `input.city` or `{'city': input.city}`."


def standing() -> Standing:
    """Return whether this machine has the tier."""
    if _folder() is None:
        return Standing(Tier.CEL, False, (), "The library common-expression-language is not installed.")
    isolation = ["interpreter", "process"]
    isolation += [f"Landlock {landlock_version()}"] if landlock_version() else []
    isolation += ["seccomp"] if has_seccomp() else []
    return Standing(Tier.CEL, True, tuple(isolation))
