"""Why a violation's state cannot be changed."""

from remit.kit.errors import Conflict, NotFound


class UnknownViolation(NotFound):
    """There is no such violation in this organisation."""

    title = "There is no such violation"


class StateForbids(Conflict):
    """It is in a state from which there is no such way; `state` and `version` are today's."""

    type = "state-forbids"
    title = "The violation's state forbids this"


class DecidedMeanwhile(Conflict):
    """Somebody else changed its state since it was read; `state` and `version` are today's."""

    type = "decided-meanwhile"
    title = "Somebody else decided meanwhile"
