"""The tools of the agent that interviews people, as every agent's tools are described."""

from typing import Any
from uuid import UUID

from remit.controls.connections import Box, GrantedTool
from remit.engines.ledger import digest
from remit.lifecycle.runtime import AGENT_BUILDER


def _tool(
    name: str,
    description: str,
    properties: dict[str, Any],
    *,
    reads_only: bool = True,
    needs: tuple[str, ...] = (),
) -> GrantedTool:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": list(needs),
        "properties": properties,
    }
    told = {"name": name, "description": description, "input_schema": schema}
    return GrantedTool(
        connection=AGENT_BUILDER, name=name, description=description, input_schema=schema, reads_only=reads_only,
        egress=False, approval="policy", digest=digest(told),
    )  # fmt: skip


# What changes the draft of the interview changes nothing else: only saving does.
_TOOLS = (
    _tool("look_around", "Say which tools and agents there are, and how the draft stands.", {}),
    _tool(
        "change_draft",
        "Change fields of the draft, as a JSON merge patch: null takes a field out. Gives back what is wrong with it.",
        {
            "changes": {
                "type": "object",
                "description": "The fields to change, such as {name, remit: {type, slug}}.",
            }
        },
        needs=("changes",),
    ),
    _tool(
        "write_code",
        "Have the code of the function written, checked and tried, once its schemas and examples stand in the draft.",
        {
            "description": {
                "type": "string",
                "maxLength": 10_000,
                "description": "What the function is to do.",
            }
        },
        needs=("description",),
    ),
    _tool(
        "dry_run_draft",
        "Try a function or an API agent on its examples, or on one input; nothing that it does reaches anybody.",
        {"input": {"type": "object", "description": "One input; left out, all examples are tried."}},
    ),
    _tool(
        "save_draft", "Keep the agent as a draft version, after the person has agreed.", {}, reads_only=False
    ),
)
BUILDER_TOOLS = Box(
    id=UUID(int=0), slug=AGENT_BUILDER, setup={}, enabled=True, envelope=None, secret_version=0,
    tools={each.name: each for each in _TOOLS},
)  # fmt: skip
