"""Evaluations: agents measured on datasets, compared between versions, and held to thresholds."""

from remit.lifecycle.evaluations.gate import newest_score, proofs
from remit.lifecycle.evaluations.replays import INPUTS, Replays
from remit.lifecycle.evaluations.runs import AT_ONCE, EVALUATE, PER_MINUTE, Evaluations
from remit.lifecycle.evaluations.tables import DATASET, EVALUATION

__all__ = [
    "AT_ONCE",
    "DATASET",
    "EVALUATE",
    "EVALUATION",
    "INPUTS",
    "PER_MINUTE",
    "Evaluations",
    "Replays",
    "newest_score",
    "proofs",
]
