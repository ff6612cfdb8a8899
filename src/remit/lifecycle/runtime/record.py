"""One call on its way, and what it leaves behind: numbers and digests, never what was said."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from time import perf_counter
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from remit.controls import governance, metering, tenancy
from remit.engines.models import ServedModel, reasoning_tokens
from remit.kit import telemetry
from remit.kit.errors import RemitError
from remit.kit.ids import new_id
from remit.lifecycle.runtime.gate import Gate
from remit.lifecycle.runtime.governed import Meter
from remit.lifecycle.runtime.recording import Record
from remit.lifecycle.runtime.screening import Screen
from remit.lifecycle.runtime.spending import subjects_of
from remit.lifecycle.runtime.target import Citation, Finished, Found, Paused, Target, Trial, Wanted, ref_of
from remit.lifecycle.runtime.tools import NO_KIT, ToolKit
from remit.lifecycle.runtime.weighing import Taint


@dataclass
class Call:
    """One call on its way: each step fills in what the later ones need.

    `within` is the call that made it. A `part` is a question of code to its model: what it used counts as the whole's,
    which has it in `parts`. `machine_usd` is what the machine costs that runs the code, none where that is not known.
    """

    wanted: Wanted
    id: UUID = field(default_factory=new_id)
    began: float = field(default_factory=perf_counter)
    meter: Meter = field(default_factory=Meter)
    outcome: metering.Outcome = "refused"
    error: RemitError | None = None
    actor: tenancy.Actor | None = None
    target: Target | None = None
    decision: governance.Decision | None = None
    served: ServedModel | None = None
    screen: Screen | None = None
    hold: metering.Hold | None = None
    standing: metering.Standing | None = None
    span: telemetry.spans.Span | None = None
    text: str = ""
    completion: bytes = b""
    fallback_from: str = ""
    used: metering.Used | None = None
    within: "Call | None" = None
    part: bool = False
    parts: list["Call"] = field(default_factory=list)
    services: Counter[str] = field(default_factory=Counter)
    kit: ToolKit = NO_KIT
    gate: Gate | None = None
    paused: Paused | None = None
    found: tuple[Found, ...] = ()
    taint: Taint = field(default_factory=dict)
    machine_usd: Decimal | None = Decimal(0)

    @cached_property
    def shown_id(self) -> str:
        """The id as the API shows it."""
        return metering.CALL.show(self.id)

    @property
    def session(self) -> str:
        """What the call is part of: its conversation, its session or its user; else it is alone."""
        wanted = self.wanted
        if wanted.conversation is not None:
            return wanted.conversation[0].hex
        return wanted.session or getattr(wanted.prompt, "user", None) or self.id.hex


def left_by(call: Call, actor: tenancy.Actor) -> Record:
    """Write down what a call used and what became of it."""
    if call.outcome == "cancelled" or (call.outcome == "failed" and call.meter.text):
        call.meter.estimate("\n".join(call.wanted.prompt.texts()))
    used = call.used = _used(call)
    return Record(
        actor,
        used,
        f"call.{call.outcome}",
        _payload(call, used),
        _settlement(call, actor, used),
        call.screen.breaches if call.screen else (),
        part=call.part,
        entries=_entries(call),
    )


def _entries(call: Call) -> Sequence[tuple[str, dict[str, Any]]]:
    """Write down each use of a tool, with the call that it belongs to."""
    if call.gate is None:
        return ()
    return [(each.type, {"call": call.shown_id, **each.payload}) for each in call.gate.entries]


def _settlement(call: Call, actor: tenancy.Actor, used: metering.Used) -> metering.Settlement | None:
    """What budgets are told of a call; nothing of one that held nothing and cost nothing; its parts tell their own."""
    cost = call.machine_usd if call.parts else used.cost_usd
    if call.target is None or (call.hold is None and not cost):
        return None
    return metering.Settlement(call.id, cost, subjects_of(actor, call.target), call.hold)


def _used(call: Call) -> metering.Used:
    used = _own(call)
    for part in call.parts:
        if part.used is not None:
            used = _with(used, part.used)
    return used


def _with(used: metering.Used, part: metering.Used) -> metering.Used:
    """Add what a part used to the whole."""
    costs = (used.cost_usd, part.cost_usd)
    return replace(
        used,
        model=used.model or part.model,
        provider=used.provider or part.provider,
        input_tokens=used.input_tokens + part.input_tokens,
        output_tokens=used.output_tokens + part.output_tokens,
        cached_tokens=used.cached_tokens + part.cached_tokens,
        reasoning_tokens=used.reasoning_tokens + part.reasoning_tokens,
        cost_usd=None if None in costs else sum(filter(None, costs), Decimal(0)),
        price_as_of=used.price_as_of or part.price_as_of,
    )


def _own(call: Call) -> metering.Used:
    provider, model = (call.served.provider, call.served.name) if call.served else ("", "")
    cost, as_of = call.served.price(call.meter.usage) if call.served else _of_machine(call)
    first = call.meter.first_text_at
    return metering.Used(
        id=call.id,
        subject=call.target.ref if call.target else ref_of(call.wanted.callee),
        outcome=call.outcome,
        request_id=call.wanted.request_id,
        duration_ms=(perf_counter() - call.began) * 1000,
        model=model,
        provider=provider,
        input_tokens=call.meter.usage.input_tokens,
        output_tokens=call.meter.usage.output_tokens,
        cost_usd=cost,
        price_as_of=as_of,
        error=_error_type(call),
        first_token_ms=(first - call.began) * 1000 if first else None,
        agent=call.target.agent if call.target else "",
        key=call.actor.key_ref if call.actor else "",
        fallback_from=call.fallback_from,
        tool_uses=sum(each.type == "tool.used" for each in call.gate.entries) if call.gate else 0,
        revision=call.target.revision if call.target else None,
        purpose=call.wanted.purpose,
        cached_tokens=call.meter.usage.cache_read_tokens,
        reasoning_tokens=reasoning_tokens(call.meter.usage),
    )


def _of_machine(call: Call) -> tuple[Decimal | None, date | None]:
    """Return what code costs that ran: nothing in Remit itself."""
    if call.target is None or not call.target.is_code:
        return None, None
    function = call.target.function
    return call.machine_usd, function.price_as_of if function else None


def _error_type(call: Call) -> str | None:
    """Name what went wrong; a fault of our own has no words for the log, only the server's log has."""
    if call.error is not None:
        return call.error.type
    return RemitError.type if call.outcome == "failed" else None


