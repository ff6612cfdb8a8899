"""The form of what goes into a context agent and comes out: what callers fill in, and an answer that fits a schema."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from msgspec.structs import replace as reworded
from pydantic import GetCoreSchemaHandler
from pydantic_ai import PromptedOutput, StructuredDict
from pydantic_core import core_schema

from remit.engines.models import Prompt, PromptRefused, Said, ServedModel
from remit.kit.json_schema import Schema, contract
from remit.lifecycle.agents import BadVariables, asked_of_callers, declared, filled_in
from remit.lifecycle.runtime.errors import BadCallInput, NotAFunction
from remit.lifecycle.runtime.target import Target

_MOST_SAID = 5


def schema_of(document: Mapping[str, Any] | None) -> Schema | None:
    """Return the schema of an agent's answers, none where it answers in text."""
    found: Schema | None = (document or {"spec": {}})["spec"].get("output_schema")
    return found


def output_type(schema: Schema, served: ServedModel) -> Any:
    """Make the type of an answer that fits a schema; one that does not is asked for again, told what does not fit.

    A model that uses no tools, and has no way of its own, is told the schema in words.
    """
    base: Any = StructuredDict(dict(schema), name=str(schema.get("title") or "answer"))
    fits = contract(schema)

    def check(value: dict[str, Any]) -> dict[str, Any]:
        if wrong := fits.misfits(value):
            raise ValueError("; ".join(each.sentence() for each in wrong[:_MOST_SAID]))
        return value

    class Answer(base):  # type: ignore[misc]  # StructuredDict makes a type at run time
        @classmethod
        def __get_pydantic_core_schema__(
            cls, source: Any, handler: GetCoreSchemaHandler
        ) -> core_schema.CoreSchema:
            plain = core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
            return core_schema.no_info_after_validator_function(check, plain)

    able = not served.demo and served.model.profile.get("supports_tools", True)
    return Answer if able else PromptedOutput(Answer)


def message_of(prompt: Said, target: Target) -> Prompt:
    """Read the input of an agent that answers by a schema: a `message`, and `variables` where it asks for some.

    Raises `NotAFunction` for one that answers in text.
    """
    if schema_of(target.document) is None:
        raise NotAFunction(f"{target.name} answers in text: talk to it with POST …/chat.")
    schema = _input_schema(target.document or {})
    given: Any = json.loads(prompt.last()) if isinstance(prompt, Prompt) else None
    if wrong := contract(schema).misfits(given):
        said = "; ".join(each.sentence() for each in wrong[:_MOST_SAID])
        raise BadCallInput(f"The input does not fit what {target.name} takes: {said}.", schema=schema)
    asked: Prompt = prompt if isinstance(prompt, Prompt) else Prompt(messages=[])
    said_last = reworded(asked.messages[-1], content=given["message"])
    return reworded(asked, messages=[said_last], variables=given.get("variables"))


def _input_schema(document: Mapping[str, Any]) -> Schema:
    variables = asked_of_callers(document)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["message", *(["variables"] if variables["required"] else [])],
        "properties": {
            "message": {"type": "string", "minLength": 1, "maxLength": 100_000},
            **({"variables": variables} if variables["properties"] else {}),
        },
    }


def filled(target: Target, prompt: Said, *, among: bool = False) -> Target:
    """Put what the caller gave into the agent's instructions; `BadCallInput` says what is missing or wrong.

    `among` says that others may have been asked the same: what is for them is left out.
    """
    given = (prompt.variables or {}) if isinstance(prompt, Prompt) else {}
    document = target.document or {}
    if among:
        given = {name: value for name, value in given.items() if name in declared(document)}
    if document["remit"].get("type") != "context":
        if given:
            raise BadCallInput(f"{target.name} takes no variables: leave them out.", schema={})
        return target
    try:
        told = filled_in(document, given)
    except BadVariables as error:
        raise BadCallInput(
            f"The variables do not fit what {target.name} takes: {error}.", schema=asked_of_callers(document)
        ) from error
    return target if told is document else replace(target, document=told)


def check_form(prompt: Prompt, target: Target) -> Prompt:
    """Let the form pass that an agent has anyway; `PromptRefused` for another than its own."""
    wanted, own = prompt.response_format, schema_of(target.document)
    if wanted is None or own is None or wanted.get("type") == "text":
        return prompt
    given = wanted.get("json_schema")
    same = isinstance(given, dict) and given.get("schema") == own
    if wanted.get("type") != "json_object" and not same:
        raise PromptRefused(
            f"response_format: {target.name} answers by a schema of its own: leave it out, or send the same.",
            where="response_format",
        )
    return reworded(prompt, response_format=None)
