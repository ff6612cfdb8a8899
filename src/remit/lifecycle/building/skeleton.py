"""A function to begin with where no model writes one: right for the examples, and plain about the rest."""

import json
from collections.abc import Mapping
from typing import Any

from remit.kit.samples import NoSample, sample
from remit.lifecycle.building.task import Task

_MOST_EXAMPLES = 5
_LONGEST_EXAMPLE = 1_000


def skeleton(task: Task) -> str:
    """Write a function that gives what the examples say, passes on what goes in, and leaves the rest to a person."""
    remit = task.document.data["remit"]
    takes, gives = remit["input_schema"], remit["output_schema"]
    known = [
        (example["input"], example["output"])
        for example in (remit.get("examples") or [])[:_MOST_EXAMPLES]
        if "output" in example and len(json.dumps(example, ensure_ascii=False)) <= _LONGEST_EXAMPLE
    ]
    lines = ["async def run(input, ctx):"]
    lines += [f"    # {line}" for line in _wrapped(task.description)]
    for given, wanted in known:
        lines += [f"    if input == {given!r}:", f"        return {wanted!r}"]
    lines += [
        "    # Write what holds for every input here: until then this is what the schema asks for.",
        "    return {",
    ]
    lines += [f"        {name!r}: {_value(name, node, takes)}," for name, node in _required(gives).items()]
    return "\n".join([*lines, "    }", ""])


def _wrapped(text: str) -> list[str]:
    words, lines = " ".join(text.split())[:600].split(" "), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 90:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [line for line in lines if line]


def _required(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties: Mapping[str, Any] = schema.get("properties") or {}
    return {name: properties.get(name, {}) for name in schema.get("required") or properties}


def _value(name: str, node: Any, takes: Mapping[str, Any]) -> str:
    """Pass on a field that goes in and comes out alike; else make one up that fits."""
    coming = (takes.get("properties") or {}).get(name)
    if coming is not None and coming == node and name in (takes.get("required") or ()):
        return f"input[{name!r}]"
    try:
        return repr(sample(node if isinstance(node, Mapping) else {}))
    except NoSample:
        return "None"
