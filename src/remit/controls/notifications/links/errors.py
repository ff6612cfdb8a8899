"""Why a link does not let somebody decide."""

from remit.kit.errors import Conflict, Forbidden, NotFound


class UnknownLink(NotFound):
    """There is no such link, or whose it was is not a member any more."""

    title = "There is no such link"


class LinkUsed(Conflict):
    """The link has done what it was for."""

    type = "link-used"
    title = "This link was used already"


class LinkExpired(Conflict):
    """The link was left for too long."""

    type = "link-expired"
    title = "This link has expired"


class NotYourLink(Forbidden):
    """Somebody else is signed in than the person whom the link is for."""

    type = "not-your-link"
    title = "This link is for somebody else"


class SignInNeeded(Forbidden):
    """The risk is too high for a link alone."""

    type = "sign-in-needed"
    title = "Sign in to decide on this"
