"""Teams: named groups of members and keys."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.responses import M, read


class Teams(ABC):
    """The part of the client about teams."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    def teams(self, *, limit: int = 50, cursor: str | None = None) -> models.TeamPage:
        """List one page of teams, oldest first."""
        return self._get("/api/teams", models.TeamPage, {"limit": limit, "cursor": cursor})

    def team(self, id: str) -> models.TeamDetail:
        """Show a team and who is in it."""
        return self._get(f"/api/teams/{quote(id, safe='')}", models.TeamDetail)

    def add_team(self, slug: str, name: str | None = None) -> models.TeamDetail:
        """Make a team without anybody in it."""
        return self._post("/api/teams", models.TeamDetail, {"slug": slug, "name": name})

    def remove_team(self, id: str) -> None:
        """Remove a team."""
        self._send("DELETE", f"/api/teams/{quote(id, safe='')}")

    def join_team(self, id: str, holder: str) -> models.TeamDetail:
        """Put a member or a key into a team."""
        path = f"/api/teams/{quote(id, safe='')}/members/{quote(holder, safe='')}"
        return read(self._send("PUT", path), models.TeamDetail)

    def leave_team(self, id: str, holder: str) -> models.TeamDetail:
        """Take a member or a key out of a team."""
        path = f"/api/teams/{quote(id, safe='')}/members/{quote(holder, safe='')}"
        return read(self._send("DELETE", path), models.TeamDetail)
