"""What was said, as Pydantic AI wants it: for agents that need its loop, and providers that speak otherwise."""

from collections.abc import Sequence
from typing import Any, cast

from pydantic_ai import BinaryContent
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    ModelResponsePart,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserContent,
    UserPromptPart,
)
from pydantic_ai.settings import ModelSettings

from remit.engines.models import Prompt, PromptRefused, Turn

# What only a provider that speaks OpenAI's protocol itself can be asked for.
_PASSED_ON = ("tools", "logit_bias", "logprobs", "top_logprobs", "reasoning_effort", "verbosity")
# What models take besides text, whoever serves them.
_FILES = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")


def check(prompt: Prompt, name: str) -> None:
    """Refuse what this way cannot do; `PromptRefused` names the member."""
    for member in _PASSED_ON:
        if getattr(prompt, member):
            raise PromptRefused(f"{member}: {name} does not take this: leave it out.", where=member)
    if prompt.n not in (None, 1):
        raise PromptRefused(f"n: {name} gives one answer at a time: leave it out.", where="n")
    if prompt.response_format is not None and prompt.response_format.get("type") != "text":
        raise PromptRefused(
            f"response_format: {name} answers in text: leave it out.", where="response_format"
        )


def settings(prompt: Prompt, spec_settings: dict[str, Any] | None) -> ModelSettings:
    """Put what the caller asks for over the agent's own settings; the agent's `max_tokens` is the most there is."""
    merged: dict[str, Any] = dict(spec_settings or {})
    for name in ("temperature", "top_p", "seed", "presence_penalty", "frequency_penalty"):
        if (given := getattr(prompt, name)) is not None:
            merged[name] = given
    if prompt.stop is not None:
        merged["stop_sequences"] = [prompt.stop] if isinstance(prompt.stop, str) else prompt.stop
    if (most := most_output(prompt, spec_settings)) is not None:
        merged["max_tokens"] = most
    return cast(ModelSettings, merged)


def most_output(prompt: Prompt, spec_settings: dict[str, Any] | None) -> int | None:
    """Return how many tokens an answer may have: the lower of what the agent and the caller allow."""
    allowed = [
        most for most in (prompt.most_output, (spec_settings or {}).get("max_tokens")) if most is not None
    ]
    return min(allowed) if allowed else None


def as_messages(said: Sequence[Turn]) -> list[ModelMessage]:
    """Turn messages into those of Pydantic AI, neighbours of one side in one."""
    found: list[ModelMessage] = []
    names: dict[str, str] = {}
    for each in said:
        if each.role == "assistant":
            found.append(ModelResponse(_answer(each, names)))
        elif found and isinstance(found[-1], ModelRequest):
            found[-1] = ModelRequest([*found[-1].parts, _part(each, names)])
        else:
            found.append(ModelRequest([_part(each, names)]))
    return found


def _part(said: Turn, names: dict[str, str]) -> ModelRequestPart:
    if said.role in ("system", "developer"):
        return SystemPromptPart("\n".join(said.texts()))
    if said.role == "tool":
        id = said.tool_call_id or ""
        return ToolReturnPart(names.get(id, "tool"), "\n".join(said.texts()), id)
    return UserPromptPart(content(said))


def content(said: Turn) -> str | Sequence[UserContent]:
    """Return the content of a person's message; pictures must come with it and not by address."""
    if not isinstance(said.content, list):
        return said.content or ""
    return [_piece(part) for part in said.content]


def _piece(part: dict[str, Any]) -> UserContent:
    kind = part.get("type")
    if kind == "text" and isinstance(part.get("text"), str):
        return str(part["text"])
    name, member = ("file", "file_data") if kind == "file" else ("image_url", "url")
    inner = part.get(name)
    data = inner.get(member) if isinstance(inner, dict) else None
    if kind in ("image_url", "file") and isinstance(data, str) and data.startswith("data:"):
        return _file(data)
    raise PromptRefused(
        "messages: this agent takes text, and pictures and PDF files as data: addresses, but not"
        f" {kind if isinstance(kind, str) else 'this'}.",
        where="messages",
    )


def _file(data: str) -> BinaryContent:
    try:
        found = BinaryContent.from_data_uri(data)
    except ValueError as error:
        raise PromptRefused("messages: a data: address cannot be read.", where="messages") from error
    if found.media_type not in _FILES:
        raise PromptRefused(
            f"messages: this agent takes {', '.join(_FILES)}, but not {found.media_type[:100]}.",
            where="messages",
        )
    return found


def _answer(said: Turn, names: dict[str, str]) -> list[ModelResponsePart]:
    parts: list[ModelResponsePart] = []
    if isinstance(said.content, (str, list)) and said.content:
        parts.append(
            TextPart(said.content if isinstance(said.content, str) else "\n".join(_only_text(said.content)))
        )
    for call in said.tool_calls or ():
        function, id = call.get("function") or {}, str(call.get("id", ""))
        if not (id and function.get("name")):
            raise PromptRefused("messages: a call of a tool has an id and a name.", where="messages")
        names[id] = str(function["name"])
        parts.append(ToolCallPart(names[id], str(function.get("arguments", "")), id))
    return parts


def _only_text(parts: Sequence[dict[str, Any]]) -> list[str]:
    return [str(part["text"]) for part in parts if isinstance(part.get("text"), str)]
