"""What Monty says went wrong, in our words and with the guest's own lines."""

from pydantic_monty import MontyCrashedError, MontyError, MontyRuntimeError, MontySyntaxError

from remit.engines.sandbox.door import shortened
from remit.engines.sandbox.errors import (
    CompileRefused,
    Crashed,
    Frame,
    FunctionFailed,
    OutOfMemory,
    Raised,
    TimedOut,
    TooManyCalls,
    TooMuchOutput,
)
from remit.engines.sandbox.lite.program import Program
from remit.engines.sandbox.sandbox import Limits

_MOST_FRAMES = 10


def failure(error: MontyError, program: Program, limits: Limits) -> FunctionFailed:
    """Return the error to raise instead."""
    if isinstance(error, MontyCrashedError):
        return _crashed(error, limits)
    if not isinstance(error, MontyRuntimeError | MontySyntaxError):
        return Crashed("The sandbox could not run this.")
    frames = _frames(error, program)
    line = frames[-1].line if frames else None
    kind = type(error.exception()).__name__
    said = error.display("msg") or ""
    where = f"Line {line}: " if line else ""
    limited = _limit(kind, said, limits)
    if limited is not None:
        return type(limited)(limited.detail, line=line, frames=frames)
    words = shortened(said)
    begun = any(each.function != "<module>" for each in frames)
    if not begun and (isinstance(error, MontySyntaxError) or "monty syntax" in words):
        return CompileRefused(f"{where}{words}", line=line, frames=frames)
    name = program.errors.get(kind, kind)
    return Raised(f"{where}{name}: {words}" if words else f"{where}{name}", line=line, frames=frames)


def _limit(kind: str, said: str, limits: Limits) -> FunctionFailed | None:
    """Return the limit that was passed; a guest that forges these words has itself to blame."""
    if kind == "TimeoutError" and "limit exceeded" in said:
        return too_slow(limits)
    if kind == "MemoryError" and said.endswith(f"> {limits.log_bytes} bytes"):
        return TooMuchOutput(f"The function printed more than {limits.log_bytes} bytes.")
    if kind == "MemoryError":
        return OutOfMemory(f"The function used more than {limits.memory_bytes // 2**20} MiB of memory.")
    if kind == "RuntimeError" and "suspension" in said:
        return TooManyCalls("The function asked for things outside of it too often.")
    return None


def too_slow(limits: Limits) -> TimedOut:
    """Return the error of a run that computes too long."""
    return TimedOut(f"The function computed for more than {limits.cpu_seconds:g} s. Do less in one call.")


def _crashed(error: MontyCrashedError, limits: Limits) -> FunctionFailed:
    if error.timed_out:
        return too_slow(limits)
    if "memory" in str(error).lower():
        return OutOfMemory(f"The function used more than {limits.memory_bytes // 2**20} MiB of memory.")
    return Crashed("The function's worker died. Another has taken its place; what it did is lost.")


def _frames(error: MontyRuntimeError | MontySyntaxError, program: Program) -> tuple[Frame, ...]:
    found = [program.frame(each.line, each.function_name) for each in error.traceback()]
    return tuple(each for each in found if each is not None)[-_MOST_FRAMES:]
