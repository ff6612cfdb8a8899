"""What MySQL says when it cannot, in words of ours; nothing of how we sign in is repeated."""

import pymysql
from pymysql.constants import CR, ER

from remit.engines.tools.attempts import Fault, is_about_tls
from remit.engines.tools.texts import short

_LONGEST = 600
_TOO_LONG = {1969, 3024}  # ER_STATEMENT_TIMEOUT of MariaDB, ER_QUERY_TIMEOUT of MySQL
_READ_ONLY = 1792
_LOCKED = {ER.LOCK_WAIT_TIMEOUT, ER.LOCK_DEADLOCK}
_LOST = {CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST, CR.CR_COMMANDS_OUT_OF_SYNC}
_FULL = {ER.CON_COUNT_ERROR, ER.TOO_MANY_USER_CONNECTIONS}
CLEAR = "it wants the password in the clear"


def not_connected(error: Exception, place: str) -> Fault:
    """Say why there is no connection."""
    text, code = str(error).lower(), _code(error)
    again = code in _FULL
    if is_about_tls(error) or "certificate" in text:
        said, hint = (
            "Its certificate cannot be trusted.",
            "Use the name that stands in the certificate, or give its authority.",
        )
    elif "ssl is required" in text:
        said, hint = (
            "It does not encrypt.",
            "Switch TLS on at the server; only in a network you trust, switch it off here.",
        )
    elif CLEAR in text:
        said, hint = (
            "It wants the password in the clear, over a connection that is not proven.",
            "Use TLS with verify.",
        )
    elif code == ER.ACCESS_DENIED_ERROR:
        said, hint = (
            "The user or the password was refused.",
            "Check the user and the password, and from where it may sign in.",
        )
    elif code in (ER.DBACCESS_DENIED_ERROR, ER.BAD_DB_ERROR):
        said, hint = (
            "There is no such database for this user.",
            "Check the name of the database and the user's rights.",
        )
    elif code in _FULL:
        said, hint = "It has too many connections.", "Try again later, or allow more connections."
    elif code == 1130:  # ER_HOST_NOT_PRIVILEGED
        said, hint = "It lets nobody in from here.", "Allow the user from Remit's address."
    else:
        said, hint, again = (
            "It does not answer as a MySQL server.",
            "Check the host and the port: 3306 is usual.",
            True,
        )
    return Fault(f"{place}: {said}", reached=False, again=again, bad=again, hint=hint)


def lost(place: str) -> Fault:
    """Say that the connection ended on the way."""
    return Fault(
        f"The connection to {place} ended before it had answered.",
        reached=True,
        again=True,
        hint="Look at the server's own logs.",
    )


def is_lost(error: pymysql.Error) -> bool:
    """Say whether an error is about the connection rather than the statement."""
    return _code(error) in _LOST or isinstance(error, pymysql.InterfaceError)


def said(error: pymysql.Error, seconds: float) -> str:
    """Say why a statement could not be done."""
    code = _code(error)
    message = short(str(error.args[1]) if len(error.args) > 1 else "It was refused.")[:_LONGEST]
    if code in _TOO_LONG:
        return f"The statement took longer than {seconds:g} s and was ended."
    if code in _LOCKED:
        return "The statement waited too long for a lock and was ended."
    if code == _READ_ONLY:
        return f"Nothing may be changed here: {message}."
    return f"{message.rstrip('.')}."


def _code(error: Exception) -> int:
    found = error.args[0] if error.args else 0
    return found if isinstance(found, int) else 0
