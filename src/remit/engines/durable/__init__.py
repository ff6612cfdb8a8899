"""Work that survives a crash."""

from remit.engines.durable.dbos import Dbos, forbid_pickle, migrate
from remit.engines.durable.inline import Inline
from remit.engines.durable.members import JOIN, LEAVE, number
from remit.engines.durable.run import Durable, Input, Json, Run, Step, StepFailed, Workflow

__all__ = [
    "JOIN",
    "LEAVE",
    "Dbos",
    "Durable",
    "Inline",
    "Input",
    "Json",
    "Run",
    "Step",
    "StepFailed",
    "Workflow",
    "forbid_pickle",
    "migrate",
    "number",
]
