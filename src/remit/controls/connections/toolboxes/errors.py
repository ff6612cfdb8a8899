"""Why a tool is not to be had."""

from remit.kit.errors import Conflict, Malformed, NotFound


class UnknownTool(Malformed):
    """Agents may not use a tool of that name; the detail says which there are."""

    type = "unknown-tool"
    title = "There is no such tool"


class NoSuchTool(NotFound):
    """The connection has no tool of that name."""

    title = "There is no such tool"


class ToolChanged(Conflict):
    """The tool is not the one that was granted or read any more; nothing was done."""

    type = "tool-changed"
    title = "The tool was changed meanwhile"


class FindingChanged(Conflict):
    """What is to be taken over is not what the place offered last."""

    type = "offer-changed"
    title = "The place offers something else meanwhile"


class ConfirmationNeeded(Conflict):
    """The tool changes something, and nobody said that it may; nothing was done."""

    type = "confirmation-needed"
    title = "Using this tool changes something"
