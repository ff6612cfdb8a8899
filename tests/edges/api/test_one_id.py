"""One id finds a call: a real Remit in a process of its own, and a real collector of traces beside it."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.server import ROOT, RunningServer, running_server
from tests.stubs.openai_server import MODEL, OpenAIStub, openai_stub
from tests.stubs.otlp_collector import SERVER, Collector, collecting
from tests.stubs.waiting import until

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CALLER = {"traceparent": f"00-{TRACE}-{SPAN}-01", "tracestate": "vendor=opaque"}
REQUEST = "order-4711:retry.2"
SECRET = "the-launch-code-is-0000"


@dataclass(frozen=True)
class Observed:
    """What was set up, and what came back of one call."""

    server: RunningServer
    collector: Collector
    provider: OpenAIStub
    deployment: str
    answer: httpx.Response

    def lines(self) -> list[dict[str, Any]]:
        """The lines that the server logged."""
        return [json.loads(line) for line in self.server.log.read_text().splitlines() if line.startswith("{")]

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Read something as an administrator."""
        headers = {"authorization": f"Bearer {self.server.key()}"}
        answer = httpx.get(f"{self.server.url}{path}", params=query, headers=headers, trust_env=False)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def _deployed(server: RunningServer) -> tuple[str, str]:
    """Deploy an agent; return its deployment and its key once it answers."""
    applied = server.remit("agents", "apply", str(ROOT / "examples" / "hello.yaml"), key=server.key())
    assert applied.returncode == 0, applied.stderr
    headers = {"authorization": f"Bearer {server.key()}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=30, trust_env=False) as client:
        made = client.post("/api/deployments", json={"agent": "hello", "env": "staging"}).json()
        id, end = made["deployment"]["plan_id"], time.monotonic() + 30
        while client.get(f"/api/deployments/{id}").json()["status"] != "deployed":
            assert time.monotonic() < end
            time.sleep(0.1)
    return id, made["key"]


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observed]:
    with collecting() as collector, openai_stub() as provider:
        environment = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "REMIT_MODEL_PROVIDER": "local",
            "REMIT_MODEL_BASE_URL": provider.base_url,
            "REMIT_MODEL_NAME": MODEL,
            "REMIT_ROLLOUT_POLL_SECONDS": "0.1",
        }
        with running_server(tmp_path_factory.mktemp("traced"), environment) as server:
            deployment, key = _deployed(server)
            answer = httpx.post(
                f"{server.url}/api/deployed-agents/{deployment}/chat",
                json={"message": SECRET},
                headers={"authorization": f"Bearer {key}", "x-request-id": REQUEST, **CALLER},
                timeout=30,
                trust_env=False,
            )
            assert answer.status_code == 200, answer.text
            yield Observed(server, collector, provider, deployment, answer)


def test_the_span_of_the_request_arrives_below_the_callers(observed: Observed) -> None:
    span = observed.collector.wait_for(
        lambda span: span.kind == SERVER and span.attributes.get("remit.request.id") == REQUEST
    )
    assert span.name == "POST /api/deployed-agents/{deployment_id}/chat"
    assert (span.trace_id, span.parent_id) == (TRACE, SPAN)
    assert observed.answer.headers["traceresponse"] == f"00-{TRACE}-{span.span_id}-01"
    assert observed.answer.headers["x-request-id"] == REQUEST


def test_the_call_has_a_span_below_the_requests_that_counts_its_tokens(observed: Observed) -> None:
    request = observed.collector.wait_for(
        lambda span: span.kind == SERVER and span.attributes.get("remit.request.id") == REQUEST
    )
    span = observed.collector.wait_for(lambda span: span.name == "invoke_agent hello")
    assert (span.trace_id, span.parent_id) == (TRACE, request.span_id)
    assert span.attributes["gen_ai.operation.name"] == "invoke_agent"
    assert int(span.attributes["gen_ai.usage.output_tokens"]) > 0


async def test_the_log_has_the_request_with_its_trace(observed: Observed) -> None:
    def found() -> list[dict[str, Any]]:
        return [line for line in observed.lines() if line.get("request_id") == REQUEST]

    await until(found)
    assert {line["trace_id"] for line in found()} == {TRACE}
    assert [line["status"] for line in found() if line["event"] == "request"] == [200]


def test_usage_and_audit_log_have_the_request(observed: Observed) -> None:
    calls = observed.get(f"/api/deployments/{observed.deployment}/log", q=REQUEST)["items"]
    assert [call["request_id"] for call in calls] == [REQUEST]
    entries = observed.get("/api/audit/entries", q=REQUEST)["items"]
    assert [(entry["type"], entry["correlation_id"]) for entry in entries] == [("call.answered", REQUEST)]


async def test_what_is_refused_before_it_is_a_call_is_found_in_the_log(observed: Observed) -> None:
    key, body = observed.server.key(), {"model": "hello-staging", "messages": []}
    headers = {"authorization": f"Bearer {key}", "x-request-id": "half-1", **CALLER}
    async with httpx.AsyncClient(base_url=observed.server.url, headers=headers, trust_env=False) as client:
        answer = await client.post("/v1/chat/completions", json=body)
    assert answer.json()["error"]["request_id"] == "half-1"

    def found() -> list[dict[str, Any]]:
        return [line for line in observed.lines() if line.get("request_id") == "half-1"]

    await until(found)
    told = [(line["event"], line["status"], line["error"], line["trace_id"]) for line in found()]
    assert told == [("request", 400, "malformed", TRACE)]


def test_the_provider_on_this_machine_learns_of_the_trace(observed: Observed) -> None:
    asked = [headers for headers in observed.provider.headers if "traceparent" in headers]
    assert [headers["traceparent"][:35] for headers in asked] == [f"00-{TRACE}"]
    assert asked[0]["tracestate"] == "vendor=opaque"
    assert asked[0]["traceparent"] != CALLER["traceparent"]
    assert "x-request-id" not in asked[0]


def test_what_was_said_is_in_no_log_and_no_trace(observed: Observed) -> None:
    assert SECRET not in observed.server.log.read_text()
    assert SECRET not in str(observed.collector.spans)
    for key in observed.server.keys.values():
        assert key not in observed.server.log.read_text()


def test_every_line_of_a_request_has_both_ids(observed: Observed) -> None:
    requests = [line for line in observed.lines() if line["event"] == "request"]
    assert requests
    assert all(line["request_id"] and len(line["trace_id"]) == 32 for line in requests)
