"""What must still be so when a run goes on: the version, the tool, and who asked."""

from uuid import UUID

from remit.kit.errors import Conflict
from remit.lifecycle.runtime.tables import RunRow
from remit.lifecycle.runtime.target import ANSWERING, Target, Trial


class RunRefused(Conflict):
    """Something has changed since the run began to wait."""

    type = "run-refused"
    title = "The run may not go on"


def callee_of(run: RunRow) -> UUID | Trial:
    """Return what a run is a call to."""
    if run.agent_id is not None:
        return Trial(run.agent_id, run.version_id)
    return run.deployment_id or run.version_id


def require_same(run: RunRow, target: Target) -> None:
    """Refuse to go on with another version than the one that asked: `RunRefused`."""
    if target.agent_version_id != run.version_id:
        raise RunRefused(f"{target.name} runs {target.agent_version} by now, and {run.agent} asked for this.")
    if not target.trial and target.status not in ANSWERING:
        raise RunRefused(f"{target.name} is {target.status} by now, so what it asked for is not done.")
