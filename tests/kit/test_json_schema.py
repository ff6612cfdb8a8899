"""JSON Schemas that people write: flaws, misfits, and values made up for them."""

import time
from typing import Any

import pytest

from remit.kit.json_schema import contract, flaws
from remit.kit.samples import NoSample, sample


def wide(levels: int) -> dict[str, Any]:
    """A schema that is small, and whose values are not."""
    defs: dict[str, Any] = {
        f"l{level}": {
            "type": "object",
            "properties": {name: {"$ref": f"#/$defs/l{level + 1}"} for name in "abcd"},
        }
        for level in range(levels)
    }
    defs[f"l{levels}"] = {"type": "string"}
    return {"$ref": "#/$defs/l0", "$defs": defs}


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ([], "not-a-schema"),
        ("x", "not-a-schema"),
        ({"type": "strnig"}, "bad-schema"),
        ({"pattern": "("}, "bad-schema"),
        ({"$ref": "#/$defs/none"}, "bad-schema"),
        ({"$ref": "file:///etc/passwd"}, "schema-reference"),
        ({"$ref": "http://127.0.0.1/x"}, "schema-reference"),
        ({"$ref": "#"}, "schema-reference"),
        ({"$id": "https://example.com/a"}, "schema-reference"),
        ({"$dynamicRef": "#a"}, "schema-reference"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/b"}}, "b": {"$ref": "#/$defs/a"}}},
         "schema-recursive"),
        ({"type": "integer", "minimum": 5, "maximum": 3}, "schema-empty"),
        ({"not": {}}, "schema-empty"),
    ],
)  # fmt: skip
def test_each_flaw_has_a_code(schema: Any, code: str) -> None:
    found = flaws(schema)
    assert found[0].code == code
    assert found[0].message.endswith(".")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"$ref": {"type": "string"}, "$id": {"type": "integer"}}},
        {"items": {"$ref": "#/$defs/a"}, "type": "array", "minItems": 3, "$defs": {"a": {"type": "string"}}},
        {"type": "integer", "exclusiveMinimum": 3, "multipleOf": 7},
        {"oneOf": [{"type": "string", "minLength": 20}, {"type": "null"}]},
        {"allOf": [{"type": "object", "properties": {"a": {"const": 1}}}, {"required": ["a"]}]},
        {"enum": ["b", "a"]},
    ],
)  # fmt: skip
def test_a_good_schema_has_no_flaw_and_a_value_that_fits(schema: dict[str, Any]) -> None:
    assert flaws(schema) == []
    assert contract(schema).misfits(sample(schema)) == []


def test_what_is_small_and_says_much_costs_little() -> None:
    began = time.perf_counter()
    assert flaws(wide(10)) == []
    with pytest.raises(NoSample):
        sample(wide(10))
    evil = {"type": "string", "pattern": "^(a+)+$"}
    assert contract(evil).misfits("a" * 50_000 + "!")
    assert time.perf_counter() - began < 5


def test_misfits_name_their_places_and_are_not_without_end() -> None:
    schema = {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}}
    found = contract(schema).misfits([{"n": "x" * 1000}] * 1000)
    assert len(found) == 10
    assert found[1].path == "[1].n"
    assert all(len(each.sentence()) < 400 for each in found)
