"""An agent that runs elsewhere, in any framework: it is heard of, asks before it acts, and reports what it did.

with ExternalAgent("dep_…", version="1.2") as agent:
    if agent.ask_text("output", answer).allowed: …
    agent.report(provider="openai", model="gpt-5-mini", input_tokens=12, output_tokens=34)
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, Self
from uuid import uuid4

from remit_sdk import models
from remit_sdk.client import Remit
from remit_sdk.errors import RemitError, RemitProblem

_FIRST_AGAIN_SECONDS, _LONGEST_AGAIN_SECONDS = 1.0, 30.0
_SENT_AT_ONCE = 500
_MOST_KEPT = 10_000
_MALFORMED = 422
Metrics = Callable[[], Mapping[str, float]]
Status = Literal["ok", "degraded", "failing"]


class ExternalAgent:
    """One instance of an agent, for the length of a `with` block; every method may be called from any thread.

    A thread of its own sends heartbeats and what was reported, again when Remit did not answer: a report counts once,
    however often it is sent. What cannot be sent is kept, up to 10,000 calls. `deployment`, `key` and `url` are
    REMIT_DEPLOYMENT, REMIT_KEY and REMIT_URL when left out; `metrics` is called for each heartbeat.
    """

    def __init__(
        self,
        deployment: str | None = None,
        key: str | None = None,
        url: str | None = None,
        *,
        version: str = "",
        instance: str | None = None,
        metrics: Metrics | None = None,
        timeout: float = 10,
    ) -> None:
        self.deployment = deployment or _environment("REMIT_DEPLOYMENT")
        self.desired: Literal["run", "pause", "stop"] = "run"
        self.status: Status = "ok"
        self.detail = ""
        self._client = Remit(
            url or os.environ.get("REMIT_URL", "http://127.0.0.1:8700"),
            key or _environment("REMIT_KEY"),
            timeout,
        )
        self._version, self._metrics = version, metrics
        self._instance = instance or _instance()
        self._began = time.monotonic()
        self._calls: deque[dict[str, Any]] = deque(maxlen=_MOST_KEPT)
        self._sending = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="remit-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Send what is left and say that this instance stops; an agent ends also where Remit does not answer."""
        self._ended.set()
        self._thread.join(_LONGEST_AGAIN_SECONDS)
        try:
            self.flush()
            self.beat(stopping=True)
        except RemitError:
            pass
        self._client.close()

    @property
    def wanted(self) -> bool:
        """Whether the agent may work now, as the last heartbeat was answered."""
        return self.desired == "run"

    def beat(self, *, stopping: bool = False) -> models.HeartbeatAnswer:
        """Send one heartbeat now; the thread does so by itself."""
        body = {
            "status": "stopping" if stopping else self.status,
            "detail": self.detail,
            "version": self._version,
            "instance": self._instance,
            "uptime_seconds": time.monotonic() - self._began,
            "metrics": dict(self._metrics()) if self._metrics else {},
        }
        answer = self._client.heartbeat(self.deployment, body)
        self.desired = answer.desired
        return answer

    def ask_text(
        self, direction: str, text: str, *, model: str = "", provider: str = ""
    ) -> models.PolicyAnswer:
        """Ask whether a text may pass: `input`, `output`, `tool_arguments` or `tool_result`; go on with its `text`."""
        asked = {
            "action": "text.pass",
            "direction": direction,
            "text": text,
            "model": model,
            "provider": provider,
        }
        return self.decide([asked])[0]

    def ask_tool(
        self, tool: str, arguments: Mapping[str, Any], *, egress: bool = False, taint: Sequence[str] = ()
    ) -> models.PolicyAnswer:
        """Ask whether a tool may be used; give it the answer's `arguments`."""
        asked = {"tool": tool, "arguments": dict(arguments), "egress": egress, "taint": list(taint)}
        return self.decide([{"action": "tool.use", **asked}])[0]

    def decide(self, questions: Sequence[Mapping[str, Any]]) -> list[models.PolicyAnswer]:
        """Ask up to 50 questions at once; raises `RemitProblem` where the agent is paused, and `RemitUnreachable`.

        No answer is no permission: do nothing where it raises.
        """
        return self._client.ask(self.deployment, questions).decisions

    def report(
        self,
        *,
        id: str | None = None,
        outcome: str = "answered",
        provider: str = "",
        model: str = "",
        input_tokens: int = 0,
        output_tokens: int = 0,
        cached_tokens: int = 0,
        duration_ms: float = 0,
        error: str | None = None,
    ) -> None:
        """Report a call that was made; it is sent with the next heartbeat, or by `flush`."""
        call = {
            "id": id or uuid4().hex,
            "at": datetime.now(UTC).isoformat(),
            "outcome": outcome,
            "provider": provider,
            "model": model,
            "input_tokens": input_tokens,
            "output_tokens": output_tokens,
            "cached_tokens": cached_tokens,
            "duration_ms": duration_ms,
            "error": error,
        }
        self._calls.append(call)

    def report_violation(
        self,
        rule: str,
        *,
        id: str | None = None,
        severity: str = "medium",
        evidence: str = "",
        labels: Sequence[str] = (),
    ) -> models.ViolationsTaken:
        """Report at once what went against a rule of the agent's own; mask the evidence."""
        found = {
            "id": id or uuid4().hex,
            "rule": rule,
            "severity": severity,
            "evidence": evidence,
            "labels": list(labels),
        }
        return self._client.report_violations(self.deployment, [found])

    def flush(self) -> None:
        """Send all calls that were reported; raises as `decide` does, and then keeps them."""
        with self._sending:
            while self._calls:
                some = [self._calls[place] for place in range(min(len(self._calls), _SENT_AT_ONCE))]
                try:
                    self._client.report_usage(self.deployment, some)
                except RemitProblem as problem:
                    if problem.status != _MALFORMED:
                        raise
                    self._refused(some, problem)
                for call in some:
                    if self._calls and self._calls[0] is call:
                        self._calls.popleft()

    def _refused(self, calls: Sequence[dict[str, Any]], problem: RemitProblem) -> None:
        """Drop what will never be taken: one that is malformed must not keep the others."""
        if len(calls) == 1:
            self.detail = f"a report was refused: {problem.detail}"[:200].replace("\n", " ")
            return
        for call in calls:
            try:
                self._client.report_usage(self.deployment, [call])
            except RemitProblem as own:
                if own.status != _MALFORMED:
                    raise
                self._refused([call], own)

    def _run(self) -> None:
        again = _FIRST_AGAIN_SECONDS
        pause = 0.0
        while not self._ended.wait(pause):
            try:
                pause = float(self.beat().next_in_seconds)
                self.flush()
                again = _FIRST_AGAIN_SECONDS
            except RemitError:
                pause, again = again, min(again * 2, _LONGEST_AGAIN_SECONDS)


def _environment(name: str) -> str:
    found = os.environ.get(name)
    if not found:
        raise ValueError(f"Give it, or set {name}.")
    return found


def _instance() -> str:
    """Name this process so that it is known again where it runs on."""
    host = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "_.:-") else "-"
        for letter in socket.gethostname()
    )
    return f"{host.strip('-.')[:50] or 'agent'}-{os.getpid()}"
