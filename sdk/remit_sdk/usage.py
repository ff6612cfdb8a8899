"""What calls used: in all, by what they have in common, and one by one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from remit_sdk import models
from remit_sdk.responses import M

UsageWindow = Literal["24h", "7d", "30d", "90d"]
UsageBy = Literal["model", "provider", "subject", "agent", "key", "actor"]


class Usage(ABC):
    """The part of the client about usage."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    def usage(self, window: UsageWindow = "7d", by: UsageBy = "model") -> models.UsageSummary:
        """Add up calls: tokens, costs, errors and times, by what they have in common, the dearest first."""
        return self._get("/api/usage", models.UsageSummary, {"window": window, "by": by})

    def calls(
        self,
        *,
        subject: str | None = None,
        agent: str | None = None,
        key: str | None = None,
        actor: str | None = None,
        model: str | None = None,
        provider: str | None = None,
        outcome: str | None = None,
        request_id: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        q: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.CallPage:
        """List calls, newest first; every filter that is given must hold."""
        whose = {"subject": subject, "agent": agent, "key": key, "actor": actor, "request_id": request_id}
        what = {"model": model, "provider": provider, "outcome": outcome, "q": q}
        times = {name: at and at.isoformat() for name, at in (("since", since), ("until", until))}
        asked = {**whose, **what, **times, "limit": limit, "cursor": cursor}
        return self._get("/api/usage/calls", models.CallPage, asked)

    def call(self, id: str) -> models.CallAnswer:
        """Show one call: who made it, what it used, and what that cost by the price of which day."""
        return self._get(f"/api/usage/calls/{quote(id, safe='')}", models.CallAnswer)
