"""What can be wrong with notifications."""

from remit.kit.errors import Conflict, Malformed, NotFound


class UnknownNotification(NotFound):
    """There is no such notification in this organisation."""

    title = "There is no such notification"


class UnknownMessage(NotFound):
    """There is no such message in this organisation."""

    title = "There is no such message"


class ChangedMeanwhile(Conflict):
    """Somebody else changed it since it was read; nothing was overwritten. `version` is today's."""

    type = "changed-meanwhile"
    title = "Somebody else changed this meanwhile"


class TooManyNotifications(Conflict):
    """The organisation has as many notifications as it may have."""

    type = "too-many-notifications"
    title = "There are too many notifications"


class StillWaiting(Conflict):
    """The message is on its way already."""

    type = "still-waiting"
    title = "This message is still on its way"


class BadNotification(Malformed):
    """Its members do not fit together."""

    type = "bad-notification"
    title = "The notification cannot be so"
