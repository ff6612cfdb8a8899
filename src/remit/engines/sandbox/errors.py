"""How a run can end badly. Each is the guest's own doing, except the last two.

FunctionFailed
├── CompileRefused   it cannot be read, or uses what its tier does not have
├── BadInput         what it was given is no JSON, or too much
├── TimedOut         wall or CPU time
├── OutOfMemory
├── TooMuchOutput    result or logs
├── TooManyCalls     of services
├── Raised           an exception of its own
├── BadOutput        what it returned is no JSON
└── Crashed          its worker died
TierUnavailable      this machine does not have the tier
SandboxBusy          no worker became free in time
"""

from dataclasses import dataclass

from remit.kit.errors import LimitExceeded, RemitError, Unavailable


@dataclass(frozen=True)
class Frame:
    """A line of the guest's own code on the way to where it failed, outermost first."""

    line: int
    function: str
    source: str


class FunctionFailed(RemitError):
    """The code did not do it; `line` is where, `logs` what it had printed until then (empty where unknown)."""

    status = 422
    type = "function-failed"
    title = "The function failed"

    def __init__(self, detail: str, *, line: int | None = None, frames: tuple[Frame, ...] = ()) -> None:
        super().__init__(detail)
        self.line = line
        self.frames = frames
        self.logs = ""


class CompileRefused(FunctionFailed):
    """The code cannot be read, or uses what its tier does not have; nothing of it ran."""

    type = "function-refused"
    title = "The function cannot be compiled"


class BadInput(FunctionFailed):
    """What the function was given is not JSON, or more than it takes."""

    type = "function-bad-input"
    title = "The input does not fit"


class TimedOut(FunctionFailed):
    """It took longer than it may."""

    type = "function-timed-out"
    title = "The function took too long"


class OutOfMemory(FunctionFailed):
    """It wanted more memory than it may have."""

    type = "function-out-of-memory"
    title = "The function used too much memory"


class TooMuchOutput(FunctionFailed):
    """It returned or printed more than it may."""

    type = "function-too-much-output"
    title = "The function said too much"


class TooManyCalls(FunctionFailed):
    """It called services more often than it may."""

    type = "function-too-many-calls"
    title = "The function called services too often"


class Raised(FunctionFailed):
    """It raised an exception and did not catch it."""

    type = "function-raised"
    title = "The function raised an exception"


class BadOutput(FunctionFailed):
    """What it returned cannot be written as JSON."""

    type = "function-bad-output"
    title = "The function returned something that is not JSON"


class Crashed(FunctionFailed):
    """Its worker died; a new one has taken the place."""

    type = "function-crashed"
    title = "The function's worker died"


class TierUnavailable(Unavailable):
    """This machine does not have the tier; the detail names what is missing."""

    type = "tier-unavailable"
    title = "This machine cannot run such functions"


class SandboxBusy(LimitExceeded):
    """No worker became free in time; trying again later may help."""

    type = "sandbox-busy"
    title = "All sandboxes are busy"
