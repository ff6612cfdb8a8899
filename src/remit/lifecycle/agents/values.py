"""What the values of an agent file's fields may be."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from remit.lifecycle.agents.faults import SLUG, TOOL

LONGEST_SLUG = 48
AgentType = Literal["context", "function", "api", "orchestrator"]
_LARGEST_BUDGET = 1_000_000


def instructions(value: object) -> object:
    """Refuse what is no text, or a list with something that is none."""
    parts = value if isinstance(value, list) else [value]
    if not parts or not all(isinstance(part, str) and part.strip() for part in parts):
        raise ValueError("must be text, or a list of texts, and none of them empty")
    return value


def _usd(value: object) -> object:
    wrong = ValueError(f"must be US dollars per hour above 0 and up to {_LARGEST_BUDGET:,}, like 20 or 0.5")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise wrong from error
    if not amount.is_finite() or not 0 < amount <= _LARGEST_BUDGET or round(amount, 4) != amount:
        raise wrong
    return amount.normalize()


class Block(BaseModel):
    """Some fields of a file: no others, and of exactly these types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def about(title: str, description: str, *examples: object) -> Any:
    """Say what a field is called on pages and what it is for."""
    return Field(title=title, description=description, examples=list(examples) or None)


TYPE: Any = about("Type", "The kind of agent: context, function, api or orchestrator.", "context")
Number = Annotated[float, Field(allow_inf_nan=False)]
Usd = Annotated[
    Decimal,
    BeforeValidator(_usd),
    PlainSerializer(lambda amount: f"{amount:f}", return_type=str),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": _LARGEST_BUDGET}),
]
Tag = Annotated[str, Field(pattern=SLUG, max_length=32)]
MOST_TOOLS = 64
LONGEST_TOOL = 120
ToolName = Annotated[str, Field(pattern=TOOL, max_length=LONGEST_TOOL)]
ConnectionName = Annotated[str, Field(pattern=SLUG, max_length=40)]
VariableName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
