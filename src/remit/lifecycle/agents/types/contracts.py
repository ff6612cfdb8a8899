"""What goes into an agent and what comes out: schemas of closed objects, and examples that fit them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue

from remit.kit.json_schema import contract, flaws
from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.source import Path, Source, dotted
from remit.lifecycle.agents.values import Block, about

Schema = dict[str, JsonValue]
INPUT: Any = about("Input", "JSON Schema of what the agent takes: an object with all its fields named.")
OUTPUT: Any = about(
    "Output", "JSON Schema of what the agent gives back: an object with all its fields named."
)
EXAMPLES: Any = about("Examples", "Inputs to try the agent with before it is promoted, and what comes out.")
MOST_EXAMPLES = 20
ServiceName = Literal["llm", "agents", "store", "http", "tools", "agent_builder"]


class Recorded(Block):
    """What a service answers when an example is tried."""

    service: Annotated[ServiceName, about("Service", "The service that is asked.", "llm")]
    name: Annotated[
        Annotated[str, Field(max_length=200)] | None,
        about(
            "Name", "Which agent, key, connection or tool it is asked of; left out, any.", "support-triage"
        ),
    ] = None
    status: Annotated[
        Annotated[int, Field(ge=100, le=599)] | None,
        about("Status", "The status of an answer over HTTP; 200 where nothing is said.", 404),
    ] = None
    answer: Annotated[JsonValue, about("Answer", "What it answers; over HTTP the body.")]


class Example(Block):
    """One input to try an agent with."""

    name: Annotated[
        Annotated[str, Field(min_length=1, max_length=100)] | None, about("Name", "What the example shows.")
    ] = None
    input: Annotated[JsonValue, about("Input", "What goes in.")]
    output: Annotated[
        JsonValue | None, about("Output", "What must come out; left out, anything that fits.")
    ] = None
    answers: Annotated[
        Annotated[list[Recorded], Field(max_length=50)] | None,
        about("Answers", "What services answer, used in this order."),
    ] = None


Examples = Annotated[list[Example], Field(max_length=MOST_EXAMPLES)]


def schema_faults(source: Source, place: Path, schema: Mapping[str, Any]) -> list[Fault]:
    """Say what is wrong with the schema at a place."""
    found = [source.fault((*place, *flaw.path), flaw.code, flaw.message, flaw.hint) for flaw in flaws(schema)]
    if found:
        return found
    if schema.get("type") != "object":
        said = f"`{dotted(place)}` is not about an object."
        return [source.fault(place, "contract-not-object", said, "Write `type: object` and name its fields.")]
    if schema.get("additionalProperties") is not False:
        said = f"`{dotted(place)}` lets fields through that it does not name."
        return [source.fault(place, "contract-open", said, "Add `additionalProperties: false`.")]
    return []


def example_faults(
    source: Source, examples: list[Example] | None, takes: Mapping[str, Any], gives: Mapping[str, Any]
) -> list[Fault]:
    """Say which examples do not fit the schemas; the schemas are good."""
    found: list[Fault] = []
    if not examples:
        said = "The agent has no examples, so it is tried with made-up input before it is promoted."
        hint = "Add `examples:` under `remit:`, each with an `input:` and the `output:` you expect."
        found.append(source.fault(("remit", "examples"), "no-examples", said, hint, "warning"))
    for place, example in enumerate(examples or ()):
        sides = [("input", example.input, takes)]
        if example.output is not None:
            sides.append(("output", example.output, gives))
        for side, value, schema in sides:
            for misfit in contract(schema).misfits(value):
                path = ("remit", "examples", place, side)
                said = f"The example's {side} does not fit the schema: {misfit.sentence()}."
                found.append(source.fault(path, f"example-{side}", said))
    return found
