"""Connections: model providers and where there are tools; what they bear, and how they do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.responses import M, read


class Connections(ABC):
    """The part of the client about connections."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    def connections(
        self, *, limit: int = 50, cursor: str | None = None, of: str | None = None
    ) -> models.ConnectionPage:
        """List one page of connections, oldest first; `of` is `models` or `tools` for those with either."""
        params = {"limit": limit, "cursor": cursor, "of": of}
        return self._get("/api/connections", models.ConnectionPage, params)

    def connection(self, id: str) -> models.ConnectionDetail:
        """Show a model provider and what depends on it."""
        return self._get(f"/api/connections/{quote(id, safe='')}", models.ConnectionDetail)

    def add_connection(self, slug: str, kind: str, **members: Any) -> models.ConnectionAnswer:
        """Add a model provider: `base_url`, `secret`, `name`, `default_model`, `models`, `enabled`, `is_default`,
        `region`, `api_version`, `resilience`, `fallbacks`, `prices`.
        """
        return self._post(
            "/api/connections", models.ConnectionAnswer, {"slug": slug, "kind": kind, **members}
        )

    def change_connection(self, id: str, version: int, **members: Any) -> models.ConnectionAnswer:
        """Change members of the version that was read; a secret that is not sent stays."""
        path, body = f"/api/connections/{quote(id, safe='')}", {"version": version, **members}
        return read(self._send("PATCH", path, json=body), models.ConnectionAnswer)

    def toolbox(self, id: str) -> models.ToolboxDetail:
        """Show a connection with tools, how it is reached, and what uses it."""
        return self._get(f"/api/connections/{quote(id, safe='')}", models.ToolboxDetail)

    def add_toolbox(
        self, slug: str, kind: str, setup: dict[str, Any], **members: Any
    ) -> models.ToolboxAnswer:
        """Add a connection with tools: `setup` as its kind wants it; `secret`, `name`, `enabled`, `resilience`."""
        body = {"slug": slug, "kind": kind, "setup": setup, **members}
        return self._post("/api/connections", models.ToolboxAnswer, body)

    def change_toolbox(self, id: str, version: int, **members: Any) -> models.ToolboxAnswer:
        """Change members of the version that was read; a secret that is not sent stays."""
        path, body = f"/api/connections/{quote(id, safe='')}", {"version": version, **members}
        return read(self._send("PATCH", path, json=body), models.ToolboxAnswer)

    def usable_tools(self) -> models.UsableTools:
        """List the tools that agents may be given."""
        return self._get("/api/connections/tools", models.UsableTools)

    def begin_sign_in(self, id: str, port: int | None = None) -> models.SignInBegun:
        """Begin to sign in to an MCP server; `port` is where this machine waits for the browser to come back."""
        return self._post(
            f"/api/connections/{quote(id, safe='')}/sign-in", models.SignInBegun, {"port": port}
        )

    def finish_sign_in(self, state: str, code: str, iss: str | None = None) -> models.SignedIn:
        """End a sign-in with what the browser came back with."""
        sent = {"state": state, "code": code, **({"iss": iss} if iss else {})}
        return self._post("/api/connections/sign-in", models.SignedIn, sent)

    def connection_tools(self, id: str) -> models.ToolList:
        """List the tools of a connection, and what it offered otherwise when it was last asked."""
        return self._get(_tools(id), models.ToolList)

    def refresh_tools(self, id: str) -> models.ToolList:
        """Have Remit ask what a connection offers now."""
        return self._post(f"{_tools(id)}/refresh", models.ToolList)

    def accept_tools(self, id: str, digest: str) -> models.ToolList:
        """Take over the difference of that digest."""
        return self._post(f"{_tools(id)}/accept", models.ToolList, {"digest": digest})

    def change_tool(self, id: str, name: str, digest: str, **members: Any) -> models.ToolAnswer:
        """Change `enabled`, `approval`, `reads_only`, `egress` of the definition that was read."""
        path, body = f"{_tools(id)}/{quote(name, safe='')}", {"digest": digest, **members}
        return read(self._send("PATCH", path, json=body), models.ToolAnswer)

    def try_tool(
        self, id: str, name: str, arguments: dict[str, Any], *, confirm: bool = False
    ) -> models.ToolTried:
        """Use a tool once, for real; `confirm` says that it may change something."""
        body = {"arguments": arguments, "confirm": confirm}
        return self._post(f"{_tools(id)}/{quote(name, safe='')}/try", models.ToolTried, body)

    def remove_connection(self, id: str) -> None:
        """Remove a connection with its secret."""
        self._send("DELETE", f"/api/connections/{quote(id, safe='')}")

    def test_connection(self, id: str) -> models.ConnectionTested:
        """Have Remit call it now."""
        return self._post(f"/api/connections/{quote(id, safe='')}/test", models.ConnectionTested)

    def connection_kinds(self) -> models.KindList:
        """List the kinds of connections: what each needs, and how to get its key."""
        return self._get("/api/connections/kinds", models.KindList)

    def connection_health(self, id: str) -> models.ConnectionHealth:
        """Say how a connection does in the process that answers."""
        return self._get(f"/api/connections/{quote(id, safe='')}/health", models.ConnectionHealth)

    def connection_models(self, id: str) -> models.OfferedModels:
        """List a provider's models and what each costs."""
        return self._get(f"/api/connections/{quote(id, safe='')}/models", models.OfferedModels)


def _tools(id: str) -> str:
    return f"/api/connections/{quote(id, safe='')}/tools"
