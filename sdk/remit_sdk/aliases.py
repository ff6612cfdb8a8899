"""Names that callers use for deployed agents."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.responses import M, read


class Aliases(ABC):
    """The part of the client about aliases."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    def aliases(self) -> models.AliasList:
        """List the aliases, by name."""
        return self._get("/api/aliases", models.AliasList)

    def set_alias(
        self,
        name: str,
        *,
        deployment: str | None = None,
        agent: str | None = None,
        environment: str | None = None,
    ) -> models.AliasAnswer:
        """Point an alias at a `deployment` by its id, or at an `agent` in an `environment`."""
        body = {"deployment": deployment, "agent": agent, "environment": environment}
        return read(self._send("PUT", f"/api/aliases/{quote(name)}", json=body), models.AliasAnswer)

    def remove_alias(self, name: str) -> None:
        """Remove an alias."""
        self._send("DELETE", f"/api/aliases/{quote(name)}")
