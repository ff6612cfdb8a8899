"""OpenTelemetry spans without context managers, for code that runs thousands of times a second.

    span = spans.begin("invoke_agent hello", {"gen_ai.operation.name": "invoke_agent"})
    …
    spans.end(span, {"gen_ai.usage.output_tokens": 12}, error)

Without a collector (`OTEL_EXPORTER_OTLP_ENDPOINT`) `begin` returns none, and nothing is built.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import Token
from importlib import import_module
from typing import Literal, Protocol

from remit.kit.errors import RemitError, Unavailable
from remit.kit.telemetry.trace_context import Trace, current_trace

Kind = Literal["internal", "client", "server"]
Value = str | bool | int | float | list[str]
Attributes = Mapping[str, Value]
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")


class Span(Protocol):
    """A span that is recorded."""

    trace: Trace

    def set(self, attributes: Attributes) -> None:
        """Add attributes."""

    def finish(self, name: str | None, error: str | None) -> None:
        """End it, under another name where one is given; `error` is the type of what went wrong."""


class Recorder(Protocol):
    """Makes spans and sends them away."""

    def begin(self, name: str, kind: Kind, attributes: Attributes, above: Trace | None, remote: bool) -> Span:
        """Begin a span below another; whether it is sampled stands in its trace."""

    def stop(self) -> None:
        """Send what is left, but do not wait long for a collector that does not answer."""


class _State:
    recorder: Recorder | None = None
    content = False


def start(version: str, *, content: bool = False) -> bool:
    """Send spans to the collector that the standard variables name; false when they name none.

    `content` says that what was said is recorded too. Raises `Unavailable` for variables that cannot be used.
    """
    endpoint = next(filter(None, map(os.environ.get, _ENDPOINTS)), "").strip()
    if not endpoint or _off():
        return False
    if not endpoint.lower().startswith(("http://", "https://")):
        raise Unavailable(f"{_ENDPOINTS[1]} is {endpoint!r}: write it like http://127.0.0.1:4318.")
    protocol = next(filter(None, map(os.environ.get, _PROTOCOLS)), "http/protobuf")
    if protocol != "http/protobuf":
        raise Unavailable(f"{_PROTOCOLS[1]} is {protocol!r}: Remit sends traces as http/protobuf.")
    try:
        # The SDK is loaded for those who use it: it costs a tenth of a second and 15 MB.
        made: Recorder = import_module("remit.kit.telemetry.otlp").Otlp(version)
    except (ValueError, OSError) as error:
        raise Unavailable(f"The variables OTEL_… cannot be used: {str(error).rstrip('.')}.") from error
    _State.recorder, _State.content = made, content
    return True


def _off() -> bool:
    disabled = os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    return disabled or os.environ.get("OTEL_TRACES_EXPORTER", "otlp").strip().lower() == "none"


def stop() -> None:
    """Send the spans that are left."""
    recorder, _State.recorder = _State.recorder, None
    if recorder is not None:
        recorder.stop()


def on() -> bool:
    """Whether spans are recorded at all."""
    return _State.recorder is not None


def with_content() -> bool:
    """Whether what was said is recorded with them."""
    return _State.content and _State.recorder is not None


def begin(
    name: str, attributes: Attributes, kind: Kind = "internal", parent: Span | None = None
) -> Span | None:
    """Begin a span below `parent`, or below what is being worked on; none when it is not recorded."""
    recorder = _State.recorder
    if recorder is None:
        return None
    above = current_trace.get() if parent is None else parent.trace
    if above is not None and not above.sampled:
        return None
    return recorder.begin(name, kind, attributes, above, False)


def begin_request(name: str, attributes: Attributes, caller: Trace | None) -> Span | None:
    """Begin the span of a request that came in, below the caller's; the sampler decides."""
    recorder = _State.recorder
    return None if recorder is None else recorder.begin(name, "server", attributes, caller, True)


def end(
    span: Span | None,
    attributes: Attributes | None = None,
    error: BaseException | str | None = None,
    *,
    name: str | None = None,
) -> None:
    """End a span, under another name where one is given; of an error its type is kept, never its words."""
    if span is None:
        return
    if attributes:
        span.set(attributes)
    span.finish(name, error_type(error))


def error_type(error: BaseException | str | None) -> str | None:
    """Name the kind of an error: ours by their type, others by their class."""
    if error is None or isinstance(error, str):
        return error or None
    return error.type if isinstance(error, RemitError) else type(error).__qualname__


def enter(span: Span | None) -> Token[Trace | None] | None:
    """Let what follows stand below a span: log lines, spans, requests that go out."""
    return None if span is None else current_trace.set(span.trace)


def leave(token: Token[Trace | None] | None) -> None:
    """Undo `enter`, in the same task."""
    if token is not None:
        current_trace.reset(token)


@contextmanager
def within(span: Span | None) -> Iterator[None]:
    """Stand below a span, and end it with the block; for code that runs less often."""
    token = enter(span)
    try:
        yield
    except BaseException as error:
        end(span, None, error)
        raise
    else:
        end(span)
    finally:
        leave(token)
