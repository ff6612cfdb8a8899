"""What may be spent and how much may be asked: budgets and limits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Literal
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.responses import M, read

Scope = Literal["organization", "team", "member", "key", "agent", "deployment"]


class Spending(ABC):
    """The part of the client about budgets and limits."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    def budgets(
        self, *, scope: Scope | None = None, limit: int = 50, cursor: str | None = None
    ) -> models.BudgetPage:
        """List one page of budgets, oldest first, each with how it stands in its period."""
        asked = {"scope": scope, "limit": limit, "cursor": cursor}
        return self._get("/api/budgets", models.BudgetPage, asked)

    def budget(self, id: str) -> models.BudgetDetail:
        """Show a budget, who waits for it, and the periods before."""
        return self._get(f"/api/budgets/{quote(id, safe='')}", models.BudgetDetail)

    def budget_subjects(self, scope: Scope, q: str = "") -> models.SubjectList:
        """Find by name whom a budget or a limit can be for."""
        return self._get("/api/budgets/subjects", models.SubjectList, {"scope": scope, "q": q})

    def add_budget(self, scope: Scope, period: str, limit_usd: str, **members: Any) -> models.BudgetAnswer:
        """Make a budget: `subject` (an id, except for the organisation), `thresholds`, `at_limit`."""
        body = {"scope": scope, "period": period, "limit_usd": limit_usd, **members}
        return self._post("/api/budgets", models.BudgetAnswer, body)

    def change_budget(self, id: str, version: int, **members: Any) -> models.BudgetAnswer:
        """Change members of the version that was read: `limit_usd`, `thresholds`, `at_limit`."""
        path, body = f"/api/budgets/{quote(id, safe='')}", {"version": version, **members}
        return read(self._send("PATCH", path, json=body), models.BudgetAnswer)

    def remove_budget(self, id: str) -> None:
        """Remove a budget."""
        self._send("DELETE", f"/api/budgets/{quote(id, safe='')}")

    def limits(self, *, limit: int = 50, cursor: str | None = None) -> models.LimitPage:
        """List one page of limits, oldest first, and what holds where none is set."""
        return self._get("/api/limits", models.LimitPage, {"limit": limit, "cursor": cursor})

    def add_limit(self, scope: Scope, **members: Any) -> models.LimitAnswer:
        """Set limits: `subject`, `requests_per_minute`, `tokens_per_minute`, `concurrency`."""
        return self._post("/api/limits", models.LimitAnswer, {"scope": scope, **members})

    def change_limit(self, id: str, version: int, **members: Any) -> models.LimitAnswer:
        """Change members of the version that was read; none takes a limit away."""
        path, body = f"/api/limits/{quote(id, safe='')}", {"version": version, **members}
        return read(self._send("PATCH", path, json=body), models.LimitAnswer)

    def remove_limit(self, id: str) -> None:
        """Remove limits."""
        self._send("DELETE", f"/api/limits/{quote(id, safe='')}")
