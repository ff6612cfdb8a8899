"""Running a function agent: input that fits goes to the sandbox or its own machine, and output that fits comes out."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import msgspec

from remit.controls import governance
from remit.engines.hosts import Functions
from remit.engines.models import Prompt, Said
from remit.engines.sandbox import FunctionFailed, Host, Lane
from remit.kit.errors import RemitError
from remit.kit.ids import new_id
from remit.kit.json_schema import Misfit, contract
from remit.lifecycle.agents import Sandboxes, limits_of, sandbox_of
from remit.lifecycle.runtime.errors import BadCallInput, ContractBroken, FunctionBroke
from remit.lifecycle.runtime.record import Call
from remit.lifecycle.runtime.screening import Screen
from remit.lifecycle.runtime.target import Delta, Target, ToolEvent
from remit.lifecycle.runtime.there import run_there

RULE = "output-contract"
_MOST_SAID = 5


def require_input(prompt: Said, target: Target) -> str:
    """Return the input, as JSON, that fits the agent's schema; `BadCallInput` says where it does not."""
    if not isinstance(prompt, Prompt):
        raise BadCallInput(f"{target.name} takes JSON, not texts to embed.")
    remit = (target.document or {})["remit"]
    given = _read(prompt.last(), target.name)
    if wrong := contract(remit["input_schema"]).misfits(given):
        said = "; ".join(each.sentence() for each in wrong[:_MOST_SAID])
        raise BadCallInput(
            f"The input does not fit what {target.name} takes: {said}.", schema=remit["input_schema"]
        )
    return prompt.last()


def _read(text: str, name: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise BadCallInput(
            f"{name} takes JSON, and this is none: send an object that fits its input schema."
        ) from error


async def run_function(
    sandboxes: Sandboxes,
    machines: Mapping[str, Functions],
    call: Call,
    target: Target,
    prompt: Said,
    host: Host,
) -> AsyncGenerator[Delta | ToolEvent]:
    """Run the code once, and yield its output as JSON where it is wanted in pieces: all of it in one.

    Raises `FunctionBroke`, `FunctionNotReached`, `ContractBroken`, `SandboxBusy`, `TierUnavailable`, and what its
    services raise.
    """
    document: Mapping[str, Any] = target.document or {}
    remit, screen = document["remit"], call.screen
    if screen is None:
        raise RemitError("Nothing is let out of a call that is not screened.")
    given = require_input(prompt, target)  # once more: what the policies took out may have been needed
    limits, lane = limits_of(document), Lane.DRY_RUNS if call.wanted.purpose else Lane.CALLS
    try:
        if target.function is not None:
            ran = await run_there(machines, call, target, target.function, given, host, limits)
        else:
            sandbox = sandbox_of(sandboxes, remit["tier"])
            ran = await sandbox.run(remit["code"], given, host, limits, lane=lane)
    except FunctionFailed as error:
        raise _broke(error, target) from error
    call.text = await let_out(call, screen, target, ran.output_json)
    if call.wanted.stream:
        yield Delta(call.text)


async def let_out(call: Call, screen: Screen, target: Target, output: str) -> str:
    """Let an output go that fits the contract, as the policies have it; raises `ContractBroken` and `TextRefused`."""
    schema = (target.document or {})["remit"]["output_schema"]
    if wrong := contract(schema).misfits(msgspec.json.decode(output)):
        note_broken(call, screen, target, wrong)
        where = ", ".join(f"`{each.path}`" if each.path else "the whole" for each in wrong[:_MOST_SAID])
        raise ContractBroken(f"{target.name} gave back what its output schema does not allow: {where}.")
    await screen.hear([output], "output")
    return screen.output(output)


def _broke(error: FunctionFailed, target: Target) -> FunctionBroke:
    """Say what went wrong: to those who test it all of it, to others the kind and the line."""
    place = "" if error.line is None else f" on line {error.line}"
    said = f"{error.title}{place}: {error.detail}" if target.trial else f"{error.title}{place}."
    return FunctionBroke(f"{target.name} did not answer. {said}", kind=error.type)


def note_broken(call: Call, screen: Screen, target: Target, wrong: list[Misfit]) -> None:
    """Keep the breach of contract for the call's record: where, and never what stood there."""
    screen.found[RULE, "output"] = governance.Breach(
        id=new_id(),
        actor=screen.actor,
        call_id=call.id,
        request_id=call.wanted.request_id,
        subject=target.ref,
        rule=RULE,
        action=target.asked[0],
        direction="output",
        verdict="deny",
        severity="medium",
        labels=("contract",),
        evidence={
            "policy_digest": "",
            "text_digest": "",
            "errors": [f"{each.path or 'the whole output'} does not fit" for each in wrong[:_MOST_SAID]],
            "seen": [],
            "more": max(0, len(wrong) - _MOST_SAID),
        },
    )
