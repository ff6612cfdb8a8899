"""Spans through the OpenTelemetry SDK to a collector, over OTLP/HTTP; loaded only when there is one.

The standard variables say everything else: OTEL_EXPORTER_OTLP_…, OTEL_TRACES_SAMPLER, OTEL_BSP_…, OTEL_SERVICE_NAME,
OTEL_RESOURCE_ATTRIBUTES.
"""

import logging
import os
from threading import Thread

from opentelemetry.exporter.otlp.proto.http import trace_exporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    TraceState,
    set_span_in_context,
)
from opentelemetry.trace import Span as SdkSpan

from remit.kit.telemetry.spans import Attributes, Kind
from remit.kit.telemetry.trace_context import KNOWN_FLAGS, Trace

_KINDS = {"internal": SpanKind.INTERNAL, "client": SpanKind.CLIENT, "server": SpanKind.SERVER}
_LAST_SECONDS = 3.0
_LOGS = ("opentelemetry.exporter", "opentelemetry.sdk")


class Otlp:
    """Records spans and sends them in batches, from a thread of its own."""

    def __init__(self, version: str) -> None:
        name = os.environ.get("OTEL_SERVICE_NAME") or "remit"
        resource = Resource.create({"service.name": name, "service.version": version})
        self._exporter: SpanExporter = trace_exporter.OTLPSpanExporter()
        self._batches: SpanProcessor = BatchSpanProcessor(self._exporter)
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(self._batches)
        self._tracer = self._provider.get_tracer("remit", version)

    def begin(
        self, name: str, kind: Kind, attributes: Attributes, above: Trace | None, remote: bool
    ) -> "OtlpSpan":
        """Begin a span; the sampler of the standard variables decides whether it is recorded."""
        context = set_span_in_context(_standing(above, remote)) if above else set_span_in_context(_NONE)
        span = self._tracer.start_span(name, context, _KINDS[kind], attributes)
        return OtlpSpan(span, above.state if above else "")

    def stop(self) -> None:
        """Send what is left for three seconds; then what the collector has not taken is lost."""
        last = Thread(target=self._batches.force_flush, daemon=True)
        last.start()
        last.join(_LAST_SECONDS)
        for name in _LOGS:  # it complains that it is stopped twice
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._exporter.shutdown()
        self._batches.shutdown()


_NONE = NonRecordingSpan(SpanContext(0, 0, is_remote=False))


def _standing(trace: Trace, remote: bool) -> NonRecordingSpan:
    state = TraceState.from_header([trace.state]) if trace.state else None
    flags = TraceFlags(trace.flags)
    return NonRecordingSpan(
        SpanContext(int(trace.trace_id, 16), int(trace.span_id, 16), remote, flags, state)
    )


class OtlpSpan:
    """One span of the SDK, with its place in the trace."""

    __slots__ = ("_span", "trace")

    def __init__(self, span: SdkSpan, state: str) -> None:
        context = span.get_span_context()
        self._span = span
        self.trace = Trace(
            f"{context.trace_id:032x}", f"{context.span_id:016x}", context.trace_flags & KNOWN_FLAGS, state
        )

    def set(self, attributes: Attributes) -> None:
        """Add attributes."""
        self._span.set_attributes(attributes)

    def finish(self, name: str | None, error: str | None) -> None:
        """End it; of an error only the type is kept."""
        if name is not None:
            self._span.update_name(name)
        if error is not None:
            self._span.set_attribute("error.type", error)
            self._span.set_status(Status(StatusCode.ERROR))
        self._span.end()
