"""The states of a deployment, and the moves between them that are allowed."""

from enum import StrEnum
from typing import Literal


class Status(StrEnum):
    """Where a deployment stands."""

    PLANNED = "planned"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    DEPLOYING = "deploying"
    DEPLOYED = "deployed"
    DEGRADED = "degraded"
    PAUSED = "paused"
    ROLLING_BACK = "rolling_back"
    FAILED = "failed"
    REJECTED = "rejected"
    DELETED = "deleted"


_S = Status
MOVES: dict[Status, frozenset[Status]] = {
    _S.PLANNED: frozenset({_S.PENDING_APPROVAL, _S.APPROVED, _S.DELETED}),
    _S.PENDING_APPROVAL: frozenset({_S.APPROVED, _S.REJECTED, _S.DELETED}),
    _S.APPROVED: frozenset({_S.DEPLOYING, _S.FAILED, _S.DELETED}),
    _S.DEPLOYING: frozenset({_S.DEPLOYED, _S.FAILED, _S.PAUSED, _S.ROLLING_BACK, _S.DELETED}),
    _S.DEPLOYED: frozenset({_S.DEGRADED, _S.DEPLOYING, _S.PAUSED, _S.FAILED, _S.DELETED}),
    _S.DEGRADED: frozenset({_S.DEPLOYED, _S.DEPLOYING, _S.PAUSED, _S.FAILED, _S.DELETED}),
    _S.PAUSED: frozenset({_S.DEPLOYING, _S.DELETED}),
    _S.ROLLING_BACK: frozenset({_S.DEPLOYED, _S.FAILED, _S.DELETED}),
    _S.FAILED: frozenset({_S.DEPLOYING, _S.DELETED}),
    _S.REJECTED: frozenset({_S.DELETED}),
    _S.DELETED: frozenset(),
}


def may_move(source: Status, target: Status) -> bool:
    """Say whether a deployment may go from one state to another."""
    return target in MOVES[source]


ACTIVE = (_S.DEPLOYED, _S.DEPLOYING, _S.DEGRADED, _S.ROLLING_BACK)
"""What runs, or is about to."""

PAUSABLE = (_S.DEPLOYED, _S.DEPLOYING)
RESTARTABLE = (_S.DEPLOYED, _S.FAILED, _S.PAUSED)
SCALABLE = (_S.DEPLOYED, _S.DEGRADED)
REVISABLE = (_S.DEPLOYED, _S.DEGRADED, _S.FAILED)
DELETABLE = tuple(status for status in _S if may_move(status, _S.DELETED))

UNDER_WAY = (_S.APPROVED, _S.DEPLOYING, _S.ROLLING_BACK)
"""A rollout is being carried out: one at a time."""

Verb = Literal["confirm", "decide", "pause", "restart", "scale", "update", "roll_back", "key", "delete"]
ALLOWED: dict[Verb, tuple[Status, ...]] = {
    "confirm": (_S.PLANNED,),
    "decide": (_S.PENDING_APPROVAL,),
    "pause": PAUSABLE,
    "restart": RESTARTABLE,
    "scale": SCALABLE,
    "update": REVISABLE,
    "roll_back": REVISABLE,
    "key": DELETABLE,
    "delete": DELETABLE,
}
"""What may be asked for in which states; `MOVES` says where that leads."""
