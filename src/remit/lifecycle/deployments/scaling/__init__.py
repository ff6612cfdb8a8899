"""Scaling by itself: how many instances a deployment has at what time, and with how many calls."""

from remit.lifecycle.deployments.scaling.queries import calls_at_once, due, one, refused_since
from remit.lifecycle.deployments.scaling.rule import Scaling, Wanted, Window, told, wanted
from remit.lifecycle.deployments.scaling.setting import keep, remove, why_no_load, why_not_zero
from remit.lifecycle.deployments.scaling.tables import ScalingRow

__all__ = [
    "Scaling",
    "ScalingRow",
    "Wanted",
    "Window",
    "calls_at_once",
    "due",
    "keep",
    "one",
    "refused_since",
    "remove",
    "told",
    "wanted",
    "why_no_load",
    "why_not_zero",
]
