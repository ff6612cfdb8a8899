"""MCP servers for tests: the official one, with what stands before it, and one of our own that can misbehave."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

Send = Callable[[Any], Awaitable[None]]


class Official:
    """The official server with a few tools; `calls` records what was done.

    `handshake` lets it speak the older protocol, with sessions; `forgets` how many requests in a session find it
    forgotten; `token` what must be sent.
    """

    def __init__(self, *, handshake: bool = False, as_json: bool = False, token: str = "") -> None:
        self.calls: list[str] = []
        self.forgets = 0
        self.sessions: set[str] = set()
        self.methods: list[str] = []
        self._handshake = handshake
        self._token = token
        server = MCPServer("shelf", version="1.2", log_level="CRITICAL")

        @server.tool(annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
        def find_book(title: str, limit: int = 3) -> dict[str, Any]:
            """Finds a book."""
            self.calls.append(title)
            return {"title": title, "limit": limit}

        @server.tool(name="Add-Book")
        def add_book(title: str) -> str:
            """Adds a book."""
            self.calls.append(title)
            return f"added {title}"

        @server.tool()
        def fail() -> str:
            raise ToolError("the shelf is full")

        @server.tool()
        async def wait(seconds: float) -> str:
            await asyncio.sleep(seconds)
            return "waited"

        self._app = server.streamable_http_app(json_response=as_json)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        parts, body, more = [], b"", scope["method"] == "POST"
        while more:
            part = await receive()
            parts.append(part)
            body, more = body + part.get("body", b""), part.get("more_body", False)
        method = json.loads(body).get("method", "") if body else scope["method"]
        self.methods.append(method)
        if self._token and headers.get("authorization") != f"Bearer {self._token}":
            await _say(send, 401, {"error": "no"})
        elif self._handshake and method == "server/discover":
            error = {"code": -32600, "message": "Bad Request: Missing session ID"}
            await _say(send, 400, {"jsonrpc": "2.0", "id": None, "error": error})
        elif "mcp-session-id" in headers and method == "tools/call" and self.forgets:
            self.forgets -= 1
            await _say(
                send,
                404,
                {"jsonrpc": "2.0", "id": None, "error": {"code": -32001, "message": "Session not found"}},
            )
        else:
            if "mcp-session-id" in headers:
                self.sessions.add(headers["mcp-session-id"])
            waiting = iter(parts)

            async def again() -> Any:
                return next(waiting, None) or await receive()

            await self._app(scope, again, send)


async def _say(send: Send, status: int, said: Any, kind: str = "application/json") -> None:
    content = said if isinstance(said, bytes) else json.dumps(said).encode()
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", kind.encode())]}
    )
    await send({"type": "http.response.body", "body": content})


@dataclass
class Wayward:
    """Shakes hands, lists one tool, and answers calls as `answer` says: by its status, kind and body, or by hanging."""

    status: int = 200
    kind: str = "application/json"
    body: bytes | None = None
    hangs: bool = False
    endless: bool = False
    tools: list[dict[str, Any]] = field(
        default_factory=lambda: [{"name": "act", "inputSchema": {"type": "object"}}]
    )
    calls: int = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            return
        asked = json.loads((await receive())["body"] or b"{}") if scope["method"] == "POST" else {}
        method, number = asked.get("method"), asked.get("id")
        if method == "initialize":
            info = {"name": "wayward", "version": "0"}
            result: Any = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": info}
        elif method == "tools/list":
            result = {"tools": self.tools}
            if self.endless:
                result["nextCursor"] = f"{(asked.get('params') or {}).get('cursor', '')}x"
        elif method == "tools/call":
            self.calls += 1
            if self.hangs:
                await receive()
                return
            if self.body is not None:
                await _say(send, self.status, self.body.replace(b"ID", str(number).encode()), self.kind)
                return
            result = {"content": [{"type": "text", "text": "acted"}]}
        elif number is None:
            await _say(send, 202, b"")
            return
        else:
            error = {"code": -32601, "message": "no such method"}
            await _say(send, 200, {"jsonrpc": "2.0", "id": number, "error": error})
            return
        await _say(send, 200, {"jsonrpc": "2.0", "id": number, "result": result})
