"""Guardrails: annotators that say what is in a text. They decide nothing; policies do."""

from remit.engines.guardrails.canaries import canary
from remit.engines.guardrails.label import Annotator, Direction, Label
from remit.engines.guardrails.look import Embedded, look, look_again, redact
from remit.engines.guardrails.outside import (
    FAILED,
    LARGEST_LABELS,
    FailMode,
    Finding,
    Outside,
    ScriptedAnnotator,
    annotate,
)
from remit.engines.guardrails.speeches import OURS, Speech, llama_guard, presidio
from remit.engines.guardrails.watch import FAMILIES, Watch

__all__ = [
    "FAILED",
    "FAMILIES",
    "LARGEST_LABELS",
    "OURS",
    "Annotator",
    "Direction",
    "Embedded",
    "FailMode",
    "Finding",
    "Label",
    "Outside",
    "ScriptedAnnotator",
    "Speech",
    "Watch",
    "annotate",
    "canary",
    "llama_guard",
    "look",
    "look_again",
    "presidio",
    "redact",
]
