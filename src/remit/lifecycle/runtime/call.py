"""The governed call: everything that runs passes here, step by step.

    identify → limit → permit → reserve budget → run → settle and record

Nothing calls a model around this package; `extract.py` reads single sentences by the same steps. A step refuses by
raising; whatever happened is recorded all the same. Who calls, what is called and what the policies say is known from
memory, which news keeps fresh: only the reservation and the record go to the database.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from uuid import UUID

from remit.controls import governance, metering, tenancy
from remit.engines.models import Inputs, ModelNotServed, Said, ServedModel, texts_of
from remit.kit import telemetry
from remit.kit.addresses import AddressRefused
from remit.kit.errors import RemitError
from remit.lifecycle.runtime.asking import Asking
from remit.lifecycle.runtime.embedding import asking, model_of
from remit.lifecycle.runtime.errors import ModelUnavailable, NotAnAgent, NotDeployed, WrongKey
from remit.lifecycle.runtime.fallback import most_of_all, on_any
from remit.lifecycle.runtime.gates import code_gate
from remit.lifecycle.runtime.knowing import informed
from remit.lifecycle.runtime.record import Call, finished, left_by, refused, told, traced
from remit.lifecycle.runtime.run_api import run_api
from remit.lifecycle.runtime.run_function import require_input, run_function
from remit.lifecycle.runtime.running import at_once, run, run_at_once
from remit.lifecycle.runtime.screening import Screen
from remit.lifecycle.runtime.shaping import filled, message_of
from remit.lifecycle.runtime.shared import Runtime
from remit.lifecycle.runtime.spending import bounded, planned, subjects_of
from remit.lifecycle.runtime.target import (
    ANSWERING,
    Delta,
    Event,
    Finished,
    Started,
    Target,
    ToolEvent,
    Wanted,
)
from remit.lifecycle.runtime.there import hold


def answer(runtime: Runtime, wanted: Wanted) -> AsyncGenerator[Event]:
    """Make one governed call, as `make` does."""
    return make(runtime, Call(wanted))


async def complete(runtime: Runtime, call: Call) -> Finished:
    """Make one governed call of which nothing is wanted before its end; cancel the task to cancel the call."""
    async with _Steps(runtime, call) as (actor, target, prompt):
        if at_once(call, target):
            await run_at_once(runtime, call, target, prompt)
        else:
            async with aclosing(executed(runtime, call, actor, target, prompt)) as pieces:
                async for _ in pieces:
                    pass
    if call.used is None:
        raise RemitError("The call did not end.")
    return finished(call, target, call.used)


async def make(runtime: Runtime, call: Call) -> AsyncGenerator[Event]:
    """Make one governed call: `Started`, pieces and tool uses where asked for, and `Finished` when it is on disk.

    Close the iterator (`contextlib.aclosing`) to cancel the call; what was used stands in `call.used` all the same.
    """
    async with _Steps(runtime, call) as (actor, target, prompt):
        yield Started(call.shown_id, target)
        async with aclosing(executed(runtime, call, actor, target, prompt)) as pieces:
            async for piece in pieces:
                yield piece
    if call.used is not None:
        yield finished(call, target, call.used)


class _Steps:
    """A call for the length of a block: the steps before what runs when it begins, settled and recorded at its end.

    A class, since a generator that manages a context costs each call as much as the policies do.
    """

    def __init__(self, runtime: Runtime, call: Call) -> None:
        self._runtime, self._call = runtime, call
        self._room: metering.Running | None = None

    async def __aenter__(self) -> tuple[tenancy.Actor, Target, Said]:
        self._runtime.recorder.require_room()
        try:
            return await self._let_in()
        except BaseException as error:
            await self._end(error)
            raise

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        await self._end(error)

    async def _let_in(self) -> tuple[tenancy.Actor, Target, Said]:
        runtime, call = self._runtime, self._call
        actor = await identify(runtime, call)
        standing = await limit(runtime, call, actor)
        target = await permit(runtime, call, actor)
        served = await choose(runtime, call, target)
        prompt = await screened(runtime, call, actor, target, served)
        target = call.target = filled(target, prompt, among=call.wanted.conversation is not None)
        if call.screen is not None:
            prompt = await informed(runtime.database, call, target, call.screen, prompt)
        if not call.part:
            room = runtime.limits.running(standing, call.id)
            await room.begin()
            self._room = room
        if served is not None:  # code in Remit costs nothing itself: what it asks is held when it asks
            prompt = await reserve_budget(runtime, call, actor, target, served, prompt)
        elif target.function is not None and not target.function.free:
            await hold(runtime.budgets, call, actor, target, target.function)
        call.span = traced(call, target)
        call.outcome = "failed"
        return actor, target, prompt

    async def _end(self, error: BaseException | None) -> None:
        call = self._call
        try:
            if self._room is not None:
                await self._room.end()
        finally:
            if error is None:
                call.outcome = "waiting" if call.paused else "answered"
            elif isinstance(error, RemitError):
                call.error = error
            elif isinstance(error, (asyncio.CancelledError, GeneratorExit)):
                call.outcome = "cancelled"
            await settle_and_record(self._runtime, call)


async def identify(runtime: Runtime, call: Call) -> tenancy.Actor:
    """Find out who calls; `Unauthenticated` for a key of nobody."""
    telemetry.meters.call_began()
    caller = call.wanted.caller
    actor = caller if isinstance(caller, tenancy.Actor) else await runtime.callers.identify(caller)
    call.actor = actor
    await governance.ready(runtime.database, actor.org_id)
    return actor


async def limit(runtime: Runtime, call: Call, actor: tenancy.Actor) -> metering.Standing:
    """Count the request, unless it was counted before; `OverLimit` when there were too many in a minute."""
    if call.standing is not None:
        return call.standing
    try:
        call.standing = await runtime.admit(actor, call.wanted.callee)
    except metering.OverLimit as error:
        call.standing = error.standing
        if not runtime.limits.worth_recording(actor.key_ref or actor.ref):
            call.actor = None  # a flood of refusals must not fill the log: one a minute is enough
        raise
    return call.standing


async def permit(runtime: Runtime, call: Call, actor: tenancy.Actor) -> Target:
    """Let in whom the policies allow, and only where it is deployed; a deployment's key opens that deployment alone.

    A version on trial answers whether or not it is deployed.
    """
    target = call.target = call.target or await chosen(runtime, call, actor)
    decision = call.decision = ask(actor, target)
    require(decision)
    if not target.trial and target.status not in ANSWERING:
        raise NotDeployed(f"{target.name} is {target.status}: it answers when it is deployed.")
    if target.document is None:
        raise NotAnAgent(target.why_silent)
    if call.wanted.invoke and not target.is_code:
        call.wanted = replace(call.wanted, prompt=message_of(call.wanted.prompt, target))
    if target.uses_tools:
        call.kit = await runtime.kits.of(target.org_id, target.document)
    return target


async def chosen(runtime: Runtime, call: Call, actor: tenancy.Actor) -> Target:
    """Find what is called; where two revisions share the calls, the one whose session this is."""
    target, resume = await runtime.target(actor.org_id, call.wanted.callee), call.wanted.resume
    if resume is not None and resume.version_id is not None:
        return target.of_version(resume.version_id)
    return target.for_session(call.session)


def ask(actor: tenancy.Actor, target: Target) -> governance.Decision:
    """Ask the policies whether somebody may call something; `WrongKey` for a key of another deployment."""
    if actor.deployment_id is not None and actor.deployment_id != target.deployment_id:
        raise WrongKey(
            f"{target.name} in {target.environment} is called with its own key, the one made when it was deployed:"
            " send that key, or make another for this deployment."
        )
    return governance.decide(actor, *target.asked)


def require(decision: governance.Decision) -> None:
    """Raise `PolicyForbids` unless a decision lets the call be made."""
    if not decision.allowed:
        raise governance.refusal(decision.actor, decision.action, decision.resource, decision)


async def open_target(
    runtime: Runtime, token: str, deployment_id: UUID | None
) -> tuple[tenancy.Actor, Target]:
    """Let whoever may call a deployment look at it, whatever its status; a deployment's key by default at its own."""
    actor = await runtime.callers.identify(token)
    wanted = deployment_id or actor.deployment_id
    await runtime.admit(actor, wanted)
    if wanted is None:
        raise WrongKey(
            "This key belongs to no deployment: send the key that was made when the agent was deployed."
        )
    target = await runtime.target(actor.org_id, wanted)
    await governance.ready(runtime.database, actor.org_id)
    require(ask(actor, target))
    return actor, target


