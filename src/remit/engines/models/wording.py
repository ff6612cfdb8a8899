"""What a model of Pydantic AI answers, in the words of OpenAI's chat API, whole or piece by piece.

What is made here is read again by `completion.decode`: whoever screens and counts sees the same as from a provider that
speaks so itself.
"""

import json
import time
from dataclasses import dataclass
from typing import Any

import msgspec
from pydantic_ai.messages import (
    ModelResponse,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ToolCallPart,
    ToolCallPartDelta,
)
from pydantic_ai.models import Model
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.usage import RequestUsage, RunUsage

_FINISHES = {"length": "length", "content_filter": "content_filter"}
_FENCE = "```"


@dataclass(frozen=True)
class Form:
    """How an answer takes the form that is asked for: as the arguments of a `tool`, or as text that is `held`.

    Held text is given at the end and not in pieces, since only then is it known whether it is the answer.
    """

    tool: str = ""
    held: bool = False


def ignored_by(model: Model) -> frozenset[str]:
    """Name the settings that a model leaves out without a word."""
    inner = model.wrapped if isinstance(model, WrapperModel) else model
    return frozenset(inner.unsupported_settings)


class Wording:
    """One answer on its way; `id` and `model` are what it says of itself."""

    def __init__(self, id: str, model: str, form: Form) -> None:
        self._head = {"id": id, "created": int(time.time()), "model": model}
        self._form = form
        self._held = ""
        self._formed: int | None = None
        self._calls: dict[int, int] = {}
        self._empty: set[int] = set()
        self._begun = False

    def whole(self, response: ModelResponse) -> bytes:
        """Write a whole answer."""
        calls = [part for part in response.parts if isinstance(part, ToolCallPart)]
        own = [call for call in calls if call.tool_name != self._form.tool]
        text = "".join(part.content for part in response.parts if isinstance(part, TextPart))
        formed = next((call for call in calls if call.tool_name == self._form.tool), None)
        if formed is not None:
            text = formed.args_as_json_str()
        elif self._form.held:
            text = "" if own else unfenced(text)
        message: dict[str, Any] = {"role": "assistant", "content": text or None, "refusal": None}
        if own:
            message["tool_calls"] = [_call(call) for call in own]
        finish = "tool_calls" if own else _finish(response)
        choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
        return msgspec.json.encode(
            {
                **self._head,
                "object": "chat.completion",
                "choices": [choice],
                "usage": usage_of(response.usage),
            }
        )

    def piece(self, event: ModelResponseStreamEvent) -> bytes | None:
        """Write a piece of a stream; none for what is not told, or not yet."""
        delta: dict[str, Any] | None = None
        if isinstance(event, PartStartEvent):
            if isinstance(event.part, TextPart):
                delta = self._text(event.part.content)
            elif isinstance(event.part, ToolCallPart):
                delta = self._begin(event.index, event.part)
        elif isinstance(event, PartDeltaEvent):
            if isinstance(event.delta, TextPartDelta):
                delta = self._text(event.delta.content_delta)
            elif isinstance(event.delta, ToolCallPartDelta):
                delta = self._go_on(event.index, event.delta)
        return None if delta is None else self._chunk(delta)

    def ending(self, response: ModelResponse) -> list[bytes]:
        """Write what is left to say when the model has ended, and why it did."""
        rest = [self._chunk(self._arguments(each, "{}")) for each in sorted(self._empty)]
        if self._held and self._formed is None and not self._calls:
            rest.append(self._chunk({"content": unfenced(self._held)}))
        finish = "tool_calls" if self._calls else _finish(response)
        return [*rest, self._chunk({}, finish)]

    def counted(self, usage: RequestUsage) -> bytes:
        """Write the event that tells what was used."""
        return msgspec.json.encode(
            {**self._head, "object": "chat.completion.chunk", "choices": [], "usage": usage_of(usage)}
        )

    def _text(self, text: str) -> dict[str, Any] | None:
        if self._form.held:
            self._held += text
            return None
        return {"content": text} if text else None

    def _begin(self, part: int, call: ToolCallPart) -> dict[str, Any] | None:
        arguments = _written(call.args)
        if not arguments:
            self._empty.add(part)
        if call.tool_name == self._form.tool:
            self._formed = part if self._formed is None else self._formed
            if self._formed != part:
                self._empty.discard(part)
            return self._arguments(part, arguments) if arguments else None
        place = self._calls[part] = len(self._calls)
        function = {"name": call.tool_name, "arguments": arguments}
        told = {"index": place, "id": call.tool_call_id, "type": "function", "function": function}
        return {"tool_calls": [told]}

    def _go_on(self, part: int, delta: ToolCallPartDelta) -> dict[str, Any] | None:
        arguments = _written(delta.args_delta)
        if not arguments:
            return None
        self._empty.discard(part)
        return self._arguments(part, arguments)

    def _arguments(self, part: int, arguments: str) -> dict[str, Any] | None:
        if (place := self._calls.get(part)) is not None:
            return {"tool_calls": [{"index": place, "function": {"arguments": arguments}}]}
        return {"content": arguments} if part == self._formed else None

    def _chunk(self, delta: dict[str, Any] | None, finish: str | None = None) -> bytes:
        told = delta or {}
        if not self._begun:
            self._begun, told = True, {"role": "assistant", **told}
        choice = {"index": 0, "delta": told, "finish_reason": finish, "logprobs": None}
        return msgspec.json.encode({**self._head, "object": "chat.completion.chunk", "choices": [choice]})


def usage_of(usage: RequestUsage) -> dict[str, Any]:
    """Write what was used as OpenAI's API does."""
    taken, given = usage.input_tokens, usage.output_tokens
    return {
        "prompt_tokens": taken,
        "completion_tokens": given,
        "total_tokens": taken + given,
        "prompt_tokens_details": {"cached_tokens": usage.cache_read_tokens},
        "completion_tokens_details": {"reasoning_tokens": reasoning_tokens(usage)},
    }


def reasoning_tokens(usage: RequestUsage | RunUsage) -> int:
    """Return how many tokens of the output a model thought with, by the names that providers have for them."""
    return usage.details.get("reasoning_tokens") or usage.details.get("thoughts_tokens", 0)


def unfenced(text: str) -> str:
    """Take the fence from JSON that a model put into one."""
    inner = text.strip()
    if inner.startswith(_FENCE) and inner.endswith(_FENCE) and len(inner) > 2 * len(_FENCE):
        return inner[len(_FENCE) : -len(_FENCE)].removeprefix("json").strip()
    return text


def _finish(response: ModelResponse) -> str:
    return _FINISHES.get(response.finish_reason or "", "stop")


def _call(call: ToolCallPart) -> dict[str, Any]:
    function = {"name": call.tool_name, "arguments": call.args_as_json_str()}
    return {"id": call.tool_call_id, "type": "function", "function": function}


def _written(arguments: str | dict[str, Any] | None) -> str:
    return json.dumps(arguments, ensure_ascii=False) if isinstance(arguments, dict) else arguments or ""
