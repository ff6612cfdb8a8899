"""Running an API agent: a request is made of the input, passes the gate, and its answer is made the output."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import msgspec

from remit.engines.models import Said
from remit.engines.sandbox import FunctionFailed, HostError, Lane, Tier
from remit.kit.errors import RemitError
from remit.lifecycle.agents import Expressions, FakeHost, Sandboxes, sandbox_of
from remit.lifecycle.runtime.code_gate import CodeGate
from remit.lifecycle.runtime.errors import RequestFailed
from remit.lifecycle.runtime.record import Call
from remit.lifecycle.runtime.run_function import let_out, require_input
from remit.lifecycle.runtime.target import Delta, Target, ToolEvent


async def run_api(
    sandboxes: Sandboxes,
    call: Call,
    target: Target,
    prompt: Said,
    gate: CodeGate,
    rehearsed: FakeHost | None = None,
) -> AsyncGenerator[Delta | ToolEvent]:
    """Send the request once, and yield the output as JSON where it is wanted in pieces: all of it in one.

    Raises `RequestFailed`, `ContractBroken`, `ApprovalNeeded`, `SandboxBusy` and `TierUnavailable`.
    """
    if call.screen is None:
        raise RemitError("Nothing is let out of a call that is not screened.")
    input = msgspec.json.decode(require_input(prompt, target))
    expressions = Expressions(sandbox_of(sandboxes, Tier.CEL), target.document or {}, Lane.CALLS)
    try:
        answer = await _answer(expressions, gate, rehearsed, input)
        output = msgspec.json.encode(await expressions.output(input, answer)).decode()
    except FunctionFailed as error:
        # Expressions hold what was given and what came back: only who tests the agent reads it.
        said = error.detail if target.trial else f"{error.title}."
        raise RequestFailed(f"{target.name} did not answer. {said}", kind=error.type) from error
    except HostError as error:
        raise RequestFailed(f"{target.name} did not answer. {error}", kind="request-refused") from error
    call.text = await let_out(call, call.screen, target, output)
    if call.wanted.stream:
        yield Delta(call.text)


async def _answer(
    expressions: Expressions, gate: CodeGate, rehearsed: FakeHost | None, input: Any
) -> Mapping[str, Any]:
    """Send the request through the gate; return what came back. In a rehearsal nothing is sent."""
    arguments = await expressions.request(input)
    if rehearsed is not None:
        return rehearsed.request(expressions.tool, arguments)
    tool = next((each for each in gate.kit.tools if each.use == expressions.tool), None)
    if tool is None:
        raise HostError(f"{expressions.tool} is not there, or is switched off: look at its connection.")
    try:
        answer: Mapping[str, Any] = msgspec.json.decode(await gate.answer(tool, arguments))
    except msgspec.DecodeError:
        raise HostError("What came back was changed by the policies, and cannot be read any more.") from None
    return answer
