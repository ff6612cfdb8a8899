"""Round every request: one id finds it in answer, log, figures and trace; a key in an address is refused."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from tests.fixtures.journey import problem
from tests.fixtures.server import Api, Served
from tests.stubs.otlp_collector import FAILED, Collector, collecting

from remit.controls.tenancy import Role
from remit.kit.telemetry import continued, spans

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
KEY = "remit_" + "a1B2c3" * 6


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        spans.start("test")
        yield collector
        spans.stop()


async def test_the_answer_says_where_it_stands_in_the_callers_trace(api: Api) -> None:
    client = await api(None)
    answer = await client.get("/health/live", headers={"traceparent": f"00-{TRACE}-{SPAN}-01"})
    mine = continued(answer.headers["traceresponse"])
    assert mine is not None
    assert (mine.trace_id, mine.flags) == (TRACE, 1)
    assert mine.span_id != SPAN


@pytest.mark.parametrize(
    "headers",
    [
        [("traceparent", f"00-{'0' * 32}-{SPAN}-01")],
        [("traceparent", "x" * 5000)],
        [("traceparent", f"00-{TRACE}-{SPAN}-01"), ("traceparent", f"00-{TRACE}-{SPAN}-01")],
    ],
)
async def test_a_trace_that_cannot_be_read_is_replaced(api: Api, headers: list[tuple[str, str]]) -> None:
    client = await api(None)
    answer = await client.get("/health/live", headers=headers)
    mine = continued(answer.headers["traceresponse"])
    assert mine is not None
    assert mine.trace_id != TRACE
    assert answer.headers["x-request-id"] == f"req_{mine.trace_id}"


async def test_requests_of_one_trace_have_ids_of_their_own(api: Api) -> None:
    client = await api(None)
    ids = {
        (await client.get("/health/live", headers={"traceparent": f"00-{TRACE}-{SPAN}-00"})).headers[
            "x-request-id"
        ]
        for _ in range(5)
    }
    assert len(ids) == 5
    assert all(id.startswith(f"req_{TRACE}") and len(id) <= 64 for id in ids)


async def test_errors_carry_the_ids_as_well(api: Api) -> None:
    client = await api(None)
    for path in ("/api/agents", "/api/nothing", "/api/agents?key=" + KEY):
        answer = await client.get(path, headers={"x-request-id": "mine"})
        assert problem(answer, answer.status_code)["request_id"] == answer.headers["x-request-id"] == "mine"
        assert continued(answer.headers["traceresponse"]) is not None


@pytest.mark.parametrize("name", ["key", "api_key", "access_token", "token", "Authorization", "x[y]", ""])
async def test_a_key_in_an_address_is_refused(api: Api, name: str) -> None:
    client = await api(Role.ADMIN)
    for value in (KEY, f"Bearer%20{KEY}", quote(KEY).replace("_", "%5F"), f"%72emit_{KEY[6:]}", f"{KEY}&b=1"):
        answer = await client.get(f"/api/agents?a=1&{name}={value}")
        told = problem(answer, 400)
        assert told["type"] == "/problems/key-in-address"
        assert "revoke" in told["detail"]
        assert KEY[6:] not in answer.text
        assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("query", ["q=remit", "q=remit_", "q=remit_short", "name=remit_dev&key=abc", "q=%"])
async def test_what_only_resembles_a_key_is_not(api: Api, query: str) -> None:
    client = await api(Role.ADMIN)
    assert (await client.get(f"/api/agents?{query}")).status_code == 200


async def test_a_key_that_is_refused_was_not_used(api: Api) -> None:
    """Sent in the address it opens nothing, not even beside a good one in its place."""
    client = await api(Role.ADMIN)
    key = client.headers["authorization"].removeprefix("Bearer ")
    stranger = await api(None)
    problem(await stranger.get(f"/api/agents?access_token={key}"), 400)
    problem(await client.post(f"/api/agents?key={key}", json={}), 400)


async def test_a_request_is_a_span_named_after_its_route(api: Api, collector: Collector) -> None:
    client = await api(Role.ADMIN)
    answer = await client.get(
        "/api/deployments/dep_nothing?q=secret-words",
        headers={
            "traceparent": f"00-{TRACE}-{SPAN}-01",
            "tracestate": "vendor=opaque",
            "x-request-id": "mine-7",
        },
    )
    assert answer.status_code == 404
    span = collector.wait_for(lambda span: span.attributes.get("remit.request.id") == "mine-7")
    assert span.name == "GET /api/deployments/{plan_id}"
    assert (span.trace_id, span.parent_id, span.state) == (TRACE, SPAN, "vendor=opaque")
    assert answer.headers["traceresponse"] == f"00-{TRACE}-{span.span_id}-01"
    assert span.attributes["http.response.status_code"] == 404
    assert span.status != FAILED
    assert "secret-words" not in str(span)


async def test_health_and_figures_are_no_spans_and_what_is_not_sampled_neither(
    api: Api, collector: Collector
) -> None:
    client = await api(None)
    await client.get("/health/live")
    await client.get("/metrics")
    await client.get("/api/agents", headers={"traceparent": f"00-{TRACE}-{SPAN}-00"})
    await client.get("/api/nothing", headers={"x-request-id": "the-last"})
    collector.wait_for(lambda span: span.attributes.get("remit.request.id") == "the-last")
    assert [span.attributes["remit.request.id"] for span in collector.spans] == ["the-last"]


async def test_figures_count_by_route_and_not_by_address(api: Api, served: Served) -> None:
    client = await api(Role.ADMIN)
    for number in range(3):
        await client.get(f"/api/deployments/dep_{number}")
    page = (await client.get("/metrics")).text
    assert 'remit_http_requests_total{method="GET",route="/api/deployments/{plan_id}",status="404"}' in page
    assert "dep_1" not in page
    for name in ("remit_calls_in_flight", "remit_calls_total", "remit_call_seconds", "remit_cost_usd_total"):
        assert f"# TYPE {name.removesuffix('_total')}" in page or f"# TYPE {name}" in page
