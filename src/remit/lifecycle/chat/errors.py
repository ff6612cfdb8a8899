"""Why a conversation cannot go on as asked."""

from remit.kit.errors import Conflict, Malformed, NotFound


class UnknownConversation(NotFound):
    """There is no such conversation, or it is somebody else's."""

    type = "unknown-conversation"
    title = "No such conversation"


class UnknownMessage(NotFound):
    """There is no such message in the conversation."""

    type = "unknown-message"
    title = "No such message"


class UnknownParticipant(NotFound):
    """There is no such agent to talk to, or it takes no part in the conversation."""

    type = "unknown-participant"
    title = "No such participant"


class StillAnswering(Conflict):
    """An answer is being written at the place where the next message belongs."""

    type = "still-answering"
    title = "The last answer is still being written"


class NobodyAsked(Conflict):
    """Nobody who could answer takes part."""

    type = "nobody-asked"
    title = "Nobody takes part who could answer"


class TooMany(Conflict):
    """More participants than a conversation has room for."""

    type = "too-many-participants"
    title = "The conversation is full"


class WrongPlace(Malformed):
    """A message can only follow an answer."""

    type = "wrong-place"
    title = "A message cannot stand there"
