"""Asking on behalf of an evaluation: each question is a governed call, marked as what it is, and polite to others."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from remit.controls.tenancy import Actor, BadKey
from remit.engines.models import Inputs, Prompt, Said, Turn, asking
from remit.kit.errors import Forbidden, LimitExceeded, NotFound, OverBudget, RemitError, Unavailable
from remit.lifecycle.agents import AGENT, Archived, Recording
from remit.lifecycle.evaluations.tables import EvaluationRun
from remit.lifecycle.runtime import (
    Call,
    Finished,
    NotRunYet,
    Rehearsal,
    Runtime,
    Target,
    Trial,
    Wanted,
    complete,
)

PURPOSE = "evaluation"
_ATTEMPTS = 12  # while limits say that there are too many calls for now
_ATTEMPTS_UNAVAILABLE = 3
_LONGEST_WAIT = 60.0
_MOST_EFFECTS = 50
FINAL = (OverBudget, Forbidden, NotFound, Archived, NotRunYet, BadKey)
"""What keeps one case from being answered keeps all of them."""


@dataclass
class Spent:
    """What a case has used so far, its judges included; `cost_usd` is none once a price was not known."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal | None = field(default_factory=Decimal)

    def add(self, finished: Finished) -> None:
        """Count a call."""
        self.input_tokens += finished.input_tokens
        self.output_tokens += finished.output_tokens
        known = self.cost_usd is not None and finished.cost_usd is not None
        self.cost_usd = (self.cost_usd or Decimal(0)) + (finished.cost_usd or Decimal(0)) if known else None


class Waiting(Unavailable):
    """The agent waits for a person, so that there is no answer to score."""

    type = "evaluation-waits"
    title = "The agent waits for a person"


class NoAnswer(RemitError):
    """The call ended without an answer."""

    type = "no-answer"
    title = "There is no answer"


@dataclass(frozen=True)
class Measured:
    """The version that is asked, and for what: `request` is what its calls are recorded under."""

    org_id: UUID
    request: str
    agent: str
    agent_id: UUID
    version_id: UUID

    @classmethod
    def by(cls, run: EvaluationRun) -> "Measured":
        """Return what an evaluation measures."""
        return cls(run.org_id, run.shown_id, run.agent, run.agent_id, run.version_id)


@dataclass(frozen=True)
class Asker:
    """Who asks one version: `per_minute` calls of an organisation at most, whatever else it may."""

    runtime: Runtime
    actor: Actor
    measured: Measured
    per_minute: int

    async def answer(
        self, said: Said, spent: Spent, rehearsing: "Rehearsing | None", *, invoke: bool
    ) -> Finished:
        """Ask the version that is evaluated; what it does reaches others unless it is rehearsed."""
        wanted = Wanted(self.actor, self._callee, said, self.measured.request, invoke=invoke, purpose=PURPOSE)
        finished = await self._patiently(wanted, None, rehearsing)
        spent.add(finished)
        if finished.paused is not None:
            tools = ", ".join(wait.tool for wait in finished.paused.waits)
            raise Waiting(f"It waits for a person to approve the use of {tools}: there is no answer yet.")
        return finished

    async def model(self, document: Mapping[str, Any], said: Said, spent: Spent, name: str) -> Finished:
        """Ask a model that is none of the agent's own, at the agent's cost."""
        target = Target(
            org_id=self.measured.org_id,
            deployment_id=self.measured.version_id,
            name=self.measured.agent,
            environment="",
            status="active",
            budget_usd_per_hour=None,
            agent_version_id=None,
            agent_version=name,
            document=document,
            agent_id=self.measured.agent_id,
            agent=AGENT.ref(self.measured.agent_id),
        )
        wanted = Wanted(self.actor, self._callee, said, self.measured.request, purpose=PURPOSE)
        finished = await self._patiently(wanted, target)
        spent.add(finished)
        return finished

    @property
    def _callee(self) -> Trial:
        return Trial(self.measured.agent_id, self.measured.version_id)

    async def _patiently(
        self, wanted: Wanted, target: Target | None, rehearsing: "Rehearsing | None" = None
    ) -> Finished:
        """Call, and wait where limits or providers say so."""
        unavailable = 0
        for attempt in range(1, _ATTEMPTS + 1):
            await self._turn()
            if rehearsing is not None:
                wanted = replace(wanted, rehearsal=rehearsing.anew())
            try:
                return await complete(self.runtime, Call(wanted, target=target))
            except LimitExceeded as error:
                if attempt == _ATTEMPTS:
                    raise
                wait = float(error.extra.get("retry_after") or 1)
                await asyncio.sleep(min(max(wait, 0.05), _LONGEST_WAIT))
            except Unavailable:
                unavailable += 1
                if unavailable == _ATTEMPTS_UNAVAILABLE:
                    raise
                await asyncio.sleep(unavailable**2)
        raise NoAnswer("The call was not made.")

    async def _turn(self) -> None:
        """Wait until the organisation may make one more call for evaluations."""
        while True:
            reading = await self.runtime.limits.once(f"{PURPOSE}:{self.measured.org_id.hex}", self.per_minute)
            if reading.fits:
                return
            await asyncio.sleep(min(max(reading.reset, 0.05), _LONGEST_WAIT))


def said_of(input: Any, *, function: bool) -> Said:
    """Make what a case's input says to an agent; to a function its JSON."""
    if function:
        return asking(msgspec.json.encode(input).decode())
    if isinstance(input, str):
        return asking(input)
    if isinstance(input.get("message"), str) and set(input) <= {"message", "variables"}:
        return Prompt(messages=[Turn("user", input["message"])], variables=input.get("variables"))
    if "messages" in input and set(input) <= {"messages", "variables"}:
        turns = [Turn(each["role"], each["content"]) for each in input["messages"]]
        return Prompt(messages=turns, variables=input.get("variables"))
    return asking(json.dumps(input, ensure_ascii=False))


@dataclass
class Rehearsing:
    """What a case's tools and services are answered from: each attempt begins with all of it."""

    answers: Sequence[Any]
    outputs: Mapping[str, Mapping[str, Any]]
    recording: Recording = field(default_factory=lambda: Recording(()))

    def anew(self) -> Rehearsal:
        """Begin an attempt."""
        self.recording = Recording(self.answers)
        return Rehearsal(self.recording, self.outputs)

    @property
    def effects(self) -> list[str]:
        """What the agent would have done in the last attempt, a sentence each."""
        return [effect.said for effect in self.recording.effects[:_MOST_EFFECTS]]


def judged_by(model: str | None, instructions: str) -> dict[str, Any]:
    """Write the document of a model that judges."""
    spec = {
        "name": "Judge",
        "instructions": instructions,
        "model_settings": {"max_tokens": 1_000, "temperature": 0.0},
    }
    return {"spec": spec | ({"model": model} if model else {}), "remit": {"type": "context"}}


def embedded_by(model: str) -> dict[str, Any]:
    """Write the document of a model that makes embeddings."""
    return {"spec": {"name": "Embeddings"}, "remit": {"type": "context", "embeddings": model}}


def inputs(first: str, second: str) -> Inputs:
    """Ask for the embeddings of two texts."""
    return Inputs(input=[first, second], encoding_format="float")
