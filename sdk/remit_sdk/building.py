"""Building agents: trying them, and what they still need before they may run."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.errors import RemitProblem, RemitUnreachable
from remit_sdk.events import frames
from remit_sdk.responses import M, read

# Code may wait for models and other agents.
_LONGEST = 600.0


class Building(ABC):
    """The part of the client about building agents."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    @abstractmethod
    def _stream(
        self, method: str, path: str, accept: str, **rest: Any
    ) -> AbstractContextManager[httpx.Response]: ...

    def generate_code(
        self, source: str, description: str | None = None, *, fresh: bool = False
    ) -> Iterator[models.RoundAnswer | models.GenerationAnswer]:
        """Have a model write the code of the function agent in `source`: each try as it ends, then the result."""
        body = {"source": source, "description": description, "fresh": fresh}
        path = "/api/code-generations"
        with self._stream("POST", path, "text/event-stream", json=body) as response:
            for frame in frames(response.iter_bytes()):
                event = json.loads(frame.data)
                if event["type"] == "STEP_FINISHED":
                    yield models.RoundAnswer.model_validate(event["round"])
                elif event["type"] == "RUN_ERROR":
                    problem = {"type": f"/problems/{event['code']}", "detail": event["message"]}
                    raise RemitProblem(httpx.codes.BAD_GATEWAY, problem)
                elif event["type"] == "RUN_FINISHED":
                    yield models.GenerationAnswer.model_validate(event["result"])
                    return
        raise RemitUnreachable("The code broke off: the connection was lost.")

    def validate_agent(
        self, source: str, *, dry_run: bool = False, input: dict[str, Any] | None = None
    ) -> models.ValidationAnswer:
        """Check the text of an agent file, and try it with `dry_run`; nothing is stored."""
        body = {"source": source, "dry_run": dry_run, "input": input}
        return self._post("/api/agents/validate", models.ValidationAnswer, body)

    def plan_agents(
        self,
        files: dict[str, str] | None = None,
        *,
        archive: str | None = None,
        promote: bool = True,
        convert: bool = False,
    ) -> models.FilesPlan:
        """Say what applying files, texts by path or a zip in base64, would change; nothing is changed by it.

        With `convert`, Pydantic AI's `AgentSpec` and Open Agent Spec are read too.
        """
        body = {"files": files or {}, "archive": archive, "promote": promote, "convert": convert}
        return self._post("/api/agents/plan", models.FilesPlan, body)

    def export_agent(self, slug: str, *, version: int | None = None) -> models.ExportedAgent:
        """Return an agent's files by path: everything but secrets."""
        path = f"/api/agents/{quote(slug, safe='')}/export"
        return self._get(path, models.ExportedAgent, {"version": version})

    def dry_run_agent(
        self, slug: str, input: dict[str, Any] | None = None, *, version: int | None = None
    ) -> models.TrialReport:
        """Try a stored version on one input, or on its first example; nothing that it does reaches anybody."""
        body = {"input": input, "version": version}
        return self._post(f"/api/agents/{quote(slug, safe='')}/dry-run", models.TrialReport, body)

    def smoke_run_agent(self, slug: str, *, version: int | None = None) -> models.TrialReport:
        """Try a stored version on all its examples, and keep the report."""
        path = f"/api/admin/agents/{quote(slug, safe='')}/smoke-run"
        return self._post(path, models.TrialReport, {"version": version})

    def agent_trial(self, slug: str, *, version: int | None = None) -> models.TrialAnswer:
        """Show the newest trial of a version."""
        path = f"/api/agents/{quote(slug, safe='')}/trial"
        return self._get(path, models.TrialAnswer, {"version": version})

    def demote_agent(self, slug: str) -> models.AgentAnswer:
        """Make an agent a draft again."""
        return self._post(f"/api/admin/agents/{quote(slug, safe='')}/demote", models.AgentAnswer)

    def change_agent(
        self, slug: str, changes: dict[str, Any], *, promote: bool = False, base_version: int | None = None
    ) -> models.AppliedAgent:
        """Change fields of an agent's newest version, as a JSON merge patch; they become its next version."""
        body = {"changes": changes, "promote": promote, "base_version": base_version}
        path = f"/api/admin/agents/{quote(slug, safe='')}"
        sent = {name: value for name, value in body.items() if value is not None}
        return read(self._send("PATCH", path, json=sent), models.AppliedAgent)

    def invoke(self, deployment_id: str, input: dict[str, Any]) -> models.InvocationAnswer:
        """Give a deployed function its input, with the deployment's own key."""
        path = f"/api/deployed-agents/{quote(deployment_id, safe='')}/invoke"
        return read(
            self._send("POST", path, json={"input": input}, timeout=_LONGEST), models.InvocationAnswer
        )
