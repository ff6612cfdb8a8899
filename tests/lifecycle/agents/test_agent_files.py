"""Agent files: what is read, and what the author of a bad one is told."""

from pathlib import Path
from typing import Any

import pytest
from pydantic_ai import Agent, AgentSpec
from pydantic_ai.models.test import TestModel

from remit.engines.models import ModelDirectory
from remit.kit.settings import Settings
from remit.lifecycle.agents import BadSpec, as_text, parse, read
from remit.lifecycle.agents.faults import REFUSED
from remit.lifecycle.agents.fields import ModelSettings, Spec
from remit.lifecycle.agents.source import LARGEST

HELLO = Path(__file__).parents[3] / "examples" / "hello.yaml"
REST = "instructions: Greet.\nremit: {type: context}\n"


@pytest.mark.parametrize(
    "text",
    [
        "a\x85b",
        "yes\x85",
        "\u2028!",
        "\ufeff",
        "null",
        "- 1: #",
        "a\n\n  b \n",
        "😀\t'\"",
        "\x7f",
        "x" * 80_000,
    ],
)
def test_what_is_written_reads_back(text: str) -> None:
    fields = {"name": text, "remit": {"tags": [text, {f"k{text[:9]}": text}]}}
    assert read(as_text(fields)).data == fields


def models(folder: Path) -> ModelDirectory:
    settings = Settings(data=folder, model_provider="demo")
    return ModelDirectory(settings, environment={}, local_addresses=())


def faults(text: str, **options: Any) -> list[tuple[int | None, str]]:
    with pytest.raises(BadSpec) as caught:
        parse(text, **options)
    return [(fault["line"], fault["message"]) for fault in caught.value.extra["errors"]]


def test_the_example_is_an_agent_that_pydantic_ai_builds(tmp_path: Path) -> None:
    document = parse(HELLO.read_text(), known_models=models(tmp_path).resolve)
    agent = Agent.from_spec(document.data["spec"], model=TestModel())
    assert (document.slug, document.type, agent.name) == ("hello", "context", "hello")
    assert document.data["spec"]["instructions"].startswith("You are Ada, who welcomes people to Remit.")
    assert document.data["remit"]["budget_usd_per_hour"] == "0.5"
    assert document.description == "Welcomes people and answers in a few sentences."


def test_every_field_of_an_agent_spec_is_either_accepted_or_refused_with_a_reason() -> None:
    names = {field.alias or name for name, field in AgentSpec.model_fields.items()}
    assert names == {*Spec.model_fields, "$schema"} | (names & set(REFUSED))
    assert not set(Spec.model_fields) & set(REFUSED)


def test_all_fields_survive() -> None:
    text = """
$schema: ./agent.json
name: Über-Helfer № 2
model: demo
description: Helps.
instructions: [Be kind., Be brief.]
model_settings: {max_tokens: 10, temperature: 0, top_p: 1, timeout: 2.5, seed: 7, stop_sequences: [END]}
retries: 2
metadata: {owner: ada, since: 2026-01-31, on: yes, nested: [1, 2.5, null, true]}
remit: {type: context, budget_usd_per_hour: 20.00, tags: [a-b, c1]}
"""
    data = parse(text).data
    assert AgentSpec.from_dict(data["spec"]).retries == 2
    assert data["spec"]["metadata"] == {
        "owner": "ada",
        "since": "2026-01-31",
        "on": "yes",
        "nested": [1, 2.5, None, True],
    }
    assert data["remit"] == {
        "type": "context",
        "slug": "uber-helfer-no-2",
        "budget_usd_per_hour": "20",
        "tags": ["a-b", "c1"],
    }
    assert set(data["spec"]["model_settings"]) < set(ModelSettings.model_fields)


def test_the_digest_depends_on_what_is_said_and_not_on_how() -> None:
    plain = parse(f"name: a\n{REST}")
    assert parse(f"# a comment\n{REST}name: 'a'\n").digest == plain.digest
    assert parse(f"name: b\n{REST}").digest != plain.digest


@pytest.mark.parametrize(
    ("value", "stored"), [("20", "20"), ("0.5", "0.5"), ("'7.25'", "7.25"), ("1e3", "1000")]
)
def test_a_budget_is_a_number_of_dollars(value: str, stored: str) -> None:
    text = f"name: a\ninstructions: x\nremit: {{type: context, budget_usd_per_hour: {value}}}"
    assert parse(text).data["remit"]["budget_usd_per_hour"] == stored


