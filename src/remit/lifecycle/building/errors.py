"""What can be wrong with building an agent."""

from remit.kit.errors import Conflict, LimitExceeded, Malformed, NotFound


class GenerationLimit(LimitExceeded):
    """A person asked for code too often within a minute."""

    type = "code-generation-limit"
    title = "Too much code asked for in a minute"


class NoCodeThere(Malformed):
    """Agents of this type have no code, or there is nothing to go by."""

    type = "no-code-there"
    title = "There is no code to write"


class UnknownGeneration(NotFound):
    """There is no such generation, or it belongs to another organisation."""

    type = "unknown-code-generation"
    title = "No such code generation"


class UnknownDraft(NotFound):
    """There is no such draft, or it belongs to another organisation."""

    type = "unknown-agent-draft"
    title = "No such draft"


class DraftChanged(Conflict):
    """Somebody changed the draft since; `draft` in `extra` is what stands."""

    type = "agent-draft-changed"
    title = "Somebody changed the draft"


class NoInterviewer(Conflict):
    """Nobody can ask the questions; the wizard has the same as a form."""

    type = "no-interviewer"
    title = "There is no model to interview you"


class DraftUnfit(Malformed):
    """The text cannot be kept as a draft."""

    type = "agent-draft-unfit"
    title = "The text cannot be kept"


class NoInterview(Conflict):
    """The agent builder works on the draft of an interview, and this conversation is none."""

    type = "no-interview"
    title = "This conversation is no interview"
