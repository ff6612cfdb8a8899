"""Logs, traces and figures, tied together by one id: what a process says about its own work.

line, logger     structured logs; every line of a request has its `request_id` and `trace_id`
Trace            where a request stands in a trace (W3C Trace Context), continued and passed on
spans, genai     OpenTelemetry spans, in its conventions for generative AI; nothing without a collector
meters           figures for Prometheus
"""

from remit.kit.telemetry import genai, spans
from remit.kit.telemetry.calls import EndedCall, record_call
from remit.kit.telemetry.figures import Meters, meters
from remit.kit.telemetry.logs import configure, correlation, line, logger
from remit.kit.telemetry.process import name_process
from remit.kit.telemetry.trace_context import (
    Propagation,
    Trace,
    begun,
    continued,
    current_trace,
    pass_traces_to,
    passed_on,
)

__all__ = [
    "EndedCall",
    "Meters",
    "Propagation",
    "Trace",
    "begun",
    "configure",
    "continued",
    "correlation",
    "current_trace",
    "genai",
    "line",
    "logger",
    "meters",
    "name_process",
    "pass_traces_to",
    "passed_on",
    "record_call",
    "spans",
]
