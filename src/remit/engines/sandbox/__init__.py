"""Sandboxes for code that nobody trusts: lite (an interpreter of its own), full (CPython, locked in), expressions."""

from remit.engines.sandbox.available import available
from remit.engines.sandbox.errors import (
    BadInput,
    BadOutput,
    CompileRefused,
    Crashed,
    Frame,
    FunctionFailed,
    OutOfMemory,
    Raised,
    SandboxBusy,
    TierUnavailable,
    TimedOut,
    TooManyCalls,
    TooMuchOutput,
)
from remit.engines.sandbox.expressions.tier import ExpressionSandbox
from remit.engines.sandbox.full.tier import FullSandbox
from remit.engines.sandbox.lite.imports import lite_modules
from remit.engines.sandbox.lite.tier import LiteSandbox
from remit.engines.sandbox.remote import ENTRY, Reach, files_for, run_elsewhere
from remit.engines.sandbox.sandbox import (
    Finding,
    Frozen,
    Host,
    HostError,
    Lane,
    Limits,
    NoHost,
    Ran,
    Sandbox,
    Standing,
    Tier,
)
from remit.engines.sandbox.scripted import Script, ScriptedSandbox, Seen

__all__ = [
    "ENTRY",
    "BadInput",
    "BadOutput",
    "CompileRefused",
    "Crashed",
    "ExpressionSandbox",
    "Finding",
    "Frame",
    "Frozen",
    "FullSandbox",
    "FunctionFailed",
    "Host",
    "HostError",
    "Lane",
    "Limits",
    "LiteSandbox",
    "NoHost",
    "OutOfMemory",
    "Raised",
    "Ran",
    "Reach",
    "Sandbox",
    "SandboxBusy",
    "Script",
    "ScriptedSandbox",
    "Seen",
    "Standing",
    "Tier",
    "TierUnavailable",
    "TimedOut",
    "TooManyCalls",
    "TooMuchOutput",
    "available",
    "files_for",
    "lite_modules",
    "run_elsewhere",
]
