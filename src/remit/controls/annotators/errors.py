"""What can be wrong with an annotator."""

from remit.kit.errors import Conflict, Malformed, NotFound


class UnknownAnnotator(NotFound):
    """There is no such annotator in this organisation."""

    title = "There is no such annotator"


class SlugTaken(Conflict):
    """Another annotator has the slug."""

    type = "slug-taken"
    title = "Another annotator has this slug"


class ChangedMeanwhile(Conflict):
    """Somebody else changed it since it was read; nothing was overwritten. `version` is today's."""

    type = "changed-meanwhile"
    title = "Somebody else changed this meanwhile"


class SecretNeeded(Conflict):
    """The stored secret must not go where it was not meant for."""

    type = "secret-needed"
    title = "The secret must be entered again"


class TooManyAnnotators(Conflict):
    """Each of them is asked by every call."""

    type = "too-many-annotators"
    title = "There are too many annotators"


class BadAnnotator(Malformed):
    """Its members do not fit together."""

    type = "bad-annotator"
    title = "The annotator cannot be so"
