"""Prompt templates: `{{name}}` in the instructions.

What `remit.variables` gives a value is filled when the file is read: a version keeps the filled text, so that whoever
approves it reads what the model will read. What it only declares is filled by each call.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from remit.kit.json_schema import Schema, contract
from remit.lifecycle.agents.fields import Variable

_PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")


class BadTemplate(ValueError):
    """The template cannot be filled; the text says why and what to do."""


class BadVariables(ValueError):
    """What a caller gave cannot be filled in; the text says why and what to do."""


def names(text: str) -> set[str]:
    """Return the variables that a text asks for."""
    return set(_PLACE.findall(text))


def fill(text: str, variables: Mapping[str, str], later: Collection[str] = ()) -> str:
    """Put the values in, and leave the places of what is filled `later`.

    `BadTemplate` names a variable without a value, or braces that are none.
    """
    if unknown := sorted(names(text) - set(variables) - set(later)):
        raise BadTemplate(f"`{{{{{unknown[0]}}}}}` has no value: add `{unknown[0]}` under `remit.variables`.")
    if "{{" in _PLACE.sub("", text):
        raise BadTemplate("`{{` opens no variable: write `{{name}}` with lower-case letters, digits and `_`.")
    return _PLACE.sub(lambda place: variables.get(place[1], place[0]), text)


def declared(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what callers of a version give, by name: each as the file declares it."""
    found: Mapping[str, Any] = document["remit"].get("variables") or {}
    return {name: entry for name, entry in found.items() if isinstance(entry, dict)}


def asked_of_callers(document: Mapping[str, Any]) -> Schema:
    """Return the JSON Schema of what callers of a version give."""
    variables = declared(document)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, entry in variables.items() if "default" not in entry],
        "properties": {
            name: {
                **Variable.model_validate(entry).values(),
                **({"description": entry["description"]} if "description" in entry else {}),
            }
            for name, entry in variables.items()
        },
    }


def filled(document: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a version with what its caller gave filled in; `BadVariables` says what is wrong with that.

    A value is put in as it is: braces in it open nothing.
    """
    variables = declared(document)
    if not variables and not given:
        return document
    if wrong := contract(asked_of_callers(document)).misfits(dict(given)):
        raise BadVariables("; ".join(each.sentence() for each in wrong[:5]))
    values = {name: _text(given.get(name, entry.get("default"))) for name, entry in variables.items()}
    spec = document["spec"]
    parts = spec["instructions"]
    told = [_fill(part, values) for part in (parts if isinstance(parts, list) else [parts])]
    instructions = told if isinstance(parts, list) else told[0]
    return {**document, "spec": {**spec, "instructions": instructions}}


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
