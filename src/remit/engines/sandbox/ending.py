"""What a process says of its own end, which anybody in it may have written, as the error that it comes to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from remit.engines.sandbox.door import shortened
from remit.engines.sandbox.errors import (
    BadOutput,
    CompileRefused,
    Crashed,
    Frame,
    FunctionFailed,
    OutOfMemory,
    Raised,
)
from remit.engines.sandbox.sandbox import Limits

_SYNTAX = {"SyntaxError", "IndentationError", "TabError"}


@dataclass(frozen=True)
class End:
    """The kind of exception, its words, and the lines of the guest's code on the way there."""

    type: str
    words: str
    frames: list[tuple[int, str]]


def read_end(said: bytes | str) -> End:
    """Read how a run ended; raises `Crashed` for what says nothing."""
    try:
        told = json.loads(said)
        frames = [(int(line), str(function)) for line, function in told["frames"][-10:]]
        return End(shortened(str(told["type"]))[:100], str(told["words"]), frames)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Crashed("The function spoke out of turn.") from None


def how_it_ended(end: End, lines: Sequence[str], limits: Limits) -> FunctionFailed:
    """Return the error that an end comes to; `lines` are those of the guest's code."""
    frames = tuple(_frame(lines, line, function) for line, function in end.frames)
    line = frames[-1].line if frames else None
    where = f"Line {line}: " if line else ""
    words = shortened(end.words)
    if end.type == "MemoryError":
        most = limits.memory_bytes // 2**20
        return OutOfMemory(
            f"{where}The function used more than {most} MiB of memory.", line=line, frames=frames
        )
    if end.type == "UnfitOutput" and not frames:
        return BadOutput(f"What the function returned is not JSON: {words}")
    compiles = end.type in _SYNTAX and len(frames) == 1 and frames[0].function == "<module>"
    said_so = f"{end.type}: {words}" if words else end.type
    kind = CompileRefused if compiles else Raised
    return kind(f"{where}{said_so}", line=line, frames=frames)


def _frame(lines: Sequence[str], line: int, function: str) -> Frame:
    source = lines[line - 1].strip()[:200] if 0 < line <= len(lines) else ""
    return Frame(line, shortened(function)[:100], source)
