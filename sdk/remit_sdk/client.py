"""The client: one method for each operation of the API.

with Remit("http://127.0.0.1:8700", key) as remit:
    answer = remit.command("deploy llama-3.1 8B for chatbot-x with budget $20 per hour")
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.agents import Agents
from remit_sdk.aliases import Aliases
from remit_sdk.annotators import Annotators
from remit_sdk.building import Building
from remit_sdk.connections import Connections
from remit_sdk.errors import RemitProblem, RemitUnreachable
from remit_sdk.events import LiveEvent, frames
from remit_sdk.notifications import Notifications
from remit_sdk.policies import Policies
from remit_sdk.proving import Proving
from remit_sdk.reports import Reports
from remit_sdk.responses import M, raise_problem, read
from remit_sdk.reviews import Reviews
from remit_sdk.rollouts import Rollouts
from remit_sdk.runs import Runs
from remit_sdk.spending import Spending
from remit_sdk.teams import Teams
from remit_sdk.usage import Usage
from remit_sdk.violations import Violations

# The server sends a ping every 15 seconds on a stream where nothing happens.
_STREAM_READ_SECONDS = 45.0
# An agent may think for long before it answers in one piece.
_CHAT_SECONDS = 600.0
_RECONNECTS = 30


class Remit(
    Agents,
    Aliases,
    Annotators,
    Building,
    Connections,
    Notifications,
    Reports,
    Reviews,
    Rollouts,
    Runs,
    Policies,
    Proving,
    Spending,
    Teams,
    Usage,
    Violations,
):
    """A connection to one Remit with one key; `timeout` is in seconds and for each answer.

    Every method raises `RemitProblem` when Remit says no and `RemitUnreachable` when nothing answers.
    """

    def __init__(self, url: str, key: str, timeout: float = 30) -> None:
        address = _address(url)
        try:
            self._http = httpx.Client(
                base_url=url,
                headers={"Authorization": f"Bearer {key}", "Accept": "application/json"},
                timeout=timeout,
                trust_env=not _is_loopback(address.host),  # a proxy cannot reach this machine's own ports
            )
        except UnicodeEncodeError as error:
            raise ValueError("An API key has only letters, digits and underscores.") from error
        self.url = url.rstrip("/")

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Who asks -------------------------------------------------------------------------------------

    def session(self) -> models.SessionAnswer:
        """Say whose key this is."""
        return self._get("/api/session", models.SessionAnswer)

    # Commands and deployments ---------------------------------------------------------------------

    def suggestions(self) -> models.SuggestionList:
        """List sentences that are understood."""
        return self._get("/api/commands/suggestions", models.SuggestionList)

    def command(
        self,
        sentence: str,
        *,
        env: str | None = None,
        budget_usd_per_hour: float | None = None,
        plan_only: bool = False,
    ) -> models.CommandAnswer:
        """Turn a sentence into a deployment; with `plan_only` into a plan that `confirm` carries out."""
        body: dict[str, Any] = {"command": sentence, "env": env, "plan_only": plan_only}
        if budget_usd_per_hour is not None:
            body["constraints"] = {"budget_usd_per_hour": budget_usd_per_hour}
        return self._post("/api/agent/command", models.CommandAnswer, body)

    def confirm(self, plan_id: str) -> models.CommandAnswer:
        """Carry out a plan that was only made."""
        return self._post(f"/api/deployments/{quote(plan_id, safe='')}/confirm", models.CommandAnswer)

    def deployments(
        self,
        *,
        environment: str | None = None,
        status: str | Sequence[str] | None = None,
        name: str | None = None,
        q: str | None = None,
        sort: str | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> models.DeploymentList:
        """List one page of deployments, newest first unless `sort` (such as `-cost_today`) says otherwise.

        `q` is looked for in names, commands and endpoints; `cursor` is the page before's `next`.
        """
        asked = {
            "environment": environment,
            "status": status,
            "name": name,
            "q": q,
            "sort": sort,
            "limit": limit,
            "cursor": cursor,
        }
        return self._get("/api/deployments", models.DeploymentList, asked)

    def deployment(self, plan_id: str) -> models.DeploymentDetail:
        """Show a deployment with its timeline."""
        return self._get(f"/api/deployments/{quote(plan_id, safe='')}", models.DeploymentDetail)

    def pause(self, plan_id: str) -> models.ActionAnswer:
        """Pause a deployment."""
        return self._post(f"/api/deployments/{quote(plan_id, safe='')}/pause", models.ActionAnswer)

    def restart(self, plan_id: str) -> models.ActionAnswer:
        """Bring a deployment up again."""
        return self._post(f"/api/deployments/{quote(plan_id, safe='')}/restart", models.ActionAnswer)

    def delete(self, plan_id: str) -> models.ActionAnswer:
        """Delete a deployment; its records stay."""
        return read(self._send("DELETE", _deployment(plan_id)), models.ActionAnswer)

    def scale(
        self, plan_id: str, instance_count: int, *, supersede: bool = False, override_freeze: bool = False
    ) -> models.ChangeAnswer:
        """Run a model on another number of instances, at once or when a person has approved it."""
        body = {"instance_count": instance_count}
        return self._change(plan_id, "scale", body, supersede, override_freeze)

    def update(
        self, plan_id: str, *, supersede: bool = False, override_freeze: bool = False
    ) -> models.ChangeAnswer:
        """Run the active version of a deployed agent, at once or when a person has approved it.

        `supersede` takes the place of a rollout that is under way.
        """
        return self._change(plan_id, "update", None, supersede, override_freeze)

    def roll_back(self, plan_id: str, revision: int, *, supersede: bool = False) -> models.ChangeAnswer:
        """Carry out an earlier revision once more, as a new one."""
        return self._change(plan_id, "roll_back", {"revision": revision}, supersede, False)

    def _change(
        self, plan_id: str, verb: str, body: dict[str, Any] | None, supersede: bool, override_freeze: bool
    ) -> models.ChangeAnswer:
        params = {"supersede": supersede, "override_freeze": override_freeze}
        sent = self._send("POST", _deployment(plan_id, verb), json=body, params=params)
        return read(sent, models.ChangeAnswer)

    def revisions(self, plan_id: str, *, limit: int = 50, cursor: str | None = None) -> models.RevisionList:
        """List what was rolled out, newest first, each with what it changed."""
        asked = {"limit": limit, "cursor": cursor}
        return self._get(_deployment(plan_id, "revisions"), models.RevisionList, asked)

    def instances(self, plan_id: str) -> models.InstanceList:
        """List a deployment's instances as their host sees them now."""
        return self._get(_deployment(plan_id, "instances"), models.InstanceList)

    def deployment_output(self, plan_id: str, *, lines: int = 100) -> models.OutputList:
        """Show what a model's processes on Remit's own machine wrote last."""
        return self._get(_deployment(plan_id, "output"), models.OutputList, {"lines": lines})

    def deployment_metrics(self, plan_id: str, window: str = "24h") -> models.DeploymentMetrics:
        """Count and measure a deployment's calls over 1h, 24h, 7d or 30d."""
        return self._get(_deployment(plan_id, "metrics"), models.DeploymentMetrics, {"window": window})

    def deployment_log(
        self, plan_id: str, *, outcome: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> models.CallLog:
        """List a deployment's calls, newest first."""
        asked = {"outcome": outcome, "limit": limit, "cursor": cursor}
        return self._get(_deployment(plan_id, "log"), models.CallLog, asked)

    def deployment_keys(self, plan_id: str) -> models.DeploymentKeys:
        """List the keys that may call a deployed agent."""
        return self._get(_deployment(plan_id, "keys"), models.DeploymentKeys)

    def create_deployment_key(self, plan_id: str, name: str) -> models.MadeDeploymentKey:
        """Make one more key for a deployed agent; it is shown only here."""
        return self._post(_deployment(plan_id, "keys"), models.MadeDeploymentKey, {"name": name})

    def rotate_deployment_key(
        self, plan_id: str, key_id: str, *, grace_seconds: int = 0
    ) -> models.MadeDeploymentKey:
        """Make a key in the place of another, which ends at once or after a grace of a day at most."""
        path = _deployment(plan_id, "keys", key_id, "rotate")
        return self._post(path, models.MadeDeploymentKey, {"grace_seconds": grace_seconds})

    def revoke_deployment_key(self, plan_id: str, key_id: str) -> None:
        """End a key of a deployed agent at once."""
        self._send("DELETE", _deployment(plan_id, "keys", key_id))

    # Deployed agents, with a deployment's key -----------------------------------------------------

    def deployed_agents(self) -> models.DeployedAgents:
        """List the agents that this key may call."""
        return self._get("/api/deployed-agents", models.DeployedAgents)

    def chat(
        self, deployment_id: str, message: str, history: Sequence[models.HistoryTurn] = ()
    ) -> models.ChatAnswer:
        """Say something to a deployed agent and wait for the whole answer."""
        path = f"/api/deployed-agents/{quote(deployment_id, safe='')}/chat"
        body = _question(message, history)
        return read(self._send("POST", path, json=body, timeout=_CHAT_SECONDS), models.ChatAnswer)

    def chat_stream(
        self, deployment_id: str, message: str, history: Sequence[models.HistoryTurn] = ()
    ) -> Iterator[str | models.ChatAnswer]:
        """Say something to a deployed agent: pieces of the answer as they come, then all of it."""
        path = f"/api/deployed-agents/{quote(deployment_id, safe='')}/chat"
        with self._stream("POST", path, "text/event-stream", json=_question(message, history)) as response:
            for frame in frames(response.iter_bytes()):
                event = json.loads(frame.data)
                if event["type"] == "TEXT_MESSAGE_CONTENT":
                    yield str(event["delta"])
                elif event["type"] == "RUN_ERROR":
                    problem = {"type": f"/problems/{event['code']}", "detail": event["message"]}
                    raise RemitProblem(httpx.codes.BAD_GATEWAY, problem)
                elif event["type"] == "RUN_FINISHED":
                    yield models.ChatAnswer.model_validate(event["result"])
                    return
        raise RemitUnreachable("The answer broke off: the connection was lost.")

    # Live -----------------------------------------------------------------------------------------

    def watch(self, after: int | None = None) -> Iterator[LiveEvent]:
        """Yield news as it comes, those since `after` first; a lost connection is taken up where it broke off."""
        lost = 0
        while True:
            try:
                for event in self._watch_once(after):
                    after, lost = event.seq, 0
                    if event.kind != "hello":
                        yield event
            except RemitUnreachable:
                if after is None or lost >= _RECONNECTS:
                    raise
            lost += 1
            time.sleep(min(0.2 * lost, 2.0))

    def _watch_once(self, after: int | None) -> Iterator[LiveEvent]:
        headers = {} if after is None else {"Last-Event-ID": str(after)}
        with self._stream("GET", "/api/events", "text/event-stream", headers=headers) as response:
            for frame in frames(response.iter_bytes()):
                yield LiveEvent(frame.event, int(frame.id or 0), json.loads(frame.data))

    # How it travels -------------------------------------------------------------------------------

    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M:
        asked = {name: value for name, value in (params or {}).items() if value is not None}
        return read(self._send("GET", path, params=asked), into)

    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M:
        sent = None if body is None else {name: value for name, value in body.items() if value is not None}
        return read(self._send("POST", path, json=sent), into)

    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response:
        with self._reaching():
            response = self._http.request(method, path, **rest)
        raise_problem(response)
        return response

    @contextmanager
    def _stream(self, method: str, path: str, accept: str, **rest: Any) -> Iterator[httpx.Response]:
        timeout = httpx.Timeout(self._http.timeout.connect, read=_STREAM_READ_SECONDS)
        headers = {"Accept": accept, **rest.pop("headers", {})}
        with (
            self._reaching(),
            self._http.stream(method, path, headers=headers, timeout=timeout, **rest) as response,
        ):
            if not response.is_success:
                response.read()
                raise_problem(response)
            yield response

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except httpx.TimeoutException as error:
            raise RemitUnreachable(f"Remit on {self.url} did not answer in time.") from error
        except httpx.TransportError as error:
            raise RemitUnreachable(f"Nothing answers on {self.url} ({error}).") from error


def _deployment(plan_id: str, *rest: str) -> str:
    return "/".join(["/api/deployments", *(quote(part, safe="") for part in (plan_id, *rest))])


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise RemitUnreachable(f"“{url}” is not an address of Remit: {error}.") from error
    if address.scheme not in ("http", "https") or not address.host:
        raise RemitUnreachable(f"“{url}” is not an address of Remit: it begins with http:// or https://.")
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _question(message: str, history: Sequence[models.HistoryTurn]) -> dict[str, Any]:
    return {"message": message, "history": [turn.model_dump() for turn in history]}
