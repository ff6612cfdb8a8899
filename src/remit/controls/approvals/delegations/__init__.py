"""Rights to decide that members lend each other, for some days."""

from remit.controls.approvals.delegations.changes import lend, revoke
from remit.controls.approvals.delegations.queries import page
from remit.controls.approvals.delegations.tables import Delegation
from remit.controls.approvals.delegations.votes import DELEGATION, all_votes, votes_of

__all__ = ["DELEGATION", "Delegation", "all_votes", "lend", "page", "revoke", "votes_of"]
