"""Spans as a collector receives them: names, parents, attributes, and nothing without a collector."""

import json
import time
from collections.abc import Iterator

import pytest
from tests.stubs.otlp_collector import CLIENT, FAILED, INTERNAL, SERVER, Collected, Collector, collecting

from remit.kit.errors import Unavailable
from remit.kit.telemetry import Trace, correlation, current_trace, genai, spans

CALLER = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, "vendor=opaque")
KEY = "remit_" + "a1B2" * 9


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        yield collector
        spans.stop()


@pytest.fixture(autouse=True)
def request_id() -> Iterator[None]:
    """Be in a request that begins no trace by itself."""
    id, trace = correlation.set("req_1"), current_trace.set(None)
    yield
    correlation.reset(id)
    current_trace.reset(trace)


def one_call(caller: Trace | None = CALLER, error: BaseException | None = None) -> None:
    """Go through a call as the runtime does: request, agent, model, tool."""
    request = spans.begin_request("POST", {"http.request.method": "POST"}, caller)
    assert request is not None
    current_trace.set(request.trace)
    agent = genai.invoke_agent("hello", call="call_1", id="agent_1", version="3", environment="prod")
    model = genai.chat("google", "gemini-3", call="call_1", stream=True, parent=agent)
    genai.said(model, instructions="Be kind.", messages=[("user", f"My key is {KEY}")], answer="Hi.")
    genai.used(
        model,
        input_tokens=12,
        output_tokens=5,
        cached_tokens=4,
        response_model="gemini-3-pro",
        finish_reasons=["stop"],
        first_chunk_seconds=0.2,
    )
    spans.end(model)
    tool = genai.execute_tool("search", id="tool_9", parent=agent)
    genai.tool_said(tool, arguments='{"q": "x"}', result="secret")
    spans.end(tool, None, error)
    genai.used(agent, input_tokens=12, output_tokens=5, outcome="answered")
    spans.end(agent)
    spans.end(request, {"http.response.status_code": 200}, name="POST /v1/chat/completions")


def by_name(collector: Collector) -> dict[str, Collected]:
    return {span.name: span for span in collector.spans}


def test_a_call_arrives_as_one_tree_below_its_caller(collector: Collector) -> None:
    assert spans.start("1.2.3")
    one_call()
    spans.stop()
    found = by_name(collector)
    request, agent = found["POST /v1/chat/completions"], found["invoke_agent hello"]
    model, tool = found["chat gemini-3"], found["execute_tool search"]
    assert {span.trace_id for span in found.values()} == {CALLER.trace_id}
    assert [request.parent_id, agent.parent_id] == [CALLER.span_id, request.span_id]
    assert [model.parent_id, tool.parent_id] == [agent.span_id, agent.span_id]
    assert [request.kind, agent.kind, model.kind, tool.kind] == [SERVER, INTERNAL, CLIENT, INTERNAL]
    assert {span.state for span in found.values()} == {"vendor=opaque"}
    assert request.resource["service.name"] == "remit"
    assert request.resource["service.version"] == "1.2.3"


def test_attributes_follow_the_conventions_for_generative_ai(collector: Collector) -> None:
    spans.start("1")
    one_call()
    spans.stop()
    found = by_name(collector)
    assert found["chat gemini-3"].attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": "gemini-3",
        "gen_ai.request.stream": True,
        "gen_ai.response.model": "gemini-3-pro",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.response.time_to_first_chunk": 0.2,
        "gen_ai.usage.input_tokens": 12,
        "gen_ai.usage.output_tokens": 5,
        "gen_ai.usage.cache_read.input_tokens": 4,
        "remit.call.id": "call_1",
        "remit.request.id": "req_1",
    }
    assert found["execute_tool search"].attributes == {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "search",
        "gen_ai.tool.type": "function",
        "gen_ai.tool.call.id": "tool_9",
    }
    agent = found["invoke_agent hello"].attributes
    assert agent["gen_ai.operation.name"] == "invoke_agent"
    assert (agent["gen_ai.agent.name"], agent["gen_ai.agent.version"]) == ("hello", "3")
    assert (agent["remit.outcome"], agent["deployment.environment.name"]) == ("answered", "prod")