def _payload(call: Call, used: metering.Used) -> dict[str, Any]:
    target, cost = call.target, used.cost_usd
    return {
        "call": call.shown_id,
        "request_id": used.request_id,
        "agent": target.agent_version if target else None,
        "environment": target.environment if target else None,
        "revision": target.revision if target else None,
        "test": isinstance(call.wanted.callee, Trial),
        "model": used.model,
        "provider": used.provider,
        "fallback_from": used.fallback_from or None,
        "input_tokens": used.input_tokens,
        "output_tokens": used.output_tokens,
        "estimated": call.meter.estimated,
        "cost_usd": None if cost is None else str(cost),
        "duration_ms": round(used.duration_ms, 3),
        "message_digest": _digest(call.wanted.prompt.last()),
        "reply_digest": _digest(call.text or "".join(call.meter.text)),
        "decision": call.decision.facts() if call.decision else None,
        "decisions": _decisions(call),
        "budget": call.hold.facts() if call.hold else {},
        "unlabelled": sorted(call.screen.unlabelled) if call.screen else [],
        "violations": [governance.VIOLATION.show(each.id) for each in call.screen.breaches]
        if call.screen
        else [],
        "refused_tools": call.meter.refused_tools,
        **({"looked_up": [_looked_up(each) for each in call.found]} if call.found else {}),
        **({"within": call.within.shown_id} if call.within else {}),
        **({"purpose": call.wanted.purpose} if call.wanted.purpose else {}),
        **({"services": dict(call.services)} if call.services else {}),
        **(
            {"run": call.paused.id, "waits_for": [each.approval for each in call.paused.waits]}
            if call.paused
            else {}
        ),
        "error": {"type": used.error, "detail": call.error.detail if call.error else ""}
        if used.error
        else None,
    }


def _looked_up(found: Found) -> dict[str, Any]:
    return {"title": found.passage.title, "digest": _digest(found.passage.text)}


def _decisions(call: Call) -> list[dict[str, Any]]:
    made = list(call.screen.decisions.values()) if call.screen else []
    return [each.facts() for each in (*made, *(call.gate.decisions if call.gate else ()))]


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def finished(call: Call, target: Target, used: metering.Used) -> Finished:
    """Say what the caller is told of a call that is on disk."""
    return Finished(
        id=call.shown_id,
        target=target,
        text=call.text,
        model=used.model,
        provider=used.provider,
        demo=call.served is not None and call.served.demo,
        input_tokens=used.input_tokens,
        output_tokens=used.output_tokens,
        cost_usd=used.cost_usd,
        duration_ms=used.duration_ms,
        price_as_of=used.price_as_of,
        first_token_ms=used.first_token_ms,
        completion=call.completion or call.meter.last_event,
        paused=call.paused,
        citations=cited(call),
        cached_tokens=used.cached_tokens,
        reasoning_tokens=used.reasoning_tokens,
    )


def cited(call: Call) -> tuple[Citation, ...]:
    """Return what was looked up for a call, and whether its answer names it."""
    return tuple(
        Citation(
            each.number,
            each.passage.title,
            each.passage.text,
            each.passage.url,
            f"[{each.number}]" in call.text,
        )
        for each in call.found
    )


def traced(call: Call, target: Target) -> telemetry.spans.Span | None:
    """Begin the span of a call; none where nobody collects them."""
    return telemetry.genai.invoke_agent(
        target.name,
        call=call.shown_id,
        version=target.agent_version,
        environment=target.environment,
        deployment=target.shown_id,
    )


def told(call: Call, record: Record) -> None:
    """Count a call that is on disk, end its span, and write its line into the log."""
    used, target = record.used, call.target
    if call.span is not None:
        telemetry.genai.used(
            call.span,
            input_tokens=used.input_tokens,
            output_tokens=used.output_tokens,
            cached_tokens=used.cached_tokens,
            reasoning_tokens=used.reasoning_tokens,
            cost_usd=used.cost_usd,
            outcome=used.outcome,
        )
        telemetry.spans.end(call.span, None, call.error)
    telemetry.record_call(
        telemetry.EndedCall(
            call=call.shown_id,
            subject=used.subject,
            outcome=used.outcome,
            ms=round(used.duration_ms, 3),
            environment=target.environment if target else "",
            provider=used.provider,
            model=used.model,
            input_tokens=used.input_tokens,
            output_tokens=used.output_tokens,
            estimated=call.meter.estimated,
            cost_usd=used.cost_usd,
            first_token_ms=used.first_token_ms,
            error=used.error,
        )
    )


def refused(call: Call) -> None:
    """Count a call of nobody known."""
    telemetry.meters.record_refusal(call.error.type if call.error else "unknown")
