"""What a client of the Responses API sends, as a request of the chat API: the one form in which agents are asked."""

from typing import Any, Literal

import msgspec

from remit.edges.openai.responses.nul import holds_nul
from remit.engines.models import Prompt, PromptRefused, Turn, asking, refuse_depth, refused, texts_of

_TEXT_PARTS = ("input_text", "output_text", "text")
_MOST_ITEMS = 10_000
# What would change what is said, and cannot be left out in silence.
_NOT_HERE = {
    "background": "Remit answers while you wait: leave it out.",
    "conversation": "let responses follow one another with previous_response_id.",
    "prompt": "the agent has its own instructions: say the rest in instructions and input.",
}
_TURN: dict[str, Literal["system", "developer", "user", "assistant"]] = {
    "system": "system",
    "developer": "developer",
    "user": "user",
    "assistant": "assistant",
}


class TextFormat(msgspec.Struct):
    """How an answer is to look."""

    format: dict[str, Any] | None = None


class Reasoning(msgspec.Struct):
    """How hard the model is to think."""

    effort: str | None = None


class Asked(msgspec.Struct, kw_only=True):
    """A request; what is not named here is not passed on."""

    model: str = ""
    input: str | list[dict[str, Any]]
    instructions: str | None = None
    previous_response_id: str | None = None
    store: bool | None = None
    stream: bool | None = None
    max_output_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    tools: list[dict[str, Any]] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    text: TextFormat | None = None
    reasoning: Reasoning | None = None
    metadata: dict[str, str] | None = None
    user: str | None = None
    variables: dict[str, Any] | None = None
    background: bool | None = None
    conversation: Any = None
    prompt: Any = None


_decode = msgspec.json.Decoder(Asked).decode


def read(body: bytes) -> Asked:
    """Read a request; `PromptRefused` says which member is wrong."""
    try:
        asked = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refused(error) from error
    for name, words in _NOT_HERE.items():
        if getattr(asked, name):
            raise PromptRefused(f"{name}: {words}", where=name)
    if isinstance(asked.input, list) and len(asked.input) > _MOST_ITEMS:
        raise PromptRefused(f"input: there may be {_MOST_ITEMS} items.", where="input")
    if asked.max_output_tokens is not None and asked.max_output_tokens < 1:
        raise PromptRefused("max_output_tokens: must be at least 1.", where="max_output_tokens")
    refuse_depth(
        variables=asked.variables,
        input=asked.input,
        tools=asked.tools,
        tool_choice=asked.tool_choice,
        text=asked.text and asked.text.format,
    )
    if b"\\u0000" in body:
        for name, value in msgspec.to_builtins(asked).items():
            if holds_nul(value):
                raise PromptRefused(f"{name}: text may not contain the character NUL.", where=name)
    return asked


def said(asked: Asked) -> list[Turn]:
    """Return what is newly said."""
    if isinstance(asked.input, str):
        return asking(asked.input).messages
    turns: list[Turn] = []
    for place, item in enumerate(asked.input):
        _take(turns, item, f"input[{place}]")
    if not turns:
        raise PromptRefused("input: say at least one thing.", where="input")
    return turns


def prompt_of(asked: Asked, before: list[Turn], new: list[Turn]) -> Prompt:
    """Make the request of the chat API: instructions of this request alone, what was said before, what is said now."""
    told = [Turn("developer", asked.instructions)] if asked.instructions else []
    prompt = Prompt(
        model=asked.model,
        messages=[*told, *before, *new],
        stream=asked.stream,
        max_completion_tokens=asked.max_output_tokens,
        temperature=asked.temperature,
        top_p=asked.top_p,
        tools=[_tool(each, place) for place, each in enumerate(asked.tools)] if asked.tools else None,
        tool_choice=_choice(asked.tool_choice) if asked.tools else None,
        parallel_tool_calls=asked.parallel_tool_calls if asked.tools else None,
        response_format=_format(asked.text),
        variables=asked.variables,
        reasoning_effort=asked.reasoning.effort if asked.reasoning else None,
    )
    if any("\x00" in text for text in texts_of(prompt)):
        raise PromptRefused("input: text may not contain the character NUL.", where="input")
    return prompt


def _take(turns: list[Turn], item: dict[str, Any], where: str) -> None:
    kind = item.get("type", "message")
    if kind == "function_call":
        call = {
            "id": str(item.get("call_id", "")),
            "type": "function",
            "function": {"name": str(item.get("name", "")), "arguments": str(item.get("arguments", ""))},
        }
        if turns and turns[-1].role == "assistant" and turns[-1].tool_calls:
            turns[-1].tool_calls.append(call)
        else:
            turns.append(Turn("assistant", tool_calls=[call]))
    elif kind == "function_call_output":
        output = _content(item.get("output"), where, "output")
        turns.append(Turn("tool", output, tool_call_id=str(item.get("call_id", ""))))
    elif kind == "message" and (role := _TURN.get(str(item.get("role")))) is not None:
        turns.append(Turn(role, _content(item.get("content"), where, "content")))
    elif kind != "reasoning":
        raise PromptRefused(f"{where}: Remit does not know items of the type {kind!r}.", where=where)


def _content(content: Any, where: str, name: str) -> str | list[dict[str, Any]]:
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise PromptRefused(f"{where}.{name}: give text or a list of parts.", where=f"{where}.{name}")
    return [_part(part, f"{where}.{name}[{place}]") for place, part in enumerate(content)]


def _part(part: Any, where: str) -> dict[str, Any]:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind in _TEXT_PARTS and isinstance(part.get("text"), str):
        return {"type": "text", "text": part["text"]}
    if kind == "refusal" and isinstance(part.get("refusal"), str):
        return {"type": "text", "text": part["refusal"]}
    if kind == "input_image" and isinstance(part.get("image_url"), str):
        return {"type": "image_url", "image_url": {"url": part["image_url"]}}
    raise PromptRefused(f"{where}: give input_text, or input_image with an image_url.", where=where)


def _tool(tool: dict[str, Any], place: int) -> dict[str, Any]:
    if tool.get("type") != "function" or not isinstance(tool.get("name"), str):
        where = f"tools[{place}]"
        raise PromptRefused(f"{where}: only functions with a name can be tools of the caller.", where=where)
    function = {name: tool[name] for name in ("name", "description", "parameters", "strict") if name in tool}
    return {"type": "function", "function": function}


def _choice(choice: str | dict[str, Any] | None) -> str | dict[str, Any] | None:
    if isinstance(choice, dict) and choice.get("type") == "function":
        return {"type": "function", "function": {"name": choice.get("name")}}
    return choice


def _format(text: TextFormat | None) -> dict[str, Any] | None:
    wanted = text.format if text else None
    if wanted is None or wanted.get("type") == "text":
        return None
    if wanted.get("type") == "json_schema":
        schema = {
            name: wanted[name] for name in ("name", "schema", "strict", "description") if name in wanted
        }
        return {"type": "json_schema", "json_schema": schema}
    return wanted
