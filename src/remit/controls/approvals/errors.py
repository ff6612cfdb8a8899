"""Why a proposal cannot be decided."""

from remit.kit.errors import Conflict, Forbidden


class AlreadyDecided(Conflict):
    """The proposal was approved, rejected, withdrawn, applied, or has expired."""

    type = "already-decided"
    title = "This has been decided"


class ChangedSince(Conflict):
    """What was shown is no longer what would be applied; the approval is void."""

    type = "changed-since"
    title = "It has changed since it was shown"


class NotYours(Forbidden):
    """Somebody else asked for it: only they may take it back."""

    type = "not-yours"
    title = "You did not ask for this"


class OwnWork(Forbidden):
    """Nobody decides on what they wrote or asked for themselves."""

    type = "own-work"
    title = "Another person decides on this"


class NotInThisStage(Forbidden):
    """The approval would not count: it is for others, or was given already."""

    type = "not-in-this-stage"
    title = "This waits for somebody else"
