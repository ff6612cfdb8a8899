"""Why a call may not pass to what is connected just now."""

from remit.kit.errors import Unavailable


class CircuitOpen(Unavailable):
    """It failed too often just now and is left alone; `retry_after` in `extra` is in seconds."""

    type = "circuit-open"
    title = "What is connected is left alone for a while"


class TooManyWaiting(Unavailable):
    """The connection has no room for another call; `retry_after` in `extra` is in seconds."""

    type = "connection-busy"
    title = "Too many calls of this connection are under way"
