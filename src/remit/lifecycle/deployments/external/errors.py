"""Why a report of an agent that runs elsewhere is not taken."""

from remit.kit.errors import Conflict, Malformed


class RunsHere(Conflict):
    """The deployment runs inside Remit, which sees for itself how it is."""

    type = "runs-here"
    title = "The deployment does not run elsewhere"


class TooManyInstances(Conflict):
    """A deployment has as many instances as it may."""

    type = "too-many-instances"
    title = "There are too many instances"


class CardUnread(Malformed):
    """No agent card could be read at the address."""

    type = "card-unread"
    title = "The agent card cannot be read"