BUDGET = (
    "`remit.budget_usd_per_hour`: must be US dollars per hour above 0 and up to 1,000,000, like 20 or 0.5."
)
ALIAS = "Aliases (`*name`) are not read."
KNOWN = "`instructions`: must be text, or a list of texts, and none of them empty."
BAD_SLUG = "`remit.slug` is {!r}, which is not a valid name."


def remit(fields: str) -> str:
    return f"name: a\ninstructions: x\nremit:\n  type: context\n  {fields}\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "The file is empty."),
        ("# only a comment\n", None, "The file is empty."),
        ("hello", 1, "The file is not a list of fields."),
        ("- name: a\n", 1, "The file is not a list of fields."),
        ("name: a\nremit: {type: context", 2, "Not YAML at column 22: while parsing a flow mapping, "
         "expected ',' or '}', but got '<stream end>'."),
        ("name: a\ntags: [a,\n", 3, "Not YAML at column 1: while parsing a flow node, "
         "expected the node content, but found '<stream end>'."),
        ('name: "a', 1, "Not YAML at column 9: while scanning a quoted scalar, found unexpected end of stream."),
        ("name: a\nremit:\n\ttype: context", 3, "Not YAML at column 1: while scanning for the next token, "
         "found character '\\t' that cannot start any token."),
        ("name: a: b", 1, "Not YAML at column 8: mapping values are not allowed here."),
        ("name: a\ninstr", 2, "Not YAML at column 6: while scanning a simple key, could not find expected ':'."),
        (f"name: a\n{REST}---\nname: b", 4,
         "Not YAML at column 1: expected a single document in the stream, but found another document."),
        ("name: \x07", 1, "The character U+0007 may not stand in a file."),
        ('name: "a\\0"', 1, "The text holds the character U+0000, which cannot be kept."),
        ("name: &a x\ndescription: *a", 2, ALIAS),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", 2, ALIAS),
        ("[" * 100_000, 1, "The file is nested more than 24 levels deep."),
        ("x: [" + "1," * 6_000 + "]", 1, "The file has more than 5000 values."),
        ("x" * (LARGEST + 1), None, "The file has 256 kB: an agent file has at most 256 kB."),
        ("name: a\nmodel: demo\nname: b", 3, "`name` stands twice; first on line 1."),
        (remit("type: context"), 5, "`remit.type` stands twice; first on line 4."),
        ("name: !!python/object/apply:os.system [id]", 1,
         "The type `!!python/object/apply:os.system` is not read."),
        ("? [a]\n: b", 1, "A field name is not plain text."),
        (f"name: a\nretries: {'9' * 40}\n{REST}", 2,
         f"`{'9' * 40}` is too large, or not a number or truth value."),
        (f"name: a\nretries: 99\n{REST}", 2, "`retries` must be less than or equal to 10."),
        ("name: a\ninstrctions: x\ninstructions: x\nremit: {type: context}", 2, "There is no field `instrctions`."),
        (f"name: 7\n{REST}", 1, "`name` must be text."),
        (f"name: ''\n{REST}", 1, "`name` must have at least 1 character."),
        (REST, None, "`name` is missing."),
        (f"name: 東京\n{REST}", 1, "No slug can be made from the name '東京'."),
        ("name: a\nremit: {type: context}", None, "`instructions` is missing."),
        ("name: a\ninstructions: ' '\nremit: {type: context}", 2, KNOWN),
        ("name: a\ninstructions: []\nremit: {type: context}", 2, KNOWN),
        ("name: a\ninstructions: {x: y}\nremit: {type: context}", 2, KNOWN),
        ("name: a\ninstructions: Hi {{who}}\nremit: {type: context}", 2,
         "`{{who}}` has no value: add `who` under `remit.variables`."),
        ("name: a\ninstructions: Hi {{#each x}}\nremit: {type: context}", 2,
         "`{{` opens no variable: write `{{name}}` with lower-case letters, digits and `_`."),
        (f"name: a\nmodel_settings: {{temprature: 1}}\n{REST}", 2,
         "There is no field `model_settings.temprature`."),
        (f"name: a\nmodel_settings:\n  temperature: 3\n{REST}", 3,
         "`model_settings.temperature` must be less than or equal to 2."),
        (f"name: a\nmodel_settings: {{max_tokens: 1.5}}\n{REST}", 2,
         "`model_settings.max_tokens` must be a whole number."),
        (f"name: a\nmodel_settings: {{top_p: .nan}}\n{REST}", 2, "`model_settings.top_p` must be a number."),
        (f"name: a\nmodel_settings: 5\n{REST}", 2, "`model_settings` must be a block of fields."),
        (f"name: a\nmodel_settings: {{extra_body: {{model: other}}}}\n{REST}", 2,
         "`model_settings.extra_body` is not accepted. It would reach the model provider past all checks."),
        (f"name: a\ncapabilities: [WebSearch]\n{REST}", 2,
         "`capabilities` is not accepted. Tools stand in `remit.tools`, where each use is decided by the policies;"
         " others are not governed."),
        ("name: a\ninstructions: x", None, "`remit` is missing."),
        ("name: a\ninstructions: x\nremit:", 3, "`remit` must be a block of fields."),
        ("name: a\ninstructions: x\nremit: {type: lambda}", 3, "There is no type 'lambda' of agents."),
        ("name: a\ninstructions: x\nremit: {slug: a}", 3, "`remit.type` is missing."),
        (remit("slug: A b"), 5, BAD_SLUG.format("A b")),
        (remit("slug: a--b"), 5, BAD_SLUG.format("a--b")),
        (remit(f"slug: {'a' * 49}"), 5, "`remit.slug` must have at most 48 characters."),
        (remit("budget_usd_per_hour: 0"), 5, BUDGET),
        (remit("budget_usd_per_hour: -20"), 5, BUDGET),
        (remit("budget_usd_per_hour: twenty"), 5, BUDGET),
        (remit("budget_usd_per_hour: true"), 5, BUDGET),
        (remit("budget_usd_per_hour: Infinity"), 5, BUDGET),
        (remit("tags: a"), 5, "`remit.tags` must be a list."),
        (remit("tags:\n    - a\n    - B"), 7, "`remit.tags[1]` is 'B', which is not a valid name."),
        (remit("budget: 5"), 5, "There is no field `remit.budget`."),
        (remit("variables: {x: y}"), 5, "The instructions do not use the variable `x`."),
        (remit("variables: {x: '{{y}}'}"), 5, "The value of `x` may not hold `{{`."),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_where_and_why(text: str, line: int | None, message: str) -> None:
    assert faults(text) == [(line, message)]


