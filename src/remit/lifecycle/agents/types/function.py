"""Function agents: code with an input and an output, run in a sandbox."""

from typing import Annotated, Any, Literal

from pydantic import Field

from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.faults import SLUG
from remit.lifecycle.agents.fields import Asking, Common
from remit.lifecycle.agents.source import Path, Source
from remit.lifecycle.agents.types.code import SERVICES, look_at
from remit.lifecycle.agents.types.contracts import (
    EXAMPLES,
    INPUT,
    OUTPUT,
    Examples,
    Schema,
    example_faults,
    schema_faults,
)
from remit.lifecycle.agents.types.kind import Document, Kind, Refers
from remit.lifecycle.agents.types.secrets import secrets_in
from remit.lifecycle.agents.values import (
    LONGEST_SLUG,
    MOST_TOOLS,
    TYPE,
    Block,
    ConnectionName,
    Number,
    ToolName,
    about,
)

LONGEST_CODE = 100_000
LONGEST_SECONDS = 60
_MANY_LINES = 200
_MANY_BRANCHES = 30
_CODE = ("remit", "code")
_CONNECTIONS = Annotated[list[ConnectionName], Field(max_length=20)]
_SLUGS = Annotated[list[Annotated[str, Field(pattern=SLUG, max_length=LONGEST_SLUG)]], Field(max_length=20)]


class Services(Block):
    """What the code may ask for; everything that is not named here is refused to it."""

    llm: Annotated[bool, about("Model", "It may ask the agent's model.")] = False
    store: Annotated[bool, about("Store", "It may keep values between calls.")] = False
    agents: Annotated[_SLUGS | None, about("Agents", "The agents it may call.", ["support-triage"])] = None
    agent_builder: Annotated[
        bool,
        about(
            "Agent builder", "It may draft agents for callers whom the policies let build; it promotes none."
        ),
    ] = False

    http: Annotated[
        _CONNECTIONS | None,
        about("HTTP", "The connections that it may send requests over, where those take any.", ["weather"]),
    ] = None
    tools: Annotated[
        Annotated[list[ToolName], Field(max_length=MOST_TOOLS)] | None,
        about("Tools", "The tools it may use, or connections for all of theirs.", ["crm.get_customer"]),
    ] = None

    def allowed(self) -> set[str]:
        """Name what the code may ask for; everybody may write to the log."""
        return {"log"} | {name for name in type(self).model_fields if getattr(self, name)}


class FunctionRemit(Common):
    """The part that Remit adds to a function agent."""

    type: Annotated[Literal["function"], TYPE]
    language: Annotated[Literal["python"], about("Language", "What the code is written in.", "python")] = (
        "python"
    )
    code: Annotated[
        Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)],
        about("Code", "`async def run(input, ctx)`, which returns what comes out."),
    ]
    input_schema: Annotated[Schema, INPUT]
    output_schema: Annotated[Schema, OUTPUT]
    timeout_seconds: Annotated[
        Annotated[Number, Field(gt=0, le=LONGEST_SECONDS)],
        about("Timeout", "Seconds after which a call is ended.", 10),
    ] = 10
    tier: Annotated[
        Literal["lite", "full"],
        about(
            "Sandbox", "`lite` runs a subset of Python in a millisecond; `full` is all of CPython.", "lite"
        ),
    ] = "lite"
    services: Annotated[Services | None, about("Services", "What the code may ask for.")] = None
    examples: Annotated[Examples | None, EXAMPLES] = None


def _check(source: Source, spec: Asking, remit: FunctionRemit) -> list[Fault]:
    takes = schema_faults(source, ("remit", "input_schema"), remit.input_schema)
    gives = schema_faults(source, ("remit", "output_schema"), remit.output_schema)
    found = [*takes, *gives, *_code_faults(source, remit), *secrets_in(source, _CODE, remit.code)]
    if not takes and not gives:
        found += example_faults(source, remit.examples, remit.input_schema, remit.output_schema)
    return found


