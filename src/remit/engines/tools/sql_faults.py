"""What PostgreSQL says when it cannot, in words of ours; nothing of how we sign in is repeated."""

from dataclasses import dataclass

import psycopg
from psycopg import errors

from remit.engines.tools.attempts import Fault
from remit.engines.tools.texts import short

_LONGEST = 600


@dataclass(frozen=True)
class _Known:
    sign: str
    said: str
    hint: str
    again: bool = False


# What libpq and the server say while somebody signs in, which has no code; first come, first served.
_KNOWN = (
    _Known("password authentication failed", "The password was refused.", "Check the user and the password."),
    _Known("no password supplied", "It wants a password.", "Give the user's password as the secret."),
    _Known("fe_sendauth", "It wants a password.", "Give the user's password as the secret."),
    _Known(
        "authentication method requirement",
        "It wants the password in the clear, over a connection that is not proven.",
        "Use TLS with verify, or let the server use scram-sha-256.",
    ),
    _Known(
        "does not exist",
        "There is no such database or role.",
        "Check the names of the database and the user.",
    ),
    _Known(
        "no pg_hba.conf entry",
        "It does not let this user in from here.",
        "Add a line for Remit's address to pg_hba.conf, or use TLS if it insists.",
    ),
    _Known(
        "server does not support ssl",
        "It does not encrypt.",
        "Switch TLS on at the server; only in a network you trust, switch it off here.",
    ),
    _Known(
        "certificate",
        "Its certificate cannot be trusted.",
        "Use the name that stands in the certificate, or give the authority that signed it.",
    ),
    _Known("ssl", "No encrypted connection came about.", "Check the server's TLS settings."),
    _Known(
        "too many c",
        "It has too many connections.",
        "Try again later, or allow more connections.",
        again=True,
    ),
    _Known("starting up", "It is starting.", "Try again shortly.", again=True),
    _Known("shutting down", "It is stopping.", "Try again later.", again=True),
    _Known("permission denied for database", "The user may not use this database.", "Grant it CONNECT."),
    _Known(
        "refused",
        "Nothing listens there.",
        "Check the host and the port, and that the server runs.",
        again=True,
    ),
    _Known(
        "timeout", "It does not answer.", "Check the host, the port and the firewalls between.", again=True
    ),
)


def not_connected(error: psycopg.Error, place: str) -> Fault:
    """Say why there is no connection."""
    text = str(error).lower()
    for known in _KNOWN:
        if known.sign in text:
            return Fault(
                f"{place}: {known.said}", reached=False, again=known.again, bad=known.again, hint=known.hint
            )
    return Fault(
        f"{place} does not answer as a PostgreSQL server.",
        reached=False,
        again=True,
        hint="Check the host and the port: 5432 is usual.",
    )


def lost(place: str, *, reached: bool) -> Fault:
    """Say that the connection ended on the way."""
    return Fault(
        f"The connection to {place} ended before it had answered.",
        reached=reached,
        again=True,
        hint="Look at the server's own logs.",
    )


def is_lost(error: psycopg.Error) -> bool:
    """Say whether an error is about the connection rather than the statement."""
    state = error.sqlstate or ""
    # A statement with too few parameters is a fault of the protocol to PostgreSQL, and none of the connection.
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and (
        not state or (state.startswith(("08", "57P")) and state != "08P01")
    )


def said(error: psycopg.Error, seconds: float) -> str:
    """Say why a statement could not be done."""
    if isinstance(error, errors.QueryCanceled):
        return f"The statement took longer than {seconds:g} s and was ended."
    if isinstance(error, errors.LockNotAvailable):
        return "The statement waited too long for a lock and was ended."
    message = error.diag.message_primary or "It was refused."
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return f"Nothing may be changed here: {short(message)}."
    parts = [f"{message}."] + [each for each in (error.diag.message_detail, error.diag.message_hint) if each]
    place = (
        f" At character {error.diag.statement_position} of the statement."
        if error.diag.statement_position
        else ""
    )
    return short(" ".join(parts))[:_LONGEST] + place
