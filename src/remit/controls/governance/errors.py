"""What can be wrong with policies, and what they can refuse."""

from remit.kit.errors import Conflict, Forbidden, NotFound, Unavailable


class PolicyForbids(Forbidden):
    """A policy, or the lack of one, says no."""

    type = "policy-forbids"
    title = "A policy forbids this"


class PoliciesUnread(Unavailable):
    """Something was to be decided before the organisation's policies were read: nothing is decided without them."""

    type = "policies-unread"
    title = "The policies are not read yet"


class AppliedMeanwhile(Conflict):
    """Somebody else applied policies since these were read; `version` is today's."""

    type = "applied-meanwhile"
    title = "Somebody else applied policies meanwhile"


class NothingChanges(Conflict):
    """The text is the one that holds already."""

    type = "nothing-changes"
    title = "These policies hold already"


class LockedOut(Conflict):
    """Who applies this could not apply policies any more."""

    type = "locked-out"
    title = "You would lock yourself out"


class UnknownVersion(NotFound):
    """There is no such version of this organisation's policies."""

    title = "There is no such version"