async def choose(runtime: Runtime, call: Call, target: Target) -> ServedModel | None:
    """Find the agent's model, none where code runs; `ModelUnavailable` when nobody serves it any more."""
    document = target.document or {}
    embeds = isinstance(call.wanted.prompt, Inputs)
    if target.is_code and not embeds:
        return None
    name = model_of(target) if embeds else document["spec"].get("model")
    try:
        call.served = await runtime.models.choose(target.org_id, name)
    except (ModelNotServed, AddressRefused) as error:
        call.outcome = "failed"
        raise ModelUnavailable(error.detail) from error
    if embeds:
        # No other model may stand in: what two models make cannot be compared.
        call.served = replace(call.served, fallbacks=())
        asking(call.served)
    return call.served


async def screened(
    runtime: Runtime, call: Call, actor: tenancy.Actor, target: Target, served: ServedModel | None
) -> Said:
    """Let what is said pass as the policies have it; `TextRefused`, and `BadCallInput` for what code does not take."""
    if target.is_code:
        require_input(call.wanted.prompt, target)
    named = (served.name, served.provider) if served else ("", "")
    request, where = call.wanted.request_id, target.asked[1]
    screen = call.screen = Screen(actor, where, call.id, request, target.ref, *named, target.canaries)
    if runtime.annotators is not None:
        screen.panel = await runtime.annotators.of(actor.org_id)
    if call.wanted.resume is not None:
        return call.wanted.prompt  # what a run goes on from has passed before
    if screen.panel.seats:
        await screen.hear(texts_of(call.wanted.prompt), "input")
    return screen.input(call.wanted.prompt)


