"""Violations: what policies found wrong with calls, and what people make of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from remit_sdk import models
from remit_sdk.responses import M

ViolationMove = Literal["acknowledge", "resolve", "false-positive", "reopen"]


class Violations(ABC):
    """The part of the client about violations."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    def violations(
        self,
        *,
        state: Sequence[str] = (),
        severity: Sequence[str] = (),
        subject: str | None = None,
        rule: str | None = None,
        actor: str | None = None,
        label: str | None = None,
        call: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        q: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.ViolationPage:
        """List violations, newest first; every filter that is given must hold."""
        asked = {"state": list(state), "severity": list(severity), "subject": subject, "rule": rule}
        about = {"actor": actor, "label": label, "call": call, "q": q, "limit": limit, "cursor": cursor}
        times = {name: at and at.isoformat() for name, at in (("since", since), ("until", until))}
        return self._get("/api/violations", models.ViolationPage, {**asked, **about, **times})

    def violation(self, id: str) -> models.ViolationDetail:
        """Show a violation: the call, the rule, and what was seen, masked."""
        return self._get(f"/api/violations/{quote(id, safe='')}", models.ViolationDetail)

    def violation_counts(self) -> models.ViolationCounts:
        """Count what is open, by severity."""
        return self._get("/api/violations/count", models.ViolationCounts)

    def violation_summary(self, *, days: int = 30, subject: str | None = None) -> models.ViolationSummary:
        """Sum up the last days: by severity, by rule, by deployment and per day."""
        return self._get(
            "/api/violations/summary", models.ViolationSummary, {"days": days, "subject": subject}
        )

    def change_violation(
        self, id: str, move: ViolationMove, *, version: int, note: str = ""
    ) -> models.ViolationDetail:
        """Change the state of a violation that was read as `version`."""
        path = f"/api/violations/{quote(id, safe='')}/{move}"
        return self._post(path, models.ViolationDetail, {"version": version, "note": note})
