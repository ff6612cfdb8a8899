"""How a deployment does: its state and its calls of today, in one word with its reason."""

from dataclasses import dataclass
from typing import Literal

from remit.controls.metering import Current
from remit.lifecycle.deployments import orphans
from remit.lifecycle.deployments.fleet import EXTERNAL
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

State = Literal["healthy", "degraded", "failing", "unknown", "idle"]
# Few calls say little: below so many failures a share is chance.
_ENOUGH = 3
_DEGRADED, _FAILING = 0.05, 0.5
_RESTING = {
    Status.PLANNED: "It is a plan: nothing runs.",
    Status.PENDING_APPROVAL: "It waits for approval: nothing runs.",
    Status.APPROVED: "It is about to be rolled out.",
    Status.PAUSED: "It is paused.",
    Status.REJECTED: "It was rejected: nothing runs.",
    Status.DELETED: "It is deleted.",
}


@dataclass(frozen=True)
class Health:
    """A state and, in words, why."""

    state: State
    reason: str


def health(deployment: Deployment, current: Current) -> Health:
    """Judge a deployment by its status first, then by the failures among today's calls."""
    status = Status(deployment.status)
    if deployment.orphaned is not None:
        return Health("degraded", orphans.reason(deployment) or deployment.orphaned)
    if words := _RESTING.get(status):
        return Health("idle", words)
    if status is Status.FAILED:
        return Health("failing", deployment.status_reason or "The rollout failed.")
    if status is Status.DEPLOYING:
        return Health("unknown", "A rollout is under way.")
    if status in (Status.DEGRADED, Status.ROLLING_BACK):
        return Health("degraded", deployment.status_reason or "The host says that it is degraded.")
    if deployment.dry_run:
        return Health("unknown", "Dry run: nothing runs that could be healthy.")
    if deployment.host == EXTERNAL and deployment.heard_at is None and not current.calls_today:
        return Health("unknown", "It runs elsewhere and has not been heard of yet.")
    return _by_calls(current)


def _by_calls(current: Current) -> Health:
    made, failed = current.calls_today, current.errors_today
    if not made:
        return Health("healthy", "In service; no calls today.")
    rate = failed / made
    words = f"{failed:,} of {made:,} calls failed today ({rate:.1%})."
    if failed >= _ENOUGH and rate >= _FAILING:
        return Health("failing", words)
    if failed >= _ENOUGH and rate >= _DEGRADED:
        return Health("degraded", words)
    return Health("healthy", words if failed else f"In service; none of {made:,} calls failed today.")
