"""What can go wrong with a sealed secret."""

from remit.kit.errors import Conflict, Unavailable


class SecretUnreadable(Conflict):
    """The envelope does not open: it was changed, belongs elsewhere, or was sealed under a key that is not here."""

    type = "secret-unreadable"
    title = "The stored secret cannot be opened"


class VaultUnavailable(Unavailable):
    """Whoever holds the key does not answer."""

    type = "vault-unavailable"
    title = "The key of the secrets does not answer"
