"""The kinds of changes there are: reviewed by every process, applied by the worker."""

from remit.controls.approvals import Changes
from remit.kit.database import Database
from remit.lifecycle.agents import promotion
from remit.lifecycle.deployments import Fleet, Rollout
from remit.lifecycle.runtime import Runs


def all_changes(database: Database, fleet: Fleet, runs: Runs) -> Changes:
    """Return every kind of change."""
    changes = Changes(database)
    for kind in [*Rollout(database, fleet).kinds(), promotion(database), runs.kind()]:
        changes.register(kind)
    return changes