def _code_faults(source: Source, remit: FunctionRemit) -> list[Fault]:
    looked = look_at(remit.code)
    found = [
        source.within(_CODE, remark.line - 1, remark.code, remark.message, remark.hint)
        for remark in looked.remarks
    ]
    allowed = (remit.services or Services()).allowed()
    for name in sorted((looked.services & set(SERVICES)) - allowed):
        said = f"The code asks for the service `{name}`, which the agent may not use."
        hint = f"Name it under `remit.services`, like `{name}: …`, or do without."
        found.append(source.fault(_CODE, "service-not-allowed", said, hint))
    for name in sorted(allowed - looked.services - {"log"}):
        said = f"The code does not ask for the service `{name}`."
        place = ("remit", "services", name)
        found.append(source.fault(place, "service-unused", said, "Remove it.", "warning"))
    return found


def _refers(document: Document) -> Refers:
    services: dict[str, Any] = document["remit"].get("services") or {}

    def named(group: str) -> dict[str, Path]:
        return {
            name: ("remit", "services", group, place) for place, name in enumerate(services.get(group) or ())
        }

    requests = {f"{name}.http_*": place for name, place in named("http").items()}
    return Refers(
        model=bool(services.get("llm")), agents=named("agents"), tools={**named("tools"), **requests}
    )


def _complex(document: Document) -> list[str]:
    """Say what makes a function more than its author alone should answer for."""
    remit: dict[str, Any] = document["remit"]
    refers, looked = _refers(document), look_at(remit["code"])
    lines = remit["code"].count("\n") + 1
    found = []
    if remit["tier"] == "full":
        found.append("It runs all of CPython, where only the operating system holds it back.")
    if refers.agents:
        found.append(f"Its code decides when it calls {', '.join(refers.agents)}.")
    if (remit.get("services") or {}).get("agent_builder"):
        found.append("Its code drafts agents.")
    if lines > _MANY_LINES or looked.branches > _MANY_BRANCHES:
        found.append(f"Its code has {lines} lines and {looked.branches} branches.")
    return found


def _summary(document: Document) -> list[str]:
    remit: dict[str, Any] = document["remit"]
    refers, looked = _refers(document), look_at(remit["code"])
    lines = remit["code"].count("\n") + 1
    sandbox = "a subset of Python" if remit["tier"] == "lite" else "all of CPython"
    ways = f"{looked.branches} branch{'' if looked.branches == 1 else 'es'}"
    said = [
        f"It runs {lines} lines of code with {ways} in the {remit['tier']} sandbox, {sandbox}.",
        f"Each call may take {remit['timeout_seconds']:g} seconds.",
    ]
    if refers.model:
        said.append(f"It asks {document['spec'].get('model') or 'the default model'}.")
    if refers.agents:
        said.append(f"It calls the agents {', '.join(sorted(refers.agents))}.")
    services = remit.get("services") or {}
    if services.get("http"):
        said.append(f"It sends requests over {', '.join(services['http'])}.")
    if services.get("tools"):
        said.append(f"It uses the tools {', '.join(services['tools'])}.")
    if services.get("store"):
        said.append("It keeps values between calls.")
    if (remit.get("services") or {}).get("agent_builder"):
        said.append("It drafts agents, with the rights of whoever calls it.")
    return said


_TOOLS = "The tools that code may use stand under `remit.services.tools`."
_CODE_INSTEAD = "A function agent has code instead."
FUNCTION = Kind(
    name="function",
    words="Code with an input and an output, run in a sandbox.",
    runs=True,
    spec=Asking,
    remit=FunctionRemit,
    check=_check,
    refers=_refers,
    summary=_summary,
    complex=_complex,
    refused={
        "instructions": _CODE_INSTEAD,
        "retries": _CODE_INSTEAD,
        "output_schema": "It stands under `remit:` here.",
        "remit.knowledge": "Knowledge is for agents that talk: let the code call one.",
        "remit.variables": "Variables are for instructions: a function agent has code, which takes input.",
        "remit.tools": _TOOLS,
    },
    tried=True,
    code=lambda document: (document["remit"]["tier"], document["remit"]["code"]),
)
