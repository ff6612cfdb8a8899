"""Errors as OpenAI's clients expect them: `{"error": {message, type, param, code}}`."""

import math
from typing import Any

from remit.kit.errors import Malformed, RemitError

_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "insufficient_quota",
    403: "permission_error",
    404: "invalid_request_error",
    409: "invalid_request_error",
    413: "invalid_request_error",
    422: "invalid_request_error",
    429: "rate_limit_error",
}
# What clients look for by name.
_CODES = {
    "not-found": "model_not_found",
    "limit-exceeded": "rate_limit_exceeded",
}
_MOST_WAIT = 3600


class BadRequest(Malformed):
    """The request is none that this API has."""

    status = 400


class NoRoute(RemitError):
    """There is nothing at the path."""

    status = 404
    type = "unknown-url"
    title = "There is nothing here"


class WrongMethod(RemitError):
    """The path answers to another method."""

    status = 405
    type = "wrong-method"
    title = "Another method is needed"


def document(error: RemitError, request_id: str) -> dict[str, Any]:
    """Write an error for a client; members of ours stand beside those that it knows."""
    code = "invalid_api_key" if error.status == 401 else _CODES.get(error.type, error.type.replace("-", "_"))
    known = {
        "message": error.detail,
        "type": _TYPES.get(error.status, "api_error"),
        "param": error.extra.get("where"),
        "code": code,
    }
    return {"error": {**known, "request_id": request_id}}


def headers(error: RemitError) -> list[tuple[bytes, bytes]]:
    """Return the headers that go with an error."""
    if error.status == 401:
        return [(b"www-authenticate", b"Bearer")]
    if (seconds := error.extra.get("retry_after")) is not None:
        return [(b"retry-after", str(min(_MOST_WAIT, max(1, math.ceil(seconds)))).encode())]
    # Clients try again by themselves: what was refused for good is not to be asked again.
    return [(b"x-should-retry", b"false")] if error.status in (402, 409) else []