async def reserve_budget(
    runtime: Runtime, call: Call, actor: tenancy.Actor, target: Target, served: ServedModel, prompt: Said
) -> Said:
    """Hold the most that the call can cost against every budget over it; `OverBudget` with the numbers."""
    subjects, extra = subjects_of(actor, target), planned(target)
    if not await runtime.budgets.over(actor.org_id, subjects, extra):
        return prompt
    prompt = bounded(prompt, target)
    most = await most_of_all(runtime.models, call, target, served, prompt)
    claim = metering.Claim(call.id, actor.org_id, subjects, most, actor.facts(), extra)
    call.hold = await runtime.budgets.hold(claim)
    return prompt


def executed(
    runtime: Runtime, call: Call, actor: tenancy.Actor, target: Target, prompt: Said
) -> AsyncGenerator[Delta | ToolEvent]:
    """Return what runs an agent of this type: its model, or its code."""
    if call.served is not None:
        running = partial(run, runtime, call, actor, target, prompt)
        return on_any(runtime.models, call, target, call.served, running)
    gate = code_gate(runtime, call, actor, target)
    asking = Asking(runtime.database, runtime.locate, partial(complete, runtime), runtime.builder)
    if target.document is not None and target.document["remit"]["type"] == "api":
        rehearsed = asking.rehearsed(call, actor, target) if call.wanted.rehearsal is not None else None
        return run_api(runtime.sandboxes, call, target, prompt, gate, rehearsed)
    return run_function(
        runtime.sandboxes, runtime.machines, call, target, prompt, asking.services(call, actor, target, gate)
    )


async def settle_and_record(runtime: Runtime, call: Call) -> None:
    """Put the real usage in the place of the reservation: usage and audit entry in one transaction, or neither.

    They are written even when the caller is gone meanwhile. A call of nobody known is not recorded: there is no
    organisation to record it for.
    """
    telemetry.meters.call_ended()
    if call.actor is None:
        refused(call)
        return
    record = left_by(call, call.actor)
    if call.standing is not None and not call.part:
        await runtime.limits.charge(call.standing, record.used.input_tokens + record.used.output_tokens)
    await runtime.recorder.add(record)
    if not call.part:
        told(call, record)
