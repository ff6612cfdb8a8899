"""All that stands as text in what is said to a model, for whoever looks at it or changes it."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from remit.engines.models.embedding import Inputs
from remit.engines.models.prompt import Prompt, Turn

Said = Prompt | Inputs
Change = Callable[[str], str]


def texts_of(said: Said) -> Iterator[str]:
    """Yield what is said; what a caller fills in, and says of its tools and the form of the
    answer, comes as one text."""
    yield from said.texts()
    if isinstance(said, Prompt) and (said.tools or said.response_format or said.variables):
        yield "\n".join(_strings([said.tools, said.response_format, said.variables]))


def reworded(said: Said, change: Change) -> Said:
    """Return it with each text changed."""
    if isinstance(said, Inputs):
        given = change(said.input) if isinstance(said.input, str) else said.input
        if isinstance(given, list):
            given = [change(each) if isinstance(each, str) else each for each in given]
        return replace(said, input=given)
    return replace(
        said,
        messages=[_turn(each, change) for each in said.messages],
        tools=_changed(said.tools, change),
        response_format=_changed(said.response_format, change),
        variables=_changed(said.variables, change),
    )


def _turn(turn: Turn, change: Change) -> Turn:
    content = turn.content
    if isinstance(content, str):
        content = change(content)
    elif content:
        content = [_part(part, change) for part in content]
    return replace(
        turn, content=content, tool_calls=[_call(each, change) for each in turn.tool_calls or ()] or None
    )


def _part(part: dict[str, Any], change: Change) -> dict[str, Any]:
    text = part.get("text")
    return {**part, "text": change(text)} if isinstance(text, str) else part


def _call(call: dict[str, Any], change: Change) -> dict[str, Any]:
    function = call.get("function")
    arguments = function.get("arguments") if isinstance(function, dict) else None
    if not isinstance(function, dict) or not isinstance(arguments, str):
        return call
    return {**call, "function": {**function, "arguments": change(arguments)}}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _changed(value: Any, change: Change) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(name): _changed(each, change) for name, each in value.items()}
    return [_changed(each, change) for each in value] if isinstance(value, list) else value
