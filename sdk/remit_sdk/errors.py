"""What can go wrong when asking Remit."""

from typing import Any


class RemitError(Exception):
    """Anything that this package raises on purpose."""


class RemitUnreachable(RemitError):
    """Nothing that speaks Remit's API answers at the address."""


class RemitProblem(RemitError):
    """Remit refused or failed: a problem document (RFC 9457).

    `status` is the HTTP status, `type` is stable (`/problems/name-taken`), `detail` says what to do, and `extra`
    holds the document's further members, such as `errors`. `document` is all of it.
    """

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        self.status = status
        self.document = document
        self.type = str(document.get("type", "about:blank"))
        self.title = str(document.get("title", f"HTTP {status}"))
        self.detail = str(document.get("detail", self.title))
        self.request_id = str(document.get("request_id", ""))
        known = {"type", "title", "status", "detail", "request_id"}
        self.extra = {name: value for name, value in document.items() if name not in known}
        super().__init__(self.detail)

    @property
    def sentences(self) -> list[str]:
        """What is wrong, one by one."""
        result = self.extra.get("result")
        listed = result.get("errors") if isinstance(result, dict) else self.extra.get("errors")
        sentences = [_sentence(one) for one in listed] if isinstance(listed, list) else []
        return sentences or [self.detail]


def _sentence(error: Any) -> str:
    """Write one of `errors`: text, or `{path, message}`, with `line` and `hint` where it is about a file."""
    if not isinstance(error, dict):
        text = str(error).rstrip(".")
        return text if text.endswith("?") else f"{text}."
    message = str(error.get("message", error))
    if "line" not in error:
        return f"{error.get('path', 'request')}: {message}"
    place = f"Line {error['line']}: " if error["line"] else ""
    return f"{place}{message} {error.get('hint') or ''}".strip()
