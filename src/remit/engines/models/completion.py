"""What a model answers, in the words of OpenAI's chat API: read only as far as Remit needs to, passed on as it came."""

from typing import Any, TypedDict

import msgspec
from pydantic_ai.usage import RequestUsage

# No request has so many tokens: whoever says so counts something else.
_MOST_TOKENS = 10**9


def _count(said: Any) -> int | None:
    if said is None:
        return 0
    return said if type(said) is int and 0 <= said <= _MOST_TOKENS else None


def _detail(details: Any, name: str) -> int:
    return (_count(details.get(name)) or 0) if isinstance(details, dict) else 0


class Function(TypedDict, total=False):
    """Which function is called and with what, or a piece of that."""

    name: str | None
    arguments: str | None


class ToolCall(TypedDict, total=False):
    """A use of a tool, or a piece of one; `index` says of which, in a stream."""

    index: int | None
    id: str | None
    function: Function | None


class Answered(msgspec.Struct):
    """One message of a model, or a piece of one."""

    content: str | None = None
    refusal: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    tool_calls: list[ToolCall] | None = None


class Choice(msgspec.Struct):
    """One of the answers; `delta` in a stream."""

    index: int = 0
    message: Answered | None = None
    delta: Answered | None = None
    finish_reason: str | None = None


class Completion(msgspec.Struct):
    """An answer, or one event of a stream; `usage` is whatever the provider says of it."""

    choices: list[Choice] = []
    usage: Any = None
    model: str | None = None
    error: Any = None

    def used(self) -> RequestUsage | None:
        """Return what the provider counted; none for counts that cannot be, which are not believed."""
        if not isinstance(self.usage, dict):
            return None
        took, gave = _count(self.usage.get("prompt_tokens")), _count(self.usage.get("completion_tokens"))
        if took is None or gave is None:
            return None
        cached = _detail(self.usage.get("prompt_tokens_details"), "cached_tokens")
        reasoning = _detail(self.usage.get("completion_tokens_details"), "reasoning_tokens")
        return RequestUsage(
            input_tokens=took,
            cache_read_tokens=min(cached, took),
            output_tokens=gave,
            details={"reasoning_tokens": reasoning} if reasoning else {},
        )

    def text(self) -> str:
        """Return the text of the first answer, or of a piece of it."""
        for choice in self.choices:
            said = choice.message or choice.delta
            if choice.index == 0 and said is not None:
                return said.content or said.refusal or ""
        return ""


decode = msgspec.json.Decoder(Completion).decode
