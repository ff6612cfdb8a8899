"""Policies: what holds, its versions, and what a draft would change."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Literal

from remit_sdk import models
from remit_sdk.responses import M


class Policies(ABC):
    """The part of the client about policies."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    def policies(
        self,
        *,
        q: str | None = None,
        origin: Literal["built-in", "own"] | None = None,
        mode: Literal["enforce", "shadow"] | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.PolicyPage:
        """List the policies that hold, the built-in ones first."""
        asked = {"q": q, "origin": origin, "mode": mode, "limit": limit, "cursor": cursor}
        return self._get("/api/policies", models.PolicyPage, asked)

    def policy_versions(self, *, limit: int = 50, cursor: str | None = None) -> models.PolicyVersionPage:
        """List the versions of the organisation's own policies, newest first."""
        asked = {"limit": limit, "cursor": cursor}
        return self._get("/api/policies/versions", models.PolicyVersionPage, asked)

    def policy_version(self, number: int) -> models.PolicyVersionAnswer:
        """Show a version with its text and what it changed."""
        return self._get(f"/api/policies/versions/{number}", models.PolicyVersionAnswer)

    def validate_policies(self, text: str) -> models.PolicyCheck:
        """Say what is wrong with a draft; nothing is stored."""
        return self._post("/api/policies/validate", models.PolicyCheck, {"text": text})

    def apply_policies(
        self, text: str, version: int, *, note: str = "", restores: int | None = None, force: bool = False
    ) -> models.PolicyVersionAnswer:
        """Make a text the organisation's own policies, on top of the version that was read."""
        body = {"text": text, "version": version, "note": note, "restores": restores, "force": force}
        return self._post("/api/policies/apply", models.PolicyVersionAnswer, body)

    def replay_policies(self, text: str, days: int = 7) -> models.PolicyReplayAnswer:
        """Ask a draft what was asked in the last days, and say what it would have decided otherwise."""
        return self._post("/api/policies/replay", models.PolicyReplayAnswer, {"text": text, "days": days})

    def policy_schema(self) -> models.PolicySchemaAnswer:
        """Say what policies may name."""
        return self._get("/api/policies/schema", models.PolicySchemaAnswer)
