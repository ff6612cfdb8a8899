"""A session with an MCP server, by the official library: version, paging, calls, and what its errors mean."""

import asyncio
import contextvars
import logging
from collections.abc import Mapping
from typing import Any

import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import (
    CONNECTION_CLOSED,
    PARSE_ERROR,
    REQUEST_TIMEOUT,
    CallToolRequest,
    CallToolRequestParams,
    CallToolResult,
    Implementation,
    InputRequiredResult,
    PaginatedRequestParams,
)
from mcp_types import Tool as McpTool
from pydantic import TypeAdapter, ValidationError

from remit.engines.tools.attempts import Fault, silent
from remit.engines.tools.mcp_wire import ServerSaid, Wire
from remit.kit.resilience import Resilience

_MOST_PAGES = 50
MOST_TOOLS = 500
_CALLED: TypeAdapter[CallToolResult | InputRequiredResult] = TypeAdapter(CallToolResult | InputRequiredResult)
# What servers answer does not belong in a log; what goes wrong is said by us.
logging.getLogger("mcp.client.streamable_http").setLevel(logging.CRITICAL)
logging.getLogger("client").setLevel(logging.CRITICAL)


class Session:
    """One session, held by a task of its own: the library's task groups may not change tasks."""

    def __init__(self, url: str, wire: Wire, place: str, settings: Resilience) -> None:
        self._url = url
        self._wire = wire
        self._place = place
        self._seconds = settings.whole_seconds
        self._timeout = httpx2.Timeout(settings.silence_seconds, connect=settings.connect_seconds)
        self._end = asyncio.Event()
        self._client: Client | None = None
        self._task: asyncio.Task[Any] | None = None

    @property
    def alive(self) -> bool:
        """Say whether it can be used."""
        return self._client is not None and self._task is not None and not self._task.done()

    @property
    def server(self) -> str:
        """The name and version that the server gives itself, and the version of the protocol."""
        assert self._client is not None
        info = self._client.server_info
        named = f"{info.name} {info.version}" if info else "The server"
        return f"{named[:100]} (MCP {self._client.protocol_version})"

    async def open(self) -> None:
        """Agree on a version; raises `Fault`."""
        ready: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        # Whoever opens it is not whom it belongs to: nothing of their request goes along.
        self._task = asyncio.create_task(self._hold(ready), context=contextvars.Context())
        try:
            await asyncio.wait((ready, self._task), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._task.cancel()
            raise
        if not ready.done():
            ready.cancel()
            raise self._meant(self._task.exception())
        self._client = ready.result()

    async def _hold(self, ready: asyncio.Future[Any]) -> None:
        async with httpx2.AsyncClient(transport=self._wire, trust_env=False, timeout=self._timeout) as http:
            reached = streamable_http_client(self._url, http_client=http)
            info = Implementation(name="remit", version="1")
            async with Client(
                reached, client_info=info, read_timeout_seconds=self._seconds, cache=None
            ) as client:
                ready.set_result(client)
                await self._end.wait()

    async def tools(self) -> list[McpTool]:
        """List all tools; raises `Fault`, also for a list that does not end."""
        found: list[McpTool] = []
        cursor: str | None = None
        seen: set[str] = set()
        for _ in range(_MOST_PAGES):
            page = await self._asked(self._page(cursor))
            found += page.tools
            cursor = page.next_cursor
            if cursor is None:
                break
            if cursor in seen or len(found) > MOST_TOOLS:
                break
            seen.add(cursor)
        if cursor is not None or len(found) > MOST_TOOLS:
            raise Fault(
                f"{self._place} lists more than {MOST_TOOLS} tools, or its list does not end.",
                reached=True,
                bad=False,
                hint="Use an address of the server that offers fewer tools.",
            )
        return found

    async def _page(self, cursor: str | None) -> Any:
        assert self._client is not None
        return await self._client.session.list_tools(params=PaginatedRequestParams(cursor=cursor))

    async def call(self, name: str, arguments: Mapping[str, Any]) -> CallToolResult | InputRequiredResult:
        """Call a tool; raises `Fault` and `ServerSaid`.

        The library's own call would list tools after it, and fail where that fails, though the tool was used.
        """
        assert self._client is not None
        asked = CallToolRequest(params=CallToolRequestParams(name=name, arguments=dict(arguments)))
        found: CallToolResult | InputRequiredResult = await self._asked(
            self._client.session.send_request(asked, _CALLED)
        )
        return found

    async def _asked(self, answer: Any) -> Any:
        try:
            return await answer
        except MCPError as error:
            raise self._of(error) from error
        except (ValidationError, ValueError, RuntimeError) as error:
            raise _unusable(self._place) from error

    def _of(self, error: MCPError) -> Exception:
        if (fault := self._wire.fault(error.data)) is not None:
            return fault
        if error.code == REQUEST_TIMEOUT:
            return silent(self._place, self._seconds)
        if error.code in (CONNECTION_CLOSED, PARSE_ERROR):
            return _unusable(self._place)
        return ServerSaid(error.code, error.message)

    def _meant(self, error: BaseException | None) -> Exception:
        """Find out why there is no session."""
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        if isinstance(error, MCPError):
            found = self._of(error)
            if not isinstance(found, ServerSaid):
                return found
        return _unusable(self._place, reached=False)

    async def close(self) -> None:
        """End the session, with a word to the server where there is one to give."""
        self._client = None
        self._end.set()
        if self._task is not None and not self._task.done():
            _, late = await asyncio.wait({self._task}, timeout=2)
            for each in late:
                each.cancel()
            await asyncio.wait({self._task})
        if self._task is not None and not self._task.cancelled():
            self._task.exception()


def _unusable(place: str, *, reached: bool = True) -> Fault:
    return Fault(
        f"{place} does not answer as an MCP server does.",
        reached=reached,
        hint="Check the address: it is that of a streamable HTTP endpoint, most often ending in /mcp.",
    )
