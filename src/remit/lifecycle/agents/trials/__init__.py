"""Trials: running a version where nothing that it does reaches anybody."""

from remit.lifecycle.agents.trials.faking import FakeHost
from remit.lifecycle.agents.trials.keeping import keep, prove, prove_stored, try_stored
from remit.lifecycle.agents.trials.recording import MADE_UP, Recording
from remit.lifecycle.agents.trials.report import Case, Effect, Report, sentence
from remit.lifecycle.agents.trials.trying import Around, Sandboxes, dry_run, limits_of, sandbox_of, smoke_run

__all__ = [
    "MADE_UP",
    "Around",
    "Case",
    "Effect",
    "FakeHost",
    "Recording",
    "Report",
    "Sandboxes",
    "dry_run",
    "keep",
    "limits_of",
    "prove",
    "prove_stored",
    "sandbox_of",
    "sentence",
    "smoke_run",
    "try_stored",
]
