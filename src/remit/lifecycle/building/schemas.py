"""Bodies of the endpoints of building."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from remit.kit.schemas import Answer, Body
from remit.lifecycle.agents import LARGEST, Finding, TrialReport, VersionAuthor
from remit.lifecycle.building.task import LONGEST_DESCRIPTION

GenerationStatus = Literal["running", "passed", "failed", "refused", "no_code", "template", "stopped"]
AnswerKind = Literal["code", "refused", "no_code", "many_blocks", "too_long"]


class CodeWanted(Body):
    """Code to be written for a function agent: its file, in which there need be no code yet, and what it is to do."""

    source: Annotated[
        str | None, Field(max_length=4 * LARGEST, description="The text of the agent's file.")
    ] = None
    agent: Annotated[
        dict[str, Any] | None,
        Field(
            description="The fields of the agent's file as JSON.",
            examples=[
                {
                    "name": "Doubler",
                    "remit": {
                        "type": "function",
                        "input_schema": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["n"],
                            "properties": {"n": {"type": "integer"}},
                        },
                        "output_schema": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["twice"],
                            "properties": {"twice": {"type": "integer"}},
                        },
                        "examples": [{"input": {"n": 2}, "output": {"twice": 4}}],
                    },
                }
            ],
        ),
    ] = None
    description: Annotated[
        str | None,
        Field(
            max_length=LONGEST_DESCRIPTION,
            description="What the function is to do; `remit.description` when left out.",
            examples=["Double the number."],
        ),
    ] = None
    fresh: Annotated[
        bool, Field(description="Have it written anew, even where there is code for the same.")
    ] = False


class RoundAnswer(Answer):
    """One try at it: what the model answered with, and what became of that.

    `problems` is empty when it passed; lines of findings are those of the code; `difference` is from the code before.
    """

    number: int
    tier: str
    kind: AnswerKind
    code: str
    difference: str
    problems: list[str]
    findings: list[Finding]
    report: TrialReport | None
    model: str
    call_id: str | None
    input_tokens: int
    output_tokens: int
    cost_usd: str | None
    seconds: float
    passed: bool


class CachedCode(Answer):
    """Where code was found that nobody wrote for this: `likeness` of the words is 1 for the same, with its words."""

    generation_id: str
    kind: Literal["same", "similar"]
    likeness: float
    description: str


class GenerationAnswer(Answer):
    """Code that was asked for. `passed` and `template` have code that can be used, `failed` code that does not pass.

    `source` is the agent's file with the code, none where there is no code.
    """

    id: str
    status: GenerationStatus
    reason: str
    slug: str
    description: str
    code: str
    tier: str
    rounds: list[RoundAnswer]
    cached: CachedCode | None
    source: str | None
    created_by: VersionAuthor
    created_at: datetime
