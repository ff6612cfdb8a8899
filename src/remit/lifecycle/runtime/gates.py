"""What stands between an agent and its tools, put together for one call."""

from dataclasses import replace
from functools import partial

from remit.controls import tenancy
from remit.kit.errors import RemitError
from remit.lifecycle.runtime.code_gate import MOST_USES, CodeGate
from remit.lifecycle.runtime.gate import Gate
from remit.lifecycle.runtime.record import Call
from remit.lifecycle.runtime.rehearsing import RehearsedUses
from remit.lifecycle.runtime.screening import Screen
from remit.lifecycle.runtime.shared import Runtime
from remit.lifecycle.runtime.spending import subjects_of
from remit.lifecycle.runtime.target import Target
from remit.lifecycle.runtime.using import CallUses, Within


def gate_of(runtime: Runtime, call: Call, actor: tenancy.Actor, target: Target, screen: Screen) -> Gate:
    """Make the gate of an agent whose model chooses."""
    resume = call.wanted.resume
    if call.wanted.rehearsal is not None:
        taint = dict(call.wanted.taint or {})
        return Gate(screen, call.kit, RehearsedUses(call.wanted.rehearsal), taint, rehearsed=True)
    uses, taint = _uses(runtime, call, actor, target), {**(call.wanted.taint or {}), **call.taint}
    return Gate(screen, call.kit, uses, taint, made=resume.uses if resume else 0)


def code_gate(runtime: Runtime, call: Call, actor: tenancy.Actor, target: Target) -> CodeGate:
    """Make the gate of code, also of code that has no tools: labels go through it."""
    if call.screen is None:
        raise RemitError("Nothing is let out of a call that is not screened.")
    kit = replace(call.kit, most=MOST_USES)
    gate = CodeGate(call.screen, kit, _uses(runtime, call, actor, target), dict(call.wanted.taint or {}))
    call.gate = gate
    return gate


def _uses(runtime: Runtime, call: Call, actor: tenancy.Actor, target: Target) -> CallUses:
    resume = call.wanted.resume
    return CallUses(
        runtime.database,
        runtime.tools,
        actor,
        target.ref,
        call.id,
        Within(resume.run_id, resume.turn + 1) if resume else None,
        partial(runtime.limits.hit, actor.org_id, subjects_of(actor, target)),
        runtime.finish,
        runtime.builder,
        call.wanted.conversation[0] if call.wanted.conversation else None,
    )
