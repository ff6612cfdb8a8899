"""MCP servers as toolboxes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from mcp_types import (
    AudioContent,
    CallToolResult,
    EmbeddedResource,
    ImageContent,
    InputRequiredResult,
    TextContent,
)
from mcp_types import Tool as McpTool

from remit.engines.tools.arguments import Checker
from remit.engines.tools.attempts import Fault, attempts
from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.mcp_wire import SIGN_IN, Expired, ServerSaid, Unauthorized, Wire
from remit.engines.tools.names import tool_name
from remit.engines.tools.oauth import Tokens
from remit.engines.tools.setups import Mcp
from remit.engines.tools.site import USER_AGENT, hidden, secret_headers
from remit.engines.tools.texts import LARGEST_READ, as_json, clean, short
from remit.engines.tools.tool import Probed, Tool, Used
from remit.kit.addresses import base_url
from remit.kit.errors import Malformed
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard

if TYPE_CHECKING:
    from remit.engines.tools.mcp_session import Session

_LARGEST_SCHEMA = 64_000
_LONGEST_DESCRIPTION = 2000
_HEADERS = frozenset({"mcp-session-id", "mcp-protocol-version", "mcp-method", "mcp-name", "last-event-id"})
_TIMES = 2
Found = TypeVar("Found")


class McpToolbox:
    """One MCP server. Its session is opened at the first use and anew where the server has forgotten it."""

    def __init__(self, setup: Mcp, secret: str, outbound: Outbound, guard: Guard) -> None:
        self._setup = setup
        self._url = _address(setup.url, outbound)
        self._place = urlsplit(self._url).hostname or ""
        self._outbound = outbound
        self._guard = guard
        auth, self._signed_in = setup.auth, True
        if auth == "oauth":
            self._signed_in = bool(secret)
            auth, secret = ("bearer", Tokens.read(secret).access_token) if secret else ("none", "")
        sent = secret_headers(auth, setup.auth_header, setup.auth_user, secret)
        self._sent = {**{name.lower(): value for name, value in setup.headers.items()}, **sent}
        self._hidden = hidden(secret, sent)
        self._session: Session | None = None
        self._opening = asyncio.Lock()
        self._known: dict[str, tuple[McpTool, Tool, Checker]] = {}

    def __repr__(self) -> str:
        return f"<McpToolbox {self._place}>"

    async def tools(self) -> Sequence[Tool]:
        """Ask the server for its tools."""
        await attempts(self._guard, self._place, self._list, repeatable=True)
        return [tool for _, tool, _ in self._known.values()]

    async def use(self, name: str, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Call a tool of the server."""
        if name not in self._known:
            await attempts(self._guard, self._place, self._list, repeatable=True)
        if name not in self._known:
            raise ToolboxError(f"{self._place} has no tool {name[:100]}.", reached=False)
        theirs, tool, checker = self._known[name]
        checker.check(name, arguments)

        async def once() -> Used:
            return await self._in_session(lambda session: self._call(session, theirs.name, arguments))

        return await attempts(self._guard, self._place, once, repeatable=tool.reads_only)

    async def _call(self, session: "Session", name: str, arguments: Mapping[str, Any]) -> Used:
        try:
            found = await session.call(name, arguments)
        except ServerSaid as error:
            return Used(f"Error {error.code}: {short(error.said, self._hidden)}", failed=True)
        if isinstance(found, InputRequiredResult):
            return Used("The tool asks for something that nobody can give it here.", failed=True)
        return Used(clean(_text(found), self._hidden), failed=found.is_error is True)

    async def _list(self) -> None:
        listed = await self._in_session(_all_tools)
        taken: set[str] = set()
        known: dict[str, tuple[McpTool, Tool, Checker]] = {}
        for each in listed:
            tool = _tool(each, taken)
            if not self._setup.include or {each.name, tool.name} & set(self._setup.include):
                known[tool.name] = each, tool, Checker(tool.input_schema)
        self._known = known

    async def _in_session(self, done: Callable[["Session"], Awaitable[Found]]) -> Found:
        """Do something in the session; in a new one where the server has forgotten it, since then nothing was done."""
        for attempt in range(_TIMES):
            session = await self._opened()
            try:
                return await done(session)
            except Expired:
                await self._forget(session)
                if attempt == _TIMES - 1:
                    raise
            except ServerSaid as error:
                raise Fault(
                    f"{self._place} answered with error {error.code}: {short(error.said, self._hidden)[:300]}",
                    reached=True,
                    bad=False,
                ) from error
        raise AssertionError

    async def _opened(self) -> "Session":
        async with self._opening:
            if self._session is not None and self._session.alive:
                return self._session
            if not self._signed_in:
                raise Unauthorized(
                    f"Nobody has signed in to {self._place} yet.", reached=False, bad=False, hint=SIGN_IN
                )
            settings = self._guard.settings
            http = self._outbound.client(
                self._url,
                timeout=settings.silence_seconds,
                largest=LARGEST_READ,
                also=_HEADERS | set(self._sent),
            )
            wire = Wire(http, self._place, settings.silence_seconds, {"user-agent": USER_AGENT, **self._sent})
            # The library takes a second to load: whoever uses no MCP server does without.
            module = await asyncio.to_thread(import_module, "remit.engines.tools.mcp_session")
            session: Session = module.Session(self._url, wire, self._place, settings)
            try:
                await session.open()
            except BaseException:
                await session.close()
                await wire.aclose()
                raise
            self._session = session
            return session

    async def _forget(self, session: "Session") -> None:
        if self._session is session:
            self._session = None
        await session.close()

    async def probe(self) -> Probed:
        """Open a session and list the tools."""
        began = perf_counter()
        try:
            async with asyncio.timeout(self._guard.settings.whole_seconds):
                await self._list()
                session = await self._opened()
        except ToolboxError as error:
            hint = error.hint if isinstance(error, Fault) else ""
            return Probed(False, error.said, perf_counter() - began, hint or "Look at the server's own logs.")
        except TimeoutError:
            return Probed(
                False, f"{self._place} did not answer in time.", perf_counter() - began, "Try again later."
            )
        said = clean(f"{session.server} offers {len(self._known):,} tools.", self._hidden)
        hint = "" if self._known else "It offers none of the tools to take: check their names."
        return Probed(not hint, said, perf_counter() - began, hint, len(self._known))

    async def close(self) -> None:
        """End the session."""
        if self._session is not None:
            await self._forget(self._session)


