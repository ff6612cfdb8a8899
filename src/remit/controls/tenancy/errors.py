"""What can be wrong with a credential or a member."""

from remit.kit.errors import Conflict, Forbidden, LimitExceeded, Malformed, Unauthenticated, Unavailable


class BadKey(Unauthenticated):
    """The key is not one of ours, or revoked."""

    type = "bad-key"
    title = "The API key is not accepted"


class BadSession(Unauthenticated):
    """There is no session, or it ended."""

    type = "bad-session"
    title = "The session has ended"


class LinkSpent(Unauthenticated):
    """The sign-in link was used, has expired, or never existed."""

    type = "link-spent"
    title = "The sign-in link no longer works"


class MemberExists(Conflict):
    """Somebody with that address is a member."""

    type = "member-exists"
    title = "Already a member"


class UnknownMember(Malformed):
    """Nobody with that address is a member."""

    type = "unknown-member"
    title = "Not a member"


class RoleTooHigh(Forbidden):
    """Nobody gives a role that is not within their own."""

    type = "role-too-high"
    title = "Your role does not reach that far"


class WeakPassword(Malformed):
    """The password may not be one."""

    type = "weak-password"
    title = "Choose another password"


class WrongPassword(Forbidden):
    """The current password is not that."""

    type = "wrong-password"
    title = "The current password is not right"


class BadCredentials(Unauthenticated):
    """Address and password do not belong together; which of them is wrong is not said."""

    type = "bad-credentials"
    title = "You are not signed in"


class TooManyTries(LimitExceeded):
    """Somebody tried too many passwords."""

    type = "too-many-tries"
    title = "Too many tries"


class LinkNeeded(Forbidden):
    """Who has no password proves who they are by a link."""

    type = "link-needed"
    title = "Sign in by a link first"


class NoOrganization(Forbidden):
    """The person is known, and a member of no organisation."""

    type = "no-organization"
    title = "You are a member of no organisation"


class LastOwner(Conflict):
    """An organisation always has an owner."""

    type = "last-owner"
    title = "An organisation needs an owner"


class InvitationSpent(Conflict):
    """The invitation was accepted, withdrawn, or has expired."""

    type = "invitation-spent"
    title = "The invitation no longer works"


class InvitedAlready(Conflict):
    """Somebody else invites the same person at this moment."""

    type = "invited-already"
    title = "Invited a moment ago"


class AccountExists(Conflict):
    """The person has an account: they sign in instead of making another."""

    type = "account-exists"
    title = "Sign in first"


class AccountUnproved(Forbidden):
    """Whoever opened the account may be somebody else than the one of the address."""

    type = "account-unproved"
    title = "Show first that the account is yours"


class NotInvited(Forbidden):
    """The invitation is for somebody else."""

    type = "not-invited"
    title = "The invitation is for somebody else"


class OidcRefused(Unauthenticated):
    """What the identity provider answered cannot be relied on, or it vouches for nobody; `reason` says which."""

    type = "oidc-refused"
    title = "You are not signed in"

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail, reason=reason)
        self.reason = reason


class OidcUnavailable(Unavailable):
    """The identity provider does not answer, or not as one."""

    type = "oidc-unavailable"
    title = "The identity provider does not answer"
