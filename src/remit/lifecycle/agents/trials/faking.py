"""Services in a trial: nothing leaves, everything is answered from the example or made up, and all of it is noted."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from remit.controls.connections import GrantedTool, UnknownTool
from remit.engines.models import tokens
from remit.engines.sandbox import HostError
from remit.engines.tools import Checker, ToolboxError
from remit.kit.errors import RemitError
from remit.kit.samples import NoSample, sample
from remit.lifecycle.agents.asked import (
    Ask,
    Build,
    CallAgent,
    Delete,
    Get,
    Keys,
    Log,
    Read,
    SaveDraft,
    Send,
    ServiceCall,
    Set,
    UseTool,
    answer_of,
    read_asked,
    require_granted,
    service_names,
    tool_and_arguments,
)
from remit.lifecycle.agents.trials.recording import MADE_UP, Recording

_OUR_FAULT = 500
_LONGEST_LOG = 64_000
_MOST_SHOWN = 4_000


class FakeHost:
    """The services of one trial; `outputs` are the output schemas of other agents, for answers that are made up.

    With `really`, the agent's model is asked where nothing is recorded for it: that changes nothing outside. `find`
    finds a tool by its name, and `address` says where the requests over a connection go.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        recording: Recording,
        outputs: Mapping[str, Mapping[str, Any]],
        really: Callable[[Ask], Awaitable[str]] | None = None,
        find: Callable[[str], GrantedTool] | None = None,
        address: Callable[[str], str] = lambda connection: "",
    ) -> None:
        self.tokens = 0
        self._document = document
        self.recording = recording
        self._outputs = outputs
        self._really = really
        self._find = find
        self._address = address
        self._store: dict[str, Any] = {}
        self._log: list[str] = []

    @property
    def names(self) -> frozenset[str]:
        """What the version may ask for."""
        return service_names(self._document)

    @property
    def logs(self) -> str:
        """What the code wrote to the log."""
        return "\n".join(self._log)[:_LONGEST_LOG]

    async def call(self, name: str, arguments: str) -> str:
        """Answer from the example, or make an answer up; `HostError` for what may not be asked."""
        asked = read_asked(name, arguments)
        if isinstance(asked, Ask) and self._really is not None and not self.recording.has("llm"):
            return json.dumps(await self._ask_really(asked, self._really), ensure_ascii=False)
        return json.dumps(self._answer(name, asked), ensure_ascii=False)

    async def _ask_really(self, asked: Ask, really: Callable[[Ask], Awaitable[str]]) -> str:
        try:
            return await really(asked)
        except RemitError as error:
            if error.status == _OUR_FAULT:
                raise
            raise HostError(error.detail) from error

    def _answer(self, name: str, asked: ServiceCall) -> Any:
        match asked:
            case Log(message):
                self._log.append(message if isinstance(message, str) else json.dumps(message))
                return None
            case Get(key, default):
                return self._store.get(key, self.recording.take("store", key, default)[0])
            case Set(key, value):
                self._store[key] = value
                return self._note("store", key, f"would keep `{key}`", asked, None, changes=True)
            case Delete(key):
                self._store.pop(key, None)
                return self._note("store", key, f"would forget `{key}`", asked, None, changes=True)
            case Keys(prefix):
                return sorted(key for key in self._store if key.startswith(prefix))
            case Ask(prompt, system):
                return self._ask(prompt, system or "", asked)
            case CallAgent(slug, given):
                require_granted(self._document, "agents", slug)
                said = f"would call the agent {slug} with {_short(given)}"
                return self._tell("agents", slug, said, asked, self._sample_of(slug), changes=True)
            case Build():
                said = f"would ask the agent builder to {name.partition('.')[2].replace('_', ' ')}"
                saves = isinstance(asked, SaveDraft)
                return self._tell("agent_builder", name, said, asked, {}, changes=saves)
            case UseTool(use, arguments):
                require_granted(self._document, "tools", use)
                tool = self._tool(use, arguments or {})
                said = f"would use the tool {use} with {_short(arguments or {})}"
                return self._tell("tools", use, said, asked, MADE_UP, changes=not tool.reads_only)
            case Read() | Send():
                require_granted(self._document, "http", asked.connection)
                return answer_of(json.dumps(self.request(*tool_and_arguments(name, asked))))
        raise HostError(f"{name} cannot be tried.")

    def request(self, use: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Answer a request from the example, or make an answer up; `HostError` for one that could not be sent."""
        tool = self._tool(use, arguments)
        method, place = tool.name.removeprefix("http_").upper(), arguments["path"]
        query = f"?{urlencode(arguments['query'], doseq=True)}" if "query" in arguments else ""
        body = f" with {_short(arguments['body'])}" if "body" in arguments else ""
        said = f"would {method} {self._address(tool.connection) or tool.connection}{place}{query}{body}"
        kept = self._document["remit"].get("sample")
        body_of, status, found = self.recording.take_answer(
            "http", tool.connection, {} if kept is None else kept
        )
        answer = {"status": status, "type": "application/json", "body": body_of}
        self.recording.note(
            "http",
            tool.connection,
            said,
            arguments,
            answer,
            made_up=not found and kept is None,
            changes=not tool.reads_only,
        )
        return answer

    def _tool(self, use: str, arguments: dict[str, Any]) -> GrantedTool:
        """Find a tool and see that it could be used so; nothing of it is sent."""
        if self._find is None:
            raise HostError(f"{use} cannot be tried.")
        try:
            tool = self._find(use)
            Checker(tool.input_schema).check(use, arguments)
        except UnknownTool as error:
            raise HostError(error.detail) from error
        except ToolboxError as error:
            raise HostError(error.said) from error
        return tool

    def _ask(self, prompt: str, system: str, asked: ServiceCall) -> Any:
        self.tokens += tokens(prompt) + tokens(system)
        model = self._document["spec"].get("model") or "the default model"
        return self._tell("llm", model, f"would ask {model}: {_short(prompt)}", asked, MADE_UP, changes=False)

    def _tell(
        self, service: str, name: str, said: str, asked: ServiceCall, otherwise: Any, *, changes: bool
    ) -> Any:
        answer, found = self.recording.take(service, name, otherwise)
        return self._note(service, name, said, asked, answer, changes=changes, made_up=not found)

    def _note(
        self,
        service: str,
        name: str,
        said: str,
        asked: ServiceCall,
        answer: Any,
        *,
        changes: bool,
        made_up: bool = False,
    ) -> Any:
        arguments = msgspec.to_builtins(asked)
        self.recording.note(service, name, said, arguments, answer, made_up=made_up, changes=changes)
        return answer

    def _sample_of(self, slug: str) -> Any:
        schema = self._outputs.get(slug)
        try:
            return MADE_UP if schema is None else sample(schema)
        except NoSample:
            return MADE_UP


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
