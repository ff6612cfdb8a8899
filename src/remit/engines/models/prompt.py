"""What is said to a model, in the words of OpenAI's chat API, which every client and most servers speak.

Members that are not named here are not passed on. Read once with `read`, written once for the provider.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import msgspec

from remit.kit.errors import Malformed

_MOST_MESSAGES = 10_000
_MOST_CHOICES = 8
_MOST_STOPS = 4
# What would change what is answered or what it costs, and cannot be left out in silence.
_NOT_HERE = {
    "functions": "give tools instead.",
    "function_call": "give tool_choice instead.",
    "audio": "answers are text: leave it out.",
    "web_search_options": "an agent has the tools that it was deployed with: leave it out.",
}
_PLAIN: dict[str, tuple[Any, ...]] = {
    "modalities": (None, ["text"]),
    "service_tier": (None, "auto", "default"),
}
# Far less than what Python itself can take, so that nothing that is done with it later fails.
_DEEPEST = 100


class PromptRefused(Malformed):
    """The body is no chat request; `where` in `extra` is the member that is wrong."""

    status = 400
    type = "malformed"
    title = "The request cannot be read"


class Turn(msgspec.Struct, omit_defaults=True):
    """One message; `content` is text, or the parts that the API knows."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None
    name: str | None = None
    tool_calls: list[dict[str, Any]] | None = None
    tool_call_id: str | None = None
    refusal: str | None = None

    def texts(self) -> Iterator[str]:
        """Yield all that stands in it as text, the arguments of tool calls included."""
        if isinstance(self.content, str):
            yield self.content
        elif self.content:
            yield from (str(part["text"]) for part in self.content if isinstance(part.get("text"), str))
        for call in self.tool_calls or ():
            function = call.get("function")
            arguments = function.get("arguments") if isinstance(function, dict) else None
            if isinstance(arguments, str):
                yield arguments


class StreamOptions(msgspec.Struct, omit_defaults=True):
    """How a stream ends."""

    include_usage: bool | None = False


class Prompt(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A chat request; `model` names whom the caller means, and what the provider calls it on the way out.

    `variables` are Remit's own: what a caller fills into the agent's instructions. No provider is sent them.
    """

    model: str = ""
    messages: list[Turn]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    n: int | None = None
    stop: str | list[str] | None = None
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    logit_bias: dict[str, float] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    response_format: dict[str, Any] | None = None
    tools: list[dict[str, Any]] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    reasoning_effort: str | None = None
    verbosity: str | None = None
    user: str | None = None
    variables: dict[str, Any] | None = None
    functions: Any = None
    function_call: Any = None
    audio: Any = None
    web_search_options: Any = None
    modalities: Any = None
    service_tier: Any = None

    @property
    def most_output(self) -> int | None:
        """How many tokens the caller allows each answer, none where it does not say."""
        return self.max_completion_tokens if self.max_completion_tokens is not None else self.max_tokens

    def texts(self) -> list[str]:
        """Return everything in it that is text."""
        found: list[str] = []
        for said in self.messages:
            if isinstance(said.content, str) and said.tool_calls is None:
                found.append(said.content)
            else:
                found.extend(said.texts())
        return found

    def last(self) -> str:
        """Return the text of the last message."""
        return "\n".join(self.messages[-1].texts()) if self.messages else ""


_read = msgspec.json.Decoder(Prompt)
_write = msgspec.json.Encoder()


def read(body: bytes) -> Prompt:
    """Read a request; `PromptRefused` says which member is wrong."""
    try:
        prompt = _read.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refused(error) from error
    _check(prompt)
    if (b"\\u0000" in body or b"\x00" in body) and any("\x00" in text for text in prompt.texts()):
        raise PromptRefused("messages: text may not contain the character NUL.", where="messages")
    return prompt


def refused(error: Exception) -> PromptRefused:
    """Say what is wrong with a body, and where."""
    if isinstance(error, msgspec.ValidationError):
        words, _, where = str(error).partition(" - at ")
        where = where.strip("`").removeprefix("$").lstrip(".")
        return PromptRefused(f"{where or 'The body'}: {words}.", where=where or None)
    if isinstance(error, RecursionError):
        return PromptRefused("The body is nested too deeply.", where=None)
    return PromptRefused("The body is no JSON in UTF-8.", where=None)


def refuse_depth(**members: Any) -> None:
    """Refuse members that are nested too deeply to be passed on and kept."""
    for name, value in members.items():
        if not isinstance(value, (dict, list)):
            continue
        level = [value]
        for _ in range(_DEEPEST):
            inner = [each for outer in level for each in _within(outer)]
            if not inner:
                break
            level = inner
        else:
            raise PromptRefused(f"{name}: this is nested too deeply.", where=name)


def _within(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _check(prompt: Prompt) -> None:
    if not prompt.messages:
        raise PromptRefused("messages: say at least one thing.", where="messages")
    if len(prompt.messages) > _MOST_MESSAGES:
        raise PromptRefused(f"messages: there may be {_MOST_MESSAGES}.", where="messages")
    for name in ("n", "max_tokens", "max_completion_tokens"):
        given = getattr(prompt, name)
        if given is not None and given < 1:
            raise PromptRefused(f"{name}: must be at least 1.", where=name)
    _check_absent(prompt)
    if prompt.n is not None and prompt.n > _MOST_CHOICES:
        raise PromptRefused(f"n: at most {_MOST_CHOICES} choices.", where="n")
    if isinstance(prompt.stop, list) and len(prompt.stop) > _MOST_STOPS:
        raise PromptRefused(f"stop: at most {_MOST_STOPS} sequences.", where="stop")
    for place, turn in enumerate(prompt.messages):
        if turn.tool_calls:
            _check_calls(turn.tool_calls, f"messages[{place}].tool_calls")
        if turn.tool_calls or isinstance(turn.content, list):
            refuse_depth(messages=[turn.content, turn.tool_calls])
    if prompt.variables and any(
        "\x00" in text for text in prompt.variables.values() if isinstance(text, str)
    ):
        raise PromptRefused("variables: text may not contain the character NUL.", where="variables")
    refuse_depth(
        variables=prompt.variables,
        tools=prompt.tools,
        tool_choice=prompt.tool_choice,
        response_format=prompt.response_format,
    )


def _check_absent(prompt: Prompt) -> None:
    """Refuse what Remit does not do; what asks for what it does anyway is not passed on."""
    for name, words in _NOT_HERE.items():
        if getattr(prompt, name) is not None:
            raise PromptRefused(f"{name}: {words}", where=name)
    for name, plain in _PLAIN.items():
        given = getattr(prompt, name)
        if given not in plain:
            raise PromptRefused(f"{name}: Remit has {plain[-1]!r} only: leave it out.", where=name)
        if given is not None:
            setattr(prompt, name, None)


def _check_calls(calls: Sequence[dict[str, Any]], where: str) -> None:
    """Let only calls of functions pass whose arguments are text: what else stands there, nobody would look at."""
    for place, call in enumerate(calls):
        function = call.get("function")
        if not isinstance(function, dict) or not isinstance(function.get("arguments", ""), str):
            raise PromptRefused(
                f"{where}[{place}].function: give the function's name, and its arguments as text.",
                where=f"{where}[{place}].function",
            )


def write(prompt: Prompt) -> bytes:
    """Write a request for a provider."""
    return _write.encode(prompt)


def asking(message: str, history: tuple[Turn, ...] = ()) -> Prompt:
    """Make the request of somebody who says one thing after what was said before."""
    return Prompt(messages=[*history, Turn("user", message)])