def test_what_was_said_stays_out_unless_it_is_asked_for(collector: Collector) -> None:
    spans.start("1")
    one_call()
    spans.stop()
    assert "Hi." not in str(collector.spans)
    assert "Be kind" not in str(collector.spans)
    assert "secret" not in str(collector.spans)
    collector.spans.clear()
    spans.start("1", content=True)
    one_call()
    spans.stop()
    found = by_name(collector)
    said = found["chat gemini-3"].attributes
    assert json.loads(said["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "Hi."}]}
    ]
    assert json.loads(said["gen_ai.system_instructions"]) == [{"type": "text", "content": "Be kind."}]
    assert json.loads(said["gen_ai.input.messages"])[0]["parts"][0]["content"] == "My key is remit_…"
    assert found["execute_tool search"].attributes["gen_ai.tool.call.result"] == "secret"
    assert KEY not in str(collector.spans)


def test_an_error_is_named_by_its_type_and_never_by_its_words(collector: Collector) -> None:
    spans.start("1")
    one_call(error=Unavailable("The password is hunter2."))
    spans.stop()
    tool = by_name(collector)["execute_tool search"]
    assert (tool.status, tool.attributes["error.type"]) == (FAILED, "unavailable")
    assert "hunter2" not in str(collector.spans)


def test_what_the_caller_does_not_record_is_not_recorded(collector: Collector) -> None:
    spans.start("1")
    one_call(CALLER._replace(flags=0))
    spans.stop()
    assert collector.spans == []


@pytest.mark.parametrize(("ratio", "arrive"), [("0", 0), ("1", 4)])
def test_the_sampler_of_the_standard_variables_decides_about_new_traces(
    collector: Collector, monkeypatch: pytest.MonkeyPatch, ratio: str, arrive: int
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", ratio)
    spans.start("1")
    one_call(None)
    assert current_trace.get() is not None  # ids there are all the same
    spans.stop()
    assert len(collector.spans) == arrive


def test_without_a_collector_nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert not spans.start("1")
    agent = genai.invoke_agent("hello", call="call_1")
    assert agent is None
    assert genai.chat("openai", "gpt-5", parent=agent) is None
    genai.used(agent, input_tokens=1)
    genai.said(agent, answer="x")
    with spans.within(agent):
        assert current_trace.get() is None
    spans.end(agent)


@pytest.mark.parametrize(
    ("name", "value"),
    [("OTEL_SDK_DISABLED", "true"), ("OTEL_TRACES_EXPORTER", "none")],
)
def test_the_standard_switches_turn_it_off(
    collector: Collector, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert not spans.start("1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "0"),
        ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "many"),
    ],
)
def test_variables_that_cannot_be_used_are_said_at_the_start(
    collector: Collector, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Unavailable, match=r"OTEL_.*[^.]\.$"):
        spans.start("1")
    assert not spans.on()


def test_a_collector_that_refuses_does_not_hold_up_the_end(collector: Collector) -> None:
    collector.refuses = True
    spans.start("1")
    one_call()
    began = time.monotonic()
    spans.stop()
    assert time.monotonic() - began < 6
    assert collector.asked >= 1
    assert genai.invoke_agent("hello", call="call_2") is None


def fail_within(outer: str, inner: str) -> None:
    """Stand in two spans, and fail in the outer one."""
    with spans.within(spans.begin(outer, {})):
        standing = current_trace.get()
        assert standing is not None
        with spans.within(spans.begin(inner, {})):
            assert current_trace.get() != standing
        assert current_trace.get() == standing
        raise KeyError("not shown")


def test_within_stands_below_a_span_and_ends_it(collector: Collector) -> None:
    spans.start("1")
    with pytest.raises(KeyError):
        fail_within("outer", "inner")
    assert current_trace.get() is None
    spans.stop()
    found = by_name(collector)
    assert found["inner"].parent_id == found["outer"].span_id
    assert (found["outer"].status, found["outer"].attributes["error.type"]) == (FAILED, "KeyError")
    assert "not shown" not in str(collector.spans)
