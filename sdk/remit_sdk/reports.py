"""Agents that run elsewhere: registered by people, and speaking with the key of their deployment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.responses import M, read


class Reports(ABC):
    """The part of the client about agents that run elsewhere."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    def register_agent(
        self,
        name: str,
        env: str = "staging",
        *,
        framework: str = "",
        description: str = "",
        url: str | None = None,
        secret: str | None = None,
        model: str | None = None,
        connection: str | None = None,
        card: str | None = None,
        interval_seconds: int = 30,
    ) -> models.RegisteredAgent:
        """Register an agent that runs elsewhere; the answer holds its key, shown only here.

        With `url`, an OpenAI-compatible API, or `connection`, Remit can call it; `card` is an A2A agent card to read.
        """
        body = {
            "name": name,
            "env": env,
            "framework": framework,
            "description": description,
            "url": url,
            "secret": secret,
            "model": model,
            "connection": connection,
            "card": card,
            "interval_seconds": interval_seconds,
        }
        return self._post("/api/external-agents", models.RegisteredAgent, body)

    def external_agent(self, plan_id: str) -> models.ExternalAgentAnswer:
        """Show an agent that runs elsewhere, with its instances."""
        return self._get(f"/api/external-agents/{quote(plan_id, safe='')}", models.ExternalAgentAnswer)

    def heartbeat(self, deployment_id: str, said: Mapping[str, Any]) -> models.HeartbeatAnswer:
        """Say how an instance is; return what is wanted of it."""
        answer = self._send("POST", _agent(deployment_id, "heartbeat"), json=dict(said))
        return read(answer, models.HeartbeatAnswer)

    def ask(self, deployment_id: str, questions: Sequence[Mapping[str, Any]]) -> models.Decisions:
        """Ask the policies up to 50 questions about texts and uses of tools."""
        body = {"questions": [dict(each) for each in questions]}
        return read(self._send("POST", _agent(deployment_id, "decide"), json=body), models.Decisions)

    def report_usage(self, deployment_id: str, calls: Sequence[Mapping[str, Any]]) -> models.UsageTaken:
        """Report up to 500 calls, each once by its `id`."""
        body = {"calls": [dict(each) for each in calls]}
        return read(self._send("POST", _agent(deployment_id, "usage"), json=body), models.UsageTaken)

    def report_violations(
        self, deployment_id: str, found: Sequence[Mapping[str, Any]]
    ) -> models.ViolationsTaken:
        """Report up to 100 violations, each once by its `id`."""
        body = {"violations": [dict(each) for each in found]}
        return read(
            self._send("POST", _agent(deployment_id, "violations"), json=body), models.ViolationsTaken
        )


def _agent(deployment_id: str, what: str) -> str:
    return f"/api/deployed-agents/{quote(deployment_id, safe='')}/{what}"
