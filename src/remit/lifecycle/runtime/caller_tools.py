"""The tools that a caller brings, and the form in which it wants its answer, as Pydantic AI asks models for them."""

import re
from typing import Any

from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.tools import ToolDefinition

from remit.engines.models import Form, Prompt, PromptRefused, ServedModel, ignored_by

# What only a provider that speaks OpenAI's protocol can be asked for.
_PASSED_ON = ("logit_bias", "logprobs", "top_logprobs", "verbosity")
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
# Settings that some models leave out without a word, and the value that asks for nothing.
_LEFT_OUT: dict[str, Any] = {
    "seed": None,
    "presence_penalty": 0,
    "frequency_penalty": 0,
    "parallel_tool_calls": True,
}
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_OBJECT: dict[str, Any] = {"type": "object", "properties": {}}
_ANSWER = "give_answer"


def check(served: ServedModel, prompt: Prompt) -> None:
    """Refuse what a model cannot do; `PromptRefused` names the member and the model."""
    name = f"{served.provider}:{served.name}"
    for member in _PASSED_ON:
        if getattr(prompt, member):
            raise PromptRefused(f"{member}: {name} does not take this: leave it out.", where=member)
    _check_effort(name, served, prompt)
    if prompt.n not in (None, 1):
        raise PromptRefused(f"n: {name} gives one answer at a time: leave it out.", where="n")
    ignored = ignored_by(served.model)
    for member, neutral in _LEFT_OUT.items():
        if member in ignored and getattr(prompt, member) not in (None, neutral):
            raise PromptRefused(f"{member}: {name} does not take this: leave it out.", where=member)
    able = not served.demo and served.model.profile.get("supports_tools", True)
    if prompt.tools and not able:
        raise PromptRefused(f"tools: {name} uses no tools: leave them out.", where="tools")
    if served.demo and _wants_json(prompt):
        raise PromptRefused(
            f"response_format: {name} answers in text: leave it out.", where="response_format"
        )


def _check_effort(name: str, served: ServedModel, prompt: Prompt) -> None:
    """Refuse to think harder where a model does not think, or by a word that is none."""
    effort = prompt.reasoning_effort
    if effort is None:
        return
    if effort not in _EFFORTS:
        raise PromptRefused(f"reasoning_effort: say one of {', '.join(_EFFORTS)}.", where="reasoning_effort")
    thinks = not served.demo and served.model.profile.get("supports_thinking", False)
    if not thinks and effort != "none":
        raise PromptRefused(
            f"reasoning_effort: {name} does not take this: leave it out.", where="reasoning_effort"
        )


def effort(served: ServedModel, prompt: Prompt) -> dict[str, Any]:
    """Return the setting that says how hard a model is to think; none where nothing is said, or it does not think."""
    if prompt.reasoning_effort is None or not served.model.profile.get("supports_thinking", False):
        return {}
    return {"thinking": False if prompt.reasoning_effort == "none" else prompt.reasoning_effort}


def chosen(prompt: Prompt) -> dict[str, Any]:
    """Return the settings that say which of the tools are used."""
    tools = [function["name"] for function in map(_function, prompt.tools or ())]
    settings: dict[str, Any] = {}
    if tools and prompt.parallel_tool_calls is False:
        settings["parallel_tool_calls"] = False
    choice = prompt.tool_choice
    if isinstance(choice, dict):
        name = (choice.get("function") or {}).get("name") if choice.get("type") == "function" else None
        if name not in tools:
            raise PromptRefused("tool_choice: name one of the tools.", where="tool_choice")
        settings["tool_choice"] = [name]
    elif choice in ("none", "auto") or (choice == "required" and tools):
        settings["tool_choice"] = choice
    elif choice is not None:
        raise PromptRefused(
            "tool_choice: give none, auto, one of the tools, or required with tools.", where="tool_choice"
        )
    return settings if tools else {}


def parameters(model: Model, prompt: Prompt) -> tuple[ModelRequestParameters, Form]:
    """Return what a model is asked with besides the messages, and how its answer takes the form that is wanted."""
    tools = [_definition(tool, place) for place, tool in enumerate(prompt.tools or ())]
    if not _wants_json(prompt):
        return ModelRequestParameters(function_tools=tools), Form()
    wanted = _schema(prompt.response_format or {})
    name = _ANSWER
    while name in {tool.name for tool in tools}:
        name += "_"
    strict = wanted.get("strict")
    given = ToolDefinition(
        name=name,
        parameters_json_schema=wanted["schema"],
        description="Give the answer.",
        strict=strict,
        kind="output",
    )
    shape = OutputObjectDefinition(wanted["schema"], wanted.get("name"), wanted.get("description"), strict)
    asked = ModelRequestParameters(
        function_tools=tools, output_mode="auto", output_object=shape, output_tools=[given]
    )
    if (prompt.response_format or {}).get("type") == "json_object":
        # A schema that allows everything is none that providers take as one.
        able = model.profile.get("supports_tools", True)
        asked = asked.with_default_output_mode("tool" if able else "prompted")
    mode = model.prepare_request(None, asked)[1].output_mode
    return asked, Form(name if mode == "tool" else "", held=mode != "native")


def _wants_json(prompt: Prompt) -> bool:
    return prompt.response_format is not None and prompt.response_format.get("type") != "text"


def _schema(wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the schema that an answer is to have, with its name and how strictly it is meant."""
    if wanted.get("type") == "json_object":
        return {"schema": {"type": "object", "additionalProperties": True}}
    given = wanted.get("json_schema") if wanted.get("type") == "json_schema" else None
    if not isinstance(given, dict) or not isinstance(given.get("name"), str):
        raise PromptRefused(
            "response_format: give json_object, or json_schema with a name and a schema.",
            where="response_format",
        )
    schema = given.get("schema")
    if not isinstance(schema, dict) or schema.get("type") != "object":
        raise PromptRefused(
            "response_format.json_schema.schema: this must be the schema of an object.",
            where="response_format.json_schema.schema",
        )
    description, strict = given.get("description"), given.get("strict")
    return {
        "name": given["name"],
        "schema": schema,
        "description": description if isinstance(description, str) else None,
        "strict": strict if isinstance(strict, bool) else None,
    }


def _function(tool: dict[str, Any]) -> dict[str, Any]:
    function = tool.get("function") if tool.get("type") == "function" else None
    named = isinstance(function, dict) and isinstance(function.get("name"), str)
    return function if named and isinstance(function, dict) else {"name": ""}


def _definition(tool: dict[str, Any], place: int) -> ToolDefinition:
    function = _function(tool)
    if not _NAME.fullmatch(function["name"]):
        where = f"tools[{place}]"
        raise PromptRefused(
            f"{where}: give a function whose name has letters, digits, _ and -, at most 64.", where=where
        )
    schema = function.get("parameters") or _OBJECT
    if not isinstance(schema, dict) or schema.get("type", "object") != "object":
        where = f"tools[{place}].function.parameters"
        raise PromptRefused(f"{where}: this must be the schema of an object.", where=where)
    description, strict = function.get("description"), function.get("strict")
    return ToolDefinition(
        name=function["name"],
        parameters_json_schema={"type": "object", **schema},
        description=description if isinstance(description, str) else None,
        strict=strict if isinstance(strict, bool) else None,
    )
