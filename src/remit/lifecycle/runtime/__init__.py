"""The call spine: everything that runs, runs here, governed and recorded."""

from remit.lifecycle.runtime.approving import READY
from remit.lifecycle.runtime.builders import AGENT_BUILDER, Builder
from remit.lifecycle.runtime.call import answer, complete, make, open_target
from remit.lifecycle.runtime.deciding import TextAsked, ToolAsked, Weighed, own_target, weigh
from remit.lifecycle.runtime.errors import (
    ModelFailed,
    ModelUnavailable,
    NotAnAgent,
    NotDeployed,
    NotRunYet,
    WrongKey,
)
from remit.lifecycle.runtime.extract import Answer, Question, read_typed
from remit.lifecycle.runtime.record import Call, cited
from remit.lifecycle.runtime.recording import RecordLost
from remit.lifecycle.runtime.resuming import GO_ON, RUN_MOVES, Runs, run_of
from remit.lifecycle.runtime.shared import Runtime
from remit.lifecycle.runtime.spending import subjects_of
from remit.lifecycle.runtime.sweeping import end_cut_short
from remit.lifecycle.runtime.tables import RUN, RunRow, ToolUseRow
from remit.lifecycle.runtime.target import (
    ANSWERING,
    DEPLOYMENT,
    Citation,
    Delta,
    Event,
    Finished,
    Function,
    Loader,
    Locator,
    Paused,
    Rehearsal,
    Started,
    Target,
    ToolBegan,
    ToolEnded,
    Trial,
    Waits,
    Wanted,
)

__all__ = [
    "AGENT_BUILDER",
    "ANSWERING",
    "DEPLOYMENT",
    "GO_ON",
    "READY",
    "RUN",
    "RUN_MOVES",
    "Answer",
    "Builder",
    "Call",
    "Citation",
    "Delta",
    "Event",
    "Finished",
    "Function",
    "Loader",
    "Locator",
    "ModelFailed",
    "ModelUnavailable",
    "NotAnAgent",
    "NotDeployed",
    "NotRunYet",
    "Paused",
    "Question",
    "RecordLost",
    "Rehearsal",
    "RunRow",
    "Runs",
    "Runtime",
    "Started",
    "Target",
    "TextAsked",
    "ToolAsked",
    "ToolBegan",
    "ToolEnded",
    "ToolUseRow",
    "Trial",
    "Waits",
    "Wanted",
    "Weighed",
    "WrongKey",
    "answer",
    "cited",
    "complete",
    "end_cut_short",
    "make",
    "open_target",
    "own_target",
    "read_typed",
    "run_of",
    "subjects_of",
    "weigh",
]
