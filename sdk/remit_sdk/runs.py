"""Runs of agents that wait for a person before they use a tool."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import quote

from remit_sdk import models
from remit_sdk.responses import M


class Runs(ABC):
    """The part of the client about runs."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    def runs(
        self,
        *,
        status: Sequence[str] = (),
        whose: Literal["mine", "all"] = "mine",
        deployment: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.RunPage:
        """List runs that waited for a person, newest first: one's own, or all where one may decide."""
        asked = {"status": list(status), "whose": whose, "deployment": deployment}
        return self._get("/api/runs", models.RunPage, {**asked, "limit": limit, "cursor": cursor})

    def run(self, id: str) -> models.RunDetail:
        """Show a run step by step."""
        return self._get(f"/api/runs/{quote(id, safe='')}", models.RunDetail)

    def cancel_run(self, id: str, reason: str = "") -> models.RunDetail:
        """Cancel a run that waits; nothing that it asked for is done."""
        path = f"/api/runs/{quote(id, safe='')}/cancel"
        return self._post(path, models.RunDetail, {"reason": reason})