async def _all_tools(session: "Session") -> list[McpTool]:
    return await session.tools()


def _address(url: str, outbound: Outbound) -> str:
    """Check the address; it may have a query, unlike those that others are made from."""
    plain, mark, query = url.partition("?")
    base_url(plain, outbound.reach)
    if "#" in query:
        raise Malformed("An address may not hold #.")
    return plain + mark + query


def _tool(theirs: McpTool, taken: set[str]) -> Tool:
    """Make a tool of a server's; what it says of itself is taken as it is, and nothing as yes."""
    notes = theirs.annotations
    schema: dict[str, Any] = {**theirs.input_schema, "type": "object"}
    if len(as_json(schema)) > _LARGEST_SCHEMA:
        schema = {"type": "object"}
    return Tool(
        tool_name(theirs.name, taken),
        clean(theirs.description or theirs.title or theirs.name, most=_LONGEST_DESCRIPTION),
        schema,
        reads_only=notes is not None and notes.read_only_hint is True,
        egress=notes is None or notes.open_world_hint is not False,
    )


def _text(found: CallToolResult) -> str:
    """Write what came back: JSON where there is some, else the texts; of pictures and sounds what they are."""
    if found.structured_content is not None:
        return as_json(found.structured_content)
    return "\n".join(_part(each) for each in found.content)


def _part(content: object) -> str:
    if isinstance(content, TextContent):
        return content.text
    if isinstance(content, ImageContent | AudioContent):
        return f"({content.type}, {content.mime_type}, {len(content.data) * 3 // 4:,} bytes)"
    if isinstance(content, EmbeddedResource):
        return str(getattr(content.resource, "text", f"({content.resource.uri})"))
    return f"({getattr(content, 'uri', 'something that is no text')})"
