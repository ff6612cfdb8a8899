"""What runs once a call is let in: one request to a model, a stream of it, or the agent loop."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

from remit.controls import governance, tenancy
from remit.engines.models import Inputs, Prompt, Said, ServedModel
from remit.kit.errors import RemitError
from remit.lifecycle.runtime import messages
from remit.lifecycle.runtime.agent_run import build, run_in_pieces, run_once
from remit.lifecycle.runtime.direct_run import ask_in_pieces, ask_once
from remit.lifecycle.runtime.embedding import embedded
from remit.lifecycle.runtime.errors import ContractBroken
from remit.lifecycle.runtime.gate import Gate
from remit.lifecycle.runtime.gates import gate_of
from remit.lifecycle.runtime.governed import Grant
from remit.lifecycle.runtime.holding_back import held_back
from remit.lifecycle.runtime.lean_run import pass_on, pass_on_in_pieces, suits
from remit.lifecycle.runtime.record import Call
from remit.lifecycle.runtime.run_function import note_broken
from remit.lifecycle.runtime.screening import Screen, Stream
from remit.lifecycle.runtime.shaping import check_form
from remit.lifecycle.runtime.shared import Runtime
from remit.lifecycle.runtime.target import Delta, Target, ToolEvent
from remit.lifecycle.runtime.tools import ToolKit
from remit.lifecycle.runtime.waiting import pause, words


def at_once(call: Call, target: Target) -> bool:
    """Whether one request to one model is all that a call can come to, and nobody wants it in pieces."""
    served = call.served
    return (
        served is not None
        and not served.fallbacks
        and not call.wanted.stream
        and not isinstance(call.wanted.prompt, Inputs)
        and suits(target.document or {})
    )


async def run_at_once(runtime: Runtime, call: Call, target: Target, prompt: Said) -> None:
    """Ask the model once; raises as `run` does."""
    served, screen, document = call.served, call.screen, target.document or {}
    if served is None or screen is None or isinstance(prompt, Inputs):
        raise RemitError("Nothing is let out of a call that is not screened.")
    longest = min(runtime.longest, served.whole_seconds)
    if served.upstream is not None:
        found = await pass_on(served.upstream, document, prompt, call.meter, longest)
    else:
        found = await ask_once(served, document, prompt, call.meter, longest, call.shown_id)
    call.text, call.completion = await screen.whole(*found)


async def run(
    runtime: Runtime, call: Call, actor: tenancy.Actor, target: Target, prompt: Said, served: ServedModel
) -> AsyncGenerator[Delta | ToolEvent]:
    """Run the agent, in pieces where asked for; raises `ModelFailed`, `ModelUnavailable` or `TextRefused`."""
    document, screen = target.document or {}, call.screen
    if screen is None:
        raise RemitError("Nothing is let out of a call that is not screened.")
    if isinstance(prompt, Inputs):
        seconds = min(runtime.longest, served.whole_seconds)
        call.completion = await embedded(served, prompt, call.meter, seconds)
        return
    lean, upstream, longest = suits(document), served.upstream, min(runtime.longest, served.whole_seconds)
    if lean and not call.wanted.stream:
        await run_at_once(runtime, call, target, prompt)
        return
    passing: AsyncGenerator[Delta | ToolEvent]
    stream = screen.stream()
    if lean and upstream is not None:
        passing = pass_on_in_pieces(upstream, document, prompt, call.meter, longest, stream.events)
    elif lean:
        passing = ask_in_pieces(served, document, prompt, call.meter, longest, call.shown_id, stream.events)
    else:
        prompt = check_form(prompt, target)
        messages.check(prompt, target.name)
        passing = _noted(
            call, screen, target, _through_pydantic(runtime, call, actor, target, served, prompt)
        )
    if lean and screen.panel.hears("output"):
        passing = held_back(passing, stream)
    async with aclosing(passing) as pieces:
        async for piece in pieces:
            if isinstance(piece, Delta):
                call.text += piece.text
            if call.wanted.stream:
                yield piece


async def _noted(
    call: Call, screen: Screen, target: Target, coming: AsyncGenerator[Delta | ToolEvent]
) -> AsyncGenerator[Delta | ToolEvent]:
    """Give on what comes; an answer that breaks the agent's contract is a violation."""
    try:
        async with aclosing(coming) as pieces:
            async for piece in pieces:
                yield piece
    except ContractBroken:
        note_broken(call, screen, target, [])
        raise


async def _through_pydantic(
    runtime: Runtime, call: Call, actor: tenancy.Actor, target: Target, served: ServedModel, prompt: Prompt
) -> AsyncGenerator[Delta | ToolEvent]:
    """Run what needs the agent loop."""
    document, screen = target.document or {}, call.screen
    longest = min(runtime.longest, served.whole_seconds)
    if screen is None:
        raise RemitError("Nothing is let out of a call that is not screened.")
    gate = call.gate = gate_of(runtime, call, actor, target, screen) if call.kit.tools else None
    grant = Grant(call.meter, partial(_still_permitted, call.kit, actor, target), gate, call.wanted.resume)
    version_id = target.agent_version_id or target.deployment_id
    own = build(document, served, call.kit) if prompt.variables else None
    agent = own or runtime.agents.get(version_id, document, served, call.kit)
    if not call.wanted.stream:
        text = await run_once(agent, document, prompt, grant, longest)
        if gate is not None and gate.asked:
            text = await _wait(runtime, call, actor, target, gate, prompt)
        yield Delta(await screen.answer(text))
        return
    stream = screen.stream()
    passing = _watched(run_in_pieces(agent, document, prompt, grant, longest), stream)
    async with aclosing(held_back(passing, stream) if screen.panel.hears("output") else passing) as pieces:
        async for piece in pieces:
            yield piece
    if gate is not None and gate.asked:
        yield Delta(await _wait(runtime, call, actor, target, gate, prompt))


async def _watched(
    coming: AsyncGenerator[Delta | ToolEvent], stream: Stream
) -> AsyncGenerator[Delta | ToolEvent]:
    """Give on what may pass of what comes."""
    async with aclosing(coming) as pieces:
        async for piece in pieces:
            if not isinstance(piece, Delta):
                yield piece
            elif passed := stream.feed(piece.text):
                yield Delta(passed)
    if rest := stream.end():
        yield Delta(rest)


async def _wait(
    runtime: Runtime, call: Call, actor: tenancy.Actor, target: Target, gate: Gate, prompt: Prompt
) -> str:
    """Have the run wait for a person; return what the caller is told."""
    async with runtime.database.transaction(actor.org_id) as session:
        call.paused = await pause(session, call, actor, target, gate, prompt)
    return f"\n\n{words(call.paused)}" if call.text else words(call.paused)


def _still_permitted(kit: ToolKit, actor: tenancy.Actor, target: Target, tool: str) -> bool:
    """Every tool use is decided anew: a policy may have changed since the call began."""
    return tool in kit.names and governance.decide(actor, *target.asked).allowed