def test_one_answer_names_all_faults_in_the_order_of_the_file() -> None:
    found = faults("nane: a\ninstructions: x\nmodel_settings: 5\nremit: {type: context, tag: [a]}\n")
    assert [line for line, _ in found] == [1, 3, 4]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("instrctions: x", "Did you mean `instructions`?"),
        ("model_setings: {}", "Did you mean `model_settings`?"),
        (
            "zzzzzz: 1",
            "Known here: name, description, metadata, model, model_settings, instructions, retries, output_schema.",
        ),
    ],
)
def test_a_mistyped_field_is_answered_with_the_nearest_known_one(wrong: str, hint: str) -> None:
    with pytest.raises(BadSpec) as caught:
        parse(f"name: a\n{wrong}\n{REST}")
    assert caught.value.extra["errors"][0]["hint"] == hint
    assert hint in caught.value.detail


def test_a_file_full_of_faults_gets_a_short_answer() -> None:
    with pytest.raises(BadSpec) as caught:
        parse("".join(f"field{number}: {number}\n" for number in range(2_000)))
    assert len(caught.value.extra["errors"]) <= 21
    assert len(caught.value.detail) < 5_000


def test_a_model_that_nobody_serves_is_refused_with_its_line(tmp_path: Path) -> None:
    [(line, message)] = faults(
        f"name: a\nmodel: openai:gpt-99\n{REST}", known_models=models(tmp_path).resolve
    )
    assert line == 2
    assert message.startswith("Nobody serves openai:gpt-99")


def test_templates_are_filled_and_an_edited_value_is_another_document() -> None:
    text = (
        "name: a\ninstructions: ['Be {{ tone }}.', 'You are {{who}}, {{who}}.']\n"
        "remit: {type: context, variables: {tone: kind, who: %s}}"
    )
    ada, bob = parse(text % "Ada"), parse(text % "Bob")
    assert ada.data["spec"]["instructions"] == ["Be kind.", "You are Ada, Ada."]
    assert ada.digest != bob.digest
