"""Rules of who has to approve which changes, in which stages."""

from remit.controls.approvals.rules.changes import end_rule, set_rule, stages_of, strictest, unmet
from remit.controls.approvals.rules.people import DECIDE, People, everybody
from remit.controls.approvals.rules.queries import all_in_force, versions
from remit.controls.approvals.rules.quorum import different, lacking
from remit.controls.approvals.rules.stages import Stage
from remit.controls.approvals.rules.tables import ApprovalRule

__all__ = [
    "DECIDE",
    "ApprovalRule",
    "People",
    "Stage",
    "all_in_force",
    "different",
    "end_rule",
    "everybody",
    "lacking",
    "set_rule",
    "stages_of",
    "strictest",
    "unmet",
    "versions",
]
