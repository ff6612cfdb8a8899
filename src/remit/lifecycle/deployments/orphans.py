"""What was paused or deleted, and is still at its host: it is said, and tried again until the host has taken it."""

from typing import Literal

from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

_ACTS: dict[str, Literal["pause", "retire"]] = {
    Status.PAUSED: "pause",
    Status.DELETED: "retire",
    Status.FAILED: "retire",  # a first revision that was not fit to serve
}


def act(deployment: Deployment) -> Literal["pause", "retire"] | None:
    """Say what the host of a deployment in this state is to do; none where it is to serve."""
    return _ACTS.get(deployment.status)


def title(deployment: Deployment) -> str:
    """Say in a few words what is wrong."""
    return "its host still runs it" if act(deployment) == "pause" else "its host still has it"


def reason(deployment: Deployment) -> str | None:
    """Say why a deployment stands as it does, and what its host has not done yet."""
    if deployment.orphaned is None:
        return deployment.status_reason
    done = "stopped" if act(deployment) == "pause" else "removed"
    said = deployment.orphaned.rstrip(".")
    still = f"{deployment.host} has not {done} it: {said}. It may still cost money; it is tried every half minute."
    return f"{deployment.status_reason} {still}" if deployment.status_reason else still
