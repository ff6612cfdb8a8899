"""Limits: how much in a minute, and how much at once."""

from remit.controls.metering.limits.headers import headers
from remit.controls.metering.limits.limiting import Limits, OverLimit, Running, Standing

__all__ = ["Limits", "OverLimit", "Running", "Standing", "headers"]
