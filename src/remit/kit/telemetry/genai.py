"""Spans of calls in OpenTelemetry's conventions for generative AI (docs/telemetry.md), as of version 1.41.

    invoke_agent hello            internal
    ├── chat gpt-5-mini           client
    └── execute_tool search       internal

Each function returns none, and builds nothing, where no span is recorded; `spans.end` takes what they return.
"""

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from remit.kit.telemetry import spans
from remit.kit.telemetry.logs import correlation
from remit.kit.telemetry.spans import Span, Value

_PROVIDERS = {
    "azure": "azure.ai.openai",
    "bedrock": "aws.bedrock",
    "google": "gcp.gemini",
    "mistral": "mistral_ai",
    "vertex": "gcp.vertex_ai",
    "xai": "x_ai",
}
_OUR_KEYS = re.compile(r"remit_[0-9A-Za-z]{30,}")
_LARGEST_CONTENT = 32_768


def invoke_agent(
    name: str,
    *,
    call: str,
    id: str = "",
    version: str = "",
    conversation: str = "",
    environment: str = "",
    deployment: str = "",
    parent: Span | None = None,
) -> Span | None:
    """Begin the span of one call of an agent; `call` is its id, as usage and audit log have it."""
    if not spans.on():
        return None
    told = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": name,
        "gen_ai.agent.id": id,
        "gen_ai.agent.version": version,
        "gen_ai.conversation.id": conversation,
        "deployment.environment.name": environment,
        "remit.call.id": call,
        "remit.request.id": correlation.get(),
        "remit.deployment.id": deployment,
    }
    kept = {key: value for key, value in told.items() if value}
    return spans.begin(f"invoke_agent {name}".strip(), kept, "internal", parent)


def chat(
    provider: str,
    model: str,
    *,
    call: str = "",
    stream: bool = False,
    operation: str = "chat",
    parent: Span | None = None,
) -> Span | None:
    """Begin the span of one request to a model; `operation` is `chat`, `embeddings` or `text_completion`."""
    if not spans.on():
        return None
    told: dict[str, Value] = {
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": _PROVIDERS.get(provider, provider),
        "gen_ai.request.model": model,
        "remit.request.id": correlation.get(),
    }
    if call:
        told["remit.call.id"] = call
    if stream:
        told["gen_ai.request.stream"] = True
    return spans.begin(f"{operation} {model}".strip(), told, "client", parent)


def execute_tool(
    name: str, *, id: str = "", kind: str = "function", parent: Span | None = None
) -> Span | None:
    """Begin the span of one use of a tool; `id` is the model's own for it."""
    if not spans.on():
        return None
    told = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name, "gen_ai.tool.type": kind}
    if id:
        told["gen_ai.tool.call.id"] = id
    return spans.begin(f"execute_tool {name}".strip(), told, "internal", parent)


def used(
    span: Span | None,
    *,
    input_tokens: int = 0,
    output_tokens: int = 0,
    cached_tokens: int = 0,
    reasoning_tokens: int = 0,
    response_model: str = "",
    response_id: str = "",
    finish_reasons: Sequence[str] = (),
    first_chunk_seconds: float | None = None,
    cost_usd: Decimal | None = None,
    outcome: str = "",
) -> None:
    """Say what a call or a request to a model used; `cached_tokens` are among the input, reasoning among the output."""
    if span is None:
        return
    told: dict[str, Value] = {
        "gen_ai.usage.input_tokens": input_tokens,
        "gen_ai.usage.output_tokens": output_tokens,
    }
    more: tuple[tuple[str, Value | None], ...] = (
        ("gen_ai.usage.cache_read.input_tokens", cached_tokens),
        ("gen_ai.usage.reasoning.output_tokens", reasoning_tokens),
        ("gen_ai.response.model", response_model),
        ("gen_ai.response.id", response_id),
        ("gen_ai.response.finish_reasons", list(finish_reasons)),
        ("gen_ai.response.time_to_first_chunk", first_chunk_seconds),
        ("remit.outcome", outcome),
    )
    told.update({key: value for key, value in more if value})
    if cost_usd is not None:
        told["remit.cost_usd"] = float(cost_usd)
    span.set(told)


def said(
    span: Span | None,
    *,
    instructions: str = "",
    messages: Iterable[tuple[str, str]] = (),
    answer: str = "",
) -> None:
    """Record what was said, as (role, text), where whoever runs Remit asks for it (REMIT_TRACE_CONTENT).

    Keys of Remit are struck out, and of each part at most 32 kB is kept.
    """
    if span is None or not spans.with_content():
        return
    told: dict[str, Value] = {}
    if instructions:
        told["gen_ai.system_instructions"] = json.dumps([_text(instructions)])
    if shown := [{"role": role, "parts": [_text(text)]} for role, text in messages]:
        told["gen_ai.input.messages"] = json.dumps(shown)
    if answer:
        told["gen_ai.output.messages"] = json.dumps([{"role": "assistant", "parts": [_text(answer)]}])
    span.set(told)


def tool_said(span: Span | None, *, arguments: str = "", result: str = "") -> None:
    """Record what a tool was given and what it gave back, under the same condition."""
    if span is None or not spans.with_content():
        return
    told = {"gen_ai.tool.call.arguments": _safe(arguments), "gen_ai.tool.call.result": _safe(result)}
    span.set({key: value for key, value in told.items() if value})


def _text(text: str) -> dict[str, str]:
    return {"type": "text", "content": _safe(text)}


def _safe(text: str) -> str:
    return _OUR_KEYS.sub("remit_…", text[:_LARGEST_CONTENT])
