"""Runs that wait for a person, as people look after them: listed, shown step by step, and cancelled."""

from remit.lifecycle.runtime.runs.cancelling import cancel
from remit.lifecycle.runtime.runs.schemas import RunCancelBody, RunDetail, RunPage, RunStatus
from remit.lifecycle.runtime.runs.showing import decides, detail, own, shown

__all__ = [
    "RunCancelBody",
    "RunDetail",
    "RunPage",
    "RunStatus",
    "cancel",
    "decides",
    "detail",
    "own",
    "shown",
]
