"""Replays: recorded inputs, answered by what is active and by what is asked for, before somebody approves."""

from remit.lifecycle.evaluations.replays.working import INPUTS, Replays

__all__ = ["INPUTS", "Replays"]
