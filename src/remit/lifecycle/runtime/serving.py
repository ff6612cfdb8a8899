"""The services of a function while it runs for somebody: governed calls of their own, or bounded and counted."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from remit.controls.connections import GrantedTool
from remit.engines.sandbox import HostError
from remit.kit.errors import RemitError
from remit.kit.telemetry import logger
from remit.lifecycle.agents import (
    Ask,
    Build,
    CallAgent,
    Delete,
    Get,
    Keys,
    Log,
    Read,
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
from remit.lifecycle.runtime.code_gate import CodeGate
from remit.lifecycle.runtime.errors import ApprovalNeeded
from remit.lifecycle.runtime.storing import Store

_log = logger(__name__)
_OUR_FAULT = 500
AskModel = Callable[[Ask], Awaitable[str]]
CallOther = Callable[[str, str], Awaitable[str]]
UseBuilder = Callable[[Build], Awaitable[Any]]


@dataclass
class Services:
    """What one call of a function may ask for; `counts` says how often each function was."""

    document: Mapping[str, Any]
    store: Store
    ask: AskModel
    other: CallOther
    build: UseBuilder
    gate: CodeGate
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def names(self) -> frozenset[str]:
        """What the version may ask for."""
        return service_names(self.document)

    async def call(self, name: str, arguments: str) -> str:
        """Do what code asks for; what is refused it hears.

        A fault of ours ends the run, and so does what a person would have to approve: code cannot wait.
        """
        self.counts[name] += 1
        asked = read_asked(name, arguments)
        try:
            return json.dumps(await self._answer(name, asked), ensure_ascii=False)
        except RemitError as error:
            if error.status == _OUR_FAULT or isinstance(error, ApprovalNeeded):
                raise
            raise HostError(error.detail) from error

    async def _answer(self, name: str, asked: ServiceCall) -> Any:
        match asked:
            case Ask():
                return await self.ask(asked)
            case CallAgent(slug, given):
                require_granted(self.document, "agents", slug)
                said = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
                return _read(await self.other(slug, said))
            case UseTool(use, arguments):
                require_granted(self.document, "tools", use)
                return _read(await self.gate.answer(self._tool(use), arguments or {}))
            case Read() | Send():
                require_granted(self.document, "http", asked.connection)
                use, sent = tool_and_arguments(name, asked)
                return answer_of(await self.gate.answer(self._tool(use), sent))
            case Get(key, default):
                return await self.store.get(key, default)
            case Set(key, value):
                return await self.store.set(key, value)
            case Delete(key):
                return await self.store.delete(key)
            case Keys(prefix):
                return await self.store.keys(prefix)
            case Build():
                return await self.build(asked)
            case Log():
                # Only that it was said: the log of the process never holds what was.
                _log.info("function.log", function=name)
                return None
        raise HostError(f"{name} is not there.")

    def _tool(self, use: str) -> GrantedTool:
        found = next((tool for tool in self.gate.kit.tools if tool.use == use), None)
        if found is None:
            raise HostError(f"{use} is not there, or is switched off: look at its connection.")
        return found


def _read(text: str) -> Any:
    """Read JSON where an object or a list was said, else leave the text as it is."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, dict | list) else text
