"""Changes to what runs: proposed, decided, applied once."""

from remit.controls.approvals.answers import shown_to
from remit.controls.approvals.changes import (
    DUE,
    DUE_HERE,
    PROPOSAL,
    Apply,
    Change,
    ChangeKind,
    Changes,
    propose,
    ruled,
)
from remit.controls.approvals.decisions import Verdict, closed, decide_proposal, hold, withdraw
from remit.controls.approvals.errors import AlreadyDecided, ChangedSince
from remit.controls.approvals.expiry import expire_due
from remit.controls.approvals.foreseeing import Foreseen, deciders, foresee
from remit.controls.approvals.queries import decisions, decisions_of, newest_of, pending, proposal
from remit.controls.approvals.requests import ChangesDep
from remit.controls.approvals.review import Description, Documents, Outcome, Review
from remit.controls.approvals.risk import LEVELS, Stakes
from remit.controls.approvals.rules import everybody
from remit.controls.approvals.schemas import ProposalDetail
from remit.controls.approvals.standing import Seen, look
from remit.controls.approvals.tables import Proposal, ProposalDecision

__all__ = [
    "DUE",
    "DUE_HERE",
    "LEVELS",
    "PROPOSAL",
    "AlreadyDecided",
    "Apply",
    "Change",
    "ChangeKind",
    "ChangedSince",
    "Changes",
    "ChangesDep",
    "Description",
    "Documents",
    "Foreseen",
    "Outcome",
    "Proposal",
    "ProposalDecision",
    "ProposalDetail",
    "Review",
    "Seen",
    "Stakes",
    "Verdict",
    "closed",
    "decide_proposal",
    "deciders",
    "decisions",
    "decisions_of",
    "everybody",
    "expire_due",
    "foresee",
    "hold",
    "look",
    "newest_of",
    "pending",
    "proposal",
    "propose",
    "ruled",
    "shown_to",
    "withdraw",
]
