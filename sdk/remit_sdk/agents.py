"""Agents: files, versions, promotion."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import quote

from remit_sdk import models
from remit_sdk.responses import M


class Agents(ABC):
    """The part of the client about agents."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    def apply_agent(
        self, source: str, *, promote: bool = True, base_version: int | None = None, slug: str | None = None
    ) -> models.AppliedAgent:
        """Apply the text of an agent file; without `promote` the version stays a draft.

        With `base_version` (0 for a new agent) or `slug`, a file about another version or agent is refused.
        """
        body = {"source": source, "promote": promote, "base_version": base_version, "slug": slug}
        return self._post("/api/agents", models.AppliedAgent, body)

    def agent_templates(self) -> models.AgentTemplates:
        """List agent files to begin with."""
        return self._get("/api/agents/templates", models.AgentTemplates)

    def agents(
        self,
        *,
        q: str | None = None,
        type: str | None = None,
        status: str | None = None,
        sort: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.AgentPage:
        """List one page of agents, newest first unless `sort` says otherwise."""
        asked = {"q": q, "type": type, "status": status, "sort": sort, "limit": limit, "cursor": cursor}
        return self._get("/api/agents", models.AgentPage, asked)

    def agent(self, slug: str) -> models.AgentDetail:
        """Show an agent with its document and versions."""
        return self._get(f"/api/agents/{quote(slug, safe='')}", models.AgentDetail)

    def agent_versions(self, slug: str, *, limit: int = 50, cursor: str | None = None) -> models.VersionPage:
        """List one page of an agent's versions, newest first."""
        path = f"/api/agents/{quote(slug, safe='')}/versions"
        return self._get(path, models.VersionPage, {"limit": limit, "cursor": cursor})

    def agent_version(self, slug: str, number: int) -> models.VersionDetail:
        """Show a version of an agent with its text."""
        return self._get(f"/api/agents/{quote(slug, safe='')}/versions/{number}", models.VersionDetail)

    def promotion_requirements(self, slug: str, version: int | None = None) -> models.PromotionRequirements:
        """Say what a version, or the newest one, still needs to become the active one."""
        path = f"/api/agents/{quote(slug, safe='')}/promotion-requirements"
        return self._get(path, models.PromotionRequirements, {"version": version})

    def promote_agent(self, slug: str, version: int) -> models.PromotionAnswer:
        """Ask for a version of an agent to become the active one."""
        path = f"/api/agents/{quote(slug, safe='')}/versions/{version}/promote"
        return self._post(path, models.PromotionAnswer)

    def archive_agent(self, slug: str) -> models.AgentAnswer:
        """Archive an agent."""
        return self._post(f"/api/agents/{quote(slug, safe='')}/archive", models.AgentAnswer)

    def reactivate_agent(self, slug: str) -> models.AgentAnswer:
        """Bring an archived agent back."""
        return self._post(f"/api/agents/{quote(slug, safe='')}/reactivate", models.AgentAnswer)

    def deploy_agent(self, slug: str, env: str = "staging", host: str = "local") -> models.DeployAgentAnswer:
        """Deploy an agent's active version; the answer holds its key, shown only here.

        host: `local`, in Remit itself; a function agent also in a `container`, or as `lambda` on AWS.
        """
        body = {"agent": slug, "env": env, "host": host}
        return self._post("/api/deployments", models.DeployAgentAnswer, body)
