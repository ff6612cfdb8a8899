"""A collector of traces: takes OTLP/HTTP as protobuf and keeps every span."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span as Sent

INTERNAL, SERVER, CLIENT = 1, 2, 3
FAILED = 2


@dataclass(frozen=True)
class Collected:
    """One span as it arrived."""

    name: str
    kind: int
    trace_id: str
    span_id: str
    parent_id: str
    state: str
    status: int
    attributes: dict[str, Any]
    resource: dict[str, Any]


@dataclass
class Collector:
    """What arrived at `url`; `refuses` answers 503 to everything."""

    url: str = ""
    spans: list[Collected] = field(default_factory=list)
    refuses: bool = False
    asked: int = 0

    def wait_for(self, wanted: Callable[[Collected], bool], *, seconds: float = 15) -> Collected:
        """Wait until a span arrives that is wanted; return it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for span in list(self.spans):
                if wanted(span):
                    return span
            time.sleep(0.02)
        raise AssertionError(f"no such span among {[span.name for span in self.spans]}")

    def take(self, body: bytes) -> None:
        """Keep the spans of one request."""
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            about = _plain(resource.resource.attributes)
            for scope in resource.scope_spans:
                self.spans.extend(_collected(span, about) for span in scope.spans)


def _collected(span: Sent, resource: dict[str, Any]) -> Collected:
    return Collected(
        name=span.name,
        kind=span.kind,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        state=span.trace_state,
        status=span.status.code,
        attributes=_plain(span.attributes),
        resource=resource,
    )


def _plain(attributes: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in attributes:
        kind = each.value.WhichOneof("value")
        value = getattr(each.value, kind)
        found[each.key] = [one.string_value for one in value.values] if kind == "array_value" else value
    return found


@contextmanager
def collecting() -> Iterator[Collector]:
    """Run a collector on a port of its own."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            collector.asked += 1
            right = self.path == "/v1/traces" and self.headers["content-type"] == "application/x-protobuf"
            if right and not collector.refuses:
                collector.take(body)
            self.send_response(503 if collector.refuses else 200 if right else 400)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
