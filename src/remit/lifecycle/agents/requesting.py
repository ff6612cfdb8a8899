"""The request of an API agent: made of its input by expressions, and what comes back made its output."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from remit.engines.sandbox import BadOutput, FunctionFailed, Lane, Limits, NoHost, Sandbox
from remit.engines.tools import request_tool
from remit.lifecycle.agents.source import Path, dotted
from remit.lifecycle.agents.types.api import parts

_LIMITS = Limits(wall_seconds=2.0)
_REPLACED = str.maketrans({"%": "%25", "/": "%2F", "?": "%3F", "#": "%23", " ": "%20", "\\": "%5C"})
Document = Mapping[str, Any]


class Expressions:
    """The expressions of one version, reckoned over an input; `FunctionFailed` names the one that cannot be."""

    def __init__(self, sandbox: Sandbox, document: Document, lane: Lane) -> None:
        self._sandbox = sandbox
        self._remit: Mapping[str, Any] = document["remit"]
        self._lane = lane

    @property
    def tool(self) -> str:
        """The tool by which the request is sent."""
        return f"{self._remit['connection']}.{request_tool(self._remit['method'])}"

    async def request(self, input: Any) -> dict[str, Any]:
        """Make the arguments of the tool that sends the request."""
        given = _written({"input": input})
        made: dict[str, Any] = {"path": await self._path(given)}
        wanted: Mapping[str, str] = self._remit.get("query") or {}
        query = {
            name: await self._reckoned(text, given, ("remit", "query", name)) for name, text in wanted.items()
        }
        if query := {name: each for name, each in query.items() if each is not None}:
            made["query"] = query
        if self._remit.get("body") is not None:
            made["body"] = await self._reckoned(self._remit["body"], given, ("remit", "body"))
        return made

    async def output(self, input: Any, answer: Mapping[str, Any]) -> Any:
        """Make the output of what came back: `status`, `type` and `body`."""
        given = _written({**answer, "input": input})
        return await self._reckoned(self._remit["response"], given, ("remit", "response"))

    async def _path(self, given: str) -> str:
        written = list[str]()
        for place, text in enumerate(parts(self._remit["path"])):
            written.append(text if place % 2 == 0 else await self._segment(text, given))
        return "".join(written)

    async def _segment(self, text: str, given: str) -> str:
        value = await self._reckoned(text, given, ("remit", "path"))
        if isinstance(value, bool) or not isinstance(value, str | int | float) or value in ("", ".", ".."):
            raise BadOutput(f"`remit.path`: {{{text}}} comes to nothing that can be part of a path.")
        return str(value).translate(_REPLACED)

    async def _reckoned(self, text: str, given: str, place: Path) -> Any:
        try:
            ran = await self._sandbox.run(text, given, NoHost(), _LIMITS, lane=self._lane)
        except FunctionFailed as error:
            raise type(error)(f"`{dotted(place)}`: {error.detail}") from error
        return msgspec.json.decode(ran.output_json)


def _written(given: Mapping[str, Any]) -> str:
    return json.dumps(given, ensure_ascii=False)
