"""What code asks of others while it runs: its model, and other agents; each is a governed call within the call."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from remit.controls import tenancy
from remit.controls.connections import GrantedTool, UnknownTool
from remit.engines.models import Prompt, Turn, asking
from remit.engines.sandbox import Host
from remit.kit.database import Database, Session
from remit.kit.errors import NotFound, RemitError
from remit.lifecycle import agents
from remit.lifecycle.agents import Ask, Build, FakeHost
from remit.lifecycle.runtime.builders import Builder
from remit.lifecycle.runtime.code_gate import CodeGate
from remit.lifecycle.runtime.errors import TooDeep
from remit.lifecycle.runtime.record import Call
from remit.lifecycle.runtime.serving import Services
from remit.lifecycle.runtime.storing import Store
from remit.lifecycle.runtime.target import Finished, Locator, Target, Trial, Wanted

MOST_DEEP = 4
"""How many calls may stand within one another."""

Complete = Callable[[Call], Awaitable[Finished]]


async def nowhere(_: Session, slug: str, environment: str) -> UUID:
    """Find nothing: where nothing is deployed."""
    raise NotFound(f"{slug} is not deployed in {environment}.")


@dataclass(frozen=True)
class Asking:
    """How code reaches others: `complete` makes a governed call, `locate` finds the other's deployment."""

    database: Database
    locate: Locator
    complete: Complete
    builder: Builder

    def services(self, call: Call, actor: tenancy.Actor, target: Target, gate: CodeGate) -> Host:
        """Return the services of one call; in a rehearsal only the model is real."""
        if call.wanted.rehearsal is not None:
            return self.rehearsed(call, actor, target)
        return Services(
            target.document or {},
            Store(self.database, target.org_id, target.ref, gate),
            partial(self._ask, call, actor, target),
            partial(self._other, call, actor, target, gate),
            partial(self._build, call, actor),
            gate,
            call.services,
        )

    def rehearsed(self, call: Call, actor: tenancy.Actor, target: Target) -> FakeHost:
        """Return services that reach nobody but the model, and answer from what was recorded."""
        rehearsal = call.wanted.rehearsal
        if rehearsal is None:
            raise RemitError("Nothing is rehearsed.")
        granted = {tool.use: tool for tool in call.kit.tools}

        def find(use: str) -> GrantedTool:
            if use not in granted:
                raise UnknownTool(f"{use} is not there, or is switched off: look at its connection.")
            return granted[use]

        ask = partial(self._ask, call, actor, target)
        return FakeHost(target.document or {}, rehearsal.recording, rehearsal.outputs, ask, find)

    async def _ask(self, call: Call, actor: tenancy.Actor, target: Target, asked: Ask) -> str:
        """Ask the agent's model, as a part of the call."""
        part = Call(
            replace(call.wanted, caller=actor, prompt=_prompt(asked), stream=False, invoke=False),
            within=call,
            part=True,
            standing=call.standing,
            target=replace(target, document=_asking(target.document or {}, asked)),
        )
        call.parts.append(part)
        return await self._text(part)

    async def _other(
        self, call: Call, actor: tenancy.Actor, target: Target, gate: CodeGate, slug: str, said: str
    ) -> str:
        """Call another agent: of the same environment, or its active version where this one is on trial.

        The labels of what was read go there and come back.
        """
        if _depth(call) >= MOST_DEEP:
            raise TooDeep(f"{slug} is not called: {MOST_DEEP} calls stand within one another already.")
        async with self.database.transaction(target.org_id) as session:
            if target.trial:
                version = await agents.active_version(session, slug)
                callee: UUID | Trial = Trial(version.agent_id, version.id)
            else:
                callee = await self.locate(session, slug, target.environment)
        # The deployment's own key opens what the agent's list of agents names: that list was approved.
        opened = callee if isinstance(callee, UUID) and actor.deployment_id else actor.deployment_id
        request_id, taint = call.wanted.request_id, gate.taint
        inner = Call(Wanted(_as(actor, opened), callee, asking(said), request_id, taint=taint), within=call)
        try:
            return await self._text(inner)
        finally:
            gate.taint_with(inner.gate.taint if inner.gate else inner.taint)

    async def _build(self, call: Call, actor: tenancy.Actor, asked: Build) -> Any:
        return await self.builder.serve(actor, asked, call.wanted.request_id)

    async def _text(self, call: Call) -> str:
        return (await self.complete(call)).text


def _as(actor: tenancy.Actor, deployment_id: UUID | None) -> tenancy.Actor:
    return replace(actor, deployment_id=deployment_id) if actor.deployment_id else actor


def _depth(call: Call) -> int:
    depth, outer = 0, call.within
    while outer is not None:
        depth, outer = depth + 1, outer.within
    return depth


def _prompt(asked: Ask) -> Prompt:
    said = asking(asked.prompt, (Turn("system", asked.system),) if asked.system else ())
    said.max_tokens = asked.max_tokens
    return said


def _asking(document: Mapping[str, Any], asked: Ask) -> dict[str, Any]:
    """Return the document of what is asked: the version's model and settings, and nothing of its own to say."""
    spec: Mapping[str, Any] = document["spec"]
    kept = {name: spec[name] for name in ("name", "model", "model_settings") if name in spec}
    return {"spec": kept, "remit": {"type": "context"}}
