"""Advice: what would do better or cost less, with its evidence and the request that proposes it."""

from remit.lifecycle.deployments.advice.finding import Advice, Kind, advise

__all__ = ["Advice", "Kind", "advise"]
