"""What every request needs, whatever answers it: an id, its place in a trace, a look at its headers, a last line.

arrival = arrive(scope)                  # before anything else
if arrival.problem: …                    # answer it, in the shape that the caller expects
arrival.marks                            # headers for the answer
depart(arrival, scope, status, route)    # when the answer is out
"""

import re
import time
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

from remit.kit.errors import RemitError
from remit.kit.telemetry import Trace, begun, continued, correlation, current_trace, line, meters, spans

_USABLE = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
# Headers of which two would let this server and a proxy before it see two different requests or callers.
_SINGLE = frozenset(
    (b"authorization", b"content-length", b"content-type", b"host", b"idempotency-key", b"transfer-encoding")
)
_READ = _SINGLE | {b"x-request-id", b"traceparent", b"tracestate"}
_KEY = re.compile(r"remit_[0-9A-Za-z]{30,}")
_KEY_BYTES = re.compile(rb"remit_[0-9A-Za-z]{30,}")
_QUIET = ("/health", "/metrics", "/assets")
_LONGEST_PATH = 200


class _BadRequest(RemitError):
    status = 400


class KeyInAddress(_BadRequest):
    """An API key stands in the query string, where proxies, logs and histories keep it."""

    type = "key-in-address"
    title = "A key does not belong in an address"


class AmbiguousRequest(_BadRequest):
    """The headers say two things at once."""

    type = "ambiguous-request"
    title = "The headers contradict each other"


class Arrival:
    """A request on its way through: `problem` is a reason to refuse it at once."""

    __slots__ = (*("answered", "began", "declared", "id", "problem", "quiet", "span", "status", "trace"),)

    def __init__(self, id: str, trace: Trace, span: spans.Span | None, quiet: bool) -> None:
        self.id = id
        self.trace = trace
        self.span = span
        self.quiet = quiet
        self.began = time.perf_counter()
        self.answered = 0.0
        self.status = 0
        self.declared = 0
        self.problem: RemitError | None = None

    @property
    def marks(self) -> list[tuple[bytes, bytes]]:
        """Return the headers by which the answer is found again: its id, and its place in the trace."""
        return [(b"x-request-id", self.id.encode()), (b"traceresponse", self.trace.parent.encode())]

    def begins(self, status: int) -> None:
        """The answer begins now: its time is what the figures keep."""
        self.status = status
        self.answered = time.perf_counter()


def arrive(scope: Scope) -> Arrival:
    """Read the headers once; log lines and spans from here on belong to the request."""
    headers = scope["headers"]
    found: dict[bytes, bytes] = dict(headers)
    twice = None if len(found) == len(headers) else _joined(headers, found)
    arrival = _placed(scope, found)
    length = found.get(b"content-length")
    if length is not None and length.isdigit():
        arrival.declared = int(length)
    framed_twice = length is not None and b"transfer-encoding" in found
    if twice is not None or framed_twice or (b"host" not in found and scope["http_version"] == "1.1"):
        arrival.problem = _ambiguous(twice, framed_twice)
    elif scope["query_string"] and _holds_key(scope["query_string"]):
        arrival.problem = KeyInAddress(
            "An API key stands in the address of this request, and addresses are written down on their way: revoke the"
            " key, and send another one as `Authorization: Bearer remit_…`."
        )
    return arrival


def _joined(headers: list[tuple[bytes, bytes]], found: dict[bytes, bytes]) -> bytes | None:
    """Join what we read of headers that came more than once; return one that must not."""
    seen: set[bytes] = set()
    twice = None
    for name, value in headers:
        if name in _READ:
            found[name] = found[name] + b"," + value if name in seen else value
            twice = name if name in seen and name in _SINGLE else twice
            seen.add(name)
    return twice


def _placed(scope: Scope, found: dict[bytes, bytes]) -> Arrival:
    """Find the request's place in the caller's trace, or begin one, whose id is then the request's as well."""
    caller = None
    if parent := found.get(b"traceparent"):
        caller = continued(parent.decode("latin-1"), found.get(b"tracestate", b"").decode("latin-1"))
    quiet = scope["path"].startswith(_QUIET)
    span = None
    if spans.on() and not quiet:
        told = {
            "http.request.method": scope["method"],
            "url.path": shown(scope["path"]),
            "url.scheme": scope["scheme"],
        }
        span = spans.begin_request(scope["method"], told, caller)
    trace = span.trace if span is not None else caller.next() if caller else begun()
    id = _id(found.get(b"x-request-id"), trace, caller)
    # The server runs each request in a task of its own, so neither has to be taken back.
    correlation.set(id)
    current_trace.set(trace)
    if span is not None:
        span.set({"remit.request.id": id})
    return Arrival(id, trace, span, quiet)


def _id(given: bytes | None, trace: Trace, caller: Trace | None) -> str:
    """Take the caller's id if it is usable; a trace that goes through several requests is no id for one of them."""
    if given is not None and _USABLE.fullmatch(given):
        return given.decode()
    return f"req_{trace.trace_id}" if caller is None else f"req_{trace.trace_id}{trace.span_id}"


def _ambiguous(twice: bytes | None, framed_twice: bool) -> AmbiguousRequest:
    if twice is not None:
        return AmbiguousRequest(f"Send the header {twice.decode('latin-1')} once.")
    if framed_twice:
        return AmbiguousRequest("Send either Content-Length or Transfer-Encoding, not both.")
    return AmbiguousRequest("Send the header Host.")


def _holds_key(query: bytes) -> bool:
    return _KEY_BYTES.search(unquote_to_bytes(query) if b"%" in query else query) is not None


def shown(path: str) -> str:
    """Write a path as logs and traces keep it: whoever reads them must not be able to use what stands in it."""
    before, invited, _ = path[:_LONGEST_PATH].partition("/invitations/")
    kept = f"{before}{invited}…" if invited else before
    return _KEY.sub("remit_…", kept) if "remit_" in kept else kept


def depart(arrival: Arrival, scope: Scope, route: str, *, level: str = "info", **more: Any) -> None:
    """Count the request, end its span and write its last line; `route` is the path with its names for ids.

    `more` are members for the line: texts, numbers, booleans or nothing. An answer that never began has status 0.
    A call has a line of its own that says more (`record_call`), so its request may do with the level `debug`.
    """
    ended, method, status = time.perf_counter(), scope["method"], arrival.status
    if status:
        meters.record_request(method, route, status, arrival.answered - arrival.began)
    if arrival.span is not None:
        _end(arrival.span, f"{method} {route}", route, status)
    told = {
        "method": method,
        "path": shown(scope["path"]),
        "status": status,
        "ms": round((ended - arrival.began) * 1000, 3),
        **more,
    }
    line("request", told, "debug" if arrival.quiet else level)


def _end(span: spans.Span, name: str, route: str, status: int) -> None:
    told: dict[str, spans.Value] = {"http.route": route}
    if not status:
        spans.end(span, told, "cancelled", name=name)
        return
    told["http.response.status_code"] = status
    spans.end(span, told, str(status) if status >= HTTPStatus.INTERNAL_SERVER_ERROR else None, name=name)
