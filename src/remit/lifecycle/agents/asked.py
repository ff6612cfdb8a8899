"""What the code of a function agent may ask for: one list, for calls, for trials, and for whoever writes the code."""

import json
from collections.abc import Collection, Mapping
from typing import Annotated, Any, ClassVar

import msgspec

from remit.engines.sandbox import HostError
from remit.engines.tools import request_tool

_FAILED = 400
_Text = Annotated[str, msgspec.Meta(max_length=200_000)]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
LONGEST_KEY = 200
_Key = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_KEY)]


class ServiceCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that code asks for; `gives` says what comes back."""

    gives: ClassVar[str] = "None"


class Ask(ServiceCall, frozen=True):
    """Ask the agent's model."""

    gives: ClassVar[str] = "the model's text"

    prompt: _Text
    system: _Text | None = None
    max_tokens: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None


class CallAgent(ServiceCall, frozen=True):
    """Call another agent: with an object, or with words for one that talks."""

    gives: ClassVar[str] = "the other agent's output, or the text of one that talks"

    name: _Name
    input: dict[str, Any] | _Text


class Get(ServiceCall, frozen=True):
    """Read a value that was kept."""

    gives: ClassVar[str] = "the value, or the default"

    key: _Key
    default: Any = None


class Set(ServiceCall, frozen=True):
    """Keep a value, which JSON can hold, until the next calls."""

    key: _Key
    value: Any


class Delete(ServiceCall, frozen=True):
    """Forget a value."""

    key: _Key


class Keys(ServiceCall, frozen=True):
    """List the keys of what is kept."""

    gives: ClassVar[str] = "a list of keys"

    prefix: Annotated[str, msgspec.Meta(max_length=LONGEST_KEY)] = ""


class Read(ServiceCall, frozen=True):
    """Ask an HTTP API for something; the path begins with a slash."""

    gives: ClassVar[str] = '{"ok", "status", "type", "body"}'

    connection: _Name
    path: _Text
    query: dict[str, Any] | None = None


class Send(ServiceCall, frozen=True):
    """Send something to an HTTP API; the body is sent as JSON."""

    gives: ClassVar[str] = '{"ok", "status", "type", "body"}'

    connection: _Name
    path: _Text
    body: Any = None
    query: dict[str, Any] | None = None


class UseTool(ServiceCall, frozen=True):
    """Use a tool of a connection, such as crm.get_customer."""

    gives: ClassVar[str] = "what the tool gave back: an object or a list where it is one, else text"

    name: _Name
    arguments: dict[str, Any] | None = None


class Log(ServiceCall, frozen=True):
    """Say something to whoever looks after the agent."""

    message: Any


_Agent = dict[str, Any]


class Build(ServiceCall, frozen=True):
    """Something asked of the agent builder; `agent` holds the fields of an agent file."""


class DraftAgent(Build, frozen=True):
    """Have a model write the code of a function agent, whose schemas and examples stand in `agent`."""

    gives: ClassVar[str] = '{"status", "reason", "agent"}, the agent with its code where status is "passed"'
    description: _Text
    agent: _Agent


class ValidateAgent(Build, frozen=True):
    """Check an agent; nothing is stored."""

    gives: ClassVar[str] = '{"valid", "findings"}'
    agent: _Agent


class DryRunAgent(Build, frozen=True):
    """Try a function agent on an input, or on its first example; nothing that it does reaches anybody."""

    gives: ClassVar[str] = '{"passed", "cases"}'
    agent: _Agent
    input: dict[str, Any] | None = None


class SaveDraft(Build, frozen=True):
    """Keep an agent as a draft; a person promotes it."""

    gives: ClassVar[str] = '{"slug", "version", "unchanged"}'
    agent: _Agent


FUNCTIONS: Mapping[str, type[ServiceCall]] = {
    "llm.ask": Ask,
    "agents.call": CallAgent,
    "store.get": Get,
    "store.set": Set,
    "store.delete": Delete,
    "store.keys": Keys,
    "http.get": Read,
    "http.post": Send,
    "http.put": Send,
    "http.patch": Send,
    "http.delete": Send,
    "tools.use": UseTool,
    "log.info": Log,
    "log.warning": Log,
    "log.error": Log,
    "agent_builder.draft": DraftAgent,
    "agent_builder.validate": ValidateAgent,
    "agent_builder.dry_run": DryRunAgent,
    "agent_builder.save_draft": SaveDraft,
}


def documentation(names: Collection[str]) -> list[str]:
    """Describe services as code calls them, a line each, in the order of the list."""
    return [_described(name, asked) for name, asked in FUNCTIONS.items() if name in names]


def _described(name: str, asked: type[ServiceCall]) -> str:
    taken = [
        field.encode_name if field.required else f"{field.encode_name}={field.default!r}"
        for field in msgspec.structs.fields(asked)
    ]
    says = (asked.__doc__ or "").split("\n", maxsplit=1)[0]
    return f"await ctx.services.{name}({', '.join(taken)}) gives {asked.gives}. {says}"


def service_names(document: Mapping[str, Any]) -> frozenset[str]:
    """Name the functions that the code of a version may call."""
    granted: Mapping[str, Any] = document["remit"].get("services") or {}
    groups = {"log"} | {group for group, given in granted.items() if given}
    return frozenset(name for name in FUNCTIONS if name.partition(".")[0] in groups)


def read_asked(name: str, arguments: str) -> ServiceCall:
    """Read what code asks for; `HostError` says what is wrong with it."""
    asked = FUNCTIONS[name]
    given = msgspec.json.decode(arguments)
    fields = asked.__struct_fields__
    if len(given["args"]) > len(fields):
        raise HostError(f"{name} takes {', '.join(fields)}.")
    members = dict(zip(fields, given["args"], strict=False)) | given["kwargs"]
    try:
        return msgspec.convert(members, asked)
    except msgspec.ValidationError as error:
        raise HostError(f"{name}({', '.join(fields)}): {error}.") from None


def require_granted(document: Mapping[str, Any], group: str, name: str) -> None:
    """Refuse an agent, connection or tool that the version's list does not name: `HostError`."""
    named = (document["remit"].get("services") or {}).get(group) or []
    if name not in named and (group != "tools" or name.partition(".")[0] not in named):
        raise HostError(f"This agent may not use {name}: it is not named under its services.")


def tool_and_arguments(name: str, asked: Read | Send) -> tuple[str, dict[str, Any]]:
    """Say with which tool of its connection a request is sent, and how."""
    made: dict[str, Any] = {"path": asked.path}
    if asked.query:
        made["query"] = asked.query
    if isinstance(asked, Send) and asked.body is not None:
        made["body"] = asked.body
    return f"{asked.connection}.{request_tool(name.partition('.')[2])}", made


def answer_of(text: str) -> dict[str, Any]:
    """Read what a request gave back, as code gets it; `HostError` where the policies left nothing to be read."""
    try:
        answer: dict[str, Any] = json.loads(text)
        return {"ok": answer["status"] < _FAILED, **answer}
    except (ValueError, TypeError, KeyError):
        raise HostError("What came back was changed by the policies, and cannot be read any more.") from None
