"""Runs: an agent's version asked every case of a dataset, scored, added up and compared."""

from remit.lifecycle.evaluations.runs.asking import Asker, Measured, Rehearsing, Spent, said_of
from remit.lifecycle.evaluations.runs.comparing import Comparison, Pair, compared, facts
from remit.lifecycle.evaluations.runs.estimating import Estimate, estimate
from remit.lifecycle.evaluations.runs.starting import Settled, Wish, cancel, find_run, settle, start
from remit.lifecycle.evaluations.runs.working import AT_ONCE, EVALUATE, PER_MINUTE, Evaluations

__all__ = [
    "AT_ONCE",
    "EVALUATE",
    "PER_MINUTE",
    "Asker",
    "Comparison",
    "Estimate",
    "Evaluations",
    "Measured",
    "Pair",
    "Rehearsing",
    "Settled",
    "Spent",
    "Wish",
    "cancel",
    "compared",
    "estimate",
    "facts",
    "find_run",
    "said_of",
    "settle",
    "start",
]
