"""What can be wrong with an agent."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from remit.kit.errors import Conflict, LimitExceeded, Malformed, NotFound


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an agent file, or doubtful: where, what, and what to do.

    `path` is dotted; `line` and `column` count from 1 and are none where the whole file is meant. `code` is stable.
    A warning does not keep the file from being used.
    """

    path: str
    line: int | None
    column: int | None
    code: str
    message: str
    hint: str | None = None
    severity: Literal["error", "warning"] = "error"

    def sentence(self) -> str:
        """Write the fault as one line of text."""
        place = f"Line {self.line}: " if self.line else ""
        return f"{place}{self.message}" + (f" {self.hint}" if self.hint else "")


class BadSpec(Malformed):
    """The agent file cannot be used; `errors` in `extra` holds each fault with its place."""

    type = "bad-agent-file"
    title = "The agent file cannot be used"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            " ".join(fault.sentence() for fault in self.faults),
            errors=[asdict(fault) for fault in self.faults],
        )


class UnknownAgent(NotFound):
    """There is no such agent, or it belongs to another organisation."""

    type = "unknown-agent"
    title = "No such agent"


class NotActive(Conflict):
    """The agent has no version that may run."""

    type = "agent-not-active"
    title = "The agent has no active version"


class Archived(Conflict):
    """The agent is archived."""

    type = "agent-archived"
    title = "The agent is archived"


class UnknownVersion(NotFound):
    """The agent has no version of that number."""

    type = "unknown-agent-version"
    title = "No such version"


class AgentChanged(Conflict):
    """Somebody saved since; `newest` in `extra` is the version that stands, none where there is no agent."""

    type = "agent-changed"
    title = "Somebody saved a newer version"


class OtherAgent(Conflict):
    """The file names another agent than the one it was saved for."""

    type = "other-agent"
    title = "The file is about another agent"


class OtherType(Conflict):
    """The file describes an agent of another type than the one that is there."""

    type = "other-agent-type"
    title = "An agent keeps its type"


class NotTriable(Conflict):
    """Agents of this type are not tried; they are talked to."""

    type = "agent-not-triable"
    title = "Agents of this type are not tried"


class Demoted(Conflict):
    """The agent has no active version to take out of use."""

    type = "agent-not-active-now"
    title = "The agent has no active version"


class NotPromotable(Conflict):
    """The version cannot become the active one now; `requirements` in `extra` holds what is unmet."""

    type = "agent-not-promotable"
    title = "The version cannot be promoted"


class AlreadyActive(Conflict):
    """The version is the active one."""

    type = "agent-version-active"
    title = "The version is active already"


class AgentInUse(Conflict):
    """Deployments use the agent; `uses` in `extra` lists them."""

    type = "agent-in-use"
    title = "The agent is deployed"


class ArchivedAlready(Conflict):
    """The agent is archived, or is not, already."""

    type = "agent-archive-state"
    title = "The agent is in that state already"


class ValidationLimit(LimitExceeded):
    """The organisation had too many files checked within a minute."""

    type = "validation-limit"
    title = "Too many checks in a minute"
