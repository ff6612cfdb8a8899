"""Rollouts: how a revision comes to serve, step by step, and how it goes back."""

from remit.lifecycle.deployments.rollouts.acting import ACTS, ASKED, Act, act, found, permit, why_not
from remit.lifecycle.deployments.rollouts.gates import Score
from remit.lifecycle.deployments.rollouts.moving import (
    BY_HOST,
    begin,
    go_to,
    leave,
    ours,
    strategy,
    turn_back,
)
from remit.lifecycle.deployments.rollouts.queries import every_live, live, moves, of
from remit.lifecycle.deployments.rollouts.rolling import Rolling, Smoke
from remit.lifecycle.deployments.rollouts.splitting import traffic
from remit.lifecycle.deployments.rollouts.tables import ENDS, ROLLOUT, RolloutMove, RolloutRow, State

__all__ = [
    "ACTS",
    "ASKED",
    "BY_HOST",
    "ENDS",
    "ROLLOUT",
    "Act",
    "Rolling",
    "RolloutMove",
    "RolloutRow",
    "Score",
    "Smoke",
    "State",
    "act",
    "begin",
    "every_live",
    "found",
    "go_to",
    "leave",
    "live",
    "moves",
    "of",
    "ours",
    "permit",
    "strategy",
    "traffic",
    "turn_back",
    "why_not",
]
